"""Options of the commands that plot figures: whether, in which size, and in which formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

from sim.cli.options import language_option

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., object])

SIZES = ("slide", "square", "phone")
"""As :data:`sim.plots.style.boxes.SIZES`, which is loaded only to plot."""

plots_option = click.option("--plots/--no-plots", default=True, show_default=True,
                            help="Plot figures.")  # fmt: skip
size_option = click.option("--size", type=click.Choice(SIZES), default="slide", show_default=True,
                           help="Of figures: 16:9, 1:1, or upright for a phone.")  # fmt: skip


def figure_options(command: F) -> F:
    """Add ``--plots``, ``--size``, ``--pdf`` and ``--language`` to a command."""
    pdf = click.option("--pdf", is_flag=True, help="Figures as PDF, too; else SVG and PNG.")
    return plots_option(size_option(pdf(language_option(command))))


def check_figures(*, plots: bool, size: str, pdf: bool = False) -> None:
    """Raise an error for options of figures that are not plotted."""
    given = [name for name, used in (("--size", size != "slide"), ("--pdf", pdf)) if used]
    if given and not plots:
        raise click.UsageError(f"--no-plots excludes {' and '.join(given)}")
