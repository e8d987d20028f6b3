"""What was changed in a scenario before it was run, and which changes cannot have an effect."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from sim import pack as reported
from sim.results.flat import flat
from sim.results.summaries.parts import Change, WithoutEffect
from sim.results.wording import parameter_name
from sim.scenario import idle_keys, load_scenario, scenario_files, sections, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Json
    from sim.scenario import Scenario


_NAME_MOST = 48
"""Characters of what was changed that are in the name of a directory."""


def changes_of(scenario: Scenario) -> tuple[Change, ...]:
    """Return what differs from the scenario that a name stands for.

    That is the scenario that ships under this name; else what the file says without ``--set``.

    """
    base = _base(scenario)
    if base is None:
        return ()
    ours, theirs = flat(base), flat(scenario.tree())
    return tuple(
        Change(
            key=key,
            label=_label(key),
            unit=unit_of(key),
            before=ours.get(key),
            after=theirs.get(key),
        )
        for key in dict.fromkeys([*ours, *theirs])
        if ours.get(key) != theirs.get(key)
    )


def _base(scenario: Scenario) -> Mapping[str, Json] | None:
    if _ships(scenario.name):
        return load_scenario(scenario.name).tree()
    return scenario.given.base


def _ships(name: str) -> bool:
    return name in {path.stem for path in scenario_files()}


def _label(key: str) -> str:
    """Return what people call a parameter, an incident, a target or a race."""
    first, _, rest = key.partition(".")
    if first in {"incident", "target"}:
        return f"{first} {rest}".rstrip()
    if key.startswith("register.races"):
        return f"race {key.removeprefix('register.races').removeprefix('.')}".rstrip()
    parts, codes = key.split("."), {region.code for region in reported.regions()}
    code = next((part for part in parts[2:3] if part in codes or parts[1] == "regions"), "")
    return parameter_name(key, code, brief=True)


def without_effect(scenario: Scenario, changed: Sequence[Change]) -> list[WithoutEffect]:
    """Return changed keys, and those of the user's file, that have no effect, and why."""
    keys = [change.key for change in changed]
    if not _ships(scenario.name):
        keys += [key for key in scenario.given.keys if key not in keys]
    return [WithoutEffect(key=key, why=why) for key, why in idle_keys(scenario, keys)]


def folder_suffix(changed: Sequence[Change]) -> str:
    """Return what the name of a directory says of changes: nothing where there are none.

    Letters, digits and ``_ - . = , +`` alone; another set of changes has another name.

    >>> folder_suffix([Change("polling.check_in_mean_s", "check-in", "s", 40.0, 90.0)])
    '-check_in_mean_s=90'
    """
    if not changed:
        return ""
    said = ",".join(f"{_short_key(own.key)}={_short(own.after)}" for own in changed)
    safe = re.sub(r"[^A-Za-z0-9_.=,+-]+", "_", said)
    if safe == said and len(said) <= _NAME_MOST:
        return f"-{safe}"
    whole = json.dumps([[own.key, own.after] for own in changed], ensure_ascii=False)
    return (
        f"-{safe[: _NAME_MOST - 9].rstrip('._,=')}-{hashlib.sha256(whole.encode()).hexdigest()[:8]}"
    )


def _short_key(key: str) -> str:
    """Leave the section out where no other has that key."""
    section, _, rest = key.partition(".")
    head = rest.partition(".")[0]
    n = sum(head in model.model_fields for model in sections().values())
    return rest if n == 1 and section in sections() else key


def _short(value: Json) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d:\d\d", value):
        # A colon is no letter of a file name everywhere.
        return value.replace(":", "").removesuffix("00") or "0000"
    if isinstance(value, list):
        texts = [each for each in value if isinstance(each, str)]
        if len(texts) == len(value):
            return "+".join(texts)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
