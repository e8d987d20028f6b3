"""Read faults: from files in the style of incidents, and kinds by their names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError, Problem
from sim.core.streams import Streams
from sim.core.suggest import nearest
from sim.core.text import shown
from sim.core.toml_text import NotTomlError, TextError, parse_toml, read_text
from sim.feed.faults.declared import FAULT_KINDS
from sim.feed.faults.fault import FeedFault
from sim.feed.faults.where import Places, where_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.feed.faults.declared import FaultKey, FaultKind
    from sim.feed.night import FeedNight

MOST_FAULTS = 200
"""Faults of a feed at most."""
_OF_ALL = ("name", "kind", "from", "to", "where")
_DEFAULT_WINDOW = (0.3, 0.6)
"""Shares of the sites accepted, between whose times a fault without times is in force."""


def read_faults(references: Sequence[str], night: FeedNight, seed: int = 0) -> list[FeedFault]:
    """Return the faults of files and of kinds that are named.

    Parameters
    ----------
    references
        Each a TOML file with tables ``[[fault]]``, or the name of a kind: then with its defaults.
    night
        The night that they disturb.
    seed
        Of their random words, in [0, 2**32); the truth does not depend on it.

    Raises
    ------
    InputError
        If anything is wrong with them; lists every problem.
    """
    problems: list[Problem] = []
    found: list[FeedFault] = []
    reader = _FaultReader(night, Streams(seed), problems)
    for reference in references:
        if reference in FAULT_KINDS:
            table = {"name": reference, "kind": reference}
            found += reader.faults("--faults", [table], first=len(found))
        elif not reference.endswith(".toml") and not Path(reference).exists():
            hint = nearest(reference, FAULT_KINDS)
            problems.append(Problem("--faults", "", f"no file and no kind {reference!r}; {hint}"))
        else:
            found += reader.file(reference, first=len(found))
    if len(found) > MOST_FAULTS:
        message = f"at most {MOST_FAULTS} faults are allowed; got {len(found)}"
        problems.append(Problem("--faults", "", message))
    if problems:
        raise InputError(problems)
    return found


class _FaultReader:
    """Reads tables of faults, and collects what is wrong with them."""

    def __init__(self, night: FeedNight, streams: Streams, problems: list[Problem]) -> None:
        self._night = night
        self._places = Places.of(night)
        self._streams = streams
        self._problems = problems
        ordered = np.sort(night.accepted)
        self._usual = [ordered[int(share * (len(ordered) - 1))] for share in _DEFAULT_WINDOW]

    def file(self, path: str, first: int) -> list[FeedFault]:
        """Return the faults of a file."""
        try:
            content = parse_toml(read_text(Path(path)))
        except (NotTomlError, TextError) as error:
            self._problems.append(Problem(path, "", str(error)))
            return []
        for key in content.keys() - {"name", "description", "fault"}:
            message = f"unknown key {key}; known: name, description, fault"
            self._problems.append(Problem(path, key, message))
        tables = content.get("fault")
        if not isinstance(tables, list) or not tables:
            message = "must be one or more tables [[fault]]"
            self._problems.append(Problem(path, "fault", f"fault {message}; got {shown(tables)}"))
            return []
        return self.faults(path, tables, first)

    def faults(self, path: str, tables: Sequence[object], first: int) -> list[FeedFault]:
        """Return the faults of tables; those with a problem are left out."""
        found = [self._fault(path, table, first + i, i) for i, table in enumerate(tables)]
        return [fault for fault in found if fault is not None]

    def _fault(self, path: str, table: object, number: int, index: int) -> FeedFault | None:
        entry = f"fault {index + 1}"
        if not isinstance(table, dict):
            self._add(path, entry, f"must be a table [[fault]]; got {shown(table)}")
            return None
        known = len(self._problems)
        name = table.get("name")
        if isinstance(name, str) and name.strip() and name.isprintable() and len(name) <= 80:
            entry = f'fault "{name}"'
        else:
            self._add(path, entry, f"name must be 1 to 80 printable characters; got {shown(name)}")
            name = entry
        kind = FAULT_KINDS.get(str(table.get("kind")))
        if kind is None:
            hint = nearest(str(table.get("kind")), FAULT_KINDS)
            self._add(path, entry, f"kind {shown(table.get('kind'))} is not known; {hint}")
            return None
        self._unknown_keys(path, entry, table.keys(), kind)
        begins, ends = self._window(path, entry, table)
        where = where_of(table.get("where", {}), kind, self._places)
        for message in where.problems:
            self._add(path, entry, message)
        values = {key.name: self._value(path, entry, key, table) for key in kind.keys}
        if len(self._problems) > known:
            return None
        return FeedFault(
            name, kind, number, begins, ends, where.sites, where.races, where.share, values,
            self._streams,
        )  # fmt: skip

    def _add(self, path: str, entry: str, message: str) -> None:
        self._problems.append(Problem(path, entry, f"{entry}: {message}"))

    def _unknown_keys(self, path: str, entry: str, keys: Iterable[str], kind: FaultKind) -> None:
        known = [*(key.name for key in kind.keys), *_OF_ALL]
        for key in sorted(set(keys) - set(known)):
            self._add(path, entry, f"{kind.name} has no key {key}; known: {', '.join(known)}")

    def _window(
        self, path: str, entry: str, table: dict[str, object]
    ) -> tuple[np.datetime64, np.datetime64]:
        """Return the window; without a time, that in which the middle of the sites comes in."""
        times = []
        for key, usual in zip(("from", "to"), self._usual, strict=True):
            value = table.get(key)
            if value is None:
                times.append(usual)
            elif isinstance(value, dt.time | dt.datetime) and value.tzinfo is None:
                try:
                    text = value.replace(microsecond=0).isoformat()
                    times.append(self._night.moment(text, key))
                except InputError as error:
                    self._add(path, entry, f"{key} {error.problems[0].message}")
            else:
                message = f"{key} must be a clock time such as 23:00:00, or with its date"
                self._add(path, entry, f"{message}; got {shown(value)}")
        if len(times) == 2 and times[1] > times[0]:
            return times[0], times[1]
        if len(times) == 2:
            usual = "" if {"from", "to"} <= table.keys() else " (without it, by acceptances)"
            message = f"to must be after from; got {times[0]} to {times[1]}{usual}"
            self._add(path, entry, message)
        return self._usual[0], self._usual[1]

    def _value(self, path: str, entry: str, key: FaultKey, table: dict[str, object]) -> float | str:
        value = table.get(key.name, key.default)
        if key.choices:
            if not isinstance(value, str) or value not in key.choices:
                allowed = ", ".join(key.choices)
                self._add(path, entry, f"{key.name} must be one of {allowed}; got {shown(value)}")
                return key.default
            return value
        whole = isinstance(key.default, int)
        right = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
        if right and isinstance(value, int | float) and key.low <= value <= key.high:
            return value
        number = "a whole number" if whole else "a number"
        message = f"{key.name} must be {number} from {key.low:g} to {key.high:g}"
        self._add(path, entry, f"{message}; got {shown(value)}")
        return key.default
