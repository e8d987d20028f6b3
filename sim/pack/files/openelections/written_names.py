"""Rows of written names that say again what the row of all written names says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.core.text import counted
from sim.pack.files.openelections.words import Kind, plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.pack.files.openelections.vote_rows import Row

_ONE_BY_ONE = "written names one by one"
_SHARED = {"notassigned", "unassigned", "unassignedwriteins"}
"""Rows that stand in every contest."""


class WrittenNames:
    """Collects such rows, which are not counted, to say how many there are."""

    def __init__(self) -> None:
        self._n: Counter[str] = Counter()
        self._equal: Counter[str] = Counter()
        self._votes: Counter[str] = Counter()
        self._lines: dict[str, int] = {}
        self._whole: dict[str, str] = {}

    def add(self, rows: Collection[Row]) -> None:
        """Add the rows of a contest at a site that has a row of all written names."""
        whole = [row for row in rows if row.kind is Kind.WRITE_INS]
        for row in rows:
            if row.kind is not Kind.WRITE_IN_PART:
                continue
            name = repr(row.candidate) if plain(row.candidate) in _SHARED else _ONE_BY_ONE
            same = any((row.votes, row.methods) == (one.votes, one.methods) for one in whole)
            self._n[name] += 1
            self._equal[name] += same
            self._votes[name] += row.votes
            self._lines.setdefault(name, row.line)
            self._whole.setdefault(name, whole[0].candidate)

    def notes(self) -> list[str]:
        """Return a sentence on each kind of such rows."""
        return [
            f"{counted(n, 'row')} of {name} {self._how(name, n)} {self._whole[name]!r}; "
            f"{counted(self._votes[name], 'vote')} counted once; first line {self._lines[name]:,}"
            for name, n in self._n.items()
        ]

    def _how(self, name: str, n: int) -> str:
        equal, one = self._equal[name], n == 1
        if equal == n:
            return "repeats" if one else "repeat"
        verb = "is" if one else "are"
        if name is _ONE_BY_ONE or not equal:
            return f"{verb} part of"
        return f"{verb} part of, and {equal:,} equal to,"
