"""Figures of an exploration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.plots import figure, figures_of
from sim.plots.exploration import effect_bars, effects, slides
from sim.plots.exploration.effect_bars import panel_data
from sim.plots.exploration.slides import metrics_on, moved_metrics
from sim.results.ranking import Ranked, ranked
from sim.results.summaries.exploration import EffectSummary, ExplorationSummary
from tests.support.explorations import LAST, tiny_exploration

if TYPE_CHECKING:
    from sim.results import ExplorationResults


def of_metrics(n: int) -> ExplorationSummary:
    """Return a summary of metrics that the same parameter moves."""
    summary = tiny_exploration().summary
    [metric] = [each for each in summary.metrics if each.name == LAST]
    names = [f"night.m{number}" for number in range(n)]
    effects = [each for each in summary.effects if each.metric == LAST]
    return replace(
        summary,
        metrics=tuple(replace(metric, name=name) for name in names),
        effects=tuple(replace(each, metric=name) for name in names for each in effects),
    )


def test_metrics_that_nothing_moves_have_no_panel() -> None:
    summary = tiny_exploration().summary

    assert len(summary.metrics) > 1
    assert [moved.metric.name for moved in moved_metrics(summary)] == [LAST]


@pytest.mark.parametrize(("n", "names"), [(0, 1), (1, 1), (4, 1), (5, 2), (9, 3)])
def test_a_slide_has_four_metrics_at_most(n: int, names: int) -> None:
    summary = of_metrics(n) if n else replace(tiny_exploration().summary, effects=())
    results = replace(tiny_exploration(), summary=summary)

    found = figures_of(results)

    assert len(found) == names
    moved = moved_metrics(summary)
    assert [len(metrics_on(moved, name)) for name in found][-1] == (n % 4 or 4 if n else 0)


def test_each_metric_is_ranked_once_for_a_slide(monkeypatch: pytest.MonkeyPatch) -> None:
    results = replace(tiny_exploration(), summary=of_metrics(3))
    found: list[str] = []

    def counted(summary: ExplorationSummary, metric: str) -> list[Ranked]:
        found.append(metric)
        return ranked(summary, metric)

    for module in (slides, effect_bars, effects):
        monkeypatch.setattr(module, "ranked", counted, raising=False)
    figure(results, "effects")

    assert found == ["night.m0", "night.m1", "night.m2"]


def test_a_panel_has_the_effects_in_one_unit_and_the_ends_of_the_range() -> None:
    summary = tiny_exploration().summary
    [moved] = moved_metrics(summary)

    panel = panel_data(summary, moved, 1)

    assert (panel.unit, panel.more) == ("min", 1)
    [(name, bars)] = panel.rows
    assert name == "setting up the count, s"
    assert [(bar.value, bar.text) for bar in bars] == [(-5.0, "300"), (80.0, "5,400")]


def test_parameters_of_one_name_have_a_row_each() -> None:
    summary = tiny_exploration().summary
    same = tuple(replace(each, label="setting up", unit="s") for each in summary.parameters)
    [moved] = moved_metrics(replace(summary, parameters=same))

    panel = panel_data(summary, moved, 9)

    assert len(panel.rows) == len(moved.rows) > 1
    assert {row.name for row in panel.rows} == {"setting up, s"}


@pytest.mark.parametrize("method", ["morris", "sobol", "grid"])
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_every_method_has_a_slide(method: str, n: int) -> None:
    base = of_metrics(max(n, 1))
    measures = {"morris": ("mean_size", "mean", "spread")}.get(method, ("total", "first"))
    effects = tuple(
        EffectSummary(
            metric=metric.name, parameter=parameter.key, measure=measure,
            effect=0.5 * (n > 0), effect_p05=0.4, effect_p95=0.6,
        )
        for metric in base.metrics for parameter in base.parameters for measure in measures
    )  # fmt: skip
    results = replace(
        tiny_exploration(), summary=replace(base, method=method, samples=4, effects=effects)
    )

    for name in figures_of(results):
        slide = getattr(results.plot, name)()
        texts = {text.get_gid(): text.get_text() for text in slide.texts}
        assert "Simulated: exploration of scenario tiny, seed 2021" in texts["source"]
        assert ("No parameter moves" in texts["title"]) == (n == 0)
        assert sum(bool(axes.get_xlabel()) for axes in slide.axes) == n


def test_the_tornado_has_the_finding_as_its_title() -> None:
    slide = tiny_exploration().plot.effects()

    [title] = [text.get_text() for text in slide.texts if text.get_gid() == "title"]
    assert title == "Setting up the count moves “Last protocol accepted” most: by 85 min"
    assert "Last protocol accepted: 21:36 in the scenario" in {
        text.get_text() for text in slide.texts
    }


def test_both_ends_of_a_range_are_told_apart_in_grey() -> None:
    """Their colours are nearly the same in grey."""
    slide = tiny_exploration().plot.effects()

    [axes] = [axes for axes in slide.axes if axes.get_xlabel()]
    assert {bool(bar.get_hatch()) for bar in axes.patches} == {False, True}


def test_names_on_a_telephone_can_be_read() -> None:
    summary = of_metrics(4)
    found = figure(replace(tiny_exploration(), summary=summary), "effects", "phone")

    labels = [label for axes in found.axes for label in axes.get_yticklabels() if label.get_text()]
    assert len(labels) >= 4
    assert all(float(label.get_fontsize()) >= 8 for label in labels)


def of_shares(*shares: float) -> ExplorationResults:
    """Return an exploration by the method of Sobol', with a share of each parameter."""
    base = of_metrics(1)
    effects = tuple(
        EffectSummary(metric=metric.name, parameter=parameter.key, measure=measure, effect=share,
                      effect_p05=None, effect_p95=None)
        for metric in base.metrics for measure in ("total", "first")
        for parameter, share in zip(base.parameters, shares, strict=False)
    )  # fmt: skip
    summary = replace(base, method="sobol", samples=4, effects=effects)
    return replace(tiny_exploration(), summary=summary)


@pytest.mark.parametrize(
    ("share", "finding"),
    [
        (1.087, "all of its variance (estimate: 1.09)"),
        (1.0, "100 % of its variance"),
        (0.998, "99 % of its variance"),
        (0.57, "57 % of its variance"),
    ],
)
def test_no_share_is_above_all_of_the_variance(share: float, finding: str) -> None:
    slide = figure(of_shares(share), "effects")

    assert slide.texts[0].get_text().replace("\n", " ").endswith(f": {finding}")
    [axes] = [axes for axes in slide.axes if axes.get_xlabel()]
    assert f"{share:.2f}" in {text.get_text() for text in axes.texts}


def test_parameters_with_a_share_of_nothing_are_counted() -> None:
    summary = of_shares(0.9, 0.004, 0.001).summary
    [metric] = moved_metrics(summary)

    panel = panel_data(summary, metric, 7)

    assert (len(panel.rows), panel.more) == (1, 2)


def test_the_panel_of_one_parameter_is_low() -> None:
    one, many = (figure(of_shares(*shares), "effects") for shares in ((0.9,), (0.5, 0.3, 0.2)))

    heights = [axes.bbox.height for slide in (one, many) for axes in slide.axes
               if axes.get_xlabel()]  # fmt: skip
    assert heights[0] == pytest.approx(heights[1] / 3)
