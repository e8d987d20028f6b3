"""``saylau feasible``."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from sim.cli.duration import Duration
from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, figure_options
from sim.cli.group import load_with_notes, main, print_results, set_option
from sim.cli.options import NumberRange, json_option, out_option, seed_option

_FIGURES = ("feasible",)


@main.command(short_help="Could a site issue as many ballots as reported?")
@click.argument("scenario")
@click.option("--issued", required=True, type=click.Path(path_type=Path), metavar="CSV",
              help="Reported ballots: columns site, hour, issued, perhaps until.")  # fmt: skip
@set_option
@click.option("--level", type=NumberRange(0.001, 0.5), default=0.01, show_default=True,
              help="Below it a number is not feasible; at least the error, 0.001.")  # fmt: skip
@click.option("--booth-wait", "booth_wait_s", type=Duration("24h"), default="10min",
              show_default=True, metavar="TIME",
              help="Longest wait for a booth that is allowed.")  # fmt: skip
@seed_option("Of the sites that incidents with a share affect.")
@out_option("results/SCENARIO/feasible-CSV")
@figure_options
@json_option
@click.option("--quiet", is_flag=True, help="Only the directory on standard output.")
def feasible(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    issued: Path,
    overrides: tuple[str, ...],
    level: float,
    booth_wait_s: float,
    seed: int,
    out: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say whether sites could issue the ballots of --issued, and the desks it would need.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack. Each row of the
    file is a site and an hour (local time), or a span if it has `until`. The answer is the
    probability that as many ballots could be issued there with the desks, booths, hours and
    service times of the scenario if the queue never ended.
    """
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[out])
    from sim.core.interrupts import interrupts_remembered
    from sim.feasibility.feasible import feasible as check
    from sim.plots import plot_figures
    from sim.results import add_figures
    from sim.results.destination import Destination
    from sim.show.feasibility_report import feasibility_report

    assumed = load_with_notes(scenario, overrides)
    destination = Destination(
        out or Path("results") / assumed.name / f"feasible-{issued.stem[:80]}",
        resume=False, part=None, may_rename=out is None,
    )  # fmt: skip
    with interrupts_remembered():
        with destination:
            results = check(assumed, issued, level=level, booth_wait_s=booth_wait_s, seed=seed)
            page = feasibility_report(results, _FIGURES if plots else ())
            saved = destination.save(results, {"feasible.md": page.encode()})
        if plots:
            results = add_figures(saved, partial(plot_figures, size=size, pdf=pdf))
    print_results(results, destination.directory, as_json=as_json, quiet=quiet)
    destination.check_name()
