"""Inputs in which results differ: their order, and their values as text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.comparison.reasons import reason_text, reasons

if TYPE_CHECKING:
    import sim
    from sim.core.types import Json


def test_a_result_does_not_differ_from_itself(tiny: sim.RunResults) -> None:
    assert reasons(tiny, tiny) == ()


def test_parameters_come_before_incidents_and_those_before_the_run(tiny: sim.RunResults) -> None:
    polling = tiny.manifest.scenario["polling"]
    assert isinstance(polling, dict)
    scenario: dict[str, Json] = {
        **tiny.manifest.scenario,
        "incident": [{"name": "Cut", "kind": "power_cut"}],
        "polling": {**polling, "check_in_mean_s": 61.5},
    }
    other = replace(tiny, manifest=replace(tiny.manifest, scenario=scenario, seed=99))

    found = reasons(tiny, other)

    assert [(reason.kind, reason.key) for reason in found] == [
        ("parameter", "polling.check_in_mean_s"), ("incident", "incident.Cut"), ("run", "seed"),
    ]  # fmt: skip
    assert found[0].other == 61.5
    assert (found[1].base, found[1].other) == (None, {"kind": "power_cut"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "True"),
        ([], "[]"),
        (["Ақтөбе"], '["Ақтөбе"]'),
        ({"kind": "power_cut", "where": {"regions": ["ZHA"], "races": []}, "to": None},
         'kind=power_cut, where={regions=["ZHA"]}'),
    ],
)  # fmt: skip
def test_values_are_on_one_line_without_what_is_empty(value: Json, text: str) -> None:
    assert reason_text(value) == text
