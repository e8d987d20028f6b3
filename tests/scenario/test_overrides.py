"""Single values that are set: how they are read, where they go, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.overrides import OVERRIDES, dotted_values, key_parts, override


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("40", 40), ("-.5", -0.5), (".5", 0.5), ("true", True), ("sampled", "sampled"),
        ("'40'", "40"), ("8:30", dt.time(8, 30)), ("08:30:15", dt.time(8, 30, 15)),
        ("['MAN', 'ZAP']", ["MAN", "ZAP"]), ("{a = 1}", {"a": 1}),
        ("People's Party", "People's Party"),
    ],
)  # fmt: skip
def test_values_are_read_as_toml_and_bare_words_as_text(raw: str, value: object) -> None:
    values: dict[str, Any] = {}

    assert override(values, f"section.key = {raw}", {}) == []
    assert values == {"section": {"key": value}}


def test_a_value_replaces_what_was_below_its_key_and_its_origins() -> None:
    values: dict[str, Any] = {"arrivals": {"regions": {"MAN": {"a": 1.0}}, "a": 2.0}}
    origins = {"arrivals.regions.MAN.a": "file", "arrivals.a": "file", "arrivals.regions2": "file"}

    assert override(values, "arrivals.regions={ZAP = {a = 3.0, b = 4.0}}", origins) == []

    assert values == {"arrivals": {"regions": {"ZAP": {"a": 3.0, "b": 4.0}}, "a": 2.0}}
    assert origins == {
        "arrivals.a": "file", "arrivals.regions2": "file",
        "arrivals.regions.ZAP.a": OVERRIDES, "arrivals.regions.ZAP.b": OVERRIDES,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("polling.opens", "must read section.key=value"),
        ("=1", "must read section.key=value"),
        ("extends=tiny", "belongs in a scenario file"),
        ("polling..opens=1", "has an empty part"),
        ('polling."a=1', "has a quote that is not around a whole part"),
        (f"{'.'.join('abcdefghijklm')}=1", "has 13 parts; no key has more than 12"),
        ("name.x=1", "'name' holds a value, not a section"),
    ],
)
def test_what_sets_nothing_is_a_problem(text: str, message: str) -> None:
    values: dict[str, Any] = {"name": "baseline"}

    [problem] = override(values, text, {})

    assert problem.where == OVERRIDES
    assert message in problem.message
    assert values["name"] == "baseline"


def test_values_of_python_become_those_of_a_file() -> None:
    found = dotted_values({
        "polling": {"opens": "8:30", "closes": "21:00:00", "closing": "hard_close"},
        "arrivals.a": np.float64(1.5),
        "choice": {"regions": {"A.1": {"strength": {"Red List": 1}}}},
        "announcements.times": ("10:00", "12:00"),
        "date": "2021-07-26",
        "incident": [{"name": "Cut", "from": "9:00"}],
        "description": "at 9:00",
    })  # fmt: skip

    assert found == {
        "polling.opens": dt.time(8, 30), "polling.closes": dt.time(21),
        "polling.closing": "hard_close", "arrivals.a": 1.5,
        'choice.regions."A.1".strength.Red List': 1,
        "announcements.times": [dt.time(10), dt.time(12)], "date": dt.date(2021, 7, 26),
        "incident": [{"name": "Cut", "from": dt.time(9)}], "description": "at 9:00",
    }  # fmt: skip
    assert type(found["arrivals.a"]) is float


def test_a_mapping_that_sets_nothing_is_a_problem() -> None:
    for key in ("", "extends", "polling..opens", "name.x"):
        with pytest.raises(ScenarioError, match=r"^overrides: "):
            load_scenario("tiny", {key: 1})


def test_quotes_keep_a_dot_inside_a_part() -> None:
    assert key_parts('choice.regions."A.1".a') == ["choice", "regions", "A.1", "a"]
