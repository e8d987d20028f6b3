"""Staff and equipment of sites: as given, and where it is left out, by the norms of the model.

Each site's numbers depend on that site alone, so that adding, removing or sorting rows changes no
other site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.pack.files.declared import SITES_FILE
from sim.pack.files.pack import NOT_GIVEN, Filled

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.pack.files.columns import Columns
    from sim.pack.files.pack import Norms

LEAST_MEMBERS = 5
"""Members of a commission whose desks do not need more."""
LEAST_BOOTHS = 2


@dataclass(frozen=True, slots=True)
class Equipment:
    """Staff and equipment of each site, shape ``(n_sites,)``, and what was filled in."""

    members: Ints
    desks: Ints
    booths: Ints
    boxes: Ints
    distance_km: Floats
    filled: tuple[Filled, ...]


def equip(
    columns: Columns, voters: Ints, distance: Floats, norms: Norms, sizes: tuple[int, ...]
) -> Equipment:
    """Return staff and equipment of each site.

    Parameters
    ----------
    columns
        Of ``sites.csv``.
    voters
        Voters that each site is equipped for, shape ``(n_sites,)``.
    distance
        Road to the intake, km, NaN where it is not known, shape ``(n_sites,)``.
    norms
        What stands in for empty cells.
    sizes
        Numbers of members that the law allows, increasing; empty for any.
    """
    given = {name: columns.counts[name] for name in ("members", "desks", "booths", "boxes")}
    members, desks = given["members"], given["desks"]
    wanted = np.maximum(_per(voters, norms.registered_per_desk), 1)
    # Members who are given limit the desks; else there are as many members as the desks need.
    most = np.maximum(members - norms.members_not_issuing, 1)
    usual = max(sizes[-1] - norms.members_not_issuing, 1) if sizes else wanted
    most = np.where(members > 0, most, usual)
    desks = _or(desks, np.minimum(wanted, most))
    needed = np.maximum(desks + norms.members_not_issuing, LEAST_MEMBERS)
    if sizes:
        # The smallest that the law allows, or the largest where none is enough.
        allowed = np.array(sizes)
        needed = allowed[np.minimum(np.searchsorted(allowed, needed), len(allowed) - 1)]
    return Equipment(
        members=_or(members, needed),
        desks=desks,
        booths=_or(
            given["booths"], np.maximum(_per(voters, norms.registered_per_booth), LEAST_BOOTHS)
        ),
        boxes=_or(given["boxes"], np.maximum(_per(voters, norms.registered_per_box), 1)),
        distance_km=np.where(np.isnan(distance), norms.distance_km, distance),
        filled=_filled(columns, distance, norms, sizes),
    )


def _filled(
    columns: Columns, distance: Floats, norms: Norms, sizes: tuple[int, ...]
) -> tuple[Filled, ...]:
    empty = {
        name: int(np.count_nonzero(columns.counts[name] == NOT_GIVEN))
        for name in ("desks", "members", "booths", "boxes")
    }
    empty["distance_km"] = int(np.count_nonzero(np.isnan(distance)))
    allowed = f"; as many as law.members allows: {', '.join(map(str, sizes))}" if sizes else ""
    rules = {
        "desks": f"1 per {norms.registered_per_desk:,} voters or part of it "
        "(register.registered_per_desk)",
        "members": f"desks and {norms.members_not_issuing} more "
        f"(polling.members_not_issuing), at least {LEAST_MEMBERS}{allowed}",
        "booths": f"1 per {norms.registered_per_booth:,} voters or part of it, at least "
        f"{LEAST_BOOTHS} (register.registered_per_booth)",
        "boxes": f"1 per {norms.registered_per_box:,} voters or part of it "
        "(register.registered_per_box)",
        "distance_km": f"{norms.distance_km:g} km (register.distance_mean_km)",
    }
    return tuple(
        Filled(f"{SITES_FILE.name}: {name}", rules[name], n, "site")
        for name, n in empty.items()
        if n
    )


def _or(given: Ints, norm: Ints) -> Ints:
    return np.where(given == NOT_GIVEN, norm, given)


def _per(voters: Ints, each: int) -> Ints:
    """Return voters divided by ``each``, rounded up."""
    return -(-voters // each)
