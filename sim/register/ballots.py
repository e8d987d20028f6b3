"""Ballots delivered to each site before the day begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from sim.core.types import Ints

_WHOLE = 10_000
"""Hundredths of a per cent in a whole."""


@overload
def ballots_received(registered: int, reserve_pct: float) -> int: ...
@overload
def ballots_received(registered: Ints, reserve_pct: float) -> Ints: ...


def ballots_received(registered: int | Ints, reserve_pct: float) -> int | Ints:
    """Return the ballots delivered to a site: one per registered voter and a reserve, rounded up.

    Parameters
    ----------
    registered
        Voters on its list.
    reserve_pct
        ``law.ballots_reserve_pct``, taken to two decimals.

    >>> ballots_received(518, 1.0), ballots_received(518, 0.0)
    (524, 518)
    """
    return registered + -(-registered * round(100 * reserve_pct) // _WHOLE)
