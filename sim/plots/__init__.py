"""Figures: each module has pure ``*_data(results)`` and ``plot_*(data, ...)``.

Only this package imports matplotlib, and only when it plots.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results.summaries import RunSummary
from sim.results.summaries.any_kind import is_calibration, is_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from sim.results import Results

FIGURES = ("turnout_regions", "turnout_nation", "night", "seats", "waits")
"""Names of the figures of every run."""
ENSEMBLE_FIGURES = ("replications",)
"""Names of the figures that only ensembles have."""
CALIBRATION_FIGURES = ("fit", "seats_votes", "parameters", "correlations", "trace")
"""Names of the figures of a calibration."""
PLAN_FIGURES = ("plan_curve", "plan_changes", "plan_waits")
"""Names of the figures of a plan; the last one is of the validation."""


_MODULES = {
    **{name: f"sim.plots.run.{name}" for name in (*FIGURES, *ENSEMBLE_FIGURES)},
    "fit": "sim.plots.calibration.fit",
    "seats_votes": "sim.plots.calibration.outcomes",
    "parameters": "sim.plots.calibration.parameters",
    "correlations": "sim.plots.calibration.correlations",
    "trace": "sim.plots.calibration.trace",
    **{name: name.replace("plan_", "sim.plots.planning.") for name in PLAN_FIGURES},
}
"""Modules that plot the figures, by name; loaded when a figure is asked for."""


def load_matplotlib() -> None:
    """Import matplotlib without the settings of the environment.

    The import would fail if the environment names an unknown backend (``MPLBACKEND`` of a
    notebook) or an unreadable settings file, although neither is used here.
    """
    if "matplotlib" in sys.modules:
        return
    saved = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    # matplotlib also reads a file of that name in the working directory.
    has_file = Path("matplotlibrc").exists()
    try:
        with tempfile.TemporaryDirectory(prefix="saylau-") as empty:
            os.environ["MATPLOTLIBRC"] = str(Path(empty) / "matplotlibrc")
            Path(os.environ["MATPLOTLIBRC"]).touch()
            with chdir(empty) if has_file else nullcontext():
                import matplotlib as mpl  # noqa: F401
    finally:
        os.environ.pop("MATPLOTLIBRC", None)
        os.environ.update({name: value for name, value in saved.items() if value is not None})


def figures_of(results: Results) -> tuple[str, ...]:
    """Return the names of the figures of a run, an ensemble, a calibration or a plan.

    Empty for the results of a comparison, whose figures need the compared results: see
    :mod:`sim.plots.comparison.figures`.
    """
    if is_calibration(results.summary):
        # Of a pack of sites, votes and seats are not calibrated.
        skipped = results.summary.skipped is not None
        return tuple(n for n in CALIBRATION_FIGURES if not (skipped and n == "seats_votes"))
    if is_plan(results.summary):
        return PLAN_FIGURES if results.summary.validation else PLAN_FIGURES[:-1]
    if isinstance(results.summary, RunSummary):
        return FIGURES + (ENSEMBLE_FIGURES if results.summary.replications > 1 else ())
    return ()


def figure(results: Results, name: str) -> Figure:
    """Return a figure of a result by its name, without pyplot.

    Parameters
    ----------
    results
        The results of a run, an ensemble, a calibration or a plan.
    name
        One of :func:`figures_of`.
    """
    load_matplotlib()
    from sim.plots.style import style

    with style.house_style():
        made: Figure = import_module(_MODULES[name]).figure(results)
    return made


def plot_figures(
    results: Results, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Plot every figure of a result as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    results
        The results of a run, an ensemble, a calibration or a plan.
    directory
        An existing directory.
    on_figure
        Called with 1 after each figure.
    """
    load_matplotlib()
    from sim.plots.style import saving, style

    folder = directory / "figures"
    folder.mkdir()
    for name in figures_of(results):
        made = figure(results, name)
        with style.house_style():
            saving.save(made, folder, name)
        if on_figure is not None:
            on_figure(1)
