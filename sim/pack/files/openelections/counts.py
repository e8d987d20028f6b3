"""Rows of an OpenElections file, put in order: what is known of sites, and votes by contest.

Files repeat themselves: all written names together and one by one, a row twice, the sum of a
contest. Here each vote is counted once, and what was not counted is listed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from sim.core.text import counted
from sim.pack.files.openelections.words import FACTS, Kind, plain
from sim.pack.files.openelections.written_names import WrittenNames

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.pack.files.faults import Faults
    from sim.pack.files.openelections.totals import SiteKey
    from sim.pack.files.openelections.vote_rows import Row

ContestKey: TypeAlias = "tuple[str, str]"
"""Office and district, without capital letters and marks."""
_Choice: TypeAlias = "tuple[Kind, str, str]"
"""Kind, plain name and party of a row."""


class Stated(NamedTuple):
    """A number that a file states, and its parts by method; -1 where it states none."""

    votes: int
    methods: tuple[int, ...]


@dataclass(slots=True)
class Facts:
    """What a file states of a site besides votes."""

    registered: int = -1
    cast: Stated | None = None


@dataclass(slots=True)
class Ballots:
    """The votes of a contest at a site."""

    votes: Counter[str] = field(default_factory=Counter)
    """By candidate: its name without capital letters and marks."""
    write_ins: int = 0
    over: int = 0
    under: int = 0
    methods: list[int] = field(default_factory=list)
    """All marks by method, those that were not made included."""

    def marks(self) -> int:
        """Return the number of marks, those that were not made included."""
        return self.votes.total() + self.write_ins + self.over + self.under


@dataclass(slots=True)
class CountedContest:
    """A contest: its spelling in the file, its candidates, its votes by site."""

    office: str
    district: str
    names: dict[str, str] = field(default_factory=dict)
    """Spelling of the candidates, by plain name, in the order of the file."""
    parties: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Votes by party, by plain name of the candidate."""
    sites: dict[SiteKey, Ballots] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that a file says, each vote once."""

    facts: dict[SiteKey, Facts]
    """By site, in the order of the file."""
    contests: dict[ContestKey, CountedContest]
    notes: tuple[str, ...]


def count_rows(rows: Iterable[Row], n_methods: int, faults: Faults) -> Counts:
    """Put rows in order.

    Parameters
    ----------
    rows
        Without those of totals.
    n_methods
        Number of columns of votes by method.
    faults
        Takes rows that contradict each other, and rows without office or candidate.
    """
    counting = _Counting(n_methods, faults)
    for row in rows:
        counting.add(row)
    return counting.counts()


class _Counting:
    def __init__(self, n_methods: int, faults: Faults) -> None:
        self.n_methods = n_methods
        self.faults = faults
        self.facts: dict[SiteKey, dict[tuple[Kind, str], Row]] = defaultdict(dict)
        self.spelled: dict[ContestKey, tuple[str, str]] = {}
        self.tables: dict[ContestKey, dict[SiteKey, dict[_Choice, Row]]] = defaultdict(dict)
        self.twice: list[tuple[Row, Row]] = []
        self.differing: list[tuple[Row, Row]] = []
        self.n_totals = 0
        self.parts = WrittenNames()

    def add(self, row: Row) -> None:
        site = (row.county, row.precinct)
        facts = self.facts[site]
        if row.kind in FACTS:
            self._add_fact(facts, row)
            return
        for column, value in (("office", row.office), ("candidate", row.candidate)):
            if not value:
                self.faults.add("", row.line, column, "is empty", "empty")
                return
        if row.kind is Kind.TOTAL:
            self.n_totals += 1
            return
        contest = (plain(row.office), _plain_district(row.district))
        self.spelled.setdefault(contest, (row.office, row.district.removesuffix(".0")))
        table = self.tables[contest].setdefault(site, {})
        choice = (row.kind, plain(row.candidate) or row.candidate, row.party)
        before = table.get(choice)
        if before is None:
            table[choice] = row
        elif (before.votes, before.methods) == (row.votes, row.methods):
            self.twice.append((before, row))
        elif row.kind is Kind.CANDIDATE:
            message = f"{row.candidate!r} has {row.votes:,} votes for {row.office!r} here"
            message += f", and {before.votes:,} at line {before.line:,}"
            self.faults.add("", row.line, "votes", message, "contradiction")
        else:
            table[choice] = _sum(before, row)

    def _add_fact(self, facts: dict[tuple[Kind, str], Row], row: Row) -> None:
        key = (row.kind, row.party)
        before = facts.get(key)
        if before is not None and before.votes != row.votes:
            self.differing.append((before, row))
        if before is None or row.votes > before.votes:
            facts[key] = row

    def counts(self) -> Counts:
        contests = {}
        for key, table in self.tables.items():
            contest = CountedContest(*self.spelled[key])
            for site, rows in table.items():
                contest.sites[site] = self._ballots(contest, rows)
            contests[key] = contest
        facts = {site: _facts(stated) for site, stated in self.facts.items()}
        return Counts(facts, contests, tuple(self._notes()))

    def _ballots(self, contest: CountedContest, rows: Mapping[_Choice, Row]) -> Ballots:
        whole = any(kind is Kind.WRITE_INS for kind, _, _ in rows)
        if whole:
            self.parts.add(rows.values())
        ballots = Ballots(methods=[0] * self.n_methods)
        for (kind, name, party), row in rows.items():
            if kind is Kind.WRITE_IN_PART and whole:
                continue
            if kind is Kind.CANDIDATE:
                contest.names.setdefault(name, row.candidate)
                contest.parties[name][party] += row.votes
                ballots.votes[name] += row.votes
            elif kind is Kind.OVER:
                ballots.over += row.votes
            elif kind is Kind.UNDER:
                ballots.under += row.votes
            else:
                ballots.write_ins += row.votes
            for at, votes in enumerate(row.methods):
                ballots.methods[at] += max(votes, 0)
        return ballots

    def _notes(self) -> list[str]:
        notes = [*self.parts.notes()]
        if self.twice:
            first, again = self.twice[0]
            notes.append(
                f"{counted(len(self.twice), 'row is', 'rows are')} in the file twice and "
                f"{'was' if len(self.twice) == 1 else 'were'} counted once: first line "
                f"{again.line:,}, which repeats line {first.line:,}"
            )
        if self.differing:
            first, again = self.differing[0]
            notes.append(
                f"{counted(len(self.differing), 'number')} of voters or ballots of a site "
                f"{'is' if len(self.differing) == 1 else 'are'} stated more than once, and the "
                f"largest was taken: first line {first.line:,} has {first.votes:,}, line "
                f"{again.line:,} has {again.votes:,}"
            )
        if self.n_totals:
            notes.append(f"{counted(self.n_totals, 'row')} of totals of contests: not counted")
        return notes


def _plain_district(district: str) -> str:
    """Return a district as it is compared: ``013``, ``13.0`` and ``13`` are one."""
    return district.casefold().removesuffix(".0").lstrip("0")


def _sum(one: Row, other: Row) -> Row:
    methods = tuple(
        max(a, 0) + max(b, 0) if max(a, b) >= 0 else -1
        for a, b in zip(one.methods, other.methods, strict=True)
    )
    return one._replace(votes=one.votes + other.votes, methods=methods)


def _facts(stated: Mapping[tuple[Kind, str], Row]) -> Facts:
    """Return the facts of a site: those of all parties, or the sum of those of each."""
    registered, cast = _one(stated, Kind.REGISTERED), _one(stated, Kind.CAST)
    return Facts(
        -1 if registered is None else registered.votes,
        None if cast is None else Stated(cast.votes, cast.methods),
    )


def _one(stated: Mapping[tuple[Kind, str], Row], kind: Kind) -> Row | None:
    if (kind, "") in stated:
        return stated[kind, ""]
    rows = [row for (other, _), row in stated.items() if other is kind]
    if not rows:
        return None
    total = rows[0]
    for row in rows[1:]:
        total = _sum(total, row)
    return total
