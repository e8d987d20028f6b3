"""The command line: each command parses, calls one function, and prints.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done,
1 failure, 2 bad input, 130 interrupted.
"""

from __future__ import annotations

import shlex
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from sim.errors import SaylauError

if TYPE_CHECKING:
    from collections.abc import Callable

INTERRUPTED = 130


class Group(click.Group):
    """A group of commands that reports our errors as sentences, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn our errors into exit codes."""
        try:
            return super().invoke(ctx)
        except SaylauError as error:
            for line in [*str(error).splitlines(), *getattr(error, "__notes__", [])]:
                click.echo(f"error: {line}", err=True)
            ctx.exit(error.exit_code)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"error: {where}{error.strerror or error}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt as interrupt:
            # All is put away; a second one would only print a traceback.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            click.echo(f"\n{_go_on(str(interrupt))}", err=True)
            ctx.exit(INTERRUPTED)


def _go_on(kept: str) -> str:
    """Say what an interrupt left, and the command that goes on."""
    arguments = iter(sys.argv[1:])
    if not kept:
        return f"interrupted: nothing was written; again with: {shlex.join(['saylau', *arguments])}"
    again = ["saylau"]
    for argument in arguments:
        if argument in {"--out", "--resume"}:
            next(arguments, None)
        elif not argument.startswith(("--out=", "--resume=")):
            again.append(argument)
    said, _, directory = kept.partition("\n")
    if not directory:
        return f"interrupted: {said}"
    return f"interrupted: {said}; go on with: {shlex.join([*again, '--resume', directory])}"


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"saylau {version('saylau')}")
        ctx.exit()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Print the version and exit.",
)  # fmt: skip
def main() -> None:
    """Saylau: simulate an election day and its night, voter by voter.

    The Kazakh rural äkim elections of 25 July 2021: 14 regions, 730 races, 1,847 polling sites,
    1.2 million registered voters. Everything it prints is simulated, and says so.

    Start with: saylau run baseline
    """


def _set_option(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--set", "overrides", multiple=True, metavar="SECTION.KEY=VALUE",
        help="Change one parameter; may be repeated. See: saylau params",
    )(command)  # fmt: skip


@main.command(short_help="Run SCENARIO, a name or a TOML file.")
@click.argument("scenario")
@_set_option
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=2021, show_default=True,
              help="All luck of the run; same scenario and seed, same results.")  # fmt: skip
@click.option("--replications", type=click.IntRange(1, 100_000), default=1, show_default=True,
              help="Repeats with other luck; several give medians and 5-95 % bands.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="Threads or processes.  [default: one a processor]")  # fmt: skip
@click.option("--cluster", metavar="ADDRESS", default=None,
              help="Run replications on a Dask cluster: tcp://HOST:PORT.")  # fmt: skip
@click.option("--engine", type=click.Choice(["auto", "simpy"]), default="auto", show_default=True,
              help="auto: compiled; simpy: the reference, slower, same results.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="New directory.  [default: results/SCENARIO/seed-SEED[-nN]]")  # fmt: skip
@click.option("--voters", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="New CSV file for a row a voter; compressed if named .gz.")  # fmt: skip
@click.option("--resume", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Go on with replications that were interrupted on the way to DIR.")  # fmt: skip
@click.option("--plots/--no-plots", default=True, show_default=True, help="Draw figures.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="No progress, and only the directory on stdout.")
def run(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    seed: int,
    replications: int,
    workers: int | None,
    cluster: str | None,
    engine: Literal["auto", "simpy"],
    out: Path | None,
    voters: Path | None,
    resume: Path | None,
    plots: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run SCENARIO (a name or a TOML file) from doors open to the last protocol accepted."""
    from contextlib import nullcontext

    from sim.api import default_workers
    from sim.api import run as run_scenario
    from sim.ensemble import Keeping
    from sim.interrupts import interrupts_remembered
    from sim.results import VotersFile, free_directory, save
    from sim.scenario import load_scenario
    from sim.show.progress import ConsoleProgress

    _check_together(replications, cluster, out, resume, voters)
    assumed = load_scenario(scenario, overrides)
    label = f"seed-{seed}" if replications == 1 else f"seed-{seed}-n{replications}"
    keeping = Keeping(
        resume or out or Path("results") / assumed.name / label,
        resume=resume is not None, replications=replications, may_rename=out is None,
    )  # fmt: skip
    voters_file = nullcontext() if voters is None else VotersFile(voters)
    with (
        interrupts_remembered(),
        ConsoleProgress(quiet=quiet) as progress,
        keeping,
        voters_file as file,
    ):
        results = run_scenario(
            assumed,
            seed=seed,
            replications=replications,
            workers=workers or default_workers(),
            cluster=cluster,
            engine=engine,
            keep=keeping.folder,
            resume=keeping.resume,
            voters=file,
            progress=progress,
        )
        directory = keeping.directory
        breached = results.summary["invariants"]["breached"]
        if breached:
            directory = free_directory(directory.with_name(f"{directory.name}-breached"))
        saved = save(results, directory, progress.drawing if plots else None)
    try:
        _print_results(saved, directory, as_json=as_json, quiet=quiet)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"the result is complete in {directory}") from None
    if breached:
        from sim.errors import BalanceError

        message = f"{breached[0]['text']}: not so at {', '.join(breached[0]['where'])}"
        raise BalanceError(breached[0]["code"], f"{message}; see {directory}")


def _check_together(
    replications: int,
    cluster: str | None,
    out: Path | None,
    resume: Path | None,
    voters: Path | None,
) -> None:
    """Raise an error for options that make no sense together."""
    wrong = []
    if replications == 1 and cluster is not None:
        wrong.append("--cluster needs --replications 2 or more: one is run on this machine")
    if replications == 1 and resume is not None:
        wrong.append("--resume needs the --replications of the run that was interrupted")
    if replications > 1 and voters is not None:
        wrong.append("--voters needs --replications 1: its rows are those of one run")
    if out is not None and voters in {out, *out.parents}:
        wrong.append("--voters names a file, and --out makes it a directory")
    if out is not None and resume is not None:
        wrong.append("--out and --resume name the same thing; give one of them")
    if wrong:
        raise click.UsageError("; ".join(wrong))


def _print_results(results: Any, directory: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(results.summary, ensure_ascii=False, indent=1))
        return
    if not quiet:
        from sim.show.summary import summary_text

        click.echo(summary_text(results))
    click.echo(directory if quiet else f"Written to {directory}")


def _targets_options(command: Callable[..., None]) -> Callable[..., None]:
    command = click.option(
        "--drop", multiple=True, metavar="CODE@TIME",
        help="Leave out a reported figure: ZHA@16:00, AKM@votes; may be repeated.",
    )(command)  # fmt: skip
    return click.option(
        "--targets", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="CSV file with figures of your own; may be repeated.",
    )(command)  # fmt: skip


@main.command(short_help="Turn a knob: simulated against reported.")
@click.argument("scenario")
@_set_option
@_targets_options
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=2021, show_default=True,
              help="Luck of both runs: only the change makes a difference.")  # fmt: skip
@click.option("--figure", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="PNG or SVG to replace.  [default: results/SCENARIO/tune.png]")  # fmt: skip
@click.option("--plots/--no-plots", default=True, show_default=True, help="Draw the figure.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def tune(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    files: tuple[Path, ...],
    drop: tuple[str, ...],
    seed: int,
    figure: Path | None,
    plots: bool,
    as_json: bool,
) -> None:
    """Run SCENARIO once, quickly, and show it beside what was reported.

    With --set it is run twice with the same luck: with its own values and with yours.
    """
    from contextlib import nullcontext

    if figure is not None and figure.suffix not in {".png", ".svg"}:
        raise click.BadParameter(f"must end in .png or .svg; got {figure}", param_hint="--figure")
    if figure is not None and not plots:
        raise click.UsageError("--figure names a picture, and --no-plots wants none")
    # Before anything else is loaded: what draws loads meanwhile, in a process of its own.
    from sim.plots.aside import drawing_aside
    from sim.workers import nothing_forgotten

    aside = drawing_aside("sim.plots.tune", "save_tune") if plots else nullcontext()
    with nothing_forgotten(), aside as draw:
        from sim.api import default_workers
        from sim.calibration.tune import tune as tune_scenario
        from sim.scenario import load_scenario
        from sim.show.progress import said_if_long

        own = load_scenario(scenario)
        changed = load_scenario(scenario, overrides) if overrides else None
        with said_if_long("The first run compiles the model, which takes half a minute ..."):
            tuned = tune_scenario(
                own, changed, changes=overrides, seed=seed, files=files, drop=drop,
                workers=default_workers(),
            )  # fmt: skip
        if draw is not None:
            path = figure or Path("results") / own.name / "tune.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            draw(tuned, path)
            tuned["figure"] = str(path)
    if as_json:
        import json

        click.echo(json.dumps(tuned, ensure_ascii=False, indent=1, allow_nan=False))
        return
    from sim.show.tune import tune_text

    click.echo(tune_text(tuned))
    if plots:
        click.echo(f"Drawn to {tuned['figure']}, in place of the last one")


@main.command(short_help="Print the summary of a finished run.")
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def show(result: Path, as_json: bool) -> None:
    """Print the summary of RESULT, a directory that `saylau run` wrote."""
    from sim.results import load_results

    _print_results(load_results(result), result, as_json=as_json, quiet=False)


@main.command(short_help="Check a scenario file; print it resolved.")
@click.argument("file")
@_set_option
def check(file: str, overrides: tuple[str, ...]) -> None:
    """Check a scenario FILE or name; print it resolved, with where each value came from."""
    from sim.polling import check_incidents
    from sim.register import all_copies, build_register
    from sim.scenario import resolve, resolved_toml

    resolved = resolve(file, overrides)
    scale = resolved.scenario.register_.scale
    one = build_register(resolved.scenario)
    check_incidents(resolved.scenario, one)
    register = all_copies(one, scale)
    click.echo(resolved_toml(resolved.scenario, resolved.origins), nl=False)
    click.echo(
        f"ok: {register.n_regions} regions, {register.n_races:,} races, "
        f"{register.n_sites:,} sites, {int(register.site_registered.sum()):,} registered",
        err=True,
    )


@main.command(short_help="List the scenarios that ship with Saylau.")
def scenarios() -> None:
    """List the scenarios that ship with Saylau."""
    from sim.show.listings import scenario_lines

    for line in scenario_lines():
        click.echo(line)


@main.command(short_help="List parameters: default, range, source.")
@click.argument("section", required=False)
@click.option("--markdown", is_flag=True, help="Print docs/parameters.md.")
def params(section: str | None, markdown: bool) -> None:
    """List all parameters, or those of one SECTION: default, range, meaning, source."""
    from sim.show.listings import parameter_lines, parameters_markdown

    if markdown:
        click.echo(parameters_markdown(), nl=False)
        return
    for line in parameter_lines(section):
        click.echo(line)


@main.command(short_help="Print what was reported in 2021, with sources.")
def reported() -> None:
    """Print what was reported about 25 July 2021, with sources and contradictions."""
    from sim.show.listings import reported_lines

    for line in reported_lines():
        click.echo(line)


if __name__ == "__main__":
    main()
