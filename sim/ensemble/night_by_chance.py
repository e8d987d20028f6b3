"""The night of a replication again, with the parameters of the scenario: what chance alone does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.night import NationalNight, Truth
from sim.results.night_table import night_times
from sim.scenario import with_values
from sim.voting.outcome import Outcome

if TYPE_CHECKING:
    from sim.election import Country, Election
    from sim.ensemble.posterior_draws import PosteriorDraw
    from sim.night import Night
    from sim.scenario import Scenario


def night_by_chance(
    election: Election, drawn: PosteriorDraw, country: Country
) -> dict[str, str] | None:
    """Return the milestones of a night with its usual parameters: fitted, or of the scenario.

    The day is that of the replication, and so are the random words. None if no parameters of the
    night are sampled.

    Parameters
    ----------
    election
        The replication.
    drawn
        Its parameters.
    country
        As it was before them.
    """
    if not drawn.about.night:
        return None
    night = _night(election, country, with_values(country.scenario, drawn.usual))
    date = election.scenario.date
    times = night_times(replace(election, night=night))
    return {name: clock.stamp(date, at) for name, at in times.items()}


def _night(election: Election, country: Country, scenario: Scenario) -> Night:
    """Run the night of an election with the parameters of another scenario."""
    scale, day, races = country.scenario.register_.scale, election.day, election.night.races
    # Incidents refer to the ids of the country, in every copy.
    register = replace(
        election.register,
        site_id=np.tile(country.one.site_id, scale),
        race_id=np.tile(country.one.race_id, scale),
    )
    truth = Truth(
        election.night.count_from, day.issued, day.in_portable_box, day.in_ballot_boxes,
        day.tally, day.second_ballots,
    )  # fmt: skip
    outcome = Outcome(races.winner, races.seats, races.decided, races.exchanged_ballots)
    return NationalNight(scenario, register, election.streams, truth).run(outcome)
