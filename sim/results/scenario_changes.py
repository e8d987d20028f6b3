"""What was changed in a scenario before it was run, and which changes cannot have an effect."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from sim.results.flat import flat
from sim.results.summaries.shared import Change, WithoutEffect
from sim.results.wording import key_label
from sim.scenario import idle_keys, load_scenario, scenario_files, sections, unit_of
from sim.scenario.election import is_pack, region_names
from sim.scenario.register_files import with_names_of_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Json
    from sim.scenario import Scenario


_LONGEST_SUFFIX = 48
"""Maximum length of the part of a directory's name that lists changes, in characters."""


def changes_of(scenario: Scenario) -> tuple[Change, ...]:
    """Return the parameters that were changed, in the order of the scenario's keys.

    The scenario is compared with the one that ships under its name; if none does, with its file
    without ``--set``.
    """
    base = _base(scenario)
    if base is None:
        return ()
    before, after = (flat(with_names_of_files(dict(tree))) for tree in (base, scenario.tree()))
    names = region_names(scenario)
    return tuple(
        Change(
            key=key,
            label=key_label(key, names),
            unit=unit_of(key),
            before=before.get(key),
            after=after.get(key),
        )
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    )


def _base(scenario: Scenario) -> Mapping[str, Json] | None:
    if ships(scenario):
        return load_scenario(scenario.name).tree()
    return scenario.given.base


def ships(scenario: Scenario) -> bool:
    """Return whether a scenario of this name and election ships with Saylau."""
    return not is_pack(scenario) and scenario.name in {path.stem for path in scenario_files()}


def without_effect(
    scenario: Scenario,
    changed: Sequence[Change],
    of_desks: str | None,
    of_country: Mapping[str, str],
) -> tuple[WithoutEffect, ...]:
    """Return the settings that have no effect, and why.

    Parameters
    ----------
    scenario
        The scenario that is run.
    changed
        Its changed parameters. If the scenario does not ship with Saylau, the keys of its file
        are examined too.
    of_desks
        Why ``polling.desks_extra`` has no effect in its country: see
        :func:`sim.day.plan.extra_without_effect`.
    of_country
        Why other keys have none in its country, by key: see
        :func:`sim.results.idle_settings.idle_settings`.
    """
    keys = [change.key for change in changed]
    if not ships(scenario):
        keys += [key for key in scenario.given.keys if key not in keys]
    idle = {key: why for key, why in of_country.items() if key in keys}
    idle |= dict(idle_keys(scenario, keys))
    if of_desks is not None:
        idle["polling.desks_extra"] = of_desks
    return tuple(WithoutEffect(key=key, why=why) for key, why in idle.items())


def folder_suffix(changed: Sequence[Change]) -> str:
    """Return a suffix for a directory's name that lists the changes; empty if there are none.

    It has only letters, digits and ``_ - . = , +``. Different changes give different suffixes:
    where characters had to be replaced or cut, it ends with a hash of the changes.

    Examples
    --------
    >>> folder_suffix([Change("polling.check_in_mean_s", "check-in", "s", 40.0, 90.0)])
    '-check_in_mean_s=90'
    """
    if not changed:
        return ""
    text = ",".join(f"{_short_key(change.key)}={_short_value(change.after)}" for change in changed)
    safe = re.sub(r"[^A-Za-z0-9_.=,+-]+", "_", text)
    if safe == text and len(text) <= _LONGEST_SUFFIX:
        return f"-{safe}"
    full = json.dumps([[change.key, change.after] for change in changed], ensure_ascii=False)
    digest = hashlib.sha256(full.encode()).hexdigest()[:8]
    return f"-{safe[: _LONGEST_SUFFIX - 9].rstrip('._,=')}-{digest}"


def _short_key(key: str) -> str:
    """Return a dotted key without its section, if no other section has that key."""
    section, _, rest = key.partition(".")
    head = rest.partition(".")[0]
    n = sum(head in model.model_fields for model in sections().values())
    return rest if n == 1 and section in sections() else key


def _short_value(value: Json) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d:\d\d", value):
        # Some systems do not allow a colon in a file name.
        return value.replace(":", "").removesuffix("00") or "0000"
    if isinstance(value, list):
        texts = [each for each in value if isinstance(each, str)]
        if len(texts) == len(value):
            return "+".join(texts)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
