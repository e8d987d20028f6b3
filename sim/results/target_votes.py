"""Votes for a choice of one contest, in any area: what targets of votes compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.targets import AGAINST_ALL, INVALID
from sim.register import tally
from sim.register.area_sites import sites_in

if TYPE_CHECKING:
    from sim.day import Day
    from sim.pack.targets import Target
    from sim.register import Register


def contest_votes_pct(register: Register, day: Day, target: Target) -> float:
    """Return votes for a choice, per cent of ballots cast where its contest is voted in.

    NaN if no ballot was cast there. With several marks on a ballot it is the share of ballots
    that mark the candidate, or the marks for a party per hundred ballots.
    """
    race = register.race_id.tolist().index(target.contest) if target.contest else 0
    inside = sites_in(register, target.code, target.level)
    sections = np.flatnonzero((register.section_race == race) & inside[register.section_site])
    counted = np.isin(register.tally.section, sections)
    counted &= np.isin(register.tally.candidate, choice_of(register, race, target.item))
    sites = register.section_site[sections]
    cast = int((day.in_portable_box + day.in_ballot_boxes)[sites].sum())
    return 100 * int(day.tally[counted].sum()) / cast if cast else np.nan


def choice_of(register: Register, race: int, item: str) -> list[int]:
    """Return the values of ``tally.candidate`` that a choice of a race of a pack stands for.

    It is a candidate by name, else a party with all whom it nominates, against all, or invalid.
    """
    others = {AGAINST_ALL: tally.AGAINST_ALL, INVALID: tally.INVALID}
    if item in others:
        return [others[item]]
    standing = np.flatnonzero(register.candidate_race == race)
    named = standing[register.candidate_name[standing] == item]
    if len(named):
        return [int(index) for index in named]
    parties = np.array(register.parties)[register.candidate_party[standing]]
    return [int(index) for index in standing[parties == item]]
