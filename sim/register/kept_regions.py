"""The part of a country that lies in some regions."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sim.register.register import Register


def keep_regions(register: Register, codes: list[str]) -> Register:
    """Return the part of the country in some regions, with unchanged random words."""
    regions = np.flatnonzero(np.isin(register.region_code, codes))
    sites = np.flatnonzero(np.isin(register.site_region, regions))
    sections = np.flatnonzero(np.isin(register.section_site, sites))
    races = np.unique(register.section_race[sections])
    commissions = np.unique(register.site_commission[sites])
    quotas = np.unique(register.race_quota[races])
    rows = {
        "region_": regions,
        "race_": races,
        "commission_": commissions,
        "quota_": quotas,
        "candidate_": np.flatnonzero(np.isin(register.candidate_race, races)),
        "site_": sites,
        "section_": sections,
    }
    pointers = {
        "commission_region": regions,
        "race_region": regions,
        "race_quota": quotas,
        "race_commission": commissions,
        "candidate_race": races,
        "site_race": races,
        "site_region": regions,
        "site_commission": commissions,
        "section_site": sites,
        "section_race": races,
    }
    values = {}
    for field in fields(register):
        value = getattr(register, field.name)
        for prefix, indexes in rows.items():
            if field.name.startswith(prefix):
                value = value[indexes]
        if field.name == "expected_share":
            value = value[:, rows["candidate_"]]
        if field.name in pointers:
            kept = pointers[field.name]
            value = np.where(np.isin(value, kept), np.searchsorted(kept, value), -1)
        values[field.name] = value
    values["intake"] = register.intake and register.intake.keep(commissions.tolist())
    values["areas"] = register.areas and register.areas.keep(sites)
    return Register(**values)
