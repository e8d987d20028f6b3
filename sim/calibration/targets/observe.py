"""What a simulated election shows where a figure was reported."""

from __future__ import annotations

import datetime as dt
import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets.published import is_whole
from sim.core import clock
from sim.day.announcements import count_times, report_times
from sim.day.day_records import QUARTERS
from sim.election import Polled, run_election, run_polling
from sim.pack.records import within_pct
from sim.results.night_table import night_times, votes_by_party
from sim.results.summary import seats_won
from sim.results.validation import lead
from sim.scenario.targets import AGAINST_ALL, INVALID, NATION, choices_of
from sim.voting.outcome import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from sim.calibration.targets.target import Target
    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.election import Country, Election
    from sim.scenario import Scenario
    from sim.scenario.targets import What


UNSEEN = math.nan
"""Where a country cannot show a figure: a by-election's votes in July, a region it lacks."""

_SEATS_WITHIN = 0.1
"""How near seats must be met, as part of the reported ones; one seat is near (assumption)."""
_WITHIN_PCT = {"final_turnout": 0.5, "votes": 2.0}
"""How near other shares must be met, points (assumption)."""


def with_target_times(scenario: Scenario, targets: Iterable[Target]) -> Scenario:
    """Return a scenario whose day counts issued ballots at the times of all figures, too.

    Quarter hours are always counted. Other times become times of announcements: nothing else of
    the day depends on them.
    """
    known = set(report_times(scenario))
    wanted = {target.at for target in targets if target.at is not None}
    missing = {at for at in wanted - known if at % clock.QUARTER_MS}
    if not missing:
        return scenario
    times = [_time(at) for at in sorted(known | missing)]
    announcements = scenario.announcements.model_copy(update={"times": times})
    return scenario.model_copy(update={"announcements": announcements})


def _time(at: int) -> dt.time:
    return (dt.datetime.min + dt.timedelta(milliseconds=at)).time()


def run_for(
    country: Country, targets: Sequence[Target], streams: Streams, workers: int
) -> Election | Polled:
    """Run one election as far as figures look at it: most have none of the night.

    Parameters
    ----------
    country
        Of a scenario as :func:`with_target_times` gives it.
    targets
        Reported figures.
    luck
        Seed and replication.
    workers
        Threads of the day; the result does not depend on it.
    """
    if any(target.what == "night" for target in targets):
        return run_election(country, streams, workers=workers)
    return run_polling(country, streams, workers=workers)


def observed(election: Election | Polled, targets: Sequence[Target]) -> Floats:
    """Return what an election shows for each figure, in the figure's unit.

    Parameters
    ----------
    election
        As :func:`run_for` gives it, of a scenario as :func:`with_target_times` does.
    targets
        Reported figures.

    Returns
    -------
    NDArray
        Shape ``(n_targets,)``; for ``highest`` the lead over the next region, points;
        NaN where the country cannot show it.

    Raises
    ------
    ValueError
        If issued ballots were not counted at the time of a figure, or its night was not run.
    """
    seen = _Seen(election)
    return np.array([seen.value(target) for target in targets], dtype=np.float64)


def met(target: Target, value: float) -> bool:
    """Tell whether a simulated value meets a figure.

    Parameters
    ----------
    target
        What was reported.
    value
        What was simulated, as :func:`observed` gives it; NaN meets nothing.
    """
    if target.relation == "highest":
        return value > 0
    reported = target.value or 0.0
    if target.relation == "equals":
        return abs(value - reported) <= tolerance(target)
    return value >= reported


def tolerance(target: Target) -> float:
    """Return how near an ``equals`` figure must be met, in its unit.

    What ``saylau run`` asks of the figures of the day; at least two standard deviations of the
    reporting error and half of the rounding.
    """
    doubt = 2 * target.error + target.step / 2
    if target.what == "turnout":
        return max(within_pct(target.source), doubt)
    if target.what == "seats":
        return max(1.0, _SEATS_WITHIN * (target.value or 0.0), doubt)
    return max(_WITHIN_PCT.get(target.what, 0.0), doubt)


class _Seen:
    """One election, summed up as far as figures ask for it."""

    def __init__(self, election: Election | Polled) -> None:
        self.election = election
        self.register = election.register
        self.codes: list[str] = self.register.region_code.tolist()

    def value(self, target: Target) -> float:
        """Return the value of one figure."""
        if target.what == "votes" and target.code not in self.codes:
            return self.district(target.code, target.item)
        if target.code not in self.codes and target.code != NATION:
            return UNSEEN
        by_what: dict[What, Callable[[Target], float]] = {
            "turnout": self.turnout,
            "final_turnout": self.turnout,
            "seats": self.seats,
            "votes": self.votes,
            "incumbents": self.incumbents,
            "night": lambda own: self.night[own.item] / clock.HOUR_MS,
        }
        return by_what[target.what](target)

    def turnout(self, target: Target) -> float:
        """Return turnout, per cent of registered; voters, or the lead, for those relations."""
        counts = self.cast if target.at is None else self.issued_by(target.at)
        if target.relation == "highest":
            if len(self.codes) < 2 or not is_whole(self.register):
                return UNSEEN
            return lead(100 * counts / self.registered, self.codes.index(target.code))
        rows = slice(None) if target.code == NATION else self.codes.index(target.code)
        count = float(counts[rows].sum())
        if target.relation == "count_at_least":
            return count
        return 100 * count / float(self.registered[rows].sum())

    def issued_by(self, at: int) -> Ints:
        """Return ballots issued by a time, shape ``(n_regions,)``."""
        day = self.election.day
        if not at % clock.QUARTER_MS:
            return day.issued_by_quarter[:, np.searchsorted(QUARTERS, at)]
        times = count_times(self.election.scenario)
        if at not in times:
            message = f"ballots were not counted at {clock.clock(at)}"
            raise ValueError(f"{message}: run the scenario of with_target_times()")
        return day.issued_by_time[:, times.index(at)]

    def seats(self, target: Target) -> float:
        """Return seats of a party, by nomination."""
        return float(seats_won(self.election, self.races(target.code))[target.item])

    def incumbents(self, _: Target) -> float:
        """Return incumbents, per cent of winners; NaN where nobody is elected."""
        winner = self.election.winner
        elected = winner[winner != NOBODY]
        won = self.register.candidate_incumbent[elected]
        return 100 * float(won.mean()) if len(elected) else UNSEEN

    def votes(self, target: Target) -> float:
        """Return votes for a choice, per cent of ballots cast."""
        inside = self.register.site_region == self.codes.index(target.code)
        votes = self.tally_of_sites[:, inside].sum(axis=1)
        return 100 * float(votes[self.choices.index(target.item)]) / max(float(votes.sum()), 1.0)

    def district(self, district: str, choice: str) -> float:
        """Return the same of a by-election; NaN where it is not held."""
        register = self.register
        races = np.flatnonzero(register.race_name == district)
        if register.synthetic or not register.published or not len(races):
            return UNSEEN
        sites = register.site_race == races[0]
        tally = self.election.day.tally[sites[register.tally.site]].reshape(int(sites.sum()), -1)
        votes = tally.sum(axis=0)
        place = choices_of(district).index(choice)
        return 100 * float(votes[place]) / max(float(votes.sum()), 1.0)

    def races(self, code: str) -> NDArray[np.bool_]:
        """Return which races are those of a region, or of the nation."""
        if code == NATION:
            return np.ones(self.register.n_races, dtype=bool)
        inside: NDArray[np.bool_] = self.register.race_region == self.codes.index(code)
        return inside

    @cached_property
    def night(self) -> dict[str, int]:
        if isinstance(self.election, Polled):
            raise ValueError("the night was not run: run the election of run_for()")  # noqa: TRY004
        return night_times(self.election)

    @cached_property
    def choices(self) -> list[str]:
        return [*self.register.parties, AGAINST_ALL, INVALID]

    @cached_property
    def tally_of_sites(self) -> Ints:
        return votes_by_party(self.register, self.election.day.tally)

    @cached_property
    def registered(self) -> Ints:
        return self.by_region(self.register.site_registered)

    @cached_property
    def cast(self) -> Ints:
        day = self.election.day
        return self.by_region(day.in_portable_box + day.in_ballot_boxes)

    def by_region(self, by_site: Ints) -> Ints:
        """Return sums over sites, shape ``(n_regions,)``."""
        sums = np.bincount(self.register.site_region, by_site, len(self.codes))
        return sums.astype(np.int64)
