"""The night that a feed shows: the result of one run, prepared once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from sim.exporting.known_night import known_night
from sim.exporting.moments import first_closing, moment_of
from sim.exporting.one_run import TABLES, check_one_run, unique_names
from sim.results import RunResults, load_results

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sim.core.types import Times
    from sim.exporting.known_night import KnownContest, KnownNight


@dataclass(frozen=True, eq=False)
class FeedNight:
    """What the truth of a feed is made of."""

    results: RunResults
    final: KnownNight
    """The night at its end."""
    contests: tuple[KnownContest, ...]
    """As they are at its end."""
    names: tuple[str, ...]
    """Of the contests, each different."""
    first_numbers: tuple[int, ...]
    """Of the first candidate of each contest, through all contests."""
    closes: np.datetime64
    """When the first doors close, on the capital's clock, in seconds."""
    accepted: Times
    """When each site is accepted, shape ``(n_sites,)``."""
    called: Times
    """When each contest is called, shape ``(n_contests,)``; NaT if it never is."""
    declared: Times
    """When each contest is declared, shape ``(n_contests,)``."""

    @property
    def ends(self) -> np.datetime64:
        """Return when everything is known: a second after the last event."""
        every = np.concatenate([self.accepted, self.called, self.declared])
        last: np.datetime64 = every[~np.isnat(every)].max() + np.timedelta64(1, "s")
        return last

    def candidate_ids(self, contest: int) -> list[str]:
        """Return the ids of the choices of a contest."""
        first = self.first_numbers[contest]
        return [str(first + index) for index in range(len(self.contests[contest].choices))]

    def moment(self, text: str, where: str = "--at") -> np.datetime64:
        """Return the time that a text stands for; see :func:`sim.exporting.moments.moment_of`."""
        return np.datetime64(moment_of(self.results, text, where), "s")

    def from_utc(self, moment: dt.datetime) -> np.datetime64:
        """Return a time with a zone on the capital's clock."""
        return np.datetime64(moment.astimezone(self.final.at.tzinfo).replace(tzinfo=None), "s")

    def with_zone(self, at: np.datetime64) -> dt.datetime:
        """Return a time on the capital's clock with its zone."""
        moment: dt.datetime = at.astype("datetime64[s]").item()
        return moment.replace(tzinfo=self.final.at.tzinfo)


def load_night(directory: str | Path) -> FeedNight:
    """Load the night of a saved run.

    Raises
    ------
    ResultsError
        If it is not a complete result of one run, or of a version without what a feed needs.
    """
    check_one_run(load_results(directory, only=()))
    results = load_results(directory, only=(*TABLES, "sites.csv"))
    assert isinstance(results, RunResults)
    return night_of(results)


def night_of(results: RunResults) -> FeedNight:
    """Return the night of a run.

    Raises
    ------
    ResultsError
        If it is not one run, or of a version without what a feed needs.
    """
    final = known_night(results)
    races = results.tables["races"]
    contests = tuple(final.contests())
    names = unique_names(races)
    counts = (len(contest.choices) for contest in contests)
    return FeedNight(
        results=results,
        final=final,
        contests=contests,
        names=tuple(names[contest.id] for contest in contests),
        first_numbers=tuple(accumulate(counts, initial=1))[:-1],
        closes=np.datetime64(first_closing(results), "s"),
        accepted=results.tables["sites"]["accepted"].astype("datetime64[s]"),
        called=races["called"].astype("datetime64[s]"),
        declared=races["declared"].astype("datetime64[s]"),
    )
