"""Counts of an OpenElections file become an election: ids, ballots, candidates, voters by site.

What the file does not say is inferred, and the inference is said: how many marks a ballot has
room for, which contests are on it, and which ballots were cast before election day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.text import counted, shown
from sim.pack.files.openelections.ids import fitted, unique
from sim.pack.files.openelections.voters import SiteVoters, VotersReader
from sim.pack.files.openelections.words import WRITE_INS, is_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.pack.files.openelections.counts import CountedContest, Counts
    from sim.pack.files.openelections.totals import SiteKey

_SURELY_USED = 20
"""Ballots at a site from which a contest without any mark was not on them."""
_NO_PARTIES = {"nonpartisan", "non-partisan", "np", "none", "n/a", "no party"}
_NAMED = 5
"""Names that a note lists at most."""


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
    contests, without = _with_choice(counts)
    if without:
        notes.append(f"{counted(len(without), 'contest')} without candidates {_were(without)}")
    notes += _drop_unused(contests, counts)
    vote_for = [_vote_for(contest, counts) for contest in contests]
    ballots = _ballots(contests)
    reader = VotersReader(methods)
    voters = {
        site: reader.read(facts, [(contests[at].sites[site], vote_for[at])
                                  for at in ballots.get(site, ())])
        for site, facts in counts.facts.items()
    }  # fmt: skip
    empty = [site for site, one in voters.items() if one.is_empty()]
    if empty:
        names = [precinct for _, precinct in empty]
        notes.append(f"{counted(len(empty), 'site')} without voters and votes {_were(names)}")
    kept = [site for site, one in voters.items() if not one.is_empty()]
    notes += [*reader.notes(), *_unlisted(voters, kept)]
    for contest, room in zip(contests, vote_for, strict=True):
        notes += _balance(contest, room, voters)
    built = tuple(_built(contests, vote_for, notes))
    sites, styles = _sites(kept, voters, ballots)
    parties = dict.fromkeys(one.party for contest in built for one in contest.candidates)
    return Returns(
        sites, built, styles, tuple(filter(None, parties)),
        tuple(dict.fromkeys(county for county, _ in kept if county)),
        reader.before_names(), tuple(notes),
    )  # fmt: skip


def _title(contest: CountedContest) -> str:
    return f"{contest.office} {contest.district}".strip()


def _were(names: Iterable[str]) -> str:
    """Return the end of a note on things that were left out, with the first names."""
    names = list(names)
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    verb = "was" if len(names) == 1 else "were"
    return f"{verb} left out: {', '.join(names[:_NAMED])}{more}"


def _with_choice(counts: Counts) -> tuple[list[CountedContest], list[str]]:
    """Return contests with candidates, without sites that have nothing; and titles of others."""
    contests, without = [], []
    for contest in counts.contests.values():
        if contest.names or any(ballots.write_ins for ballots in contest.sites.values()):
            contests.append(contest)
        else:
            without.append(_title(contest))
    return contests, without


def _ballots(contests: list[CountedContest]) -> dict[SiteKey, list[int]]:
    """Return the contests on the ballot of each site, as indices."""
    ballots: dict[SiteKey, list[int]] = defaultdict(list)
    for at, contest in enumerate(contests):
        for site in contest.sites:
            ballots[site].append(at)
    return ballots


def _drop_unused(contests: list[CountedContest], counts: Counts) -> list[str]:
    """Take contests off the ballots of sites where they have no mark; return notes."""
    most: Counter[SiteKey] = Counter()
    for contest in contests:
        for site, ballots in contest.sites.items():
            most[site] = max(most[site], ballots.marks())
    dropped: Counter[str] = Counter()
    for contest in contests:
        for site in [site for site, ballots in contest.sites.items() if not ballots.marks()]:
            cast = counts.facts[site].cast
            if (most[site] if cast is None else cast.votes) >= _SURELY_USED:
                del contest.sites[site]
                dropped[_title(contest)] += 1
    if not dropped:
        return []
    return [
        f"{counted(dropped.total(), 'time')} a contest has no mark at a site with "
        f"{_SURELY_USED} ballots or more, and was taken off its ballot: "
        + ", ".join([*dropped][:_NAMED])
    ]


def _vote_for(contest: CountedContest, counts: Counts) -> int:
    """Return how many candidates a voter may mark: marks ÷ ballots, rounded."""
    marks = ballots = 0
    for site, one in contest.sites.items():
        cast = counts.facts[site].cast
        if cast is not None:
            marks += one.marks()
            ballots += cast.votes
    most = len(contest.names) or 1
    return min(max(round(marks / ballots), 1), most) if ballots else 1


def _balance(
    contest: CountedContest, vote_for: int, voters: dict[SiteKey, SiteVoters]
) -> Iterable[str]:
    """Yield where marks are not ballots, or more marks than ballots have room for."""
    has_unders = any(ballots.under for ballots in contest.sites.values())
    wrong = []
    for site, ballots in contest.sites.items():
        room = vote_for * voters[site].cast
        marks = ballots.marks()
        if voters[site].cast_stated and (marks != room if has_unders else marks > room):
            wrong.append((site[1], marks, room))
    title = shown(_title(contest))
    if vote_for > 1:
        yield f"{title}: {vote_for} marks to a ballot, inferred from marks ÷ ballots cast"
    if wrong:
        name, marks, room = wrong[0]
        yield (
            f"{title}: marks do not add to ballots cast at {counted(len(wrong), 'site')}: first "
            f"{name}, {marks:,} marks where {room:,} were expected"
        )


def _unlisted(voters: dict[SiteKey, SiteVoters], kept: list[SiteKey]) -> Iterable[str]:
    """Yield which sites have no registered voters, if others have."""
    unlisted = [site[1] for site in kept if voters[site].registered <= 0]
    if len(unlisted) == len(kept) and kept:
        yield "registered voters are not in the file: expected voters stand in for them"
    elif unlisted:
        yield (
            f"{counted(len(unlisted), 'site')} with votes and without registered voters may be "
            f"no polling site but a count of ballots by mail: {', '.join(unlisted[:_NAMED])}"
        )


def _built(
    contests: list[CountedContest], vote_for: list[int], notes: list[str]
) -> Iterator[ReportedContest]:
    """Yield contests with their candidates, and ids of their own though two are spelled alike."""
    ids = unique(_title(contest) for contest in contests)
    for contest, room, contest_id in zip(contests, vote_for, ids, strict=True):
        candidates = [*_candidates(contest, notes)]
        system = "question" if is_question([one.name for one in candidates]) else "plurality"
        if any(ballots.write_ins for ballots in contest.sites.values()):
            candidates.append(ReportedCandidate("", WRITE_INS, ""))
        yield ReportedContest(
            contest_id, _title(contest), room, system, tuple(candidates), contest
        )  # fmt: skip


def _candidates(contest: CountedContest, notes: list[str]) -> Iterator[ReportedCandidate]:
    for plain, name in contest.names.items():
        parties = Counter({_party(party): n for party, n in contest.parties[plain].items()})
        parties.pop("", None)
        if len(parties) > 1:
            notes.append(
                f"{shown(name)} stands for {' and '.join(parties)} in {shown(_title(contest))}: "
                f"one candidate with the votes of both, of the party with most"
            )
        party = parties.most_common(1)[0][0] if parties else ""
        yield ReportedCandidate(plain, fitted(name), fitted(party))


def _party(party: str) -> str:
    return "" if party.casefold() in _NO_PARTIES else party


def _sites(
    kept: list[SiteKey], voters: dict[SiteKey, SiteVoters], ballots: dict[SiteKey, list[int]]
) -> tuple[tuple[ReportedSite, ...], tuple[tuple[int, ...], ...]]:
    """Return sites with their ids, and the ballot styles in the order of the sites."""
    many = len({county for county, _ in kept}) > 1
    names = (f"{county}: {precinct}" if many else precinct for county, precinct in kept)
    styles: dict[tuple[int, ...], int] = {}
    sites = tuple(
        ReportedSite(
            key, name, voters[key], styles.setdefault(tuple(ballots.get(key, ())), len(styles))
        )
        for key, name in zip(kept, unique(names), strict=True)
    )
    return sites, tuple(styles)
