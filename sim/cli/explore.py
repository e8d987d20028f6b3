"""``saylau explore``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Literal

import click

from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, figure_options
from sim.cli.group import load_with_notes, main, note_compile_folder, print_results, set_option
from sim.cli.options import (
    cluster_option,
    engine_option,
    json_option,
    out_option,
    quiet_option,
    resume_option,
    seed_option,
    workers_option,
)

_METHODS = ("one-at-a-time", "morris", "sobol", "grid")


@main.command(short_help="Find out which parameters of SCENARIO matter.")
@click.argument("scenario")
@set_option
@click.option("--over", multiple=True, metavar="SECTION|KEY",
              help="Explore the numbers of a section (counting), or one parameter; may be "
                   "repeated.")  # fmt: skip
@click.option("--range", "ranges", multiple=True, metavar="KEY=LOW:HIGH",
              help="Range in place of the declared one; may be repeated.")  # fmt: skip
@click.option("--method", type=click.Choice(_METHODS), default="one-at-a-time", show_default=True,
              help="morris and sobol need: pip install 'saylau[explore]'")  # fmt: skip
@click.option("--metric", "metrics", multiple=True, metavar="NAME",
              help="Measure this metric, or all of a group: night.all_accepted, waits.  "
                   "[default: the main ones]")  # fmt: skip
@click.option("--samples", type=click.IntRange(2, 100_000), default=None,
              help="Trajectories of morris [10], base samples of sobol, a power of two [64], "
                   "values of each parameter of a grid [3].")  # fmt: skip
@click.option("--replications", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="Runs at each point; several give intervals of the effects one at a "
                   "time.")  # fmt: skip
@seed_option("Of all runs, which are paired, and of the points.")
@workers_option("Processes")
@cluster_option
@engine_option
@out_option("results/SCENARIO/METHOD-SEED[-CHANGES]")
@resume_option("an exploration")
@figure_options
@json_option
@quiet_option
def explore(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    over: tuple[str, ...],
    ranges: tuple[str, ...],
    method: Literal["one-at-a-time", "morris", "sobol", "grid"],
    metrics: tuple[str, ...],
    samples: int | None,
    replications: int,
    seed: int,
    workers: int | None,
    cluster: str | None,
    engine: Literal["auto", "simpy"],
    out: Path | None,
    resume: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run SCENARIO at many points of the ranges of its parameters; print what moves its metrics.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    A replication has the same random words at every point: runs differ by the parameters alone.

    Example: saylau explore baseline --over counting --metric night.all_accepted
    """
    if not over and not ranges:
        raise click.UsageError("name what to explore: --over SECTION, or --range KEY=LOW:HIGH")
    if out is not None and resume is not None:
        raise click.UsageError("--out and --resume both name the result; give one of them")
    if samples is not None and method == "one-at-a-time":
        raise click.UsageError("--samples belongs to morris, sobol and grid")
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[out])
    from sim.core.interrupts import interrupts_remembered
    from sim.core.processes import default_workers
    from sim.exploring.explore import explore as explore_scenario
    from sim.results import add_figures
    from sim.results.destination import Destination
    from sim.results.scenario_changes import changes_of, folder_suffix
    from sim.show.progress import ConsoleProgress

    note_compile_folder(quiet=quiet)
    assumed = load_with_notes(scenario, overrides)
    label = f"{method}-{seed}{folder_suffix(changes_of(assumed))}"
    destination = Destination(
        resume or out or Path("results") / assumed.name / label,
        resume=resume is not None, part="run", may_rename=out is None,
    )  # fmt: skip
    with interrupts_remembered(), ConsoleProgress(quiet=quiet) as progress:
        with destination:
            results = explore_scenario(
                assumed,
                over=over,
                ranges=ranges,
                method=method,
                metrics=metrics,
                samples=samples,
                replications=replications,
                seed=seed,
                workers=workers or default_workers(),
                engine=engine,
                cluster=cluster,
                checkpoint=destination,
                resume=destination.resume,
                progress=progress,
            )
            saved = destination.save(results)
        # If figures cannot be plotted, the result is complete without them.
        results = (
            add_figures(saved, partial(progress.plot, size=size, pdf=pdf))
            if plots
            else saved.results
        )
    try:
        print_results(results, destination.directory, as_json=as_json, quiet=quiet)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the result is complete in {destination.directory}") from None
    destination.check_name()
