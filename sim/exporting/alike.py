"""Objects that differ in some values alone: thousands of them take little memory and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

CELL = "\udc80"
"""Stands in a pattern for a value that differs: no text that can be written as UTF-8 has it."""
TOGETHER = 2_000
"""Number of objects that are one piece of a file."""


@dataclass(frozen=True, eq=False)
class Pattern:
    """What objects have in common; made once, as the text of each pattern is kept."""

    object: Mapping[str, Any]
    """An object that has :data:`CELL` where values differ."""


@dataclass(frozen=True, eq=False)
class Alike:
    """A list of objects of one pattern."""

    pattern: Pattern
    columns: tuple[Sequence[str] | Sequence[int], ...]
    """The values of each cell of the pattern, in their order; texts or whole numbers."""

    def __len__(self) -> int:
        """Return the number of objects."""
        return len(self.columns[0])

    def lines(self, template: str, text: Callable[[str], str]) -> Iterator[str]:
        """Yield the text of each object.

        Parameters
        ----------
        template
            The text of the pattern, with ``%s`` for each cell.
        text
            Returns the form of a text.
        """
        if not len(self):
            return iter(())
        columns = [
            each if isinstance(each[0], int) else map(text, map(str, each)) for each in self.columns
        ]
        return map(template.__mod__, zip(*columns, strict=True))

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield each object by itself."""
        for values in zip(*self.columns, strict=True):
            yield _filled(self.pattern.object, iter(values))


def _filled(value: Any, cells: Iterator[str | int]) -> Any:
    """Return a copy of a value in which each cell has the next of some values."""
    if isinstance(value, dict):
        return {key: _filled(each, cells) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, cells) for each in value]
    return next(cells) if value == CELL else value
