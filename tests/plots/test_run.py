"""Figures of a run: their data are right, and all are plotted."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import sim
from sim.plots import figures_of, plot_figures
from sim.plots.run import FIGURES, night, turnout_nation, turnout_regions, waits
from sim.plots.run import seats as seats_figure
from sim.plots.run.nation_curve import turnout_nation_data
from sim.plots.run.night import night_data
from sim.plots.run.region_turnout import turnout_regions_data
from sim.plots.run.seats import seats_data
from sim.plots.run.waits import waits_data
from sim.plots.style.axes import crossing, hours
from sim.plots.style.boxes import SIZES
from sim.plots.style.saving import title_and_description
from sim.plots.style.slide import new_figure
from sim.plots.style.style import (
    INK,
    QUIET_INK,
    REPORTED_INK,
    SECOND_INK,
    SIMULATED,
    THIRD,
    house_style,
)
from sim.reporting.replay import seats_of
from sim.results import Interval
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from sim.results.summaries.run import RegionSummary


def test_regions_show_the_reported_points(baseline: sim.RunResults) -> None:
    panels = {panel.code: panel for panel in turnout_regions_data(baseline)}

    assert len(panels) == 14
    points = {(p.hour, p.pct, p.relation) for p in panels["ZHA"].points}
    assert points == {(12.0, 30.0, "at_least"), (12.0, 56.0, "equals"), (16.0, 78.7, "equals")}
    assert panels["ZHA"].final == pytest.approx(panels["ZHA"].pct[-1])
    assert {code for code, panel in panels.items() if panel.behind} == {
        "AKT", "ATY", "ZAP", "KZY", "MAN",
    }  # fmt: skip


def test_points_before_the_doors_open_are_not_plotted() -> None:
    results = sim.run(sim.load_scenario("evening-only", ["register.regions=['ZHA']"]))

    assert results.summary.targets
    assert turnout_regions_data(results)[0].points == []


def test_the_curve_of_the_nation_ends_at_its_turnout(baseline: sim.RunResults) -> None:
    data = turnout_nation_data(baseline)

    assert data.pct[-1] == baseline.summary.turnout_pct
    assert data.pct == sorted(data.pct)
    assert data.hour[0] == 7
    assert 7 < data.half_hour < 20
    assert data.report_hour == [10, 12, 14, 16, 18, 20, 21]


def test_the_night_ends_with_everything(baseline: sim.RunResults) -> None:
    data = night_data(baseline)

    assert data.counted[-1] == data.accepted[-1] == data.called[-1] == 100
    assert data.hour[0] == 20


def test_seats_are_by_membership_for_the_nation_and_by_nomination_elsewhere(
    baseline: sim.RunResults, tiny: sim.RunResults
) -> None:
    nation, small = seats_data(baseline), seats_data(tiny)

    seats = dict(zip(nation.party, nation.simulated, strict=True))
    # By nomination, as in the text and on the page; by membership in a note.
    assert seats["Nur Otan"] == Interval(563, 563, 563)
    _, description = title_and_description(seats_figure.figure(baseline))
    assert "By party membership of the winner Nur Otan has 627 (reported: 627)." in description
    assert nation.as_reference
    assert not nation.varies
    assert small.party == ["Nur Otan", "Auyl"]
    assert "by nominating party" in title_and_description(seats_figure.figure(tiny))[1]


def test_waits_cover_all_voters_of_the_halls(baseline: sim.RunResults) -> None:
    data = waits_data(baseline)

    assert sum(data.voters) == baseline.tables["waits"]["voters"].sum()
    assert all(p95 >= 0 for p95 in data.p95_min)


def test_every_figure_is_plotted_for_a_tiny_country(tiny: sim.RunResults, tmp_path: Path) -> None:
    calls: list[int] = []

    plot_figures(tiny, tmp_path, calls.append)

    written = {path.name for path in (tmp_path / "figures").iterdir()}
    assert _titles(tmp_path)["seats"] == "Nur Otan and Auyl win 1 of 2 seats each, as given"
    assert figures_of(tiny) == FIGURES
    assert written == {f"{name}.{kind}" for name in FIGURES for kind in ("svg", "png")}
    assert sum(calls) == len(FIGURES)


@pytest.mark.usefixtures("svg_only")
def test_every_figure_is_plotted_where_nobody_votes(tmp_path: Path) -> None:
    file = tmp_path / "closed.toml"
    file.write_text(
        'extends = "baseline"\n[register]\nregions = ["MAN"]\n[polling]\nhome_share = 0.0\n'
        'closing = "hard_close"\n[[incident]]\nname = "shut"\nkind = "desks_closed"\ndesks = 20\n'
        "from = 07:00:00\nto = 20:30:00\n"
    )
    results = sim.run(sim.load_scenario(file))

    plot_figures(results, tmp_path)

    assert results.summary.issued == 0
    titles = _titles(tmp_path)
    assert titles["turnout_regions"] == titles["turnout_nation"] == "Nobody gets a ballot"
    assert titles["waits"] == "Nobody votes at a site"
    assert titles["night"].startswith("There is no ballot to count; the last race is called at ")
    assert len(list((tmp_path / "figures").iterdir())) == len(FIGURES)


def _titles(directory: Path) -> dict[str, str]:
    """Return the title of each SVG, which a screen reader reads with the description."""
    found = {}
    for path in sorted((directory / "figures").glob("*.svg")):
        root = ET.parse(path).getroot()  # noqa: S314  a file that we wrote
        title, about = (root.findtext(f"{{*}}{name}") or "" for name in ("title", "desc"))
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] == title
        assert "Simulated: scenario" in about
        found[path.stem] = title
    return found


def test_every_figure_names_its_sources(baseline: sim.RunResults, tiny: sim.RunResults) -> None:
    known = {"turnout_regions": 1, "turnout_nation": 1, "seats": 1, "night": 0, "waits": 0}
    for results, name, words in (
        (baseline, "baseline", "Reported values: "), (tiny, "tiny", "Given values: set by"),
    ):  # fmt: skip
        for module, is_known in known.items():
            slide = import_module(f"sim.plots.run.{module}").figure(results)
            (source,) = (text for text in slide.texts if text.get_gid() == "source")
            source_text = " ".join(source.get_text().split())
            assert source_text.startswith(f"Simulated: scenario {name}, seed 2021. ")
            assert (words if is_known else "Reported values: none for") in source_text, module
            assert source.get_window_extent().y0 >= 0


def test_titles_are_found_in_what_is_plotted(tiny: sim.RunResults) -> None:
    def title(module: ModuleType, **changed: object) -> str:
        found: str = module.figure(with_summary(tiny, **changed)).texts[0].get_text()
        return found

    def regions(clock: str, *pct: float) -> dict[str, RegionSummary]:
        simulated = tiny.summary.regions
        return {code: replace(simulated[code], turnout_at={"12:00": 0.0, clock: value})
                for code, value in zip(simulated, pct, strict=True)}  # fmt: skip

    assert title(turnout_regions, regions=regions("12:00", 40, 55)) == (
        "WEST is ahead at noon: 55 %, then EAST with 40 %"
    )
    assert title(turnout_regions, regions=regions("20:00", 55.24, 55.31)) == (
        "WEST is ahead at 20:00: 55.3 %, then EAST with 55.2 %"
    )
    assert title(turnout_regions, regions=regions("18:00", 40, 40)) == (
        "EAST and WEST are level at 18:00: 40 %"
    )
    assert title(night, races=1).endswith(", the race is called at 21:36")
    seats = {"Nur Otan": 1, "Auyl": 0}
    assert title(seats_figure, races=1, seats_nomination=seats, seats_reference=seats) == (
        "Nur Otan wins the only seat, as given"
    )
    more = {"Nur Otan": 9, "Auyl": 1}
    assert title(seats_figure, races=10, seats_nomination=more) == (
        "Nur Otan wins 9 of 10 seats, given: 1"
    )


def test_names_lie_on_no_line(baseline: sim.RunResults) -> None:
    for module in (night, waits, turnout_nation):
        for size in SIZES:
            slide = module.figure(baseline, size)
            slide.draw_without_rendering()
            axes = slide.axes[1]  # after the key
            names = [text for text in axes.texts if text.get_text().strip()]
            assert names
            boxes = [name.get_window_extent() for name in names]
            assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
            for name in names:
                assert not _is_crossed(name, axes), (module.__name__, size, name.get_text())


def _is_crossed(name: Text, axes: Axes) -> bool:
    """Return whether a curve of a panel goes through a label."""
    box = name.get_window_extent().transformed(axes.transData.inverted())
    x = np.linspace(box.x0 + 0.02 * (box.x1 - box.x0), box.x1, 50)
    for line in axes.lines:
        hour, value = (np.asarray(points, dtype=np.float64) for points in line.get_data())
        if len(hour) <= 2 or line.get_linestyle() == "None":  # it leads to a name, or has dots
            continue
        y = np.interp(x, hour, value, left=np.nan, right=np.nan)
        if ((y > min(box.y0, box.y1)) & (y < max(box.y0, box.y1))).any():
            return True
    return False


@pytest.mark.parametrize("n_words", [1, 15, 25])
def test_a_long_title_is_set_smaller(tiny: sim.RunResults, n_words: int) -> None:
    with house_style():
        slide = new_figure(
            "Title " * n_words, "Subtitle " * n_words, tiny.summary, "Source " * n_words * 3
        )

    for text in slide.texts:
        box = text.get_window_extent()
        assert box.x1 <= slide.bbox.width, text
        assert box.y0 >= 0, text


@pytest.mark.parametrize("ink", [SIMULATED, THIRD, REPORTED_INK, SECOND_INK, INK, QUIET_INK])
def test_text_can_be_read_on_white(ink: str) -> None:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(ink)]
    light = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert 1.05 / (light + 0.05) >= 4.5


def test_crossing_is_between_points() -> None:
    assert crossing([0.0, 1.0, 2.0], [0.0, 10.0, 20.0], 15) == 1.5
    assert crossing([0.0, 1.0], [0.0, 10.0], 99) == 1.0
    assert hours("2021-07-25", ["2021-07-26T01:15:00"]) == [25.25]


def test_seats_of_a_pack_are_counted_seat_by_seat_and_nobody_is_no_party() -> None:
    results = sim.run(sim.load_scenario("two-shores"), seed=2021)
    data = seats_data(results)

    assert dict(zip(data.party, [s.median for s in data.simulated], strict=True)) == {
        "Tide Party": 1, "Hill List": 1, seats_figure.NOBODY: 1,
    }  # fmt: skip
    # Mayor and two of the council; the answer to a question has no seat.
    assert data.total == 3
    assert seats_figure._title(data, "given") == "Tide Party and Hill List win 1 of 3 seats each"
    frames = results.tables["races"]["declared"].max() + np.arange(2)
    called = seats_of(results, frames)
    assert called is not None
    assert called["Hill List"] == [1, 1]
