"""What is suspicious in the numbers of an OpenElections file, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import counted, shown
from sim.pack.files.openelections.words import WRITE_INS, marks_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.pack.files.openelections.counts import CountedContest
    from sim.pack.files.openelections.totals import SiteKey
    from sim.pack.files.openelections.voters import SiteVoters

_TWIN_SITES = 3
"""Sites at which two candidates must have the same votes to be suspicious."""
MOST_NAMED = 5
"""Names that a sentence lists at most."""


def title_of(contest: CountedContest) -> str:
    """Return the name of a contest."""
    return f"{contest.office} {contest.district}".strip()


def left_out(one: str, names: Sequence[str]) -> Iterable[str]:
    """Yield the sentence on things that were left out, if there are any."""
    if names:
        more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
        verb = "was" if len(names) == 1 else "were"
        what = f"{counted(len(names), one)} without voters, candidates or votes"
        yield f"{what} {verb} left out: {', '.join(names[:MOST_NAMED])}{more}"


def some(sentences: Iterable[str]) -> Iterable[str]:
    """Yield the first sentences of one kind, and how many more there are."""
    every = [*sentences]
    yield from every[:MOST_NAMED]
    if len(every) > MOST_NAMED:
        yield f"... and {len(every) - MOST_NAMED:,} more like this"


def inferred(contest: CountedContest, vote_for: int) -> Iterable[str]:
    """Yield how many marks a ballot has room for, if the file does not name a number above 1."""
    if vote_for > 1 and not marks_named(contest.office):
        title = shown(title_of(contest))
        yield f"{title}: {vote_for} marks to a ballot, inferred from marks ÷ ballots cast"


def parties_of(contest: CountedContest) -> Iterable[str]:
    """Yield candidates with votes for several parties, which are put together."""
    for plain, name in contest.names.items():
        parties = [party for party in contest.parties[plain] if party]
        if len(parties) > 1:
            yield (
                f"{shown(name)} stands for {' and '.join(parties)} in {shown(title_of(contest))}: "
                f"one candidate with all votes, of the party with most"
            )


def unbalanced(
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
    if wrong:
        name, marks, room = wrong[0]
        title, sites = shown(title_of(contest)), counted(len(wrong), "site")
        yield (
            f"{title}: marks do not add to ballots cast at {sites}: first {name}, {marks:,} marks "
            f"where {room:,} were expected"
        )


def twins(contest: CountedContest) -> Iterable[str]:
    """Yield candidates who have the same votes at every site."""
    if len(contest.sites) < _TWIN_SITES:
        return
    first: dict[tuple[int, ...], str] = {}
    choices = [*contest.names.items(), ("", WRITE_INS)]
    for plain, name in choices:
        votes = tuple(
            one.votes[plain] if plain else one.write_ins for one in contest.sites.values()
        )
        earlier = first.setdefault(votes, name)
        if earlier != name and any(votes):
            yield (
                f"{shown(title_of(contest))}: {shown(earlier)} and {shown(name)} have the same "
                f"votes at each of {counted(len(votes), 'site')}, and both were counted"
            )


def unlisted(voters: dict[SiteKey, SiteVoters]) -> Iterable[str]:
    """Yield which sites have no registered voters, if others have."""
    without = [site[1] for site, one in voters.items() if one.registered <= 0]
    if without and len(without) == len(voters):
        yield "registered voters are not in the file: expected voters stand in for them"
    elif without:
        yield (
            f"{counted(len(without), 'site')} with votes and without registered voters may be "
            f"no polling site but a count of ballots by mail: {', '.join(without[:MOST_NAMED])}"
        )
