"""Every figure of every kind of result, in every language and size: its texts can be read."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import pytest

import sim
import sim.plots.comparison as of_comparison
from sim.core.language import LANGUAGES
from sim.planning.plan import plan
from sim.plots import figure, figures_of
from sim.plots.calibration.tune import figure as tune_figure
from sim.plots.style.boxes import SIZES
from sim.plots.style.style import house_style
from sim.results.summaries.exploration import EffectSummary
from sim.results.translated import shown_in
from tests.support.calibrations import calibration_results
from tests.support.explorations import tiny_exploration
from tests.support.feasibility import tiny_feasibility
from tests.support.kinds_of_nights import nine_contests
from tests.support.planned import QUICK, small_country
from tests.support.shown_texts import Unread, unread
from tests.support.tuned import turned

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from sim.results import ExplorationResults, Results

    Make: TypeAlias = Callable[[str, str], Figure]


@pytest.fixture(scope="module")
def figures(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Make]:
    """Functions that make each figure in a size and a language, by its name."""
    folder = tmp_path_factory.mktemp("figures")
    of_kinds: dict[str, Results] = {
        "run": tiny,
        "ensemble": tiny_ensemble,
        "nine contests": nine_contests(folder),
        "calibration": calibration_results(
            regions={"ALM": 72.5, "VOS": 90.66}, told={"ALM": (12,), "VOS": (12,)}
        ),
        "plan": plan(small_country(3, n_sites=6, booth_mean_s=20.0), QUICK, seed=1),
        "plan that nothing certifies": plan(small_country(3, booth_mean_s=900.0), QUICK, seed=1),
        "exploration": tiny_exploration(),
        "screening": _screened(tiny_exploration()),
        "shares": _shared(tiny_exploration()),
        "feasibility": tiny_feasibility(folder),
    }
    found: dict[str, Make] = {
        f"{name} of {kind}": partial(figure, results, name)
        for kind, results in of_kinds.items()
        for name in figures_of(results)
    }
    names = ["as it is", "another seed, and a rather long name", "a third seed with a long name"]
    three = sim.compare(tiny, *(sim.run("tiny", seed=seed) for seed in (9, 10)), names=names)
    two = sim.compare(tiny_ensemble, sim.run("tiny", seed=9, replications=3), names=names[:2])
    for compared, what in ((two, "two ensembles"), (three, "three runs")):
        for name in of_comparison.figures_of(compared):
            found[f"{name} of {what}"] = partial(of_comparison.figure, compared, name)
    tuned = turned("tiny", "polling.check_in_mean_s=90")

    def tune(size: str, language: str) -> Figure:
        with house_style(), shown_in(tuned, language):
            return tune_figure(tuned, size)

    return found | {"tune": tune}


def _screened(results: ExplorationResults) -> ExplorationResults:
    """Return an exploration by the method of Morris, with effects of many digits."""
    summary = results.summary
    sizes = {"s": 83_880.0, "time": 83_880.0}
    effects = tuple(
        EffectSummary(metric=metric.name, parameter=parameter.key, measure="mean_size",
                      effect=size, effect_p05=0.4 * size, effect_p95=1.6 * size)
        for metric in summary.metrics for size in [sizes.get(metric.unit, 57.83)]
        for parameter in summary.parameters
    )  # fmt: skip
    return replace(results, summary=replace(summary, method="morris", samples=4, effects=effects))


def _shared(results: ExplorationResults) -> ExplorationResults:
    """Return an exploration by the method of Sobol', most of whose shares are of nothing."""
    summary = results.summary
    effects = tuple(
        EffectSummary(metric=metric.name, parameter=parameter.key, measure=measure,
                      effect=share, effect_p05=0.7 * share, effect_p95=1.3 * share)
        for metric in summary.metrics for measure in ("total", "first")
        for parameter, share in zip(summary.parameters, (1.087, 0.001, 0.001), strict=True)
    )  # fmt: skip
    return replace(results, summary=replace(summary, method="sobol", samples=4, effects=effects))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_inside_and_do_not_overlap(
    figures: dict[str, Make], size: str, language: str
) -> None:
    found = {name: unread(make(size, language)) for name, make in figures.items()}

    assert {name: texts for name, texts in found.items() if texts != Unread([], [], [])} == {}
    assert len(found) >= 35
