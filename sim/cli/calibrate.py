"""``saylau calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, figure_options
from sim.cli.group import (
    load_with_notes,
    main,
    note,
    note_compile_folder,
    print_command,
    print_results,
    set_option,
    targets_options,
)
from sim.cli.options import (
    json_option,
    out_option,
    quiet_option,
    resume_option,
    seed_option,
    workers_option,
)
from sim.cli.terminal_text import command_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Scenario


@main.command(short_help="Fit SCENARIO to reported values.")
@click.argument("scenario", default="baseline")
@set_option
@targets_options
@click.option("--free", multiple=True, metavar="SECTION.KEY",
              help="Estimate one more parameter; it needs a calibration range.")  # fmt: skip
@click.option("--fix", multiple=True, metavar="SECTION.KEY[=VALUE]",
              help="Fix a parameter, at a value or as it is.")  # fmt: skip
@click.option("--weight", "weights", multiple=True, metavar="CODE@TIME=W",
              help="Weight of a reported value: 0.5 half, 0 not used.")  # fmt: skip
@click.option("--lint", is_flag=True, help="Only check the reported values; nothing is simulated.")
@click.option("--quick", is_flag=True, help="A short calibration; its chains do not converge.")
@seed_option("Seed of all random numbers; the same gives the same posterior.")
@workers_option("Threads of a simulation")
@out_option("results/SCENARIO/calibration-SEED[-CHANGES]")
@resume_option("a calibration")
@figure_options
@json_option
@quiet_option
def calibrate(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    free: tuple[str, ...],
    fix: tuple[str, ...],
    files: tuple[Path, ...],
    drop: tuple[str, ...],
    weights: tuple[str, ...],
    lint: bool,
    quick: bool,
    seed: int,
    workers: int | None,
    out: Path | None,
    resume: Path | None,
    plots: bool,
    size: str,
    pdf: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Fit SCENARIO to reported values; report what stays unknown.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    Of a pack, arrival curves are fitted to turnout by hour, and the night to the times at
    which results came in; votes stay those it expects.
    Writes the calibrated scenario, posterior draws of its parameters, the fit, and figures.
    Run the result with: saylau run SCENARIO --posterior DIR --replications 100
    """
    if out is not None and resume is not None:
        raise click.UsageError("--out and --resume both name the result; give one of them")
    check_figures(plots=plots, size=size, pdf=pdf)
    refuse_early(new=[None if lint else out])
    from functools import partial

    from sim.calibration.calibrate import calibrate as calibrate_scenario
    from sim.calibration.effort import FULL, QUICK
    from sim.core.interrupts import interrupts_remembered
    from sim.core.processes import default_workers
    from sim.results import add_figures
    from sim.results.destination import Destination
    from sim.results.scenario_changes import changes_of, folder_suffix
    from sim.show.fit_report import fit_report
    from sim.show.progress import ConsoleProgress

    held = tuple(text.partition("=")[0].strip() for text in fix)
    values = (*overrides, *(text for text in fix if "=" in text))
    assumed = load_with_notes(scenario, values)
    _note_prior(assumed, free)
    if lint:
        _lint(assumed, files, drop, weights, free, held)
        return
    note_compile_folder(quiet=quiet)
    label = f"calibration-{seed}{folder_suffix(changes_of(assumed))}"
    destination = Destination(
        resume or out or Path("results") / assumed.name / label,
        resume=resume is not None, part="stage", may_rename=out is None,
    )  # fmt: skip
    with interrupts_remembered(), ConsoleProgress(quiet=quiet) as progress:
        with destination:
            calibration = calibrate_scenario(
                assumed,
                seed=seed,
                effort=QUICK if quick else FULL,
                free=free,
                fix=held,
                files=files,
                drop=drop,
                weights=weights,
                command=_command(scenario, overrides, free, fix, files, drop, weights, seed, quick),
                workers=workers or default_workers(),
                checkpoint=destination,
                resume=destination.resume,
                progress=progress,
            )
            report = fit_report(calibration.results).encode()
            beside = calibration.files_in(destination.directory)
            saved = destination.save(calibration.results, {**beside, "fit.md": report})
        plot = partial(progress.plot, size=size, pdf=pdf)
        # If figures cannot be plotted, the result is complete without them.
        results = add_figures(saved, plot) if plots else saved.results
    print_results(results, destination.directory, as_json=as_json, quiet=quiet)
    if not (as_json or quiet):
        command = _next_command(scenario, values, destination.directory)
        print_command(command)
    destination.check_name()


def _note_prior(scenario: Scenario, free: Sequence[str]) -> None:
    """Print a note if curves of other elections of a pack are not, or no longer, its prior.

    Also if the prior was fitted with another shape c than the scenario's.
    """
    from sim.calibration.arrivals.prior_file import PRIOR_OF_USUAL_C, prior_note
    from sim.scenario.election import is_default, published_of
    from sim.scenario.parameters.voters import USUAL_C

    if not is_default(scenario) and (text := prior_note(published_of(scenario))):
        note(text)
    if scenario.arrivals.c != USUAL_C or "arrivals.c" in free:
        note(PRIOR_OF_USUAL_C)


def _next_command(scenario: str, values: tuple[str, ...], directory: Path) -> str:
    """Return the command that runs the calibrated scenario, quoted for a shell."""
    from sim.ensemble.shipped_posteriors import reference_of

    changes = [word for text in values for word in ("--set", text)]
    posterior = reference_of(directory)
    words = ["saylau", "run", scenario, *changes, "--posterior", posterior, "--replications", "100"]
    return command_text(words)


def _command(  # noqa: PLR0913, PLR0917
    scenario: str,
    overrides: tuple[str, ...],
    free: tuple[str, ...],
    fix: tuple[str, ...],
    files: tuple[Path, ...],
    drop: tuple[str, ...],
    weights: tuple[str, ...],
    seed: int,
    quick: bool,
) -> str:
    """Return the command line with only the options that the result depends on."""
    options = (
        ("--set", overrides), ("--free", free), ("--fix", fix),
        ("--targets", tuple(map(str, files))), ("--drop", drop), ("--weight", weights),
    )  # fmt: skip
    words = ["saylau", "calibrate", scenario]
    words += [word for name, values in options for value in values for word in (name, value)]
    return command_text([*words, "--seed", str(seed), *(["--quick"] if quick else [])])


def _lint(  # noqa: PLR0913, PLR0917  the options of a calibration
    scenario: Scenario,
    files: tuple[Path, ...],
    drop: tuple[str, ...],
    weights: tuple[str, ...],
    free: tuple[str, ...],
    held: tuple[str, ...],
) -> None:
    """Print findings about the reported values; raise the errors that a calibration would raise."""
    from sim.calibration.free_parameters import choose_free_parameters
    from sim.calibration.joint_posterior import JointPosterior
    from sim.calibration.targets.collect import collect
    from sim.calibration.targets.lint import lint_targets
    from sim.core.errors import InputError, Problem
    from sim.election import build_country
    from sim.scenario.election import is_pack, published_of
    from sim.show.listings import lint_lines

    if is_pack(scenario):
        message = "values of a pack are checked by saylau pack check"
        raise InputError([Problem("--lint", "", message)])
    plan = choose_free_parameters(scenario, free, held)
    country = build_country(scenario)
    targets = collect(scenario, country.register, files, drop, weights)
    if held:
        # Fixed parameters are checked when the posterior is laid out.
        JointPosterior.of(country, targets, plan)
    of = published_of(scenario)
    for line in lint_lines(lint_targets(targets, of), len(targets), of):
        click.echo(line)
