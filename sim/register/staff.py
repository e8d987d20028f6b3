"""Commission members, check-in desks, booths and boxes of generated sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.scenario.parameters.country import RegisterParameters


SMALL_COMMISSION = 5
LARGE_COMMISSION = 7


@dataclass(frozen=True)
class SiteResources:
    """Members, desks, booths and boxes of each site; arrays of shape ``(n_sites,)``."""

    members: Ints
    desks: Ints
    booths: Ints
    boxes: Ints


def staff_sites(
    registered: Ints, members_total: int, parameters: RegisterParameters, members_not_issuing: int
) -> SiteResources:
    """Return the staff and equipment of the sites of one region.

    Commissions have five members, the largest sites seven, so that they add up
    to the region's total; where what is left is odd, one commission has six.
    """
    n_sites = len(registered)
    members = np.full(n_sites, SMALL_COMMISSION)
    extra = min(
        max(members_total - SMALL_COMMISSION * n_sites, 0),
        (LARGE_COMMISSION - SMALL_COMMISSION) * n_sites,
    )
    by_size = np.argsort(-registered, kind="stable")
    pairs, odd = divmod(extra, LARGE_COMMISSION - SMALL_COMMISSION)
    members[by_size[:pairs]] = LARGE_COMMISSION
    members[by_size[pairs : pairs + odd]] += 1
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
