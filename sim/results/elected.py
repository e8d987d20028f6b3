"""Who won each race, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked, named, tr
from sim.core.text import percent_text, share_text
from sim.results.columns import percent
from sim.results.flat import flat
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from sim.results.results import RunResults
    from sim.results.summaries import RunSummary

NOBODY_ELECTED = marked("nobody elected")
RUNOFF_NEEDED = marked("runoff needed")
MOST_NAMED = 10
"""Races whose winners are named in summaries; the others are counted."""


def winner_names(results: RunResults) -> list[str]:
    """Return the winner of each race with the party; of an ensemble the most frequent one."""
    races, summary = results.tables["races"], results.summary
    none = {"runoff": RUNOFF_NEEDED}
    return [
        _elected_text(summary, str(winner), str(party))
        if winner
        else tr(none.get(str(decided), NOBODY_ELECTED))
        for winner, party, decided in zip(
            races["winner"],
            winner_parties(results),
            races.get("decided", races["winner"]),
            strict=True,
        )
    ]


def winner_parties(results: RunResults) -> list[str]:
    """Return the party of the winner of each race, of several seats with semicolons.

    In an ensemble the most frequent party need not be that of the most frequent winner.
    """
    races, tallies = results.tables["races"], results.tables["tallies"]
    if "winner_share" not in races:
        return [*map(str, races["party"].tolist())]
    columns = (tallies[name].tolist() for name in ("race", "choice", "party"))
    party = {(race, choice): party for race, choice, party in zip(*columns, strict=True)}
    return [
        ";".join(party.get((race, one), "") for one in winner.split(";"))
        for race, winner in zip(races["race"].tolist(), races["winner"].tolist(), strict=True)
    ]


def winners_are_set(results: RunResults) -> bool:
    """Return whether the scenario sets the winners to those reported, as its resolved form says.

    After a swing the votes decide: see :attr:`sim.scenario.Scenario.has_reported_winners`.
    """
    outcome, swing = (results.manifest.scenario.get(name) for name in ("outcome", "swing"))
    moved = isinstance(swing, dict) and any(
        value for key, value in flat(swing).items() if key not in {"seed", "replication"}
    )
    return isinstance(outcome, dict) and outcome.get("winners") == "reported" and not moved


_DECIDED = {
    "votes": marked("by votes"),
    "lot": marked("by lot"),
    "unopposed": marked("unopposed"),
    "against_all_leads": marked("with against all ahead"),
}
"""How a race with a winner was decided, after the winner; other ways leave it without one."""


def outcome_texts(results: RunResults) -> list[str]:
    """Return who won each race, and how it was decided; of an ensemble in how many replications."""
    races, names = results.tables["races"], winner_names(results)
    if "winner_share" in races:
        none = races.get("decided_share", races["winner_share"])
        often = np.where(races["winner"] != "", races["winner_share"], none).tolist()
        return [_in_replications(name, part) for name, part in zip(names, often, strict=True)]
    ways = races.get("decided", np.full(len(names), ""))
    return [
        ", ".join(filter(None, (name, tr(_DECIDED.get(str(way), "")) if winner else "")))
        for name, way, winner in zip(names, ways, races["winner"], strict=True)
    ]


def _in_replications(winner: str, part: float) -> str:
    """Return who won in which share of the replications."""
    return tr("{winner} in {share} of replications", winner=winner, share=share_text(part))


def _elected_text(summary: RunSummary, winner: str, party: str) -> str:
    """Return who is elected: of several seats all, with their parties."""
    parties = ", ".join(named(summary.party_text(one)) for one in party.split(";"))
    return candidate_text(", ".join(map(named, winner.split(";"))), parties)


def winner_lines(results: RunResults) -> list[str]:
    """Return who won the first races of the election of a pack, and with how many votes.

    Empty for an election of published totals, whose candidates have no names.
    """
    if results.summary.election is None:
        return []
    races = {name: column[:MOST_NAMED] for name, column in results.tables["races"].items()}
    names = winner_names(results)
    lines = []
    for k, pct in enumerate(percent(races["winner_votes"], races["cast"]).tolist()):
        winner = names[k]
        if "winner_share" in races:
            winner = _in_replications(winner, float(races["winner_share"][k]))
        text = f"{named(str(races.get('name', races['race'])[k]))}: {winner}"
        number = percent_text(pct, 1)
        if ";" in races["winner"][k]:
            share = tr("{percent} % of ballots for the first", percent=number)
        else:
            share = tr("{percent} % of ballots", percent=number)
        way = str(races["decided"][k]) if "decided" in races else "votes"
        how = f", {tr(_DECIDED[way])}" if way != "votes" and way in _DECIDED else ""
        lines.append(f"{text}, {share}{how}" if races["winner"][k] else text)
    more = len(names) - MOST_NAMED
    return [*lines, tr("and {n} more, see races.csv", n=more)] if more > 0 else lines
