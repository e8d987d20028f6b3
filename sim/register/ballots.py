"""Ballots delivered to each site before the day begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from sim.core.types import Ints


@overload
def ballots_received(registered: int) -> int: ...
@overload
def ballots_received(registered: Ints) -> Ints: ...


def ballots_received(registered: int | Ints) -> int | Ints:
    """Return the ballots delivered to a site: one per registered voter plus 1 %, rounded up.

    Source: procedures, section 3 ("with a reserve of 1 percent of the total number of voters").

    >>> ballots_received(518)
    524
    """
    return registered + -(-registered // 100)
