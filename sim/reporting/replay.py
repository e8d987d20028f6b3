"""The night by frames of five minutes: the data of the replay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

import numpy as np

from sim.core.language import marked, named, tr
from sim.reporting.contests import votes_by_field
from sim.reporting.marks import marks_of
from sim.reporting.race_votes import race_votes
from sim.reporting.words import plain, plain_number, race_label, whole_percent
from sim.results.elected import NOBODY_ELECTED, winner_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Times
    from sim.reporting.dots import Dots
    from sim.reporting.marks import Mark
    from sim.reporting.race_votes import RaceVotes
    from sim.results import RunResults
    from sim.results.summaries import RunSummary


FIELDS = {
    "accepted_pct": marked("Accepted, %"),
    "sites_accepted": marked("Sites accepted"),
    "counted_pct": marked("Counted, %"),
    "ballots_counted": marked("Ballots counted"),
    "races_called": marked("Races called"),
    "races_declared": marked("Races declared"),
}
"""Columns of ``night.csv`` that the table of regions shows."""
BANDED = ("accepted_pct",)
"""Columns whose bands are shown in ensembles."""
STEP = np.timedelta64(300, "s")
N_CALLS = 5
"""Calls that are shown at a time."""
MOST_RACES = 5000
"""Maximum number of races on a page; browsers are slow with more."""
HALF_PCT = 50.0
Night = dict[str, dict[str, list[float]]]
"""Columns of the night by code and name, one value per frame."""


class RaceCall(NamedTuple):
    """The call of a race; of an ensemble the median time and the most frequent winner.

    ``party`` is that of the winner, in a pack with the winner's name, or the text for nobody
    elected; ``region`` is empty for a race in several.
    """

    time: str
    race: str
    region: str
    party: str
    share: float | None


class ReplayResult(TypedDict):
    """One result, for the script of the replay."""

    ensemble: bool
    races: int
    night: Night
    seats: dict[str, list[int]] | None
    calls: list[list[str | float | None]]
    marks: list[Mark]
    votes: RaceVotes


class ReplayData(TypedDict):
    """The data that the script of the replay reads."""

    date: str
    """The election day."""
    frames: list[str]
    open: int
    """Frame at which the page opens."""
    dots: Dots | None
    """Where the dots of races are on the map; None without room for them."""
    x: tuple[float, float]
    results: list[ReplayResult]


def level(pct: float) -> int:
    """Return the colour step of the map: 0 for 0 %, 1 to 5 in steps of 20 %, 6 for 100 %.

    Computed from the percentage without decimals, as the map shows it.

    Examples
    --------
    >>> [level(pct) for pct in (0, 0.1, 20.9, 21, 80.28, 99.9, 100)]
    [0, 1, 1, 2, 4, 5, 6]
    """
    if pct >= 100:
        return 6
    return max(1, math.ceil(math.floor(pct) / 20)) if pct > 0 else 0


def map_label(pct: float) -> str:
    """Return the label of a region on the map: whole per cent, a tick for 100 %.

    >>> map_label(99.97), map_label(100.0), map_label(0.0)
    ('99 %', '✓', '0 %')
    """
    return "✓" if pct >= 100 else f"{whole_percent(pct)} %"


def frames_of(results: Sequence[RunResults]) -> Times:
    """Return the times of the frames, from the first to the last time of all results."""
    stamps = [result.tables["night"]["capital_time"] for result in results]
    first, last = min(s.min() for s in stamps), max(s.max() for s in stamps)
    frames: Times = np.arange(first, last + STEP, STEP)
    return frames


def night_of(result: RunResults, frames: Times) -> Night:
    """Return the columns of the night by code, one value per frame.

    Before its first time a result has zeros, after its last time its final values, like
    the replications of an ensemble.
    """
    table = result.tables["night"]
    fields = [*FIELDS, *(f"{name}_{end}" for name in BANDED for end in ("p05", "p95"))]
    found = {}
    nation = result.summary.nation
    for code in [nation, *result.summary.regions]:
        rows = np.flatnonzero(table["code"] == code)
        found[code] = {
            name: _on_frames(table[name][rows], table["capital_time"][rows], frames)
            for name in fields
            if name in table
        }
    found[nation] |= votes_by_field(result, frames)
    return found


def fields_of(result: RunResults) -> dict[str, str]:
    """Return the columns of the table of regions; without races where no region has a whole one."""
    whole = set(result.tables["races"]["code"].tolist()) - {result.summary.nation}
    return {name: text for name, text in FIELDS.items() if whole or not name.startswith("races_")}


def _on_frames(column: NDArray[Any], times: Times, frames: Times) -> list[float]:
    at = np.searchsorted(times, frames, side="right") - 1
    values: list[float] = column[np.maximum(at, 0)].tolist()
    zero = type(values[0])(0)
    return [value if k >= 0 else zero for value, k in zip(values, at.tolist(), strict=True)]


def calls_of(result: RunResults) -> list[RaceCall]:
    """Return races in the order in which they are called."""
    races, summary = result.tables["races"], result.summary
    by_party = [named(str(party)) or tr(NOBODY_ELECTED) for party in races["party"]]
    winners, of = by_party, "party_share"
    if summary.election is not None:
        winners, of = winner_names(result), "winner_share"
    shares = races.get(of, np.full(len(races["race"]), np.nan))
    names = races.get("name", races["race"])
    order = np.lexsort((races["race"], races["called"]))
    return [
        RaceCall(
            str(plain(races["called"][k])), race_label(races["race"][k], names[k]),
            str(races["code"][k]) if races["code"][k] != summary.nation else "", winners[k],
            plain_number(shares[k]),
        )
        for k in order.tolist()
    ]  # fmt: skip


def seats_of(result: RunResults, frames: Times) -> dict[str, list[int]] | None:
    """Return the seats called by party and frame; None for an ensemble.

    In an ensemble the most frequent winners of the races may not occur together in any
    replication.
    """
    if is_ensemble(result.summary):
        return None
    races = result.tables["races"]
    # A race of several seats has the party of each, in the order of their votes.
    seats = [str(parties).split(";") for parties in races["party"]]
    found = {}
    for party in result.summary.seats_nomination:
        called = np.sort(np.repeat(races["called"], [won.count(party) for won in seats]))
        found[party] = np.searchsorted(called, frames, side="right").tolist()
    return found


def is_ensemble(summary: RunSummary) -> bool:
    """Return whether the values of a result are medians of replications."""
    return bool(summary.replications > 1)


def opening_frame(result: RunResults, frames: Times) -> int:
    """Return the first frame with at least half of the protocols accepted."""
    accepted = night_of(result, frames)[result.summary.nation]["accepted_pct"]
    return int(np.argmax(np.array(accepted) >= HALF_PCT))


def replay_data(
    results: Sequence[RunResults], frames: Times, x: tuple[float, float], dots: Dots | None
) -> ReplayData:
    """Return the data that the script of the replay reads.

    Parameters
    ----------
    results
        The results of the page.
    frames
        Times, shape ``(n_frames,)``.
    x
        Positions of the first and the last frame on the time line, per cent of its width.
    dots
        Where the dots of races are on the map.
    """
    return {
        "date": results[0].summary.date,
        "frames": [str(frame.astype("datetime64[s]")) for frame in frames],
        "open": opening_frame(results[0], frames),
        "dots": dots,
        "x": x,
        "results": [
            {
                "ensemble": is_ensemble(result.summary),
                "races": result.summary.races,
                "night": night_of(result, frames),
                "seats": seats_of(result, frames),
                "calls": [list(call) for call in _shown(calls_of(result), frames)],
                "marks": list(marks_of(result.summary).values()),
                "votes": race_votes(result, frames, MOST_RACES),
            }
            for result in results
        ],
    }


def strings_of(data: ReplayData) -> list[str]:
    """Return the texts in the data, in the same order in each language."""
    found: list[str] = []
    for result in data["results"]:
        found += [str(call[k]) for call in result["calls"] for k in (1, 3)]
        found += [mark.label for mark in result["marks"]]
        found += [label for label, _, _ in result["votes"]["choices"]]
        for race in result["votes"]["entries"]:
            found += (race["label"], race["winner"], race["decided"])
    return found


def _shown(calls: Sequence[RaceCall], frames: Times) -> list[RaceCall]:
    """Return the calls that are among the latest at some frame."""
    at = np.array([call.time for call in calls], dtype="datetime64[s]")
    ends = np.unique(np.searchsorted(at, frames, side="right"))
    wanted = {k for end in ends.tolist() for k in range(max(0, end - N_CALLS), end)}
    return [calls[k] for k in sorted(wanted)]


def last_calls(result: RunResults, n: int) -> list[RaceCall]:
    """Return the last ``n`` calls of the night, the latest first."""
    return calls_of(result)[: -n - 1 : -1]
