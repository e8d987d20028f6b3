"""``saylau compare``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.early import refuse_early
from sim.cli.group import main, print_results
from sim.errors import OutputError

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.results import Results

CONDITION_HOLDS = 3


@main.command(short_help="Compare finished runs with the first of them.")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("others", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--metric", "metrics", multiple=True, metavar="NAME",
              help="Only this figure, or all of a kind: waits, turnout_at.10:00.")  # fmt: skip
@click.option("--fail-if", multiple=True, metavar="CONDITION",
              help='End with exit code 3 if it holds: "waits.p95_s > 1.1 * base".')  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="New directory.  [default: results/compare/BASE-vs-OTHER]")  # fmt: skip
@click.option("--plots/--no-plots", default=True, show_default=True, help="Draw figures.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@click.option("--quiet", is_flag=True, help="No progress, and only the directory on stdout.")
def compare(  # noqa: PLR0913, PLR0917  one argument an option
    base: Path,
    others: tuple[Path, ...],
    metrics: tuple[str, ...],
    fail_if: tuple[str, ...],
    out: Path | None,
    plots: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Compare OTHERS with BASE: directories that `saylau run` wrote.

    Runs with one seed and the same voters are paired, so that differences are those that
    the scenario makes. Says first what differs in what was run, then by how much, and where.
    """
    refuse_early(new=[out], read=[base, *others])
    from sim.comparison import compare as compare_results
    from sim.interrupts import interrupts_remembered
    from sim.results import check_free, free_directory

    directory = out or free_directory(_place(base, others))
    check_free(directory)
    with interrupts_remembered():
        comparison = compare_results(base, *others, metrics=metrics, fail_if=fail_if)
        saved = _save(comparison, directory, plots=plots, quiet=quiet)
    try:
        print_results(saved, directory, as_json=as_json, quiet=quiet)
        sys.stdout.flush()
    except (BrokenPipeError, OutputError) as error:
        if not comparison.met:
            raise
        # A script asks for the exit code, whoever reads the text.
        if isinstance(error, OutputError):
            click.echo(f"error: {error}", err=True)
    if comparison.met:
        from sim.show.comparison import met_lines

        for line in met_lines(comparison.met):
            click.echo(line, err=True)
        click.get_current_context().exit(CONDITION_HOLDS)


def _place(base: Path, others: tuple[Path, ...]) -> Path:
    """Return where a comparison goes if nobody says."""
    # Cut, as disks take no longer names than 255 bytes.
    one, *more = (_short(path)[:50] for path in (base, *others))
    rest = more[0] if len(more) == 1 else f"{len(more)}-others"
    return Path("results") / "compare" / f"{one}-vs-{rest}"


def _short(path: Path) -> str:
    """Return a name for a result: with its scenario, if it lies where runs are put."""
    path = path.absolute()
    under = path.parent.name if path.parent.parent.name == "results" else ""
    return f"{under}-{path.name}" if under else path.name


def _save(comparison: Comparison, directory: Path, *, plots: bool, quiet: bool) -> Results:
    from sim.results import save
    from sim.show.comparison_report import comparison_report
    from sim.show.progress import ConsoleProgress

    def further(results: Results, partial: Path) -> None:
        report = comparison_report(results, _figures(plots=plots))
        (partial / "compare.md").write_text(report, encoding="utf-8", newline="\n")
        if plots:
            from sim.plots.comparison_figures import draw_comparison

            progress.begin("Figures", len(_figures(plots=True)))
            draw_comparison(comparison, partial, progress.advance)

    progress: ConsoleProgress
    with ConsoleProgress(quiet=quiet) as progress:
        return save(comparison.results, directory, further)


def _figures(*, plots: bool) -> tuple[str, ...]:
    if not plots:
        return ()
    from sim.plots.comparison_figures import COMPARISON_FIGURES

    return COMPARISON_FIGURES
