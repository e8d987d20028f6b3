"""Hints for unknown names: the closest known name, and the names that are allowed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_NAMED = 30
"""Known names that are listed at most."""


_COMPARED = 100
"""Characters of a name that are compared; no known name is longer."""


_SIMILAR, _SURE = 0.6, 0.8
"""Ratios of difflib from which a name is suggested, and from which it is suggested alone."""


def guess(word: str, known: Iterable[str], cutoff: float = _SIMILAR) -> str:
    """Return the question whether a similar known name was meant; empty if there is none.

    >>> guess("chekin", ["check_in", "booth"]), guess("x", ["check_in", "booth"])
    ("did you mean 'check_in'?", '')
    """
    close = difflib.get_close_matches(word[:_COMPARED], sorted(set(known)), n=1, cutoff=cutoff)
    return f"did you mean {close[0]!r}?" if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown name: a very similar known one, else all known ones.

    A less similar name is suggested along with the list, as the guess may be wrong.

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
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{maybe} known: {', '.join(names[:_NAMED])}{more}".lstrip()
