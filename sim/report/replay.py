"""The night by frames: what the replay shows at each five minutes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.report.words import NOBODY_ELECTED, name_beside, plain
from sim.results import NATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Times
    from sim.results import RunResults
    from sim.results.summaries import RunSummary


FIELDS = {
    "accepted_pct": "Accepted, %",
    "sites_accepted": "Sites accepted",
    "counted_pct": "Counted, %",
    "ballots_counted": "Ballots counted",
    "races_called": "Races called",
    "races_declared": "Races declared",
}
"""Columns of ``night.csv`` that the table of regions shows."""
BANDED = ("accepted_pct",)
"""Columns whose bands are shown, if there are any."""
STEP = np.timedelta64(300, "s")


class Call(NamedTuple):
    """A race that is called; of an ensemble the median time and the most frequent winner.

    ``party`` is that of the winner, or says that nobody is elected.
    """

    time: str
    race: str
    region: str
    party: str
    share: float | None


def level(pct: float) -> int:
    """Return the step of the map's colours: 0 nothing, 1 to 5 fifths begun, 6 all.

    Goes by the whole per cents that stand on the map.

    >>> [level(pct) for pct in (0, 0.1, 20.9, 21, 80.28, 99.9, 100)]
    [0, 1, 1, 2, 4, 5, 6]
    """
    if pct >= 100:
        return 6
    return max(1, math.ceil(math.floor(pct) / 20)) if pct > 0 else 0


def mapped(pct: float) -> str:
    """Return what stands on the map: whole per cents begun are not shown as done.

    >>> mapped(99.97), mapped(100.0), mapped(0.0)
    ('99 %', '✓', '0 %')
    """
    return "✓" if pct >= 100 else f"{int(pct)} %"


def frames_of(results: Sequence[RunResults]) -> Times:
    """Return the five minutes from the first to the last of all results."""
    stamps = [result.tables["night"]["capital_time"] for result in results]
    first, last = min(s.min() for s in stamps), max(s.max() for s in stamps)
    frames: Times = np.arange(first, last + STEP, STEP)
    return frames


def night_of(result: RunResults, frames: Times) -> dict[str, dict[str, list[Any]]]:
    """Return the columns of the night by code, one value a frame.

    Before its own first time a result has zeros, after its last its final values:
    as the replications of an ensemble do.
    """
    table = result.tables["night"]
    fields = [*FIELDS, *(f"{name}_{end}" for name in BANDED for end in ("p05", "p95"))]
    found = {}
    for code in [NATION, *result.summary.regions]:
        rows = np.flatnonzero(table["code"] == code)
        wanted = [*fields, *votes_columns(result)] if code == NATION else fields
        found[code] = {
            name: _on_frames(table[name][rows], table["capital_time"][rows], frames)
            for name in wanted
            if name in table
        }
    return found


def _on_frames(column: NDArray[Any], own: Times, frames: Times) -> list[Any]:
    at = np.searchsorted(own, frames, side="right") - 1
    values = column[np.maximum(at, 0)].tolist()
    zero = type(values[0])(0)
    return [value if k >= 0 else zero for value, k in zip(values, at.tolist(), strict=True)]


def votes_columns(result: RunResults) -> list[str]:
    """Return the columns of ``night.csv`` that count votes, medians only."""
    return [
        name
        for name in result.tables["night"]
        if name == "invalid" or (name.startswith("votes_") and not name.endswith(("_p05", "_p95")))
    ]


def calls_of(result: RunResults) -> list[Call]:
    """Return races in the order in which they are called."""
    races = result.tables["races"]
    shares = races.get("party_share", np.full(len(races["race"]), np.nan))
    names = races.get("name", races["race"])
    order = np.lexsort((races["race"], races["called"]))
    return [
        Call(
            plain(races["called"][k]), _label(races["race"][k], names[k]), str(races["code"][k]),
            str(races["party"][k]) or NOBODY_ELECTED, plain(shares[k]),
        )
        for k in order.tolist()
    ]  # fmt: skip


def _label(race: Any, name: Any) -> str:
    beside = name_beside(race, name)
    return f"{race} {beside}".rstrip()


def seats_of(result: RunResults, frames: Times) -> dict[str, list[int]] | None:
    """Return seats called by party and frame.

    Of an ensemble there are none: the most frequent winners of the races,
    taken together, are no result that any replication had.
    """
    if is_ensemble(result.summary):
        return None
    races = result.tables["races"]
    found = {}
    for party in result.summary.seats_nomination:
        called = np.sort(races["called"][races["party"] == party])
        found[party] = np.searchsorted(called, frames, side="right").tolist()
    return found


def is_ensemble(summary: RunSummary) -> bool:
    """Tell whether figures are medians."""
    return bool(summary.replications > 1)


def replay_data(results: Sequence[RunResults], frames: Times, x: tuple[float, float]) -> Any:
    """Return what the script of the replay reads.

    Parameters
    ----------
    results
        Side by side.
    frames
        Times, shape ``(n_frames,)``.
    x
        Where the first and the last frame are on the time line, per cent of its width.
    """
    return {
        "frames": [str(frame.astype("datetime64[s]")) for frame in frames],
        "x": x,
        "results": [
            {
                "ensemble": is_ensemble(result.summary),
                "races": result.summary.races,
                "night": night_of(result, frames),
                "seats": seats_of(result, frames),
                "calls": [list(call) for call in calls_of(result)],
            }
            for result in results
        ],
    }


def last_calls(result: RunResults, n: int) -> list[Call]:
    """Return the latest calls of the night, the last first."""
    return calls_of(result)[: -n - 1 : -1]
