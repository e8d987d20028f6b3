"""The resolved scenario of a result: its parameters, its incidents, and a file to run it again."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import tr
from sim.core.recorded import tr_given
from sim.reporting.page_tables import ValueText
from sim.reporting.words import number
from sim.results.labels import incident_words, is_seed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.core.types import Json
    from sim.results import RunResults

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?|\d{4}-\d\d-\d\d")
_LISTED = ("name", "kind", "where", "from", "to")
"""Keys of an incident that are shown separately."""
_TEXT = ("name", "description", "notes", "source")
"""Keys whose values are text even if they look like a time."""


class ParameterRow(NamedTuple):
    """One parameter and its value in each result, as text."""

    key: str
    values: Sequence[ValueText]
    differs: bool


class IncidentEntry(NamedTuple):
    """An incident of the scenario: its text, and when it starts and ends."""

    name: str
    kind: str
    where: str
    span: str
    start: dt.datetime
    end: dt.datetime | None
    """None if it lasts until the end of the night."""


def by_key(tree: Json, prefix: str = "") -> dict[str, Json]:
    """Return the parameters of a scenario by dotted key.

    >>> by_key({"polling": {"opens": "07:00:00", "booths": 2}, "incident": [{"name": "x"}]})
    {'polling.opens': '07:00:00', 'polling.booths': 2, 'incident[1].name': 'x'}
    """
    if isinstance(tree, dict):
        parts = [(f"{prefix}.{key}" if prefix else key, value) for key, value in tree.items()]
    elif isinstance(tree, list) and any(isinstance(value, dict | list) for value in tree):
        parts = [(f"{prefix}[{k}]", value) for k, value in enumerate(tree, 1)]
    else:
        return {prefix: tree}
    return {key: leaf for part, value in parts for key, leaf in by_key(value, part).items()}


def _shown(key: str, value: Json) -> ValueText:
    """Return a parameter as text; a seed is no quantity, and has no separators."""
    text = str(value) if is_seed(key) and value is not None else _text(value)
    return ValueText(text, value=for_programs(value))


def for_programs(value: Json) -> str:
    """Return a parameter as scenarios have it, a list without brackets; empty if not set.

    >>> for_programs(0.65), for_programs(True), for_programs(["EAST", 2]), for_programs(None)
    ('0.65', 'true', 'EAST, 2', '')
    """
    if isinstance(value, list):
        return ", ".join(map(for_programs, value))
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False)


def _text(value: Json) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or tr("none")
    if value is None:
        return tr("not set")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value.removesuffix(":00") if ":" in value else value
    return number(value) if isinstance(value, float | int) else str(value)


def parameters(results: Sequence[RunResults]) -> list[ParameterRow]:
    """Return all parameters, those that differ between results first."""
    columns = [by_key(dict(result.manifest.scenario)) for result in results]
    keys = list(dict.fromkeys(key for column in columns for key in column))
    rows = []
    for key in keys:
        values = [_shown(key, column.get(key)) for column in columns]
        rows.append(ParameterRow(key, values, differs=len(set(values)) > 1))
    return sorted(rows, key=lambda row: not row.differs)


def incidents(scenario: Mapping[str, Json]) -> list[IncidentEntry]:
    """Return the incidents of a scenario, with times of the clock at their sites."""
    found = []
    date, polling = str(scenario["date"]), _table(scenario["polling"])
    for entry in _entries(scenario.get("incident")):
        words = incident_words(str(entry.get("kind", "")))
        first, last = (_clock(entry.get(key)) for key in ("from", "to"))
        span = _span(first, last, by_night=words.by_night)
        first = first or str(polling["closes" if words.after_closing else "opens"])
        last = last or (None if words.by_night else str(polling["closes"]))
        start = _moment(date, first, polling, by_night=words.by_night)
        end = None if last is None else _moment(date, last, polling, by_night=words.by_night)
        if end is not None and end < start:
            end += dt.timedelta(days=1)
        name = tr_given(str(entry["name"]))
        found.append(IncidentEntry(name, tr(words.label), _where(entry), span, start, end))
    return found


def _table(value: Json) -> dict[str, Json]:
    """Return a table of a resolved scenario; what is absent is empty."""
    return value if isinstance(value, dict) else {}


def _entries(value: Json) -> list[dict[str, Json]]:
    """Return a list of tables of a resolved scenario; what is absent is empty."""
    entries = value if isinstance(value, list) else []
    return [entry for entry in entries if isinstance(entry, dict)]


def _clock(value: Json) -> str | None:
    return None if value is None else str(value)


def _moment(date: str, time: str, polling: Mapping[str, Json], *, by_night: bool) -> dt.datetime:
    """Return the moment of a clock time.

    By night a time before noon is of the next morning; by day, where the doors close after
    midnight, one until then.
    """
    at, opens, closes = (
        dt.time.fromisoformat(str(each)) for each in (time, polling["opens"], polling["closes"])
    )
    later = at.hour < 12 if by_night else at < opens and at <= closes < opens
    return dt.datetime.combine(dt.date.fromisoformat(date), at) + dt.timedelta(days=later)


def _span(first: str | None, last: str | None, *, by_night: bool) -> str:
    """Return a span of clock times as text.

    >>> _span("21:00:00", "02:00:00", by_night=True), _span(None, "09:30:00", by_night=False)
    ('21:00–02:00 local time', 'until 09:30 local time')
    >>> _span(None, None, by_night=True)
    'all night'
    """
    one, two = (_text(time) if time else "" for time in (first, last))
    if one and two:
        return tr("{first}–{last} local time", first=one, last=two)
    if one:
        return tr("from {time} local time", time=one)
    if two:
        return tr("until {time} local time", time=two)
    return tr("all night") if by_night else tr("all day")


def _where(entry: Mapping[str, Json]) -> str:
    """Return the conditions on sites and the other keys of an incident, as text."""
    chosen = {key: value for key, value in _table(entry.get("where")).items() if value != 1.0}
    others = {key: value for key, value in entry.items() if key not in _LISTED}
    parts = [
        f"{tr(key.replace('_', ' '))} {_text(value)}"
        for part in (chosen, others)
        for key, value in part.items()
        if value not in (None, [])
    ]
    return "; ".join(parts) or tr("all sites")


def toml_of(scenario: Mapping[str, Json]) -> str:
    """Return a scenario as a file that `saylau run` takes."""
    return "\n".join(_toml(scenario, "")).strip("\n") + "\n"


def _toml(table: Mapping[str, Json], path: str) -> Iterator[str]:
    """Yield the values of a table, then the tables inside it."""
    inside = {}
    for key, value in table.items():
        if isinstance(value, dict) or (value and value == _entries(value)):
            inside[key] = value
        elif value is not None and value != []:
            yield f"{_key(key)} = {_value(value, text=key in _TEXT)}"
    for key, value in inside.items():
        name = f"{path}{_key(key)}"
        for entry in _entries(value) if isinstance(value, list) else [_table(value)]:
            lines = list(_toml(entry, f"{name}."))
            head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            if lines or isinstance(value, list):
                yield from ("", head, *lines)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key, text=True)


def _value(value: Json, *, text: bool = False) -> str:
    """Return a value as TOML; JSON has no times, so text that looks like a time is one."""
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        inner = [f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None]
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, str) and _TIME.fullmatch(value) and not text:
        return value
    if isinstance(value, str):
        # A JSON string is a TOML string, except for the one character that TOML escapes.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
