"""Figures: their data are right, and they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.plots import FIGURES, draw_figures, figures_of
from sim.plots.night import night_data
from sim.plots.seats import seats_data
from sim.plots.style import crossing, hours
from sim.plots.turnout_nation import turnout_nation_data
from sim.plots.turnout_regions import turnout_regions_data
from sim.plots.waits import waits_data
from sim.results import Interval

if TYPE_CHECKING:
    from pathlib import Path


def test_regions_show_the_reported_points(baseline: sim.Results) -> None:
    panels = {panel.code: panel for panel in turnout_regions_data(baseline)}

    assert len(panels) == 14
    points = {(p.hour, p.pct, p.relation) for p in panels["ZHA"].points}
    assert points == {(12.0, 30.0, "at_least"), (12.0, 56.0, "equals"), (16.0, 78.7, "equals")}
    assert panels["ZHA"].final == pytest.approx(panels["ZHA"].pct[-1])
    assert {code for code, panel in panels.items() if panel.behind} == {
        "AKT", "ATY", "ZAP", "KZY", "MAN",
    }  # fmt: skip


def test_points_before_the_doors_open_are_not_drawn() -> None:
    results = sim.run(sim.load_scenario("evening-only", ["register.regions=['ZHA']"]))

    assert results.summary["targets"]
    assert turnout_regions_data(results)[0].points == []


def test_the_curve_of_the_nation_ends_at_its_turnout(baseline: sim.Results) -> None:
    data = turnout_nation_data(baseline)

    assert data.pct[-1] == baseline.summary["turnout_pct"]
    assert data.pct == sorted(data.pct)
    assert data.hour[0] == 7
    assert 7 < data.half_hour < 20
    assert data.report_hour == [10, 12, 14, 16, 18, 20, 21]


def test_the_night_ends_with_everything(baseline: sim.Results) -> None:
    data = night_data(baseline)

    assert data.counted[-1] == data.accepted[-1] == data.called[-1] == 100
    assert data.hour[0] == 20


def test_seats_are_by_membership_for_the_nation_and_by_nomination_elsewhere(
    baseline: sim.Results, tiny: sim.Results
) -> None:
    nation, small = seats_data(baseline), seats_data(tiny)

    seats = dict(zip(nation.party, nation.simulated, strict=True))
    assert seats["Nur Otan"] == Interval(627, 627, 627)
    assert nation.as_known
    assert not nation.varies
    assert small.party == ["Nur Otan", "Auyl"]
    assert "nominated" in small.basis


def test_waits_cover_all_voters_of_the_halls(baseline: sim.Results) -> None:
    data = waits_data(baseline)

    assert sum(data.voters) == baseline.tables["waits"]["voters"].sum()
    assert all(p95 >= 0 for p95 in data.p95_min)


def test_every_figure_is_drawn_for_a_tiny_country(tiny: sim.Results, tmp_path: Path) -> None:
    told: list[int] = []

    draw_figures(tiny, tmp_path, told.append)

    written = {path.name for path in (tmp_path / "figures").iterdir()}
    assert figures_of(tiny) == FIGURES
    assert written == {f"{name}.{kind}" for name in FIGURES for kind in ("svg", "png")}
    assert sum(told) == len(FIGURES)


def test_every_figure_is_drawn_where_nobody_votes(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(
        'extends = "baseline"\n[register]\nregions = ["MAN"]\n[polling]\nhome_share = 0.0\n'
        'closing = "hard_close"\n[[incident]]\nname = "shut"\nkind = "desks_closed"\ndesks = 20\n'
        "from = 07:00:00\nto = 20:30:00\n"
    )
    results = sim.run(sim.load_scenario(file))

    draw_figures(results, tmp_path)

    assert results.summary["issued"] == 0
    assert len(list((tmp_path / "figures").iterdir())) == 2 * len(FIGURES)


def test_every_figure_says_it_is_simulated(baseline: sim.Results) -> None:
    from sim.plots import night, seats, turnout_nation, turnout_regions, waits

    for module in (night, seats, turnout_nation, turnout_regions, waits):
        texts = [text.get_text() for text in module.figure(baseline).texts]
        assert any(text.startswith("Simulated: scenario baseline, seed 2021") for text in texts)


def test_crossing_is_between_points() -> None:
    assert crossing([0.0, 1.0, 2.0], [0.0, 10.0, 20.0], 15) == 1.5
    assert crossing([0.0, 1.0], [0.0, 10.0], 99) == 1.0
    assert hours("2021-07-25", ["2021-07-26T01:15:00"]) == [25.25]
