"""The way of protocols to their commission, in vehicles of sites or of the commission."""

# No reference: a queue with several vehicles, first come, first served.

from __future__ import annotations

from heapq import heapify, heapreplace
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

    A vehicle of the commission drives to a site once the protocol is signed, and back with it.
    Protocols are fetched in the order in which they are signed, those of the same moment in the
    order of sites, so that with a vehicle more none is delivered later. Where there are as many
    vehicles as sites, one waits at each site.

    Parameters
    ----------
    ways
        By index of the site.
    vehicles
        1 or more.
    """
    if vehicles >= len(ways):
        return {
            site: Fetched(way.signed_at, finish(way.signed_at, way.drive_ms, way.slow))
            for site, way in ways.items()
        }
    order = sorted(ways, key=lambda site: (ways[site].signed_at, site))
    free_at = [ways[order[0]].signed_at] * vehicles
    heapify(free_at)
    found = {}
    for site in order:
        signed_at, drive_ms, slow = ways[site]
        leaves_at = finish(max(signed_at, free_at[0]), drive_ms, slow)
        found[site] = Fetched(leaves_at, finish(leaves_at, drive_ms, slow))
        heapreplace(free_at, found[site].delivered_at)
    return found
