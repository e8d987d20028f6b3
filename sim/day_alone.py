"""One election without its night: turnout, votes and winners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.progress_protocol import NoProgress
from sim.day import join_days
from sim.election import each_copy
from sim.voting.outcome import join_winners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day import Day, Engine
    from sim.election import Country, Polls
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class DayAlone:
    """One replication without its night: turnout, votes and seats.

    It takes two thirds of the time of an :class:`Election`.
    """

    scenario: Scenario
    register: Register
    day: Day
    """As in :class:`Election`."""
    winner: Ints
    """As in :class:`Election`."""
    seats: Ints
    """As in :class:`Election`."""


def run_day_alone(
    country: Country, streams: Streams, *, workers: int = 1, engine: Engine = "auto"
) -> DayAlone:
    """Run one election without the night, which changes neither votes nor winners.

    Parameters
    ----------
    country, streams, workers, engine
        See :func:`run_election`, which gives the same day and winners.

    Raises
    ------
    InputError
        If the scenario names a region, site or race that the country does not have.
    """
    return day_alone_of(
        country, list(each_copy(country, streams, workers, engine, NoProgress(), None))
    )


def day_alone_of(country: Country, copies: Sequence[Polls]) -> DayAlone:
    """Return the polls of all copies of a country as one election without its night."""
    n_candidates = len(country.one.candidate_race)
    winner = join_winners([polls.outcome.winner for polls in copies], n_candidates)
    day = join_days([polls.day for polls in copies])
    seats = np.concatenate([polls.outcome.seats for polls in copies])
    return DayAlone(country.scenario, country.register, day, winner, seats)
