"""Intervals in which work is slower or stops, and the time at which work is then finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

STOP = 0.0
"""Factor of a slowdown in which work stops."""


class Slowdown(NamedTuple):
    """An interval in which work is slower, ms since midnight, capital time."""

    begins: int
    ends: int
    factor: float
    """Factor by which work takes longer, 1 or more; or STOP."""


def in_order(slowdowns: Iterable[Slowdown]) -> list[Slowdown]:
    """Return slowdowns in order, without overlap: a later one begins when the earlier one ends."""
    found: list[Slowdown] = []
    for slowdown in sorted(slowdowns):
        begins = max(slowdown.begins, found[-1].ends) if found else slowdown.begins
        if begins < slowdown.ends:
            found.append(slowdown._replace(begins=begins))
    return found


def finish(start: int, work: int, slowdowns: Iterable[Slowdown]) -> int:
    """Return the time at which work is finished.

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
