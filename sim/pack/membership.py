"""Seats by party of nomination, and by membership of the winners."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.pack.records import Published


def national_seats_from_regions(of: Published) -> dict[str, int]:
    """Return seats by party of nomination, summed over the regions."""
    return {
        party: sum(row[party] for row in of.seats_by_region.values()) for party in of.party_names
    }


def by_membership(by_nomination: Mapping[str, int], of: Published) -> dict[str, int]:
    """Return seats by party membership, given seats by party of nomination.

    ``reported/members.csv`` says how many of a party's winners were members of another party:
    the shift that turns the sum of the regional tables into the national one. Other outcomes are
    shifted in the same proportion.

    Parameters
    ----------
    by_nomination
        Seats by party, 0 or more each; adds up to what is returned.
    of
        Its published seats.
    """
    moved, nominated = dict(by_nomination), national_seats_from_regions(of)
    for nominated_by, member_of, seats in of.members:
        shifted = round(seats / nominated[nominated_by] * by_nomination[nominated_by])
        moved[nominated_by] -= shifted
        moved[member_of] += shifted
    return moved
