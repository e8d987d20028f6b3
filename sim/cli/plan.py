"""``saylau plan``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.duration import Duration
from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, figure_options
from sim.cli.group import (
    load_with_notes,
    main,
    note_compile_folder,
    print_command,
    print_results,
    set_option,
)
from sim.cli.options import (
    json_option,
    out_option,
    posterior_option,
    quiet_option,
    resume_option,
    seed_option,
    workers_option,
)
from sim.cli.terminal_text import command_text

if TYPE_CHECKING:
    from sim.planning.asked import PlanAsked

NOT_REACHED = 3
"""Exit code if results cannot be had by the time asked for."""


class Names(click.ParamType[tuple[str, ...]]):
    """Some of a few names, with commas between."""

    name = "names"

    def __init__(self, *known: str) -> None:
        self.known = known

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        """Return the names in a text, in the order in which they are known."""
        if isinstance(value, tuple):
            return value
        names = [name.strip() for name in str(value).split(",")]
        if unknown := [name for name in names if name not in self.known]:
            known = ", ".join(self.known)
            message = f"must be some of {known}, with commas between; got {unknown[0]!r}"
            self.fail(message, param, ctx)
        return tuple(name for name in self.known if name in names)


@main.command(short_help="Plan the staff of SCENARIO: few people, short waits.")
@click.argument("scenario")
@set_option
@click.option("--max-wait", "max_wait_s", type=Duration(), default="10min", show_default=True,
              metavar="TIME",
              help="Limit of the whole wait: at the door, for desk, booth and box.")  # fmt: skip
@click.option("--share", type=float, default=0.95, show_default=True,
              help="Of a site's voters who wait no longer on a good day.")  # fmt: skip
@click.option("--days", type=float, default=0.95, show_default=True,
              help="Share of election days that are good.")  # fmt: skip
@click.option("--confidence", type=float, default=0.95, show_default=True,
              help="That the plan really keeps this, at each site.")  # fmt: skip
@click.option("--jointly", is_flag=True, help="With that confidence at all sites together.")
@click.option("--change", type=Names("desks", "booths"), default="desks", show_default=True,
              metavar="WHAT", help="desks; booths; or desks,booths.")  # fmt: skip
@click.option("--desks", type=click.IntRange(1), default=None, metavar="N",
              help="Place N desks where they help most, in place of a certified plan.")  # fmt: skip
@click.option("--members", type=click.IntRange(1), default=None, metavar="N",
              help="The same with N members of commissions.")  # fmt: skip
@click.option("--results-by", default="", metavar="TIME",
              help="Plan the night, too, so that each commission has all protocols by then: 02:00, "
                   "or with its day '08:00 +1 d'.")  # fmt: skip
@click.option("--change-night", type=Names("tables", "vehicles", "clerks"), metavar="WHAT",
              help="For --results-by: some of tables, vehicles, clerks, with commas between.  "
                   "[default: all]")  # fmt: skip
@posterior_option("each day's")
@click.option("--reported-turnout", is_flag=True,
              help="Plan for exactly the reported votes; else turnout is sampled.")  # fmt: skip
@click.option("--most-days", type=click.IntRange(1, 100_000), default=400, show_default=True,
              help="Days after which what is not certified is not enough.")  # fmt: skip
@click.option("--fresh-days", type=click.IntRange(0, 100_000), default=100, show_default=True,
              help="Days of the validation, which the search has not seen.")  # fmt: skip
@seed_option("Seed of all random numbers; the same gives the same plan.")
@workers_option("Threads")
@out_option("results/SCENARIO/plan-SEED[-CHANGES]")
@resume_option("a plan")
@figure_options
@json_option
@quiet_option
def plan(  # noqa: PLR0913  one argument an option, all by keyword
    *,
    scenario: str,
    overrides: tuple[str, ...],
    posterior: str | None,
    seed: int,
    workers: int | None,
    out: Path | None,
    resume: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    """Find the least staff of SCENARIO with which waits are rarely too long, site by site.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    Three numbers: a SHARE of a site's voters wait at most MAX-WAIT; on a share DAYS of election
    days; with a CONFIDENCE that the plan keeps this.
    Writes plan.csv, a page for officials (plan.md), figures, and a scenario with the plan:
    saylau run DIR/scenario.toml
    """
    if out is not None and resume is not None:
        raise click.UsageError("--out and --resume both name the result; give one of them")
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[out])
    from sim.core.interrupts import interrupts_remembered
    from sim.core.processes import default_workers
    from sim.planning.asked import check_asked
    from sim.planning.files import files_of
    from sim.planning.plan import plan as plan_scenario
    from sim.results import add_figures
    from sim.results.destination import Destination
    from sim.results.scenario_changes import changes_of, folder_suffix
    from sim.show.progress import ConsoleProgress

    wanted = _asked(**asked)
    check_asked(wanted)
    if posterior is not None:
        from sim.ensemble.shipped_posteriors import find_posterior

        find_posterior(posterior)
    note_compile_folder(quiet=quiet)
    assumed = load_with_notes(scenario, overrides)
    label = f"plan-{seed}{folder_suffix(changes_of(assumed))}"
    destination = Destination(
        resume or out or Path("results") / assumed.name / label,
        resume=resume is not None, part="round", may_rename=out is None,
    )  # fmt: skip
    with interrupts_remembered(), ConsoleProgress(quiet=quiet) as progress:
        with destination:
            results = plan_scenario(
                assumed,
                wanted,
                seed=seed,
                posterior=posterior,
                workers=workers or default_workers(),
                checkpoint=destination,
                resume=destination.resume,
                progress=progress,
            )
            files = files_of(results, assumed, destination.directory)
            saved = destination.save(results, files)
        # If figures cannot be plotted, the result is complete without them.
        results = (
            add_figures(saved, partial(progress.plot, size=size, pdf=pdf))
            if plots
            else saved.results
        )
    print_results(results, destination.directory, as_json=as_json, quiet=quiet)
    if not (as_json or quiet):
        scenario = str(destination.directory / "scenario.toml")
        print_command(command_text(["saylau", "run", scenario]))
    destination.check_name()
    night = results.summary.results_by
    if night is not None and night.certified < night.commissions:
        click.get_current_context().exit(NOT_REACHED)


def _asked(*, desks: int | None, members: int | None, **rest: Any) -> PlanAsked:
    """Return what is asked, with a budget if desks or members are given."""
    from sim.planning.asked import Budget, PlanAsked

    if desks is not None and members is not None:
        raise click.UsageError("--desks and --members exclude each other")
    if desks is None and members is None:
        return PlanAsked(**rest)
    budget = Budget("desks", desks) if desks is not None else Budget("members", members or 0)
    return PlanAsked(budget=budget, **rest)
