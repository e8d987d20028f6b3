"""The reported values of a pack as targets, with the keys of ``[[target]]`` tables."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.pack.targets import AGAINST_ALL, INVALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.pack import Pack
    from sim.pack.files.reported_records import ReportedTurnout, ReportedVotes

_DECIMALS = 2
"""Decimals of a turnout that is computed from a number of voters, in per cent."""


def reported_targets(pack: Pack) -> list[dict[str, Any]]:
    """Return the reported turnout and votes of a pack that a run can be compared with."""
    turnout = [_turnout(pack, each) for each in pack.reported.turnout]
    votes = [target for each in pack.reported.votes for target in _votes(pack, each)]
    return [{key: value for key, value in each.items() if value not in {None, ""}}
            for each in (*turnout, *votes)]  # fmt: skip


def _place(pack: Pack, value: ReportedTurnout | ReportedVotes) -> dict[str, Any]:
    """Return the area of a value; its level where tables are made for another."""
    other = value.level not in {"", pack.settings.report_level}
    return {"code": value.area or pack.nation_code, "level": value.level if other else None}


def _turnout(pack: Pack, value: ReportedTurnout) -> dict[str, Any]:
    """Return one turnout; voters are per cent of registered, but for a least number by a time."""
    relation, amount = value.relation, value.pct
    timed = value.at_ms >= 0
    if value.count >= 0 and relation == "at_least" and timed:
        relation, amount = "count_at_least", value.count
    elif value.count >= 0:
        # At least one voter, so that there is a turnout.
        registered = max(pack.registered_in(value.level, value.area), 1)
        amount = round(100 * value.count / registered, _DECIMALS)
    return {
        "what": "turnout" if timed else "final_turnout",
        **_place(pack, value),
        "time": _clock_time(value.at_ms) if timed else None,
        "relation": relation,
        "value": amount,
        "note": value.note,
        "source": value.source,
    }


def _clock_time(at_ms: int) -> dt.time:
    passed = dt.timedelta(milliseconds=at_ms % clock.DAY_MS)
    return (dt.datetime.min + passed).time()


def _votes(pack: Pack, value: ReportedVotes) -> Iterator[dict[str, Any]]:
    """Yield the share of a choice, if a contest has one mark a ballot and the choice is known."""
    contest = pack.contests.id.tolist().index(value.contest)
    item = _item(pack, contest, value.candidate)
    several = len(pack.contests) > 1
    if pack.contests.vote_for[contest] > 1 or not item:
        return
    yield {
        "what": "votes",
        **_place(pack, value),
        "contest": value.contest if several else None,
        "item": item,
        "value": value.pct,
        "source": value.source,
    }


def _item(pack: Pack, contest: int, choice: str) -> str:
    """Return the name of a choice in a target; empty for ballots that are no choice."""
    if choice in {AGAINST_ALL, INVALID}:
        return choice
    standing = pack.candidates.name[pack.candidates.contest == contest]
    return choice if choice in standing.tolist() else ""
