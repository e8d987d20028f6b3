"""Figures: each module has pure ``*_data(results)`` and ``plot_*(data, ...)``.

Only this package imports matplotlib, and only when it plots.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.results.result_kinds import kind_named
from sim.results.translated import shown_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from sim.results import Results


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
    """Return the names of the figures of a result of any kind but a comparison.

    Empty for the results of a comparison, whose figures need the compared results: see
    :mod:`sim.plots.comparison`.
    """
    package = kind_named(results.kind).figures
    return tuple(import_module(package).figures_of(results)) if package else ()


def figure(results: Results, name: str, size: str = "slide", language: str | None = None) -> Figure:
    """Return a figure of a result by its name, without pyplot.

    It has the house style whatever the settings of the caller are, when it is saved, too.

    Parameters
    ----------
    results
        The results of a result of any kind but a comparison.
    name
        One of :func:`figures_of`.
    size
        ``slide``, ``square`` or ``phone``.
    language
        Code of the language; that which was chosen by default: see :mod:`sim.core.language`.
    """
    package = import_module(kind_named(results.kind).figures)
    with shown_in(results.summary, language):
        made: Figure = package.figure(results, name, size)
    return made


def make_figure(subject: object, module: str, size: str) -> Figure:
    """Return the figure of a module, of results or of a comparison, in the house style."""
    load_matplotlib()
    from sim.plots.style import boxes, style

    if size not in boxes.SIZES:
        allowed = f"must be one of {', '.join(boxes.SIZES)}; got {size!r}"
        raise InputError.single("figure", "size", allowed)
    with style.house_style():
        made: Figure = import_module(module).figure(subject, size)
    return made


def plot_figures(
    results: Results,
    directory: Path,
    on_figure: Callable[[int], None] | None = None,
    *,
    size: str = "slide",
    pdf: bool = False,
) -> None:
    """Plot every figure of a result as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    results
        The results of a result of any kind but a comparison.
    directory
        An existing directory.
    on_figure
        Called with 1 after each figure.
    size
        ``slide``, ``square`` or ``phone``.
    pdf
        Whether to save each as PDF, too.
    """
    make = partial(figure, results, size=size)
    save_figures(make, figures_of(results), directory, on_figure, pdf=pdf)


def save_figures(
    make: Callable[[str], Figure],
    names: Sequence[str],
    directory: Path,
    on_figure: Callable[[int], None] | None,
    *,
    pdf: bool,
) -> None:
    """Plot figures into ``directory/figures``, which becomes a directory.

    Parameters
    ----------
    make
        Returns a figure by its name.
    names
        Of the figures.
    directory, on_figure, pdf
        As of :func:`plot_figures`.
    """
    load_matplotlib()
    from sim.plots.style import saving, style

    folder = directory / "figures"
    folder.mkdir()
    with style.house_style():
        for name in names:
            saving.save(make(name), folder, name, (*saving.KINDS, *[saving.PDF] * pdf))
            if on_figure is not None:
                on_figure(1)
