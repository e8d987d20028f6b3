"""The sites of areas that scenarios name, and the clerks and vehicles of commissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked
from sim.pack.files.declared import SITE

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.register.register import Register
    from sim.scenario.parameters.night import CommissionParameters


def sites_in(register: Register, area: str, level: str = "") -> Flags:
    """Return which sites of a country lie in an area, as flags of shape ``(n_sites,)``.

    Parameters
    ----------
    area
        Id of an area of any level, of a site if ``level`` is SITE, or the code of the nation.
    level
        Of the area; empty if only one level has an area of that id, then a site.
    """
    if level == SITE:
        return np.asarray(register.site_id == area)
    inside = sites_in_area(register, area, level)
    if level or inside.any():
        return inside
    return np.asarray(register.site_id == area)


def sites_in_area(register: Register, area: str, level: str = "") -> Flags:
    """Return which sites lie in an area, as :func:`sites_in`, but ``area`` is no site."""
    if area == register.nation_code and not level:
        return np.ones(register.n_sites, dtype=bool)
    if register.areas is not None and register.areas.ids:
        return register.areas.sites_in(area, level)
    return np.asarray(register.region_code[register.site_region] == area)


def clerks_of(register: Register, usual: int) -> list[int]:
    """Return the clerks of each commission.

    Parameters
    ----------
    usual
        Of commissions without a number of clerks.
    """
    if register.intake is None:
        return [usual] * len(register.commission_id)
    return [usual if clerks is None else clerks for clerks in register.intake.clerks]


def vehicles_of(register: Register, usual: int) -> list[int]:
    """Return the vehicles of each commission, at most one for each of its sites.

    Parameters
    ----------
    usual
        Of commissions without a number of vehicles; 0 for one for each site.
    """
    n_sites = np.bincount(register.site_commission, minlength=len(register.commission_id)).tolist()
    given = register.intake.vehicles if register.intake else (None,) * len(n_sites)
    return [
        min((usual or n) if vehicles is None else vehicles, n)
        for vehicles, n in zip(given, n_sites, strict=True)
    ]


def intake_without_effect(register: Register, commission: CommissionParameters) -> dict[str, str]:
    """Return why numbers of clerks or of vehicles have no effect, by key; empty if both can."""
    found, intake = {}, register.intake
    if intake is not None and None not in intake.clerks:
        why = marked("register.intake or the pack gives the clerks of every commission")
        found["commission.clerks"] = why
    most = int(np.bincount(register.site_commission).max())
    if intake is not None and None not in intake.vehicles:
        why = marked("register.intake or the pack gives the vehicles of every commission")
        found["commission.vehicles"] = why
    elif most == 1:
        found["commission.vehicles"] = marked("no commission has several sites")
    elif commission.vehicles >= most:
        found["commission.vehicles"] = marked("no commission has more sites, so each has a vehicle")
    return found
