"""What is computed again after a change gives what a run of the changed scenario gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.errors import ScenarioError
from sim.core.progress_protocol import NoProgress
from sim.core.streams import Streams
from sim.election import Country, Polls, build_country, run_days, run_election
from sim.lab.knobs import knobs_of
from sim.lab.simulate import Simulator
from sim.results.tables import build_tables

if TYPE_CHECKING:
    from sim.lab.knobs import Knob
    from sim.scenario import Scenario

SEED = 5
ACTIVE = [
    "polling.balk_share=0.3", "polling.balk_line_mean=1", "polling.renege_share=0.4",
    "polling.patience_mean_s=60", "arrivals.early_share=0.2", "turnout.final=sampled",
    "outcome.winners=sampled", "polling.inside_max=3", "polling.home_share=0.2",
]  # fmt: skip
"""Makes most parameters of the day have an effect."""


def other_value(knob: Knob, scenario: Scenario) -> Scenario | None:
    """Return a scenario with another value of a knob; None if it has none that is simple."""
    if knob.kind in {"number", "whole"} and knob.low is not None and knob.high is not None:
        high = min(knob.high, 3) if knob.key == "register.scale" else knob.high
        now = float(knob.value or 0.0)
        other = high if now != high else knob.low
        value: object = round(other) if knob.kind == "whole" else other
    elif knob.kind == "choice":
        value = next(text for text in knob.choices if text != knob.value)
    elif knob.kind == "flag":
        value = knob.value != "true"
    else:
        return None
    try:
        return scenario.with_({knob.key: value})
    except ScenarioError:
        return None  # a rule of another parameter forbids it


def same_as_alone(simulator: Simulator, scenario: Scenario) -> bool:
    """Return whether an election after others is the one that its scenario gives alone."""
    found = simulator.run(scenario, Streams(SEED), NoProgress())
    country = build_country(scenario)
    tables = build_tables(run_election(country, Streams(SEED)))
    assert found.results.manifest.register_sha256 == country.register.digest()
    assert found.results.tables.keys() == tables.keys()
    return all(
        np.array_equal(column, tables[name][key], equal_nan=column.dtype.kind == "f")
        for name, table in found.results.tables.items()
        for key, column in table.items()
    )


@pytest.mark.parametrize(
    ("settings", "sections"),
    [
        ([], {"turnout", "outcome", "law"}),
        (
            ACTIVE,
            {
                "turnout",
                "arrivals",
                "choice",
                "outcome",
                "law",
                "polling",
                "counting",
                "commission",
            },
        ),
    ],
)
def test_each_parameter_after_others_gives_what_it_gives_alone(
    settings: list[str], sections: set[str]
) -> None:
    scenario = sim.load_scenario("tiny", settings)
    simulator = Simulator(1)
    simulator.run(scenario, Streams(SEED), NoProgress())
    tried = 0
    for knob in knobs_of(scenario):
        # Turnout that is given depends on this, too.
        if knob.section not in sections and knob.key != "polling.carry_away_share":
            continue
        changed = other_value(knob, scenario)
        if changed is not None:
            tried += 1
            assert same_as_alone(simulator, changed), knob.key
    assert tried > (60 if settings else 8)


def test_a_change_of_the_night_runs_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = sim.load_scenario("tiny")
    simulator = Simulator(1)
    simulator.run(scenario, Streams(SEED), NoProgress())
    days: list[Country] = []

    def counted(country: Country, *rest: Any, **options: Any) -> tuple[Polls, ...]:
        days.append(country)
        return run_days(country, *rest, **options)

    monkeypatch.setattr("sim.lab.simulate.run_days", counted)

    simulator.run(scenario.with_({"counting.setup_mean_s": 2000.0}), Streams(SEED), NoProgress())
    assert days == []
    simulator.run(scenario.with_({"polling.booth_mean_s": 95.0}), Streams(SEED), NoProgress())
    simulator.run(scenario, Streams(SEED, 1), NoProgress())
    assert len(days) == 2
