"""Figures: each file has pure ``*_data(results)`` and ``draw_*(data, ...)``.

The only place that imports matplotlib, and only when something is drawn.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir, nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from sim.results import Results

FIGURES = ("turnout_regions", "turnout_nation", "night", "seats", "waits")
"""Names of the figures that every run gets."""
ENSEMBLE_FIGURES = ("replications",)
"""Those that only several replications get."""
CALIBRATION_FIGURES = ("fit", "seats_votes", "parameters", "couplings", "trace")
"""Those of a calibration, which gets no others."""


_MODULES = {
    **{name: f"sim.plots.run.{name}" for name in (*FIGURES, *ENSEMBLE_FIGURES)},
    "fit": "sim.plots.calibration.fit",
    "seats_votes": "sim.plots.calibration.outcomes",
    "parameters": "sim.plots.calibration.parameters",
    "couplings": "sim.plots.calibration.correlations",
    "trace": "sim.plots.calibration.trace",
}
"""Where the figures are made; loaded when asked for."""


def load_matplotlib() -> None:
    """Load matplotlib as it is, whatever configures it around us.

    It stops at a backend that it does not know (``MPLBACKEND`` of a notebook) and at a
    settings file that it cannot read, though we draw with neither.
    """
    if "matplotlib" in sys.modules:
        return
    theirs = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    # It reads a file of that name in the working directory, too.
    aside = Path("matplotlibrc").exists()
    try:
        with tempfile.TemporaryDirectory(prefix="saylau-") as empty:
            os.environ["MATPLOTLIBRC"] = str(Path(empty) / "matplotlibrc")
            Path(os.environ["MATPLOTLIBRC"]).touch()
            with chdir(empty) if aside else nullcontext():
                import matplotlib as mpl  # noqa: F401
    finally:
        os.environ.pop("MATPLOTLIBRC", None)
        os.environ.update({name: value for name, value in theirs.items() if value is not None})


def figures_of(results: Results) -> tuple[str, ...]:
    """Return the names of the figures that a result gets; none of a comparison.

    Those of a comparison need the results that are compared: see
    :mod:`sim.plots.comparison.figures`.
    """
    if "compare" in results.tables:
        return ()
    if "fit" in results.tables:
        return CALIBRATION_FIGURES
    return FIGURES + (ENSEMBLE_FIGURES if results.summary["replications"] > 1 else ())


def figure(results: Results, name: str) -> Figure:
    """Return one of the figures of a result, see :func:`figures_of`; pyplot is not used."""
    load_matplotlib()
    from sim.plots.style import style

    with style.house_style():
        made: Figure = import_module(_MODULES[name]).figure(results)
    return made


def draw_figures(
    results: Results, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Draw every figure of a run or a calibration as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    results
        A finished run, ensemble or calibration, fresh or loaded.
    directory
        Must exist.
    on_figure
        Told after each figure.
    """
    load_matplotlib()
    from sim.plots.style import style

    folder = directory / "figures"
    folder.mkdir()
    for name in figures_of(results):
        made = figure(results, name)
        with style.house_style():
            style.save(made, folder, name)
        if on_figure is not None:
            on_figure(1)
