"""Turnout of a calibration beside the reported one: panels, points and title agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.plots.calibration import fit as calibration_fit
from sim.plots.calibration.fit import fit_data
from sim.plots.style.saving import title_and_description
from sim.results.calibration_records import regions_without_hours
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_every_region_has_its_bands_and_points(full: CalibrationResults) -> None:
    panels = {panel.code: panel for panel in fit_data(full)}

    assert len(panels) == 14
    assert [(p.hour, p.relation) for p in panels["ZHA"].points] == [
        (12.0, "equals"), (16.0, "equals"), (12.0, "highest"), (12.0, "at_least"),
    ]  # fmt: skip
    assert {code for code, panel in panels.items() if not panel.unused} == {
        "ZHA", "ALM", "AKM", "KAR",
    }  # fmt: skip
    assert panels["ZHA"].final == pytest.approx(90.66)
    for panel in panels.values():
        inner = zip(panel.wide.low, panel.narrow.low, panel.median, strict=True)
        outer = zip(panel.median, panel.narrow.high, panel.wide.high, strict=True)
        assert all(list(three) == sorted(three) for three in (*inner, *outer))


def test_a_value_without_weight_is_not_used_for_its_region(full: CalibrationResults) -> None:
    table = dict(full.tables["fit"])
    table["weight"] = np.where(table["code"] == "KAR", 0.0, table["weight"])

    silent = regions_without_hours(replace(full, tables={**full.tables, "fit": table}))

    assert set(silent) - set(regions_without_hours(full)) == {"KAR"}


def test_the_title_and_the_panels_agree_on_every_region() -> None:
    results = calibration_results(told={"ZHA": (12,), "KAR": (10,)})
    table = {name: column.copy() for name, column in results.tables["fit"].items()}
    table["weight"] = np.where(
        (table["code"] == "KAR") & (table["what"] == "turnout"), 0.0, table["weight"]
    )
    row = int(np.flatnonzero(table["what"] == "turnout")[0])
    one_more = {name: np.append(column, column[row]) for name, column in table.items()}
    for name, value in (("code", "KUS"), ("relation", "count_at_least"), ("reported", 200)):
        one_more[name] = np.append(table[name], value)
    results = replace(results, tables={**results.tables, "fit": one_more})

    title, _ = title_and_description(calibration_fit.figure(results))
    notes = [panel.note for panel in fit_data(results)]

    assert notes.count("no hourly report") == 11
    assert sum("200+ voters" in note for note in notes) == 1
    assert notes.count("left out of the fit") == 1
    assert title.endswith(
        "11 of 14 regions have no hourly report, 1 only a count of voters, 1 is left out"
    )
