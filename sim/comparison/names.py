"""Names of compared results, all different: those given, else the shortest that tell them apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import ENGLISH, in_language
from sim.results.compared_names import LABEL, LETTER, SEED, composed_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results import Results, RunResults
    from sim.results.summaries.shared import Change


class ResultName(NamedTuple):
    """The name of a result in a comparison."""

    letter: str
    """``A`` for the base."""
    text: str
    """In English, as it is recorded."""
    parts: tuple[str, ...] = ()
    """What it is composed of: see :mod:`sim.results.compared_names`; empty if it is given."""


class _Described(NamedTuple):
    """What a name is composed of."""

    letter: str
    scenario: str
    changed: tuple[Change, ...]
    seed: int


def letter_of(number: int) -> str:
    """Return the letter of a result: A is the base.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    head = letter_of(number // 26 - 1) if number >= 26 else ""
    return head + chr(ord("A") + number % 26)


def names_of(
    loaded: Sequence[RunResults],
    given: Sequence[Results | Path],
    asked: Sequence[str] | None,
) -> list[ResultName]:
    """Return distinct names of results.

    Parameters
    ----------
    loaded
        The results.
    given
        The same, or their directories.
    asked
        Names that the caller gives them; None for scenario, seed, directory or letter.

    Raises
    ------
    ValueError
        If there are not as many names as results, or two names are equal.
    """
    letters = [letter_of(number) for number in range(len(loaded))]
    if asked is not None:
        if len(asked) != len(loaded) or len(set(asked)) < len(asked):
            raise ValueError(f"names must be {len(loaded)} different names; got {list(asked)}")
        return [*map(ResultName, letters, asked)]
    described = [
        _Described(letter, each.summary.scenario, each.summary.changed, each.summary.seed)
        for letter, each in zip(letters, loaded, strict=True)
    ]
    if _differ([each.scenario for each in described]):
        return _composed(described, LABEL)
    if _differ([(each.scenario, each.seed) for each in described]):
        return _composed(described, LABEL, SEED)
    paths = [each.name for each in given if isinstance(each, Path)]
    if len(paths) == len(loaded) and _differ(paths):
        return [*map(ResultName, letters, paths)]
    labelled = _composed(described, LABEL)
    if _differ([name.text for name in labelled]):
        return labelled
    return _composed(described, LABEL, LETTER)


def _differ(values: Sequence[object]) -> bool:
    return len(set(values)) == len(values)


def _composed(described: Sequence[_Described], *parts: str) -> list[ResultName]:
    with in_language(ENGLISH):
        return [ResultName(each.letter, composed_name(each, parts), parts) for each in described]
