"""The faults of a pack, collected until all are known."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.errors import Problem
from sim.core.suggest import guess, nearest
from sim.core.text import HINTS, about

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ALIKE = 10
"""Faults of one kind in one column that are listed; more are counted."""
_COMPARED = 1_000
"""Known names among which all are compared with an unknown one."""
_LINES = 5
"""Line numbers that stand for those that are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault."""

    file: str
    """Name of the file in the folder; empty for the folder."""
    line: int
    """From 1; 0 if it concerns no line."""
    key: str
    """Column, or key of ``election.toml``; may be empty."""
    message: str
    """What must be, what is there, and a hint."""
    kind: str
    """Faults of the same file, key and kind are alike."""


class Faults:
    """Collects faults of one folder; its files give their order."""

    def __init__(self, folder: str, files: tuple[str, ...]) -> None:
        self._folder = folder
        self._files = files
        self._found: list[Fault] = []
        self._hints = 0

    def __len__(self) -> int:
        return len(self._found)

    def add(self, file: str, line: int, key: str, message: str, kind: str = "") -> None:
        """Add a fault; see :class:`Fault`."""
        self._found.append(Fault(file, line, key, message, kind or message))

    def unknown(self, word: str, known: Iterable[str]) -> str:
        """Return a hint about an unknown name; none after many, as each takes time to find."""
        self._hints += 1
        names = [*dict.fromkeys(known)]
        if not names or self._hints > HINTS:
            return ""
        if len(names) > _COMPARED:
            names = [name for name in names if name[:1] == word[:1]][:_COMPARED]
            return f"; {found}" if (found := guess(word, names)) else ""
        return f"; {nearest(word, names)}"

    def problems(self) -> list[Problem]:
        """Return all faults by file and line; of many that are alike the first, and a count."""
        alike: dict[tuple[str, str, str], list[Fault]] = defaultdict(list)
        for fault in sorted(self._found, key=self._order):
            alike[fault.file, fault.key, fault.kind].append(fault)
        listed = [fault for found in alike.values() for fault in self._some(found)]
        return [self._problem(fault) for fault in sorted(listed, key=self._order)]

    def _order(self, fault: Fault) -> tuple[int, int]:
        place = self._files.index(fault.file) if fault.file in self._files else -1
        return place, fault.line

    @staticmethod
    def _some(found: list[Fault]) -> Iterator[Fault]:
        yield from found[:_ALIKE]
        if more := found[_ALIKE:]:
            lines = ", ".join(str(fault.line) for fault in more[:_LINES])
            dots = ", ..." if len(more) > _LINES else ""
            at = f"line{'s' if len(more) > 1 else ''} {lines}{dots}"
            message = f"{len(more):,} more like the {_ALIKE} above, at {at}"
            yield Fault(more[0].file, more[0].line, more[0].key, message, "")

    def _problem(self, fault: Fault) -> Problem:
        where = f"{self._folder}/{fault.file}" if fault.file else self._folder
        where += f":{fault.line}" if fault.line else ""
        return Problem(where, fault.key, about(fault.key, fault.message))
