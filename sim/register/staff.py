"""Commission members, check-in desks, booths and boxes of generated sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.scenario.parameters.country import RegisterParameters


@dataclass(frozen=True)
class SiteResources:
    """Members, desks, booths and boxes of each site; arrays of shape ``(n_sites,)``."""

    members: Ints
    desks: Ints
    booths: Ints
    boxes: Ints


def members_total(registered: Ints, parameters: RegisterParameters) -> int:
    """Return the members of all commissions of a region that published no number.

    There are as many as ``members_mean`` says, and more where commissions of the smallest size
    are too small for their sites.
    """
    small, large = min(parameters.members_sizes), max(parameters.members_sizes)
    too_large = np.count_nonzero(_per(registered, parameters.registered_per_member) > small)
    least = small * len(registered) + (large - small) * int(too_large)
    return max(round(parameters.members_mean * len(registered)), least)


def staff_sites(
    registered: Ints, members_total: int, parameters: RegisterParameters, members_not_issuing: int
) -> SiteResources:
    """Return the staff and equipment of the sites of one region.

    Commissions have the smallest of the sizes that the law allows, those of the largest sites
    the largest, so that they add up to the region's total; one commission has what is left over
    (an odd rest cannot be made of fives and sevens: one has six).
    """
    n_sites = len(registered)
    small, large = min(parameters.members_sizes), max(parameters.members_sizes)
    members = np.full(n_sites, small)
    extra = min(max(members_total - small * n_sites, 0), (large - small) * n_sites)
    by_size = np.argsort(-registered, kind="stable")
    whole, left = divmod(extra, max(large - small, 1))
    members[by_size[:whole]] = large
    members[by_size[whole : whole + 1]] += left
    return SiteResources(
        members=members,
        desks=np.clip(
            _per(registered, parameters.registered_per_desk),
            1,
            np.maximum(members - members_not_issuing, 1),
        ),
        booths=np.maximum(_per(registered, parameters.registered_per_booth), 2),
        boxes=_per(registered, parameters.registered_per_box),
    )


def _per(registered: Ints, each: int) -> Ints:
    """Return registered voters divided by ``each``, rounded up."""
    return -(-registered // each)
