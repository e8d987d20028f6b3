"""The contradictions between published values, and the value that the model uses.

``reported/contradictions.toml`` of a pack names the values that differ and words each entry; the
values themselves come from the other files of the pack. ``docs/data.md`` lists those of the
shipped pack in prose; a test checks every entry.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.core.errors import InputError, Problem
from sim.core.paths import label
from sim.pack.membership import national_seats_from_regions
from sim.pack.past_elections import agreeing_regions
from sim.pack.values import published_percentages, targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.pack.records import Published

FILE = "reported/contradictions.toml"
_VALUE = re.compile(r"\{([^{}|]+)(?:\|([^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Two published values of one quantity."""

    key: str
    what: str
    one: str
    other: str
    used: str
    """The value that the model uses, and why."""


def inconsistencies(of: Published) -> tuple[Inconsistency, ...]:
    """Return every known contradiction between published values; none without the file.

    Raises
    ------
    InputError
        If an entry names a value that was not published; lists every such name.
    """
    path = of.folder / FILE
    if not path.is_file():
        return ()
    values = _values(of)
    found, problems = [], []
    for entry in tomllib.loads(path.read_text(encoding="utf-8-sig"))["contradiction"]:
        if "repeats" in entry:
            values["repeats"] = agreeing_regions(of, *entry["repeats"])
        try:
            if "differ" not in entry or len({_at(values, name) for name in entry["differ"]}) > 1:
                found.append(_worded(entry, values))
        except KeyError as error:
            problems.append(_no_value(path, entry["key"], error.args[0]))
    if problems:
        raise InputError(problems)
    return tuple(found)


def _no_value(path: Path, key: str, name: str) -> Problem:
    return Problem(label(path), key, f"{key}: {name} was not published in this pack")


def _worded(entry: Mapping[str, str], values: Mapping[str, Any]) -> Inconsistency:
    texts = {
        name: _VALUE.sub(lambda m: format(_at(values, m[1]), m[2] or ""), entry[name])
        for name in ("what", "one", "other", "used")
    }
    return Inconsistency(entry["key"], **texts)


def _at(values: Mapping[str, Any], path: str) -> Any:
    """Return a published value by its path.

    Raises
    ------
    KeyError
        With the path, if there is none.

    >>> _at({"sums": {"races": 2}}, "sums.races")
    2
    """
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, dict) or part not in found:
            raise KeyError(path)
        found = found[part]
    return found


def _values(of: Published) -> dict[str, Any]:
    """Return the published values by path: tables of tables."""
    by_hour: dict[str, dict[str, float | None]] = {}
    for target in targets(of):
        by_hour.setdefault(target.name, {})[target.relation] = target.value
    printed: dict[str, dict[str, dict[str, float | None]]] = {}
    for target in published_percentages(of):
        if target.what == "votes" and target.count is not None and target.base:
            computed = 100 * target.count / target.base
            of_place = printed.setdefault(target.code, {})
            of_place[target.item] = {"printed": target.value, "computed": computed}
    columns = ("registered", "votes_cast", "races", "races_in_candidate_table")
    opens, closes = (at // clock.HOUR_MS for at in of.hours_ms)
    return {
        "facts": {key: _plain(fact.value) for key, fact in of.facts.items()},
        "hours": {
            "opens": opens,
            "closes": closes,
            "last_closes": of.opening_hours(of.nation_code)[1] // clock.HOUR_MS,
            "behind": " ".join(region.code for region in of.regions if region.behind_ms),
        },
        "sums": {name: sum(getattr(r, name) or 0 for r in of.regions) for name in columns},
        "areas": {
            r.code: {
                "turnout_pct": r.turnout_pct,
                "computed_pct": 100 * r.votes_cast / r.registered,
            }
            for r in of.regions
        },
        "seats": {code: dict(row) for code, row in of.seats_by_region.items()},
        "candidates": {code: dict(row) for code, row in of.candidates.items()},
        "nominated": national_seats_from_regions(of),
        "membership": dict(of.seats_national),
        "turnout": by_hour,
        "percentages": printed,
        "by_elections": {
            race.district: {
                "votes_cast": race.votes_cast,
                "votes": dict(zip(race.choices, (*race.votes, race.invalid), strict=True)),
                "printed": dict(race.printed_pct),
            }
            for race in of.by_elections
        },
    }


def _plain(value: float) -> float:
    """Return a whole number as one."""
    return int(value) if value == int(value) else value
