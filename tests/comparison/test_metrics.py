"""The metrics of a result: which names select which, and their values by replication."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.comparison.metrics import metrics_of, nearest, numbers, selected_metrics
from sim.pack.shipped import NATION
from sim.results.schema import TIME

if TYPE_CHECKING:
    import sim

KNOWN = ["turnout_pct", "turnout_at.10:00", "turnout_at.12:00", "waits.p95_s", "waits.max_s",
         "seats_nomination.ақ_жол"]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["waits"], ["waits.p95_s", "waits.max_s"]),
        # In the order of the names that are asked for, each once.
        (["waits.max_s", "waits", "turnout_at.10:00"],
         ["waits.max_s", "waits.p95_s", "turnout_at.10:00"]),
        ([" Waits.P95_s "], ["waits.p95_s"]),
        (["seats_nomination.Ақ жол"], ["seats_nomination.ақ_жол"]),
        # The beginning of a name is none.
        (["turnout"], []),
    ],
)  # fmt: skip
def test_names_and_their_common_beginnings_select_metrics(
    asked: list[str], found: list[str]
) -> None:
    selected, wrong = selected_metrics(asked, KNOWN)

    assert selected == found
    assert len(wrong) == (0 if found else 1)


def test_an_unknown_name_comes_with_those_like_it_else_with_all_kinds() -> None:
    assert nearest("wait.p95_s", KNOWN).startswith("; did you mean waits.p95_s")
    assert nearest("p95", KNOWN) == "; did you mean waits.p95_s?"
    assert nearest("turnout_at.1", KNOWN).startswith("; did you mean turnout_at.1")
    assert nearest("a", [f"a{k}" for k in range(9)]) == "; did you mean a0, a1, a2, a3, a4?"
    assert nearest("q", KNOWN) == "; known are turnout_pct, turnout_at, waits, seats_nomination"
    many = [f"m{k}.a" for k in range(15)]
    assert nearest("q", many) == "; known are m0, m1, m2, m3, m4 and 10 more"


def test_values_of_a_single_run_are_those_of_its_summary(tiny: sim.RunResults) -> None:
    metrics = metrics_of(tiny)
    waits, night = metrics["waits.max_s", NATION], metrics["night.all_accepted", NATION]
    hours, minutes, seconds = str(tiny.summary.night.all_accepted)[11:].split(":")

    assert numbers(tiny).tolist() == [0]
    assert waits.values.tolist() == [tiny.summary.waits.max_s]
    assert night.unit == TIME
    assert night.values[0] % 86_400 == 3600 * int(hours) + 60 * int(minutes) + int(seconds)
    for code, region in tiny.summary.regions.items():
        assert metrics["turnout_pct", code].values.tolist() == [region.turnout_pct]


def test_values_of_an_ensemble_are_those_of_its_replications(varied: sim.RunResults) -> None:
    metrics = metrics_of(varied)
    table = varied.tables["replication_regions"]

    assert numbers(varied).tolist() == list(range(5))
    values = metrics["turnout_pct", "MAN"].values
    assert values.tolist() == table["turnout_pct"][table["code"] == "MAN"].tolist()
    assert np.ptp(values) > 0
