"""How a table and its columns are declared: name, type, unit, meaning, role."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["text", "whole", "number", "time", "flag"]
"""Text; whole numbers; numbers; times to the second; 0 or 1."""
Role = Literal["key", "text", "number", "time", "flag"]
Stage = Literal["", "register", "day", "votes", "night", "queue"]
"""What a difference in a column means for a site; empty for columns that are not compared."""

BANDS = ("_p05", "_p95")
"""Suffixes of the ends of a band; the column without a suffix is the median."""
SHARE = "_share"
"""Suffix of the share of replications that have the most frequent value."""
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
"""A clock time as tables and summaries have it."""
YES_NO = ("yes", "no")
RELATIONS = ("equals", "at_least", "highest", "count_at_least")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """Of a family of columns a regular expression of their names."""
    kind: Kind
    unit: str = ""
    meaning: str = ""
    """One plain sentence."""
    _: KW_ONLY
    label: str = ""
    """For people; empty where the name says it (see :attr:`title`)."""
    key: bool = False
    """Whether it is part of what identifies a row."""
    varies: bool = True
    """Whether it can differ between replications; else it is a key, or the register fixes it."""
    compared: Stage = ""
    """Where sites are compared: the part of the election that a difference belongs to."""
    required: bool = True
    """Whether a table without it is refused."""
    empty: bool = False
    """Whether a cell may be empty: NaN, NaT; of text one more value."""
    values: tuple[str, ...] = ()
    """Of text: what is allowed besides an empty cell; none for anything."""
    pattern: str = ""
    """Of text: what a cell that is not empty must look like."""
    refers: str = ""
    """``TABLE.COLUMN`` of the same result that holds every value of it."""
    shown: str = ""
    """Of a family: how the documentation writes its name."""

    @property
    def role(self) -> Role:
        """Return what the column is for."""
        if self.key:
            return "key"
        return "number" if self.kind == "whole" else self.kind

    @property
    def title(self) -> str:
        """Return the label, else the name in words.

        >>> Column("wait_p95_s", "number", "s").title, Column("last_left", "time").title
        ('wait p95', 'last left')
        """
        ending = {"s": "_s", "%": "_pct", "km": "_km"}.get(self.unit, "")
        return self.label or self.name.removesuffix(ending).replace("_", " ")


@dataclass(frozen=True)
class Table:
    """One table: a file ``NAME.csv``."""

    name: str
    columns: tuple[Column, ...]
    meaning: str = ""
    """What its rows are."""
    _: KW_ONLY
    families: tuple[Column, ...] = ()
    """Columns whose names depend on what was run, such as votes by party."""
    required: bool = True
    """Whether a result without it is refused."""
    repeats: bool = False
    """Whether several rows may have the same keys."""
    banded: bool = False
    """Whether its columns are those of several replications."""
    step_ms: int = 0
    """Of a table in time order: how far its rows are apart, the same times for each code."""
    axis: str = ""
    """Key along which replications can have different rows; see :mod:`sim.ensemble.merge`."""
    precision: Literal["s", "ms"] = "s"
    """To what times are written."""

    def find(self, name: str) -> Column | None:
        """Return the declaration of a column, None if there is none of that name.

        In an ensemble what varies has more columns: ``X_p05`` and ``X_p95`` of numbers
        and times, of the same kind as ``X``, and ``X_share`` of text and flags.
        """
        if name in self._by_name:
            return self._by_name[name]
        # Bands before families: what a family looks like may fit its bands, too.
        for ending in (*BANDS, SHARE) if self.banded else ():
            base = self.find(name.removesuffix(ending)) if name.endswith(ending) else None
            if base is not None and ending in endings(base):
                return _of_ensemble(base, ending)
        return self._of_family(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of its columns, without those of families and bands."""
        return tuple(column.name for column in self.columns)

    def keys(self) -> tuple[str, ...]:
        """Return the columns that identify a row; none where several rows may share them."""
        return () if self.repeats else tuple(c.name for c in self.columns if c.key)

    def required_names(self) -> Iterator[str]:
        """Yield the names of all columns that must be there, those of bands included."""
        for column in self.columns:
            if column.required:
                yield column.name
                if self.banded:
                    yield from (column.name + ending for ending in endings(column))

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def _of_family(self, name: str) -> Column | None:
        return next(
            (
                replace(column, name=name)
                for column in self.families
                if re.fullmatch(column.name, name)
            ),
            None,
        )


def _of_ensemble(base: Column, ending: str) -> Column:
    """Return the column that an ensemble has beside one that varies."""
    name = base.name + ending
    if ending == SHARE:
        meaning = f"share of replications in which `{base.name}` has this value, 0–1"
        return Column(name, "number", "0–1", meaning, empty=True)
    meaning = f"{int(ending[2:])} in 100 replications have at most this `{base.name}`"
    return Column(name, base.kind, base.unit, meaning, empty=base.empty)


def endings(column: Column) -> tuple[str, ...]:
    """Return the suffixes of the further columns that an ensemble has for a column.

    >>> endings(Column("cast", "whole")), endings(Column("winner", "text"))
    (('_p05', '_p95'), ('_share',))
    >>> endings(Column("code", "text", varies=False))
    ()
    """
    if not column.varies:
        return ()
    return (SHARE,) if column.kind in {"text", "flag"} else BANDS


def key(name: str, meaning: str, kind: Kind = "text", *, refers: str = "") -> Column:
    """Return a column that identifies rows."""
    return Column(name, kind, meaning=meaning, key=True, varies=False, refers=refers)


ORIGIN = Column("origin", "text", meaning="`simulated`", varies=False, values=("simulated",))
"""The first column of every table."""
