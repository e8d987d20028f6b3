"""Targets of a scenario are in the tables, the summary, the text and the page of its run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.calibration.tune import tune
from sim.reporting import write_report
from sim.results.csv_text import declaration_problems
from sim.results.result_kinds import ENSEMBLE
from sim.results.saving import save
from sim.show.run import summary_text
from tests.support.results import load_run

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario


GIVEN = """
extends = "baseline"
[register]
regions = ["MAN", "PAV"]
[[target]]
code = "MAN"
time = 14:07:00
value = 45.5
source = "a paper"
[[target]]
code = "PAV"
time = 16:00:00
relation = "at_least"
value = 40
[[target]]
what = "seats"
code = "PAV"
item = "Nur Otan"
value = 35
[[target]]
what = "final_turnout"
code = "MAN"
value = 82.4
[[target]]
what = "votes"
code = "PAV"
item = "Nationwide Social Democratic Party"
value = 50
[[target]]
code = "ZHA"
time = 12:00:00
value = 56
"""
OF_THE_NIGHT = """
extends = "tiny"
[[target]]
what = "night"
code = "KZ"
item = "half_called"
value = 21:15:00
[[target]]
what = "incumbents"
code = "KZ"
relation = "at_least"
value = 50
[[target]]
code = "KZ"
time = 12:05:00
relation = "count_at_least"
value = 3
"""


def written(directory: Path, text: str) -> Scenario:
    file = directory / "given.toml"
    file.write_text(text, encoding="utf-8")
    return sim.load_scenario(file)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> sim.RunResults:
    """A run of two regions, whose scenario has targets of both and of another region."""
    return sim.run(written(tmp_path_factory.mktemp("given"), GIVEN), seed=1)


def test_a_run_has_the_targets_of_its_scenario(given: sim.RunResults) -> None:
    table, entries = given.tables["targets"], given.summary.targets

    assert table["target"].tolist() == [
        "MAN@14:07", "PAV@16:00", "PAV@seats", "MAN@final", "PAV@votes",
    ]  # fmt: skip
    assert table["met"].tolist() == ["yes", "yes", "yes", "yes", "no"]
    assert [entry.met for entry in entries] == [True, True, True, True, False]
    assert entries[0].time == "14:07"
    assert entries[0].within_pct == 2.0
    seats = entries[2]
    assert (seats.what, seats.item) == ("seats", "Nur Otan")
    assert seats.simulated == given.summary.regions["PAV"].seats["Nur Otan"]
    assert seats.within == 3.5
    final = given.summary.regions["MAN"]
    assert entries[3].simulated == pytest.approx(100 * final.cast / final.registered, abs=1e-4)
    reports = given.tables["turnout_reports"]
    assert reports["reported"][reports["relation"] == "at_least"].tolist() == [40.0]


def test_they_change_nothing_else(given: sim.RunResults) -> None:
    plain = sim.run(sim.load_scenario("baseline", ["register.regions=['MAN', 'PAV']"]), seed=1)

    for name, table in plain.tables.items():
        for column, values in table.items():
            if (name, column) not in {
                ("turnout_reports", c) for c in ("relation", "reported", "residual", "met")
            }:
                assert np.array_equal(values, given.tables[name][column]), (name, column)


def test_tune_shows_the_values_and_verdicts_of_a_run(tmp_path: Path) -> None:
    scenario = written(tmp_path, GIVEN.replace("value = 35", "value = 34"))
    results = sim.run(scenario, seed=1)
    tuned = tune(scenario, None, seed=1)

    rows = {row.label: row for row in [*tuned.figures, *tuned.seats_by_region]}
    table = results.tables["targets"]
    for k, name in enumerate(table["target"].tolist()):
        item = str(table["item"][k])
        row = rows[f"{name} ({item})" if item else name]
        assert row.unchanged == pytest.approx(table["simulated"][k], abs=1e-4)
        assert row.met == (table["met"][k] == "yes")


def test_text_and_page_show_them(given: sim.RunResults, tmp_path: Path) -> None:
    lines = summary_text(given).splitlines()

    assert "Reported: 4 of 5 values met" in lines
    row = next(line for line in lines if line.startswith("  Pavlodar seats of Nur Otan "))
    assert row.split()[-3:] == ["35", "34", "met"]
    assert max(map(len, lines)) <= 80
    save(given, tmp_path / "given")
    page = write_report([tmp_path / "given"], tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<td>seats of Nur Otan</td><td>35</td>" in page
    assert "<td>14:07</td><td>45.50 %</td>" in page


def test_what_is_saved_is_read_again(given: sim.RunResults, tmp_path: Path) -> None:
    save(given, tmp_path / "given")
    loaded = sim.load_results(tmp_path / "given")

    assert loaded.summary == given.summary
    for name, values in given.tables["targets"].items():
        assert values.tolist() == pytest.approx(
            loaded.tables["targets"][name].tolist(), nan_ok=True
        ), name


def test_ensembles_have_bands_of_them(tmp_path: Path) -> None:
    results = sim.run(written(tmp_path, OF_THE_NIGHT), replications=3, seed=1)
    table, night = results.tables["targets"], results.summary.targets[0]

    for name in ("simulated_p05", "residual_p95", "met_share"):
        assert len(table[name]) == 3
    assert list(declaration_problems(table, ENSEMBLE.tables["targets"])) == []
    assert night.what == "night"
    assert night.met_share == pytest.approx(table["met_share"][0], abs=0.001) or not night.met
    low: Any = results.summary.p05
    assert low["targets"][0]["simulated"] == table["simulated_p05"][0]
    assert any("nation half called" in line for line in summary_text(results).splitlines())
    save(results, tmp_path / "made")
    assert sim.load_results(tmp_path / "made").summary == results.summary


def test_two_values_that_contradict_each_other_are_both_judged(tmp_path: Path) -> None:
    text = GIVEN.replace('["MAN", "PAV"]', '["MAN", "ZHA"]').replace('"PAV"', '"MAN"')
    apart = text.replace("value = 56", "value = 30").replace("12:00:00\nvalue", "16:00:00\nvalue")
    results = sim.run(written(tmp_path, apart), seed=1)

    at_16 = [t for t in results.summary.targets if t.time == "16:00"]
    stated = [t.reported_pct for t in at_16 if t.code == "ZHA" and t.relation == "equals"]
    assert stated == [78.7, 30.0]
    same = sim.run(written(tmp_path, text), seed=1).summary.targets
    at_noon = [t.source for t in same if t.reported_pct == 56.0]
    assert at_noon == [""]


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\u2029b\x0cc"])
def test_a_source_with_a_line_separator_is_written_and_read(
    given: sim.RunResults, text: str, tmp_path: Path
) -> None:
    tables = dict(given.tables)
    for name in ("targets", "turnout_reports"):
        sources = np.array([text] * len(tables[name]["source"]))
        tables[name] = tables[name] | {"source": sources}
    targets = tuple(replace(target, source=text) for target in given.summary.targets)
    summary = replace(given.summary, targets=targets)
    save(replace(given, summary=summary, tables=tables), tmp_path / "made")

    loaded = load_run(tmp_path / "made")

    assert {target.source for target in loaded.summary.targets} == {text}
    for name in ("targets", "turnout_reports"):
        assert set(loaded.tables[name]["source"].tolist()) == {text}
