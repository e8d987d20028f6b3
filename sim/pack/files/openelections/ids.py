"""Ids of sites, contests and parties: the names of the file, as far as ids may be such."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from sim.core.names import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DIGITS = 8
"""Hexadecimal digits of the hash at the end of an id that is a shortened name."""


def fitted(text: str) -> str:
    """Return a text that can be an id: without ``;``, at most 80 characters, still unique.

    >>> fitted("Ward 1; Precinct 2"), len(fitted("x" * 200))
    ('Ward 1, Precinct 2', 80)
    """
    text = text.replace(";", ",")
    if len(text) <= LONGEST_NAME:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{text[: LONGEST_NAME - _DIGITS - 2].rstrip()}… {digest}"


def unique(names: Iterable[str]) -> Iterator[str]:
    """Yield ids that differ, in the order of names.

    >>> list(unique(["A", "B", "A"]))
    ['A', 'B', 'A (2)']
    """
    seen: Counter[str] = Counter()
    for name in names:
        found = fitted(name)
        while found in seen:
            seen[name] += 1
            found = fitted(f"{name} ({seen[name] + 1})")
        seen[found] += 0
        yield found
