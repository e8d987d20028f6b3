"""The files of a pack, written from what an OpenElections file reports."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.text import counted, shortened
from sim.pack.files.openelections.ids import fitted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from sim.pack.files.openelections.returns import ReportedContest, Returns
    from sim.pack.files.openelections.totals import SiteKey

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STATE = re.compile(r"[0-9]{8}__([a-z]{2})__")
_DECIMALS = 4
"""Decimals of expected shares: a vote in a million is still seen."""
COUNTY = "county"
"""The level of the sites' areas."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pack needs and an OpenElections file does not have."""

    name: str
    date: dt.date
    timezone: str
    opens: dt.time
    closes: dt.time
    assumed: tuple[str, ...] = ()
    """Which of ``opens`` and ``closes`` the user did not give."""
    title: str = ""
    """Made of counties and date if empty."""
    party: str = ""
    """The party whose primary was imported; empty for all."""


def pack_files(
    returns: Returns, wanted: Wanted, file_name: str, digest: str, notes: Sequence[str]
) -> dict[str, str]:
    """Return the content of the files of a pack, by path.

    Parameters
    ----------
    returns
        What the file reports.
    wanted
        What it does not say.
    file_name, digest
        Name and SHA-256 of the file: the source of all numbers.
    notes
        What was found in it.
    """
    files = {
        "election.toml": _settings(returns, wanted, file_name, digest, notes),
        "sites.csv": _csv(_sites(returns)),
        "contests.csv": _csv(_contests(returns)),
        "candidates.csv": _csv(_candidates(returns)),
    }
    if len(returns.counties) > 1:
        files["expected.csv"] = _csv(_expected(returns))
    return {**files, "reported/results.csv": _csv(_results(returns))}


def _csv(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _settings(
    returns: Returns, wanted: Wanted, file_name: str, digest: str, notes: Sequence[str]
) -> str:
    title = wanted.title or _title(returns, wanted)
    marks = dict.fromkeys(wanted.assumed, "  # assumed: the file does not say")
    lines = [
        f"# Imported from the OpenElections file {file_name}.",
        "# Every number is a reported one: expected_pct are shares of the reported votes,",
        "# expected_voters the ballots that were cast at the site on election day, voted_before",
        "# those that were cast earlier or by mail, provisional those that were examined later.",
        f"name = {_text(wanted.name)}",
        f"title = {_text(title)}",
        f"date = {wanted.date.isoformat()}",
        f"timezone = {_text(wanted.timezone)}",
        f"opens = {wanted.opens.isoformat()}{marks.get('opens', '')}",
        f"closes = {wanted.closes.isoformat()}{marks.get('closes', '')}",
        f"levels = [{_text(COUNTY) if returns.counties else ''}]",
    ]
    if returns.parties:
        lines += ["", '[parties]  # colour = "#rrggbb" may stand beside the name']
    for party in returns.parties:
        key = party if _BARE.fullmatch(party) else _text(party)
        lines.append(f"{key} = {{ name = {_text(party)} }}")
    lines += ["", *_source(wanted, file_name, digest)]
    if notes:
        lines += ["notes = [", *(f"    {_text(note)}," for note in notes), "]"]
    return "\n".join(lines) + "\n"


def _title(returns: Returns, wanted: Wanted) -> str:
    where = returns.counties[0] if len(returns.counties) == 1 else (
        f"{len(returns.counties)} counties" if returns.counties else wanted.name
    )  # fmt: skip
    party = f", {wanted.party} primary" if wanted.party else ""
    return f"{shortened(where, 40)}, {wanted.date.isoformat()}{party}, as reported"


def _source(wanted: Wanted, file_name: str, digest: str) -> list[str]:
    state = _STATE.match(file_name)
    place = f"openelections-data-{state[1]}" if state else ""
    party = f"; rows of the party {wanted.party}" if wanted.party else ""
    return [
        "[[source]]",
        f"text = {_text(f'OpenElections, {file_name}{party}; SHA-256 {digest}')}",
        f"url = {_text(f'https://github.com/openelections/{place}')}",
    ]


def _text(text: str) -> str:
    """Return a text as a TOML string."""
    return json.dumps(text, ensure_ascii=False)


def _sites(returns: Returns) -> Iterator[Sequence[object]]:
    named = any(site.id != site.key[1] for site in returns.sites)
    styled = len(returns.styles) > 1
    county = bool(returns.counties)
    yield [
        "site", *([COUNTY] if county else []), *(["name"] if named else []), "registered",
        "expected_voters", "voted_before", "provisional", *(["ballot_style"] if styled else []),
    ]  # fmt: skip
    for site in returns.sites:
        voters = site.voters
        yield [
            site.id, *([fitted(site.key[0])] if county else []),
            *([fitted(site.key[1])] if named else []),
            "" if voters.registered < 0 else voters.registered,
            voters.at_site, voters.voted_before, voters.provisional,
            *([site.style + 1] if styled else []),
        ]  # fmt: skip


def _contests(returns: Returns) -> Iterator[Sequence[object]]:
    styled = len(returns.styles) > 1
    holding: dict[int, list[str]] = defaultdict(list)
    for number, style in enumerate(returns.styles, 1):
        for at in style:
            holding[at].append(str(number))
    yield ["contest", "vote_for", "system", *(["ballot_styles"] if styled else [])]
    for at, contest in enumerate(returns.contests):
        styles = [";".join(holding[at])] if styled else []
        yield [contest.id, contest.vote_for, contest.system, *styles]


def _candidates(returns: Returns) -> Iterator[Sequence[object]]:
    yield ["contest", "candidate", "party", "expected_pct"]
    for contest in returns.contests:
        shares = _shares(contest, contest.count.sites)
        for candidate, share in zip(contest.candidates, shares, strict=True):
            yield [contest.id, candidate.name, candidate.party, share]


def _expected(returns: Returns) -> Iterator[Sequence[object]]:
    """Yield the shares by county, of contests with votes there."""
    yield ["area", "contest", "candidate", "expected_pct"]
    for contest in returns.contests:
        by_county: dict[str, list[SiteKey]] = {}
        for site in contest.count.sites:
            by_county.setdefault(site[0], []).append(site)
        for county, sites in by_county.items():
            shares = _shares(contest, sites)
            for candidate, share in zip(contest.candidates, shares, strict=True):
                if share:
                    yield [fitted(county), contest.id, candidate.name, share]


def _shares(contest: ReportedContest, sites: Iterable[SiteKey]) -> list[str]:
    """Return the shares of the candidates' votes, which add to 100; empty without votes."""
    inside = [*sites]
    return percentages(
        [sum(contest.votes(site, one) for site in inside) for one in contest.candidates]
    )


def percentages(votes: Sequence[int]) -> list[str]:
    """Return shares in per cent that add to 100: rounded down, then by largest remainder.

    >>> percentages([1, 1, 1]), percentages([0, 0])
    (['33.3334', '33.3333', '33.3333'], ['', ''])
    """
    total = sum(votes)
    if not total:
        return [""] * len(votes)
    whole = 100 * 10**_DECIMALS
    parts = [whole * one // total for one in votes]
    by_rest = sorted(range(len(votes)), key=lambda at: -(whole * votes[at] % total))
    for at in by_rest[: whole - sum(parts)]:
        parts[at] += 1
    return [f"{part / 10**_DECIMALS:.{_DECIMALS}f}" for part in parts]


def _results(returns: Returns) -> Iterator[Sequence[object]]:
    """Yield the votes as reported; marks too many and not made have separate rows."""
    yield ["site", "contest", "candidate", "party", "votes"]
    for site in returns.sites:
        for at in returns.styles[site.style]:
            contest = returns.contests[at]
            for one in contest.candidates:
                yield [site.id, contest.id, one.name, one.party, contest.votes(site.key, one)]
            ballots = contest.count.sites[site.key]
            for name, marks in (("Over Votes", ballots.over), ("Under Votes", ballots.under)):
                if marks:
                    yield [site.id, contest.id, name, "", marks]


def summary_lines(returns: Returns) -> list[str]:
    """Return what was imported, as lines."""
    voters = [site.voters for site in returns.sites]
    by_method = Counter[str]()
    for one in voters:
        by_method.update(dict(zip(returns.methods, one.before, strict=False)))
    parts = [f"{sum(one.at_site for one in voters):,} on election day"]
    parts += [f"{by_method[name]:,} {_METHODS.get(name, name)}" for name in returns.methods]
    if provisional := sum(one.provisional for one in voters):
        parts.append(f"{provisional:,} provisional")
    return [
        (
            f"{counted(len(voters), 'site')}, "
            f"{sum(max(one.registered, 0) for one in voters):,} registered, "
            f"{counted(len(returns.contests), 'contest')}, "
            f"{counted(len(returns.styles), 'ballot style')}"
        ),
        f"{' + '.join(parts)} = {sum(one.cast for one in voters):,} ballots cast",
    ]


_METHODS = {"mail": "by mail", "early_voting": "early", "absentee": "absentee",
            "absentee_mail": "absentee by mail", "early": "early"}  # fmt: skip
"""Words for votes by method."""
