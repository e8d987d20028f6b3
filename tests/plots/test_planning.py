"""Figures of plans: their data and titles are right, and all are plotted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.planning.plan import plan
from sim.plots import figure, figures_of, plot_figures
from sim.plots.planning import PLAN_FIGURES
from sim.plots.planning.changes import RegionChange, changes_data, plot_changes
from sim.plots.planning.curve import Searched, TradeOffData, curve_data, plot_curve
from sim.plots.planning.waits import waits_data
from sim.plots.style.boxes import HIGHEST_ROW, SIZES
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style
from sim.scenario import load_scenario
from tests.support.packs import VALLEY, edited, write_pack
from tests.support.planned import QUICK, small_country
from tests.support.shown_texts import Unread, unread

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import PlanResults


@pytest.fixture(scope="module")
def planned() -> PlanResults:
    return plan(small_country(3, n_sites=6, booth_mean_s=20.0), QUICK, seed=1)


def test_all_are_plotted(planned: PlanResults, tmp_path: Path) -> None:
    plot_figures(planned, tmp_path)

    names = {path.stem for path in (tmp_path / "figures").iterdir()}
    assert names == set(PLAN_FIGURES) == set(figures_of(planned))


def test_without_fresh_days_there_are_no_waits() -> None:
    unchecked = plan(small_country(1), replace(QUICK, fresh_days=0), seed=1)

    assert figures_of(unchecked) == PLAN_FIGURES[:-1]
    assert figure(unchecked, "plan_changes").texts


def test_the_data_are_those_of_the_tables(planned: PlanResults) -> None:
    table, summary = planned.tables["plan"], planned.summary
    curve, (change,), (wait,) = curve_data(planned), changes_data(planned), waits_data(planned)

    assert curve.minutes[curve.promised] == 5.0
    (desks,) = curve.searched
    assert desks.now == table["desks_now"].sum()
    assert change.more - change.fewer == summary.planned.desks - summary.now.desks
    assert change.more > 0
    assert summary.validation is not None
    assert np.isclose(wait.now, summary.validation.waited_too_long_now_pct, atol=1e-3)
    assert np.isclose(wait.planned, summary.validation.waited_too_long_pct, atol=1e-3)


def test_titles_say_what_was_found(planned: PlanResults) -> None:
    titles = [figure(planned, name).texts[0].get_text() for name in PLAN_FIGURES]
    change = planned.tables["plan"]["desks"] - planned.tables["plan"]["desks_now"]

    desks = planned.summary.planned.desks
    assert titles[0].startswith(f"{desks} desks are planned for waits of at most 5 min")
    assert f"{(change > 0).sum()} site" in titles[1]
    assert f"{change[change > 0].sum()} more desk" in titles[1]
    assert "of voters wait over 5 min now" in titles[2]


def test_long_names_of_areas_leave_room_for_the_bars(tmp_path: Path) -> None:
    """On a telephone they took more than the whole width."""
    long = "Administrative district of the Upper Valley and of the Islands beyond"
    write_pack(tmp_path, VALLEY, areas=edited("areas.csv", ("West Bank", long), base=VALLEY))
    results = plan(load_scenario(str(tmp_path)), QUICK, seed=1)

    for name in ("plan_changes", "plan_waits"):
        slide = figure(results, name, "phone")
        assert unread(slide) == Unread([], [], [])
        axes = slide.axes[-1]
        names = [label.get_text() for label in axes.get_yticklabels()]
        assert long in {" ".join(name.split()) for name in names}
        assert axes.get_position().width > 0.4


def test_numbers_beside_bars_stay_inside_the_axes(planned: PlanResults) -> None:
    """On a telephone they lay on the names of the regions."""
    slide = new_figure("", "", planned.summary, "", "phone")
    box = slide.body.inset(left=150)
    axes = slide.panel(box)

    plot_changes([RegionChange("A", 1, 12_345), RegionChange("B", 12_345, 0)], 140, axes)

    slide.draw_without_rendering()
    around = axes.get_window_extent()
    numbers = [text.get_window_extent() for text in axes.texts]
    assert len(numbers) == 3
    assert all(around.x0 <= each.x0 and each.x1 <= around.x1 for each in numbers)


@pytest.fixture(scope="module")
def with_booths() -> dict[str, PlanResults]:
    """Plans of few booths, in which many wait, by what may be changed."""
    scenario = small_country(7, booth_mean_s=300.0, check_in_mean_s=60.0)
    return {
        ",".join(change): plan(scenario, replace(QUICK, change=change, fresh_days=0), seed=1)
        for change in (("booths",), ("desks", "booths"))
    }


def test_figures_of_booths_are_about_booths(with_booths: dict[str, PlanResults]) -> None:
    made = with_booths["booths"]
    change = made.tables["plan"]["booths"] - made.tables["plan"]["booths_now"]
    curve, changes = (figure(made, f"plan_{name}") for name in ("curve", "changes"))

    now, planned = made.summary.now.booths, made.summary.planned.booths
    assert curve.texts[0].get_text() == (
        f"Planned for waits of at most 5 min: {planned} booths ({now} now)"
    )
    assert [axes.get_title(loc="left") for axes in curve.axes] == ["Booths"]
    (data,) = curve_data(made).searched
    assert data.numbers == made.tables["curve"]["booths"].tolist()
    assert (data.now, data.planned) == (now, planned)
    more, n_more = change[change > 0].sum(), (change > 0).sum()
    assert more > 0
    assert f"{n_more} site needs {more} more booth" in changes.texts[0].get_text()
    (region,) = changes_data(made, "booths")
    assert (region.more, region.fewer) == (more, -change[change < 0].sum())


def test_figures_of_both_have_a_panel_for_each(with_booths: dict[str, PlanResults]) -> None:
    made = with_booths["desks,booths"]
    curve, changes = (figure(made, f"plan_{name}") for name in ("curve", "changes"))

    titles = [axes.get_title(loc="left") for axes in curve.axes]
    assert titles == ["Desks", "Booths", "Members to add"]
    assert [axes.get_title(loc="left") for axes in changes.axes] == ["Desks", "Booths"]
    planned = made.summary.planned
    assert f": {planned.desks} desks (" in curve.texts[0].get_text()
    assert f"and {planned.booths} booths (" in curve.texts[0].get_text()
    assert "more booth" in changes.texts[0].get_text()


def test_titles_say_what_is_not_certified(planned: PlanResults) -> None:
    table = planned.tables["plan"]
    none = replace(
        planned,
        summary=replace(planned.summary, certified=0, not_certified=6),
        tables={**planned.tables, "plan": table | {"desks": table["desks_now"]}},
    )
    titles = [figure(none, name).texts[0].get_text() for name in PLAN_FIGURES]

    assert titles[0].endswith("; 0 of 6 sites are certified")
    assert titles[1] == "All sites keep their desks; 0 of 6 sites are certified"
    certified = replace(none, summary=replace(none.summary, certified=6, not_certified=0))
    assert figure(certified, "plan_changes").texts[0].get_text() == (
        "No site needs more or fewer desks than it has"
    )


MARKS = [
    ([5.0, 10.0, 15.0, 20.0, 30.0], [2819, 2574, 2466, 2406, 2336], 3806, 2737),
    ([5.0, 10.0, 15.0, 20.0, 30.0], [19, 19, 19, 19, 19], 19, 19),
    ([5.0, 10.0, 11.0, 15.0, 20.0, 30.0], [40, 30, 29, 26, 25, 24], 26, 31),
    ([5.0, 10.0, 15.0, 20.0, 30.0], [60, 45, 41, 40, 40], 40, 46),
]
"""Limits, desks of each, desks of now and of the plan."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("marks", MARKS)
def test_names_of_marks_lie_on_no_number(
    size: str, marks: tuple[list[float], list[int], int, int], planned: PlanResults
) -> None:
    minutes, desks, now, of_plan = marks
    searched = Searched("desks", desks, now, of_plan)
    data = TradeOffData(minutes, [searched], [0] * len(desks), [0] * len(desks), 1)
    with house_style():
        slide = new_figure("", "", planned.summary, "", size)
        rows = slide.body.inset(left=44, bottom=22, right=20, top=20).rows([2, 1], 46)
        above, below = (slide.panel(row) for row in rows)
        plot_curve(data, [above, below])

    assert unread(slide) == Unread([], [], [])
    assert f"the plan {of_plan:,}" in {text.get_text() for text in above.texts}


def test_the_name_of_the_plan_is_inside_of_a_low_panel(planned: PlanResults) -> None:
    """Below the lowest mark it lay on the axis."""
    searched = Searched("desks", [3, 3, 3], 5, 3)
    data = TradeOffData([5.0, 10.0, 30.0], [searched], [0] * 3, [0] * 3, 0)
    with house_style():
        slide = new_figure("", "", planned.summary, "", "square")
        axes = slide.panel(slide.body.inset(left=44, right=20).below_top(90))
        plot_curve(data, [axes])
        slide.draw_without_rendering()

    (name,) = (text for text in axes.texts if text.get_text() == "the plan 3")
    assert name.get_window_extent().y0 >= axes.get_window_extent().y0


def test_the_title_says_once_what_is_not_certified(with_booths: dict[str, PlanResults]) -> None:
    made = with_booths["desks,booths"]
    table = made.tables["plan"]
    kept = {what: table[f"{what}_now"] for what in ("desks", "booths")}
    none = replace(
        made,
        summary=replace(made.summary, certified=1, not_certified=2, sites=3),
        tables={**made.tables, "plan": table | kept},
    )

    assert figure(none, "plan_changes").texts[0].get_text().replace("\n", " ") == (
        "All sites keep their desks; All sites keep their booths; 1 of 3 sites is certified"
    )


@pytest.mark.parametrize("name", ["plan_changes", "plan_waits"])
def test_a_row_is_not_as_high_as_the_figure(name: str, planned: PlanResults) -> None:
    slide = figure(planned, name)

    axes = slide.axes[-1]
    assert len(axes.get_yticks()) == 1
    assert axes.bbox.height * 72 / slide.dpi == pytest.approx(HIGHEST_ROW)
