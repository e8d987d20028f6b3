"""``saylau run``."""

from __future__ import annotations

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
    posterior_option,
    quiet_option,
    resume_option,
    seed_option,
    workers_option,
)


@main.command(short_help="Run SCENARIO: a name, a TOML file or a pack.")
@click.argument("scenario")
@set_option
@seed_option("Seed of all random numbers; the same gives the same results.")
@click.option("--replications", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="Independent runs; several give medians and 5-95 % intervals.")  # fmt: skip
@click.option("--replication", type=click.IntRange(0, 99_999), default=None, metavar="N",
              help="Run number N alone, from 0, of an ensemble with this seed.  "
              "[default: 0]")  # fmt: skip
@posterior_option("each replication's")
@workers_option("Threads or processes")
@cluster_option
@engine_option
@out_option("results/SCENARIO/seed-SEED[-nN][-CHANGES]")
@click.option("--voters", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="New CSV file with one row per voter; compressed if named .gz.")  # fmt: skip
@click.option("--site-queues", is_flag=True,
              help="Waits and queues of each site by hour, too: site_queues.csv.")  # fmt: skip
@resume_option("a run")
@figure_options
@json_option
@quiet_option
def run(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    seed: int,
    replications: int,
    replication: int | None,
    posterior: str | None,
    workers: int | None,
    cluster: str | None,
    engine: Literal["auto", "simpy"],
    out: Path | None,
    voters: Path | None,
    site_queues: bool,
    resume: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run SCENARIO from opening to the last accepted protocol.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    """
    if replications > 1 and replication is not None:
        raise click.UsageError("--replication needs --replications 1: it is one of an ensemble")
    _check_together(replications, cluster, out, resume, voters, site_queues=site_queues)
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[out, voters])
    if posterior is not None:
        from sim.ensemble.shipped_posteriors import find_posterior

        find_posterior(posterior)
    from contextlib import nullcontext
    from functools import partial

    from sim.api import run as run_scenario
    from sim.core.interrupts import interrupts_remembered
    from sim.core.processes import default_workers
    from sim.results import VotersFile, add_figures
    from sim.results.destination import Destination
    from sim.results.scenario_changes import changes_of, folder_suffix
    from sim.show.progress import ConsoleProgress

    note_compile_folder(quiet=quiet)
    assumed = load_with_notes(scenario, overrides)
    label = f"seed-{seed}" if replications == 1 else f"seed-{seed}-n{replications}"
    label += f"-replication-{replication}" if replication else ""
    label += folder_suffix(changes_of(assumed))
    destination = Destination(
        resume or out or Path("results") / assumed.name / label,
        resume=resume is not None, part="replication" if replications > 1 else None,
        may_rename=out is None,
    )  # fmt: skip
    voters_file = nullcontext() if voters is None else VotersFile(voters)
    with interrupts_remembered(), ConsoleProgress(quiet=quiet) as progress:
        with destination, voters_file as file:
            results = run_scenario(
                assumed,
                seed=seed,
                replications=replications,
                replication=replication,
                posterior=posterior,
                workers=workers or default_workers(),
                cluster=cluster,
                engine=engine,
                checkpoint=destination if replications > 1 else None,
                resume=destination.resume,
                voters=file,
                site_queues=site_queues,
                progress=progress,
            )
            breached = results.summary.invariants.breached
            saved = destination.save(results, ending="-breached" if breached else "")
        directory = destination.directory
        plot = partial(progress.plot, size=size, pdf=pdf)
        # If figures cannot be plotted, the result is complete without them.
        results = add_figures(saved, plot) if plots else saved.results
    try:
        print_results(results, directory, as_json=as_json, quiet=quiet)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the result is complete in {directory}") from None
    if breached:
        from sim.core.errors import BalanceError

        message = f"broken invariant: {breached[0].text}; at {', '.join(breached[0].where)}"
        raise BalanceError(breached[0].code, f"{message}; see {directory}")
    destination.check_name()


def _check_together(  # noqa: PLR0913  options of one command
    replications: int,
    cluster: str | None,
    out: Path | None,
    resume: Path | None,
    voters: Path | None,
    *,
    site_queues: bool,
) -> None:
    """Raise an error for options that exclude each other."""
    wrong = []
    if replications == 1 and cluster is not None:
        wrong.append("--cluster needs --replications 2 or more: a single run is on this machine")
    if replications == 1 and resume is not None:
        wrong.append("--resume needs the --replications of the run that was interrupted")
    if replications > 1 and voters is not None:
        wrong.append("--voters needs --replications 1: its rows are the voters of one run")
    if replications > 1 and site_queues:
        wrong.append("--site-queues needs --replications 1: its rows are the sites of one run")
    if out is not None and voters in {out, *out.parents}:
        wrong.append("--voters names a file that --out would make a directory")
    if out is not None and resume is not None:
        wrong.append("--out and --resume both name the result; give one of them")
    if wrong:
        raise click.UsageError("; ".join(wrong))
