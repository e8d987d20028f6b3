"""The way of protocols to their commission, in vehicles of sites or of the commission."""

# No reference: a queue with several vehicles, first come, first served.

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from sim.incidents.slowdowns import finish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.incidents.slowdowns import Slowdown


class Way(NamedTuple):
    """The way of a site to its commission."""

    signed_at: int
    """When the protocol is signed, ms."""
    drive_ms: int
    """How long the drive takes, in each direction, without slowdowns."""
    slow: Sequence[Slowdown]


class Fetched(NamedTuple):
    """How a protocol comes to the commission, ms."""

    leaves_at: int
    """When a vehicle leaves the site with it."""
    delivered_at: int


def fetched(ways: Mapping[int, Way], vehicles: int) -> dict[int, Fetched]:
    """Return how the protocols of one commission come to it.

    Protocols are fetched in the order in which they are signed, those of the same moment in the
    order of sites. A vehicle that has brought one sets out for the next that no other is sent for,
    and waits at the site until it is signed; at first each waits at the site to which it is sent.
    So with a vehicle more none is delivered later, and with as many as sites each site has one.

    Parameters
    ----------
    ways
        By index of the site.
    vehicles
        1 or more.
    """
    order = sorted(ways, key=lambda site: (ways[site].signed_at, site))
    found: dict[int, Fetched] = {}
    free_at: list[int] = []
    for site in order:
        signed_at, drive_ms, slow = ways[site]
        leaves_at = signed_at
        if len(found) >= vehicles:
            leaves_at = max(signed_at, finish(heappop(free_at), drive_ms, slow))
        found[site] = Fetched(leaves_at, finish(leaves_at, drive_ms, slow))
        heappush(free_at, found[site].delivered_at)
    return found
