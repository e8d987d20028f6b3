"""``saylau compare``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, figure_options
from sim.cli.group import main, print_results
from sim.cli.options import out_option, quiet_option
from sim.core.errors import OutputError

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.results import ComparisonResults, Saved
    from sim.results.destination import Destination

CONDITION_HOLDS = 3


@main.command(short_help="Compare finished runs with the first of them.")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--metric", "metrics", multiple=True, metavar="NAME",
              help="Only this metric, or all of a group: waits, turnout_at.10:00.")  # fmt: skip
@click.option("--fail-if", multiple=True, metavar="CONDITION",
              help='Exit with code 3 if it holds: "waits.p95_s > 1.1 * base".')  # fmt: skip
@out_option("results/compare/BASE-vs-OTHER")
@figure_options
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@quiet_option
def compare(  # noqa: PLR0913, PLR0917  one argument an option
    base: Path,
    others: tuple[Path, ...],
    metrics: tuple[str, ...],
    fail_if: tuple[str, ...],
    out: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare OTHERS with BASE: directories that `saylau run` wrote.

    Runs with the same seed and the same voters are paired (common random numbers), so that
    differences are those of the scenarios. Prints first which inputs differ, then by how much
    the results differ, and where.
    """
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[out], read=[base, *others])
    from sim.comparison import compare as compare_results
    from sim.core.interrupts import interrupts_remembered
    from sim.results.destination import Destination

    destination = Destination(
        out or _default_path(base, others), resume=False, part=None, may_rename=out is None
    )  # fmt: skip
    with interrupts_remembered():
        with destination:
            comparison = compare_results(base, *others, metrics=metrics, fail_if=fail_if)
            saved = _save(comparison, destination, plots=plots)
        directory = destination.directory
        results = saved.results
        if plots:
            results = _with_figures(comparison, saved, size=size, pdf=pdf, quiet=quiet)
    try:
        print_results(results, directory, as_json=as_json, quiet=quiet)
        sys.stdout.flush()
    except (BrokenPipeError, OutputError) as error:
        if not comparison.met:
            raise
        # Scripts depend on the exit code, even if the text cannot be printed.
        if isinstance(error, OutputError):
            click.echo(f"error: {error}", err=True)
    destination.check_name()
    if comparison.met:
        from sim.show.comparison import met_lines

        for line in met_lines(comparison.met, comparison.base.summary.nation):
            click.echo(line, err=True)
        click.get_current_context().exit(CONDITION_HOLDS)


def _default_path(base: Path, others: tuple[Path, ...]) -> Path:
    """Return the directory of a comparison without ``--out``."""
    # Shortened, because file names can have at most 255 bytes.
    one, *more = (_short(path)[:50] for path in (base, *others))
    rest = more[0] if len(more) == 1 else f"{len(more)}-others"
    return Path("results") / "compare" / f"{one}-vs-{rest}"


def _short(path: Path) -> str:
    """Return the name of a result, with that of its scenario if it is in a default directory."""
    path = path.absolute()
    under = path.parent.name if path.parent.parent.name == "results" else ""
    return f"{under}-{path.name}" if under else path.name


def _save(
    comparison: Comparison, destination: Destination, *, plots: bool
) -> Saved[ComparisonResults]:
    from sim.show.comparison_report import comparison_report

    results = comparison.results
    report = comparison_report(results, _figures(plots=plots))
    return destination.save(results, {"compare.md": report.encode()})


def _with_figures(
    comparison: Comparison, saved: Saved[ComparisonResults], *, size: str, pdf: bool, quiet: bool
) -> ComparisonResults:
    """Plot the figures of a complete comparison and add them to it."""
    from sim.plots.comparison import plot_comparison
    from sim.results import add_figures
    from sim.show.progress import ConsoleProgress

    progress: ConsoleProgress
    with ConsoleProgress(quiet=quiet) as progress:

        def plot(_: ComparisonResults, partial: Path) -> None:
            progress.begin("Figures", len(_figures(plots=True)))
            plot_comparison(comparison, partial, progress.advance, size=size, pdf=pdf)

        return add_figures(saved, plot)


def _figures(*, plots: bool) -> tuple[str, ...]:
    if not plots:
        return ()
    from sim.plots.comparison import COMPARISON_FIGURES

    return COMPARISON_FIGURES
