"""``election.toml``: name, date, hours, levels, parties, law and sources of an election."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from sim.core import clock
from sim.core.names import Name, Text, is_name
from sim.core.section import Section
from sim.core.suggest import nearest
from sim.core.text import shown
from sim.core.toml_lines import key_line
from sim.core.toml_text import NotTomlError, TextError, parse_toml, read_text, unusable
from sim.pack.files.clocks import clock_hint, clock_ms, is_zone, zone_hint
from sim.pack.files.declared import KEYS, MODEL_SECTIONS, SETTINGS_FILE, SITES_FILE
from sim.pack.files.law import LAW_RULES, RULE, Law, has_against_all

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from sim.pack.files.faults import Faults

_SHORT_TIME = re.compile(r"^\s*\w+\s*=\s*([0-9]{1,2}:[0-9]{2})\s*(#.*)?$")
_STAND_IN: dict[str, object] = {
    "name": "x", "title": "x", "date": dt.date(2000, 1, 1), "timezone": "UTC",
    "opens": dt.time(8), "closes": dt.time(20),
}  # fmt: skip
"""Values with which the other files of a pack are checked if its settings are faulty."""


def _zone(text: str) -> str:
    if not is_zone(text):
        raise ValueError(zone_hint(text))
    return text


def _as_time(value: object) -> object:
    """Return a text ``HH:MM`` as a clock time; clock times of TOML need seconds."""
    at = clock_ms(value) if isinstance(value, str) else None
    if at is None:
        return value
    return (dt.datetime.min + dt.timedelta(milliseconds=at % clock.DAY_MS)).time()


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _columns(levels: tuple[str, ...]) -> tuple[str, ...]:
    taken = {column.name for column in SITES_FILE.columns}
    if len(set(levels)) < len(levels) or taken & set(levels):
        raise ValueError
    return levels


Clock = Annotated[dt.time, BeforeValidator(_as_time)]


class DeclaredParty(Section):
    """A party: a table ``[parties.ID]``."""

    name: Name | None = None
    abbreviation: Name | None = None
    colour: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")
    """``#rrggbb``."""
    self_nominated: bool = False
    """Whether it stands for candidates who nominate themselves, in a pack of published totals."""
    incumbents: bool = False
    """Whether incumbents stand for it, likewise."""


class Nation(Section):
    """What all areas of published totals together are called."""

    code: Name = "ALL"
    name: Name
    iso_3166_2: bool = False
    """Whether codes of areas, after that of the nation, are those of ISO 3166-2."""


class PackSource(Section):
    """Where values of a pack come from: a table ``[[source]]``."""

    text: Text
    url: Text = ""
    notes: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    """What was found in it: each is a finding of the pack."""


class Settings(Section):
    """The content of ``election.toml``."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    title: Name
    date: dt.date
    timezone: Annotated[str, AfterValidator(_zone)]
    """IANA name."""
    opens: Clock
    closes: Clock
    """On the next day if it is not after ``opens``."""
    levels: Annotated[tuple[Name, ...], Field(strict=False), AfterValidator(_columns)] = ()
    """Columns of ``sites.csv``, top down."""
    report_by: Name | None = None
    """Level whose areas tables are made for; the first if left out."""
    intake_at: Name | None = None
    """Level whose areas take in protocols; the last if left out."""
    expected_turnout_pct: float | None = Field(default=None, ge=0, le=100)
    parties: dict[Name, DeclaredParty] = Field(default_factory=dict)
    nation: Nation | None = None
    basis: dict[str, Text] = Field(default_factory=dict)
    credits: dict[str, Text] = Field(default_factory=dict)
    law: Law = Law()
    sources: Annotated[tuple[Text, ...], Field(strict=False), BeforeValidator(_as_list)] = ()
    source: Annotated[tuple[PackSource, ...], Field(strict=False)] = ()
    model: dict[str, object] = Field(default_factory=dict)
    """Sections of the model, as they are in the file."""

    @property
    def against_all(self) -> bool:
        """Whether "against all" is on the ballot."""
        return has_against_all(self.law, self.model)

    @property
    def report_level(self) -> str:
        """The level whose areas tables are made for; empty if there are no levels."""
        return self.report_by or (self.levels[0] if self.levels else "")

    @property
    def intake_level(self) -> str:
        """The level whose areas take in protocols; empty if there are no levels."""
        return self.intake_at or (self.levels[-1] if self.levels else "")


def read_settings(path: Path, faults: Faults) -> tuple[Settings, frozenset[str]]:
    """Read ``election.toml``.

    Parameters
    ----------
    path
        The file; it need not exist.
    faults
        Takes every fault of the file.

    Returns
    -------
    tuple
        The settings, and the keys that are faulty and have a value that stands in for them.
    """
    content, text = _content(path, faults)
    if content is None:
        return Settings.model_validate(_STAND_IN), frozenset(key.name for key in KEYS)
    known = {key.name for key in KEYS}
    for key in content.keys() - known - set(MODEL_SECTIONS):
        hint = nearest(key, known | set(MODEL_SECTIONS))
        line = key_line(text, key)
        faults.add(SETTINGS_FILE, line, "", f"unknown key {shown(key)}; {hint}")
    given = {key: value for key, value in content.items() if key in known}
    model = {key: value for key, value in content.items() if key in MODEL_SECTIONS}
    faulty = _add_problems(given, text, faults)
    usable = {key: value for key, value in given.items() if key not in faulty}
    if "parties" in faulty and isinstance(given["parties"], dict):
        # Candidates are of these parties, whatever is wrong inside their tables.
        usable["parties"] = {party: {} for party in given["parties"] if is_name(party)}
    settings = Settings.model_validate({**_STAND_IN, **usable, "model": model})
    outcome = model.get("outcome")
    if settings.law.against_all_rule and isinstance(outcome, dict) and RULE in outcome:
        message = f"is given as law.{RULE}, too: leave one of the two out"
        line = key_line(text, f"outcome.{RULE}")
        faults.add(SETTINGS_FILE, line, f"outcome.{RULE}", message)
    if "levels" not in faulty:
        _check_levels(settings, text, faults)
    return settings, frozenset(faulty)


def _content(path: Path, faults: Faults) -> tuple[dict[str, object] | None, str]:
    """Return the content of the file, None if it has none that can be used, and its text."""
    if not path.is_file():
        faults.add(SETTINGS_FILE, 0, "", "is missing; a pack has one")
        return None, ""
    try:
        text = read_text(path)
    except TextError as error:
        faults.add(SETTINGS_FILE, 0, "", str(error))
        return None, ""
    try:
        content: dict[str, object] = parse_toml(text)
    except NotTomlError as error:
        faults.add(SETTINGS_FILE, 0, "", f"{error}{_time_hint(text)}")
        return None, ""
    wrong = [*unusable(content)]
    for key, message in wrong:
        faults.add(SETTINGS_FILE, key_line(text, key), key, message)
        content.pop(key.partition(".")[0], None)
    return content, text


def _time_hint(text: str) -> str:
    """Return a hint if a line of a text has a clock time without seconds, which is not TOML."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _SHORT_TIME.match(line):
            return f"; line {number}: write {found[1]:0>5}:00"
    return ""


def _add_problems(given: dict[str, object], text: str, faults: Faults) -> set[str]:
    """Add what is wrong with the keys of the file; return those that are faulty."""
    try:
        Settings.model_validate(given)
    except ValidationError as error:
        rules = {key.name: key.rule for key in KEYS}
        details = error.errors(include_url=False)
        for detail in details:
            top = str(detail["loc"][0])
            key = ".".join(map(str, detail["loc"]))
            # A key that is missing in a table has the line of the table.
            line = key_line(text, key)
            faults.add(SETTINGS_FILE, line, key, _message(detail, rules[top]), key)
        return {str(detail["loc"][0]) for detail in details}
    return set()


def _message(detail: ErrorDetails, rule: str) -> str:
    top, *inside = detail["loc"]
    if top == "law" and inside:
        switch, got = str(inside[0]), f"got {shown(detail['input'])}"
        if switch not in LAW_RULES:
            return f"unknown key; {nearest(switch, LAW_RULES)}"
        return f"{LAW_RULES[switch]}; {got}"
    if detail["type"] == "missing":
        return f"is missing; {top} {rule}" if inside else f"is missing: it {rule}"
    if detail["type"] == "extra_forbidden":
        return f"unknown key; {top} {rule}"
    got = f"got {shown(detail['input'])}"
    if inside:
        return f"{got}; {top} {rule}"
    return f"{rule}; {got}{_hint(detail)}"


def _hint(detail: ErrorDetails) -> str:
    """Return a hint about a value; one of our validators raises ValueError with it."""
    hint = detail["msg"].removeprefix("Value error, ") if detail["type"] == "value_error" else ""
    value = detail["input"]
    if detail["loc"][0] in {"opens", "closes"} and isinstance(value, str):
        hint = clock_hint(value)
    return f"; {hint}" if hint.strip() else ""


def _check_levels(settings: Settings, text: str, faults: Faults) -> None:
    for key in ("report_by", "intake_at"):
        level = getattr(settings, key)
        if level is not None and level not in settings.levels:
            known = nearest(level, settings.levels) if settings.levels else "levels is empty"
            message = f"must be one of levels; got {shown(level)}; {known}"
            faults.add(SETTINGS_FILE, key_line(text, key), key, message)
