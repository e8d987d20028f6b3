"""Counts of an OpenElections file become an election: ids, ballots, candidates, voters by site.

What the file does not say is inferred, and the inference is said: how many marks a ballot has
room for, which contests are on it, and which ballots were cast before election day.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core.names import LONGEST_NAME
from sim.core.text import counted, shown
from sim.pack.files.openelections.voters import SiteVoters, VotersReader
from sim.pack.files.openelections.words import WRITE_INS, is_question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.pack.files.openelections.counts import ContestKey, CountedContest, Counts
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
    contests = {key: contest for key, contest in counts.contests.items() if _has_choice(contest)}
    if left := [_title(contest) for key, contest in counts.contests.items() if key not in contests]:
        notes.append(f"{counted(len(left), 'contest')} without candidates {_were(left)}")
    notes += _drop_unused(contests, counts)
    vote_for = {key: _vote_for(contest, counts) for key, contest in contests.items()}
    reader = VotersReader(methods)
    voters = {
        site: reader.read(facts, [(contest.sites[site], vote_for[key])
                                  for key, contest in contests.items() if site in contest.sites])
        for site, facts in counts.facts.items()
    }  # fmt: skip
    empty = [site for site, one in voters.items() if one.is_empty()]
    if empty:
        names = [precinct for _, precinct in empty]
        notes.append(f"{counted(len(empty), 'site')} without voters and votes {_were(names)}")
    kept = [site for site in voters if not voters[site].is_empty()]
    contests = {key: one for key, one in contests.items() if any(s in one.sites for s in kept)}
    notes += [*reader.notes(), *_unlisted(voters, kept)]
    for key, contest in contests.items():
        notes += _balance(contest, vote_for[key], voters)
    built = _unique([_contest(contest, vote_for[key], notes) for key, contest in contests.items()])
    sites, styles = _sites(kept, voters, built)
    parties = dict.fromkeys(one.party for contest in built for one in contest.candidates)
    return Returns(
        sites, built, styles, tuple(filter(None, parties)),
        tuple(dict.fromkeys(county for county, _ in kept if county)),
        reader.before_names(), tuple(notes),
    )  # fmt: skip


def fitted(text: str) -> str:
    """Return a text that can be an id: without ``;``, at most 80 characters, still unique.

    >>> fitted("Ward 1; Precinct 2"), len(fitted("x" * 200))
    ('Ward 1, Precinct 2', 80)
    """
    text = text.replace(";", ",")
    if len(text) <= LONGEST_NAME:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{text[: LONGEST_NAME - 10].rstrip()}… {digest}"[:LONGEST_NAME]


def _title(contest: CountedContest) -> str:
    return f"{contest.office} {contest.district}".strip()


def _were(names: Iterable[str]) -> str:
    """Return the end of a note on things that were left out, with the first names."""
    names = list(names)
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    verb = "was" if len(names) == 1 else "were"
    return f"{verb} left out: {', '.join(names[:_NAMED])}{more}"


def _has_choice(contest: CountedContest) -> bool:
    return bool(contest.names) or any(ballots.write_ins for ballots in contest.sites.values())


def _drop_unused(contests: dict[ContestKey, CountedContest], counts: Counts) -> list[str]:
    """Take contests off the ballots of sites where they have no mark; return notes."""
    dropped: Counter[str] = Counter()
    for key, contest in contests.items():
        unused = [
            site for site, ballots in contest.sites.items()
            if not ballots.marks() and _cast_about(site, contests, counts) >= _SURELY_USED
        ]  # fmt: skip
        dropped[_title(contests[key])] += len(unused)
        for site in unused:
            del contest.sites[site]
    n = dropped.total()
    names = [name for name, many in dropped.items() if many]
    if not n:
        return []
    return [
        (
            f"{counted(n, 'time')} a contest has no mark at a site with {_SURELY_USED} ballots or "
            f"more, and was taken off its ballot: {', '.join(names[:_NAMED])}"
        )
    ]


def _cast_about(site: SiteKey, contests: dict[ContestKey, CountedContest], counts: Counts) -> int:
    cast = counts.facts[site].cast
    if cast is not None:
        return cast.votes
    return max(one.sites[site].marks() if site in one.sites else 0 for one in contests.values())


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


def _contest(contest: CountedContest, vote_for: int, notes: list[str]) -> ReportedContest:
    candidates = []
    for plain, name in contest.names.items():
        parties = Counter({_party(party): n for party, n in contest.parties[plain].items()})
        parties.pop("", None)
        if len(parties) > 1:
            notes.append(
                f"{shown(name)} stands for {' and '.join(parties)} in {shown(_title(contest))}: "
                f"one candidate with the votes of both, of the party with most"
            )
        party = parties.most_common(1)[0][0] if parties else ""
        candidates.append(ReportedCandidate(plain, fitted(name), fitted(party)))
    names = [one.name for one in candidates]
    if any(ballots.write_ins for ballots in contest.sites.values()):
        candidates.append(ReportedCandidate("", WRITE_INS, ""))
    title = _title(contest)
    system = "question" if is_question(names) else "plurality"
    return ReportedContest(fitted(title), title, vote_for, system, tuple(candidates), contest)


def _party(party: str) -> str:
    return "" if party.casefold() in _NO_PARTIES else party


def _unique(contests: list[ReportedContest]) -> tuple[ReportedContest, ...]:
    """Return contests with ids of their own, though two may be spelled alike."""
    seen: Counter[str] = Counter()
    unique = []
    for contest in contests:
        seen[contest.id] += 1
        n = seen[contest.id]
        unique.append(contest if n == 1 else replace(contest, id=fitted(f"{contest.id} ({n})")))
    return tuple(unique)


def _sites(
    kept: list[SiteKey], voters: dict[SiteKey, SiteVoters], contests: tuple[ReportedContest, ...]
) -> tuple[tuple[ReportedSite, ...], tuple[tuple[int, ...], ...]]:
    """Return sites with their ids, and the ballot styles in the order of the sites."""
    many = len({county for county, _ in kept}) > 1
    styles: dict[tuple[int, ...], int] = {}
    sites = []
    for key in kept:
        county, precinct = key
        ballot = tuple(at for at, contest in enumerate(contests) if key in contest.count.sites)
        style = styles.setdefault(ballot, len(styles))
        name = f"{county} {precinct}" if many and county else precinct
        sites.append(ReportedSite(key, fitted(name), voters[key], style))
    return tuple(sites), tuple(styles)
