"""The work of a count, shared by the teams of a commission."""

# No reference: durations are numbers of ballots times seconds, divided by teams.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked
from sim.register.ballots import ballots_received

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.night.night_records import Truth
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.parameters.night import CountingParameters


@dataclass(frozen=True)
class CountWork:
    """What a commission has to do by number of ballots; arrays of shape ``(n_sites,)``."""

    prepare_s: Floats
    """Cancelling unused ballots and counting the signatures, seconds."""
    portable_reads: Floats
    """Ballots of the portable box that are read one after the other, each of one race; those of
    all teams at the same time count once."""
    other_reads: Floats
    """As ``portable_reads``, of the other boxes."""
    pile_s: Floats
    """Counting the piles once, seconds."""


def count_work(scenario: Scenario, register: Register, truth: Truth) -> CountWork:
    """Return the work of every site, shared by its teams.

    Where the law has each ballot read aloud to all, one is read after the other, whatever the
    number of members. All else is done by teams at the same time.
    """
    counting = scenario.counting
    teams = count_teams(counting, register.site_members)
    received = ballots_received(register.site_listed, scenario.law.ballots_reserve_pct)
    unused = received - truth.issued - truth.second
    # How many times as long as with one race; exactly 1 with one.
    races = 1 + counting.further_race * (np.diff(register.tally.section_start) - 1)
    aloud = scenario.law.read_aloud
    each = races if aloud else races * (1 + counting.team_overhead) / teams
    cast = truth.in_portable_box + truth.in_ballot_boxes
    return CountWork(
        prepare_s=(counting.cancel_s * unused + counting.list_s * truth.issued) / teams,
        portable_reads=truth.in_portable_box * each,
        other_reads=truth.in_ballot_boxes * each,
        pile_s=counting.pile_s * cast * races / teams,
    )


def count_teams(counting: CountingParameters, members: Ints) -> Ints:
    """Return the number of teams that count at the same time at each site, at least 1.

    Parameters
    ----------
    members
        Members of the commission of each site.
    """
    teams: Ints = (members - counting.members_not_counting) // counting.team_members
    return np.clip(teams, 1, counting.tables or None)


def members_for_tables(counting: CountingParameters, tables: Ints) -> Ints:
    """Return the members of a commission of a site that make a team for each of some tables."""
    return tables * counting.team_members + counting.members_not_counting


def tables_without_effect(counting: CountingParameters, members: Ints) -> dict[str, str]:
    """Return why ``counting.tables`` has no effect, by key; empty if it can have one."""
    most = int(count_teams(counting.model_copy(update={"tables": 0}), members).max())
    if most > 1 and counting.tables < most:
        return {}
    return {"counting.tables": marked("no site has members for more teams")}
