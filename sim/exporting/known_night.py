"""What is known of the night of one election at a time: accepted sites, their votes, calls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.errors import ResultsError
from sim.exporting.moments import capital_offset, moment_of
from sim.exporting.one_run import check_one_run, has_against_all, sites_of
from sim.exporting.tallies import read_tallies
from sim.results.contest_votes import AGAINST_ALL, INVALID, REST, UNDERVOTES
from sim.results.table_parts import table_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Ints
    from sim.exporting.tallies import Tallies
    from sim.results.columns import Table
    from sim.results.results import Results, RunResults


@dataclass(frozen=True)
class Choice:
    """A line of the ballot, against all included."""

    name: str
    party: str
    """Empty for against all, and for answers to a question."""
    is_candidate: bool


@dataclass(frozen=True, eq=False)
class KnownContest:
    """One race, as it is known at a time."""

    id: str
    name: str
    system: str
    vote_for: int
    seats: int
    sites: Ints
    """Indices of its sites, shape ``(n,)``."""
    accepted: Flags
    """Which of them are accepted, shape ``(n,)``."""
    choices: tuple[Choice, ...]
    votes: Ints
    """Votes by choice and site, shape ``(n_choices, n)``; 0 at sites that are not accepted."""
    invalid: Ints
    """Invalid ballots by site, shape ``(n,)``; 0 at sites that are not accepted."""
    undervotes: Ints | None
    """Marks not used by site, shape ``(n,)``; None where they are not counted."""
    called: bool
    declared: bool
    elected: dict[str, int]
    """Seats by choice; empty before the race is called, and where nobody is elected."""


@dataclass(frozen=True, eq=False)
class KnownNight:
    """The results of one run, as they are known at a time."""

    results: RunResults
    sites: Table
    """All sites: some columns of ``sites.csv``."""
    at: dt.datetime
    """On the capital's clock, with its zone; the time of the last acceptance at the end."""
    before: np.datetime64
    """What is stamped earlier is known. Stamps are cut to the second: what has that of the time
    itself may be later, except at the end."""
    accepted: Flags
    """Which sites are accepted, shape ``(n_sites,)``."""
    tallies: Tallies

    @property
    def is_complete(self) -> bool:
        """Return whether every site is accepted."""
        return bool(self.accepted.all())

    @property
    def has_lists(self) -> bool:
        """Return whether voters choose lists in any contest."""
        races = self.results.tables["races"]
        return bool(np.char.startswith(races.get("system", np.array([""])), "list-").any())

    def of_known(self, column: str) -> Ints:
        """Return a column of counts of sites; 0 at those that are not accepted."""
        known: Ints = np.where(self.accepted, self.sites[column], 0)
        return known

    def contests(self) -> Iterator[KnownContest]:
        """Yield the contests in the order of ``races.csv``."""
        races, tallies = self.results.tables["races"], self.tallies
        called, declared = races["called"] < self.before, races["declared"] < self.before
        n = len(races["race"])
        one = np.ones(n, dtype=np.int64)
        names = races.get("name", races["race"])
        system = races.get("system", np.full(n, "plurality")).tolist()
        vote_for, seats = (races.get(name, one).tolist() for name in ("vote_for", "seats"))
        on_ballot = has_against_all(self.results)
        for k, sections in enumerate(tallies.of_races(n)):
            rows = tallies.rows_of_sections(sections)
            sites = tallies.site[sections]
            ballot = _ballot(tallies, rows[:, 0], on_ballot)
            known = self.accepted[sites]
            votes = np.where(known, tallies.votes[rows], 0)
            won = bool(called[k])
            yield KnownContest(
                id=str(races["race"][k]),
                name=str(names[k]),
                system=system[k],
                vote_for=vote_for[k],
                seats=seats[k],
                sites=sites,
                accepted=known,
                choices=ballot.choices,
                votes=votes[ballot.shown],
                invalid=votes[ballot.invalid],
                undervotes=None if ballot.undervotes is None else votes[ballot.undervotes],
                called=won,
                declared=bool(declared[k]),
                elected=_elected(str(races["winner"][k]), system[k], seats[k]) if won else {},
            )


class _Ballot(NamedTuple):
    """Which rows of a section are choices of voters."""

    choices: tuple[Choice, ...]
    shown: list[int]
    """Row of each choice."""
    invalid: int
    undervotes: int | None


def _ballot(tallies: Tallies, rows: Ints, on_ballot: bool) -> _Ballot:
    """Return the ballot of the race that a section is of.

    Parameters
    ----------
    tallies
        Of the night.
    rows
        Of the section.
    on_ballot
        Whether against all is on the ballot.
    """
    names = [tallies.choices[code] for code in tallies.choice[rows].tolist()]
    parties = [tallies.parties[code] for code in tallies.party[rows].tolist()]
    # A candidate may have the name of one of the others, which come last.
    rest = {name: k for k, name in enumerate(names) if name in REST and not parties[k]}
    against = rest.get(AGAINST_ALL) if on_ballot else None
    shown = [k for k, name in enumerate(names) if rest.get(name) != k or k == against]
    choices = tuple(
        Choice(REST[AGAINST_ALL], "", is_candidate=False) if k == against
        else Choice(names[k], parties[k], is_candidate=True)
        for k in shown
    )  # fmt: skip
    return _Ballot(choices, shown, rest[INVALID], rest.get(UNDERVOTES))


def known_night(results: Results, at: str | None = None) -> KnownNight:
    """Return what is known of a night at a time.

    Parameters
    ----------
    results
        Of one run.
    at
        As :func:`sim.exporting.moments.moment_of` takes it; None is the end.

    Raises
    ------
    ResultsError
        If it is not one run, or the time is not allowed.
    """
    where = str(results.directory or "the result")
    results = check_one_run(results)
    if not results.summary.timezone:
        message = "has no time zone, as results of earlier versions do not; run the pack again"
        raise ResultsError.single(where, "election.timezone", message)
    sites = sites_of(results)
    accepted_at = sites["accepted"]
    end = accepted_at.max().astype("datetime64[s]").item()
    moment = end if at is None else moment_of(results, at, sites=sites)
    offset = capital_offset(results)
    before = np.datetime64(moment, "s") + np.timedelta64(int(at is None), "s")
    return KnownNight(
        results=results,
        sites=sites,
        at=moment.replace(tzinfo=dt.timezone(offset)),
        before=before,
        accepted=accepted_at < before,
        tallies=read_tallies(
            table_parts(results, "tallies"),
            *(
                {name: row for row, name in enumerate(names.tolist())}
                for names in (sites["site"], results.tables["races"]["race"])
            ),
        ),
    )


def _elected(winner: str, system: str, seats: int) -> dict[str, int]:
    """Return the seats of each choice that is elected, from the column ``winner``.

    >>> _elected("Ann 2;Bo", "plurality", 2), _elected("RED 12;BLUE 3", "list-dhondt", 15)
    ({'Ann 2': 1, 'Bo': 1}, {'RED': 12, 'BLUE': 3})
    """
    names = winner.split(";") if winner else []
    if not system.startswith("list-") or seats == 1:
        return dict.fromkeys(names, 1)
    of_lists = (name.rpartition(" ") for name in names)
    return {name: int(n) for name, _, n in of_lists}
