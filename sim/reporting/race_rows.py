"""The table of races: one row per race, with its outcome in each result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import LANGUAGES, marked, tr
from sim.reporting.page_tables import region_name
from sim.reporting.words import MISSING, name_beside, plain, plain_number
from sim.results.elected import winner_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results import RunResults


class RaceRow(NamedTuple):
    """A row of the table of races: the race, and its outcome in each result."""

    race: str
    name: str
    """Name of the race; empty if its id contains it."""
    is_named: bool
    """Whether it has a name beside its id in any language."""
    code: str
    region: str
    registered: int
    candidates: int
    outcomes: Sequence[RaceOutcome]


class RaceOutcome(NamedTuple):
    """The outcome of a race; of an ensemble the most frequent winner and medians."""

    winner: str
    winner_share: float | None
    winner_pct: float
    margin: int
    called: str
    declared: str
    decided: str
    """How the race was decided, as text; a dash if the result lacks it."""


def races(results: Sequence[RunResults], most: int) -> list[RaceRow]:
    """Return the first rows of the table of races.

    Parameters
    ----------
    results
        Results with the same races.
    most
        Largest number of rows.
    """
    first = {name: column[:most].tolist() for name, column in results[0].tables["races"].items()}
    names = first.get("name", first["race"])
    outcomes = [_outcomes(result, most) for result in results]
    translated = [results[0].summary.names_in(language) for language in LANGUAGES]
    return [
        RaceRow(
            race, name_beside(race, names[k]),
            str(names[k]) not in race or any(names[k] in known for known in translated), code,
            region_name(results[0].summary, code), first["registered"][k],
            first["candidates"][k], [column[k] for column in outcomes],
        )
        for k, (race, code) in enumerate(zip(first["race"], first["code"], strict=True))
    ]  # fmt: skip


def _outcomes(result: RunResults, most: int) -> list[RaceOutcome]:
    table = {
        name: [plain(value) for value in column[:most]]
        for name, column in result.tables["races"].items()
        if name in RaceOutcome._fields
    }
    n = len(table["margin"])
    shares = result.tables["races"].get("winner_share", np.full(n, np.nan))[:most].tolist()
    winners = winner_names(result)[:most]
    decided = [tr(WAYS_OF_RACE.get(str(way), MISSING)) for way in table.get("decided", [""] * n)]
    columns = (table[name] for name in ("winner_pct", "margin", "called", "declared"))
    known = [plain_number(share) for share in shares]
    return [RaceOutcome(*row) for row in zip(winners, known, *columns, decided, strict=True)]


WAYS_OF_RACE = {
    "votes": marked("votes"),
    "lot": marked("lot"),
    "unopposed": marked("unopposed"),
    "against_all_leads": marked("against all leads"),
    "nobody": marked("nobody has a vote"),
    "runoff": marked("runoff needed"),
}
"""Labels of the values of ``decided`` in the table of races."""
