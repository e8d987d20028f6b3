"""Faults of reporting units and of expected votes, in the shape of AP."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING

from sim.feed.faults.changes import EXPECTED, UNIT, ValueChange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.exporting.nist_objects import Node
    from sim.feed.faults.changes import Draft
    from sim.feed.faults.fault import FeedFault


def expected_falls(fault: FeedFault, draft: Draft) -> None:
    """Lower the expected votes of races during the window: their percentage rises."""
    factor = fault.number_of("factor")
    for race in fault.chosen_races().tolist():
        contest = draft.night.contests[race]
        rows = contest.sites[draft.visible[contest.sites] < fault.ends]
        cast = draft.night.results.tables["sites"]["cast"]
        rows = rows[cast[rows] > 0]
        if not len(rows):
            continue
        window = max(fault.begins, draft.visible[rows].min()), fault.ends
        draft.add(race, ValueChange(*window, on_race=partial(_divide_expected, factor=factor)))
        draft.name(fault, race, None, (EXPECTED,), window)


def of_units(change: Callable[..., None], fault: FeedFault, draft: Draft) -> None:
    """ValueChange the list of the units of races during the window."""
    ids = draft.night.results.tables["sites"]["site"]
    chosen = fault.chosen_sites()
    for race, contest in enumerate(draft.night.contests):
        for row in contest.sites[chosen[contest.sites]].tolist():
            window = fault.begins, fault.ends
            draft.add(race, ValueChange(*window, on_race=partial(change, unit=str(ids[row]))))
            draft.name(fault, race, row, (UNIT,), window)


def _divide_expected(race: Node, factor: float) -> None:
    whole = race["reportingUnits"][0]
    # A lower expectation can be lower than what is counted, as it was in reality.
    whole["eevp"] = round(whole["eevp"] / factor, 2)


def _twice(race: Node, unit: str) -> None:
    index = _index(race, unit)
    if index is not None:
        race["reportingUnits"].insert(index + 1, deepcopy(race["reportingUnits"][index]))


def _missing(race: Node, unit: str) -> None:
    index = _index(race, unit)
    if index is not None:
        del race["reportingUnits"][index]


def _renamed(race: Node, unit: str) -> None:
    index = _index(race, unit)
    if index is not None:
        for key in ("reportingunitID", "reportingunitName"):
            race["reportingUnits"][index][key] = f"{unit} (renamed)"


def _unexpected(race: Node, unit: str) -> None:
    index = _index(race, unit)
    if index is not None:
        added = deepcopy(race["reportingUnits"][index])
        added.pop("lastUpdated", None)
        for key in ("reportingunitID", "reportingunitName"):
            added[key] = f"{unit} (unexpected)"
        for key in ("precinctsReporting", "precinctsReportingPct"):
            added[key] = type(added[key])()
        for candidate in added["candidates"]:
            candidate["voteCount"] = 0
        race["reportingUnits"].insert(index + 1, added)


def _index(race: Node, unit: str) -> int | None:
    """Return the index of a unit of a race; None if another fault has taken it away."""
    ids = [found.get("reportingunitID") for found in race["reportingUnits"]]
    return ids.index(unit) if unit in ids else None


UNIT_EFFECTS: Mapping[str, Callable[[FeedFault, Draft], None]] = {
    "expected_falls": expected_falls,
    "unit_twice": partial(of_units, _twice),
    "unit_missing": partial(of_units, _missing),
    "unit_renamed": partial(of_units, _renamed),
    "unit_unexpected": partial(of_units, _unexpected),
}
"""What each kind does to a draft."""
