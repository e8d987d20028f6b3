"""The sites of areas that scenarios name, and the clerks of commissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked
from sim.pack.files.declared import SITE

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.register.register import Register


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


def clerks_without_effect(register: Register) -> dict[str, str]:
    """Return why ``commission.clerks`` has no effect, by key; empty if it can have one."""
    if register.intake is None or any(clerks is None for clerks in register.intake.clerks):
        return {}
    why = marked("register.clerks or the pack gives the clerks of every commission")
    return {"commission.clerks": why}
