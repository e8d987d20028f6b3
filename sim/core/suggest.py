"""Did you mean: the known name nearest to one that is not known."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_NAMED = 30
"""Known names that are listed at most."""


_COMPARED = 100
"""Characters of a name that are compared; no known name is longer."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint for an unknown name: the nearest known one, or the known ones.

    >>> nearest("chekin", ["check_in", "booth"])
    "did you mean 'check_in'?"
    >>> nearest("x", ["check_in", "booth"])
    'known: booth, check_in'
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word[:_COMPARED], names, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"known: {', '.join(names[:_NAMED])}{more}"
