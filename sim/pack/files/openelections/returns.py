"""Counts of an OpenElections file become an election: ids, ballots, candidates, voters by site.

What the file does not say is inferred, and the inference is noted: how many marks a ballot has
room for, which contests are on it, and which ballots were cast before election day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from sim.core.text import counted
from sim.pack.files.openelections.ids import fitted, unique
from sim.pack.files.openelections.suspicious_numbers import (
    MOST_NAMED,
    inferred,
    left_out,
    parties_of,
    some,
    title_of,
    twins,
    unbalanced,
    unlisted,
)
from sim.pack.files.openelections.voters import SiteVoters, VotersReader
from sim.pack.files.openelections.words import WRITE_INS, is_question, marks_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.openelections.counts import CountedContest, Counts, Facts
    from sim.pack.files.openelections.totals import SiteKey

_SURELY_USED = 20
"""Ballots at a site from which a contest without any mark was not on them."""
_NO_PARTIES = {"nonpartisan", "non-partisan", "np", "none", "n/a", "no party"}


@dataclass(frozen=True, slots=True)
class ReportedSite:
    """A polling site."""

    key: SiteKey
    id: str
    voters: SiteVoters
    style: int
    """Index into ``Returns.styles``."""


@dataclass(frozen=True, slots=True)
class ReportedCandidate:
    """A candidate of a contest, or an answer to a question."""

    plain: str
    name: str
    party: str
    """Empty for an independent candidate."""


@dataclass(frozen=True, slots=True)
class ReportedContest:
    """A contest; the same office in two districts is two contests."""

    id: str
    name: str
    vote_for: int
    system: str
    candidates: tuple[ReportedCandidate, ...]
    count: CountedContest

    def votes(self, site: SiteKey, candidate: ReportedCandidate) -> int:
        """Return the votes of a candidate at a site that votes in the contest."""
        ballots = self.count.sites[site]
        return ballots.votes[candidate.plain] if candidate.plain else ballots.write_ins


@dataclass(frozen=True, slots=True)
class Returns:
    """An election as an OpenElections file reports it."""

    sites: tuple[ReportedSite, ...]
    contests: tuple[ReportedContest, ...]
    styles: tuple[tuple[int, ...], ...]
    """Ballot styles: contests, as indices."""
    parties: tuple[str, ...]
    counties: tuple[str, ...]
    methods: tuple[str, ...]
    """Columns of ballots cast before election day that the file has."""
    notes: tuple[str, ...]


def returns_of(counts: Counts, methods: tuple[str, ...]) -> Returns:
    """Build the election that the counts of a file report."""
    notes = [*counts.notes]
    every = counts.contests.values()
    notes += _drop_unused([contest for contest in every if _has_choice(contest)], counts)
    notes += left_out("contest", [title_of(one) for one in every if not _has_choice(one)])
    contests = [contest for contest in every if _has_choice(contest)]
    ballots = _ballots(contests)
    kept = [site for site in counts.facts if site in ballots]
    notes += left_out("site", [site[1] for site in counts.facts if site not in ballots])
    vote_for = [_vote_for(contest, counts) for contest in contests]
    reader = VotersReader(methods)
    voters = {
        site: reader.read(counts.facts[site], [(contests[at].sites[site], vote_for[at])
                                               for at in ballots[site]])
        for site in kept
    }  # fmt: skip
    notes += [*reader.notes(), *unlisted(voters)]
    pairs = [*zip(contests, vote_for, strict=True)]
    for sentences in (
        (inferred(contest, room) for contest, room in pairs),
        (unbalanced(contest, room, voters) for contest, room in pairs),
        map(twins, contests),
        map(parties_of, contests),
    ):
        notes += some(chain.from_iterable(sentences))
    built = tuple(_built(contests, vote_for))
    sites, styles = _sites(voters, ballots)
    parties = dict.fromkeys(one.party for contest in built for one in contest.candidates)
    return Returns(
        sites, built, styles, tuple(filter(None, parties)),
        tuple(dict.fromkeys(county for county, _ in kept if county)),
        reader.before_names(), tuple(notes),
    )  # fmt: skip


def _has_choice(contest: CountedContest) -> bool:
    """Return whether there are sites that vote in a contest, and candidates."""
    sites = contest.sites.values()
    return bool(sites) and (bool(contest.names) or any(ballots.write_ins for ballots in sites))


def _most_marks(contests: list[CountedContest]) -> Counter[SiteKey]:
    """Return the marks of the contest with most, by site."""
    most: Counter[SiteKey] = Counter()
    for contest in contests:
        for site, ballots in contest.sites.items():
            most[site] = max(most[site], ballots.marks())
    return most


def _is_empty(facts: Facts, marks: int) -> bool:
    return facts.registered <= 0 and not marks and (facts.cast is None or not facts.cast.votes)


def _ballots(contests: list[CountedContest]) -> dict[SiteKey, list[int]]:
    """Return the contests on the ballot of each site, as indices."""
    ballots: dict[SiteKey, list[int]] = defaultdict(list)
    for at, contest in enumerate(contests):
        for site in contest.sites:
            ballots[site].append(at)
    return ballots


def _drop_unused(contests: list[CountedContest], counts: Counts) -> list[str]:
    """Take contests without a mark off the ballots of sites; return notes."""
    most = _most_marks(contests)
    dropped: Counter[str] = Counter()
    for contest in contests:
        for site in [site for site, ballots in contest.sites.items() if not ballots.marks()]:
            facts = counts.facts[site]
            if _is_empty(facts, most[site]):
                del contest.sites[site]
            elif (facts.cast.votes if facts.cast else most[site]) >= _SURELY_USED:
                del contest.sites[site]
                dropped[title_of(contest)] += 1
    if not dropped:
        return []
    return [
        f"{counted(dropped.total(), 'time')} a contest has no mark at a site with "
        f"{_SURELY_USED} ballots or more, and was taken off its ballot: "
        + ", ".join([*dropped][:MOST_NAMED])
    ]


def _vote_for(contest: CountedContest, counts: Counts) -> int:
    """Return how many candidates a voter may mark: as named, or marks ÷ ballots, rounded."""
    most = len(contest.names) or 1
    if named := marks_named(contest.office):
        return min(named, most)
    marks = ballots = 0
    for site, one in contest.sites.items():
        cast = counts.facts[site].cast
        if cast is not None:
            marks += one.marks()
            ballots += cast.votes
    return min(max(round(marks / ballots), 1), most) if ballots else 1


def _built(contests: list[CountedContest], vote_for: list[int]) -> Iterator[ReportedContest]:
    """Yield contests with their candidates; ids differ where two are spelled alike."""
    ids = unique(title_of(contest) for contest in contests)
    for contest, room, contest_id in zip(contests, vote_for, ids, strict=True):
        candidates = [*_candidates(contest)]
        system = "question" if is_question([one.name for one in candidates]) else "plurality"
        if any(ballots.write_ins for ballots in contest.sites.values()):
            candidates.append(ReportedCandidate("", WRITE_INS, ""))
        yield ReportedContest(
            contest_id, title_of(contest), room, system, tuple(candidates), contest
        )  # fmt: skip


def _candidates(contest: CountedContest) -> Iterator[ReportedCandidate]:
    for plain, name in contest.names.items():
        parties = Counter({_party(party): n for party, n in contest.parties[plain].items()})
        parties.pop("", None)
        party = parties.most_common(1)[0][0] if parties else ""
        yield ReportedCandidate(plain, fitted(name), fitted(party))


def _party(party: str) -> str:
    return "" if party.casefold() in _NO_PARTIES else party


def _sites(
    voters: dict[SiteKey, SiteVoters], ballots: dict[SiteKey, list[int]]
) -> tuple[tuple[ReportedSite, ...], tuple[tuple[int, ...], ...]]:
    """Return sites with their ids, and the ballot styles in the order of the sites."""
    many = len({county for county, _ in voters}) > 1
    names = (f"{county}: {precinct}" if many else precinct for county, precinct in voters)
    styles: dict[tuple[int, ...], int] = {}
    sites = tuple(
        ReportedSite(key, name, one, styles.setdefault(tuple(ballots[key]), len(styles)))
        for (key, one), name in zip(voters.items(), unique(names), strict=True)
    )
    return sites, tuple(styles)
