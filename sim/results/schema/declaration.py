"""Declarations of tables and their columns: name, type, unit, meaning, role."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["text", "integer", "number", "time", "flag"]
"""Text; whole numbers; numbers; times to the second; 0 or 1."""
Role = Literal["key", "text", "number", "time", "flag"]
Stage = Literal["", "register", "day", "votes", "night", "queue"]
"""The part of the election that a column of sites belongs to; empty if it is not compared."""

BANDS = ("_p05", "_p95")
"""Suffixes of the ends of a band; the column without a suffix is the median."""
SHARE = "_share"
"""Suffix of the share of replications that have the most frequent value."""
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
"""Regular expression of a clock time, ``HH:MM``."""
ALL_REGIONS = "the code of all regions together"
"""In meanings of columns; descriptions of the tables of a result add the code."""
CLOCK_AND_DAY = rf"{CLOCK}(?: [+-][1-9] d)?"
"""Of a clock time, and the days after the election day if it is on another one."""
YES_NO = ("yes", "no")
RELATIONS = ("equals", "at_least", "highest", "count_at_least")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """Name of the column; for a family of columns a regular expression of their names."""
    kind: Kind
    unit: str = ""
    meaning: str = ""
    """One plain sentence."""
    _: KW_ONLY
    label: str = ""
    """Label for people; empty if it is the name in words (see :attr:`title`)."""
    key: bool = False
    """Whether it is part of what identifies a row."""
    varies: bool = True
    """Whether it can differ between replications; keys and columns of the register do not."""
    compared: Stage = ""
    """In a comparison of sites: the part of the election that a difference belongs to."""
    required: bool = True
    """Whether a table without the column is refused."""
    empty: bool = False
    """Whether a cell may be empty: NaN, NaT, or an empty text."""
    values: tuple[str, ...] = ()
    """For text: allowed values besides an empty cell; empty if all are allowed."""
    pattern: str = ""
    """For text: a regular expression that a cell must match if it is not empty."""
    refers: str = ""
    """``TABLE.COLUMN`` of the same result that has every value of this column."""
    shown: str = ""
    """For a family: its name in the documentation."""

    @property
    def role(self) -> Role:
        """Return the role of the column."""
        if self.key:
            return "key"
        return "number" if self.kind == "integer" else self.kind

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
    """What a row is."""
    _: KW_ONLY
    families: tuple[Column, ...] = ()
    """Columns whose names depend on what was run, such as votes by party."""
    required: bool = True
    """Whether a result without it is refused."""
    repeats: bool = False
    """Whether several rows may have the same keys."""
    banded: bool = False
    """Whether it has the columns of an ensemble, such as bands."""
    step_ms: int = 0
    """For a time series by code: the interval between its rows; 0 for other tables."""
    axis: str = ""
    """Key along which replications can have different rows; see :mod:`sim.ensemble.merge`."""
    precision: Literal["s", "ms"] = "s"
    """Precision of its times."""

    def find(self, name: str) -> Column | None:
        """Return the declaration of a column; None if there is no column of that name.

        In an ensemble a column ``X`` that varies has further columns: ``X_p05`` and ``X_p95``, of
        the same kind, if it has numbers or times, and ``X_share`` if it has text or flags.
        """
        if name in self._by_name:
            return self._by_name[name]
        # Bands before families: the pattern of a family may match the names of bands, too.
        for ending in (*BANDS, SHARE) if self.banded else ():
            base = self.find(name.removesuffix(ending)) if name.endswith(ending) else None
            if base is not None and ending in endings(base):
                return _of_ensemble(base, ending)
        return self._of_family(name)

    def names(self) -> tuple[str, ...]:
        """Return the names of its columns, without those of families and bands."""
        return tuple(column.name for column in self.columns)

    def keys(self) -> tuple[str, ...]:
        """Return the key columns, which identify a row; empty if several rows may have a key."""
        return () if self.repeats else tuple(c.name for c in self.columns if c.key)

    def required_names(self) -> Iterator[str]:
        """Yield the names of all required columns, those of bands included."""
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
    """Return the declaration of a further column of an ensemble: a band or a share."""
    name = base.name + ending
    if ending == SHARE:
        meaning = f"share of replications in which `{base.name}` has this value, 0–1"
        return Column(name, "number", "0–1", meaning, empty=True)
    meaning = f"{int(ending[2:])} in 100 replications have at most this `{base.name}`"
    return Column(name, base.kind, base.unit, meaning, empty=base.empty)


def endings(column: Column) -> tuple[str, ...]:
    """Return the suffixes of the further columns that an ensemble has for a column.

    >>> endings(Column("cast", "integer")), endings(Column("winner", "text"))
    (('_p05', '_p95'), ('_share',))
    >>> endings(Column("code", "text", varies=False))
    ()
    """
    if not column.varies:
        return ()
    return (SHARE,) if column.kind in {"text", "flag"} else BANDS


def key(name: str, meaning: str, kind: Kind = "text", *, refers: str = "") -> Column:
    """Return the declaration of a key column."""
    return Column(name, kind, meaning=meaning, key=True, varies=False, refers=refers)


ORIGIN = Column("origin", "text", meaning="`simulated`", varies=False, values=("simulated",))
"""The first column of every table."""
CODE_OR_NATION = key("code", f"region, or {ALL_REGIONS}")
