"""What was assumed: the resolved scenario of a manifest, its incidents, and a file to run it."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.words import number
from sim.results.naming import incident_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.results import Results

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?|\d{4}-\d\d-\d\d")
_SAID = ("name", "kind", "where", "from", "to")
_TEXT = ("name", "description", "notes", "source")
"""Keys whose values are text whatever it looks like."""


class Assumed(NamedTuple):
    """One parameter, its value in each result."""

    key: str
    values: Sequence[str]
    differs: bool


class Incident(NamedTuple):
    """What befalls sites for a while: text from the scenario, and where it is on the time line."""

    name: str
    kind: str
    where: str
    span: str
    start: dt.datetime
    end: dt.datetime | None
    """None for the end of the night."""


def flat(tree: Any, prefix: str = "") -> dict[str, str]:
    """Return the parameters of a scenario as text, by dotted key.

    >>> flat({"polling": {"opens": "07:00:00", "booths": 2}, "incident": [{"name": "x"}]})
    {'polling.opens': '07:00', 'polling.booths': '2', 'incident[1].name': 'x'}
    """
    if isinstance(tree, dict):
        parts = [(f"{prefix}.{key}" if prefix else key, value) for key, value in tree.items()]
    elif isinstance(tree, list) and any(isinstance(value, dict | list) for value in tree):
        parts = [(f"{prefix}[{k}]", value) for k, value in enumerate(tree, 1)]
    else:
        return {prefix: _said(tree)}
    return {key: said for part, value in parts for key, said in flat(value, part).items()}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_said, value)) or "none"
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value.removesuffix(":00") if ":" in value else value
    return number(value) if isinstance(value, float | int) else str(value)


def assumed(results: Sequence[Results]) -> list[Assumed]:
    """Return all parameters, those that differ between results first."""
    columns = [flat(result.manifest["scenario"]) for result in results]
    keys = list(dict.fromkeys(key for column in columns for key in column))
    rows = []
    for key in keys:
        values = [column.get(key, "not set") for column in columns]
        rows.append(Assumed(key, values, differs=len(set(values)) > 1))
    return sorted(rows, key=lambda row: not row.differs)


def incidents(scenario: Mapping[str, Any]) -> list[Incident]:
    """Return the incidents of a scenario, each from when to when on its own clock."""
    found = []
    for entry in scenario.get("incident", []):
        label, _, by_night = incident_words(str(entry.get("kind", "")))
        first = entry.get("from") or scenario["polling"]["closes" if by_night else "opens"]
        last = entry.get("to") or (None if by_night else scenario["polling"]["closes"])
        start = _moment(scenario["date"], first, by_night=by_night)
        end = None if last is None else _moment(scenario["date"], last, by_night=by_night)
        if end is not None and end < start:
            end += dt.timedelta(days=1)
        said = _span(entry.get("from"), entry.get("to"), "night" if by_night else "day")
        name = str(entry["name"])
        found.append(Incident(name, label, _where(entry), said, start, end))
    return found


def _moment(date: str, time: str, *, by_night: bool) -> dt.datetime:
    """Return when a clock shows a time; by night a time before noon is of the next morning."""
    at = dt.datetime.combine(dt.date.fromisoformat(date), dt.time.fromisoformat(time))
    return at + dt.timedelta(days=1) if by_night and at.hour < 12 else at


def _span(first: str | None, last: str | None, all_of: str) -> str:
    """Say from when to when.

    >>> _span("21:00:00", "02:00:00", "night"), _span(None, "09:30:00", "day")
    ('21:00–02:00 local time', 'until 09:30 local time')
    >>> _span(None, None, "night")
    'all night'
    """
    one, two = (_said(time) if time else "" for time in (first, last))
    if one and two:
        return f"{one}–{two} local time"
    if one or two:
        return f"from {one} local time" if one else f"until {two} local time"
    return f"all {all_of}"


def _where(entry: Mapping[str, Any]) -> str:
    """Say which sites, and what else the incident says."""
    chosen = {key: value for key, value in entry.get("where", {}).items() if value != 1.0}
    others = {key: value for key, value in entry.items() if key not in _SAID}
    said = [
        f"{key.replace('_', ' ')} {_said(value)}"
        for part in (chosen, others)
        for key, value in part.items()
        if value not in (None, [])
    ]
    return "; ".join(said) or "all sites"


def toml_of(scenario: Mapping[str, Any]) -> str:
    """Return a scenario as a file that `saylau run` takes."""
    return "\n".join(_toml(scenario, "")).strip("\n") + "\n"


def _toml(table: Mapping[str, Any], path: str) -> Iterator[str]:
    """Yield the values of a table, then the tables inside it."""
    inside = {}
    for key, value in table.items():
        if isinstance(value, dict) or (isinstance(value, list) and value and _tables(value)):
            inside[key] = value
        elif value is not None and value != []:
            yield f"{_key(key)} = {_value(value, text=key in _TEXT)}"
    for key, value in inside.items():
        name = f"{path}{_key(key)}"
        for entry in value if isinstance(value, list) else [value]:
            lines = list(_toml(entry, f"{name}."))
            head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            if lines or isinstance(value, list):
                yield from ("", head, *lines)


def _tables(value: list[Any]) -> bool:
    return all(isinstance(entry, dict) for entry in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key, text=True)


def _value(value: Any, *, text: bool = False) -> str:
    """Write a value; JSON has no times, so what looks like one is one."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        inner = [f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None]
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, str) and _TIME.fullmatch(value) and not text:
        return value
    if isinstance(value, str):
        # Strings of JSON are strings of TOML, but for the one letter that TOML wants escaped.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
