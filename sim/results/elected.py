"""Who won each race, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import percent_text, share_text
from sim.results.columns import percent
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from sim.results.results import RunResults

NOBODY_ELECTED = "nobody elected"
MOST_NAMED = 10
"""Races whose winners are named in summaries; the others are counted."""


def winner_names(results: RunResults) -> list[str]:
    """Return the winner of each race with the party; of an ensemble the most frequent one."""
    races, summary = results.tables["races"], results.summary
    return [
        candidate_text(str(winner), summary.party_text(str(party))) if winner else NOBODY_ELECTED
        for winner, party in zip(races["winner"], races["party"], strict=True)
    ]


def winner_lines(results: RunResults) -> list[str]:
    """Return who won the first races of the election of a pack, and with how many votes.

    Empty for the election of July 2021, whose candidates have no names.
    """
    if results.summary.election is None:
        return []
    races = {name: column[:MOST_NAMED] for name, column in results.tables["races"].items()}
    names = winner_names(results)
    lines = []
    for k, pct in enumerate(percent(races["winner_votes"], races["cast"]).tolist()):
        text = f"{races.get('name', races['race'])[k]}: {names[k]}"
        if "winner_share" in races:
            text += f" in {share_text(float(races['winner_share'][k]))} of replications"
        lines.append(f"{text}, {percent_text(pct, 1)} % of ballots" if races["winner"][k] else text)
    more = len(names) - MOST_NAMED
    return [*lines, f"and {more:,} more, see races.csv"] if more > 0 else lines
