"""Hints for unknown names: the closest known names, or some of those that are allowed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_NAMED = 5
"""Names that are suggested, or listed of many, at most."""
_FEW = 8
"""Known names up to which all are listed."""
_COMPARED = 100
"""Characters of a name that are compared; no known name is longer."""
_SIMILAR, _SURE = 0.6, 0.8
"""Ratios of difflib from which a name is suggested, and from which it is suggested alone."""


def guess(word: str, known: Iterable[str], cutoff: float = _SIMILAR) -> str:
    """Return the question whether a similar known name was meant; empty if there is none.

    Names that begin with the word come first, then names of which a part does, then similar ones.

    >>> guess("chekin", ["check_in", "booth"]), guess("x", ["check_in", "booth"])
    ("did you mean 'check_in'?", '')
    >>> guess("desk", ["desks_open", "desks_extra", "extra_desks", "booth"])
    "did you mean 'desks_open', 'desks_extra' or 'extra_desks'?"
    """
    names, word = sorted(set(known)), word[:_COMPARED]
    found = _beginning(word, names)
    if not found:
        found = difflib.get_close_matches(word, names, n=1, cutoff=cutoff)
    if not found:
        return ""
    *others, last = map(repr, found[:_NAMED])
    named = f"{', '.join(others)} or {last}" if others else last
    return f"did you mean {named}?"


def _beginning(word: str, names: list[str]) -> list[str]:
    """Return the names that begin with a word, short ones first; then those with such a part."""
    lower = word.casefold()
    if len(lower) < 3 or lower in map(str.casefold, names):
        return []
    whole = [name for name in names if name.casefold().startswith(lower)]
    parts = [
        name
        for name in names
        if name not in whole and f"_{lower}" in name.casefold().replace(".", "_").replace("-", "_")
    ]
    return [*sorted(whole, key=len), *parts]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown name: very similar known ones, else those that are known.

    A less similar name is suggested along with the list, as the guess may be wrong; of many
    known names the list has five.

    >>> nearest("chekin", ["check_in", "booth"])
    "did you mean 'check_in'?"
    >>> nearest("ZZA", ["ZZB", "EAST"])
    "did you mean 'ZZB'? known: EAST, ZZB"
    >>> nearest("x", ["check_in", "booth"])
    'known: booth, check_in'
    """
    names = sorted(set(known))
    if sure := guess(word, names, _SURE):
        return sure
    maybe = guess(word, names)
    listed = names if len(names) <= _FEW else names[:_NAMED]
    more = f" and {len(names) - len(listed):,} more" if len(listed) < len(names) else ""
    return f"{maybe} known: {', '.join(listed)}{more}".lstrip()
