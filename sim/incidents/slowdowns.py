"""Times in which work takes longer or stands still, and when work is done in spite of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

STOP = 0.0
"""Factor of a slowdown in which nothing goes on."""


class Slowdown(NamedTuple):
    """A time in which work takes longer, ms since midnight, capital time."""

    begins: int
    ends: int
    factor: float
    """How many times as long, 1 or more; or STOP."""


def in_order(slowdowns: Iterable[Slowdown]) -> list[Slowdown]:
    """Return slowdowns in order; where two overlap, the one that began first lasts to its end."""
    found: list[Slowdown] = []
    for slowdown in sorted(slowdowns):
        begins = max(slowdown.begins, found[-1].ends) if found else slowdown.begins
        if begins < slowdown.ends:
            found.append(slowdown._replace(begins=begins))
    return found


def finish(start: int, work: int, slowdowns: Iterable[Slowdown]) -> int:
    """Return when work is done.

    Parameters
    ----------
    start
        When it begins, ms.
    work
        How long it takes without slowdowns, ms, 0 or more.
    slowdowns
        As :func:`in_order` returns them.

    >>> finish(0, 100, [Slowdown(40, 90, STOP)]), finish(0, 100, [Slowdown(40, 90, 2.0)])
    (150, 125)
    """
    now, left = start, work
    for begins, ends, factor in slowdowns:
        if ends <= now:
            continue
        if left <= begins - now:
            break
        left -= max(begins - now, 0)
        now = max(begins, now)
        done = int((ends - now) / factor) if factor else 0
        if left <= done:
            return now + round(left * factor)
        left -= done
        now = ends
    return now + left
