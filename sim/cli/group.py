"""The command ``saylau`` itself: its help, its errors, and what its commands share.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done,
1 failure, 2 bad input, 3 a condition that was asked for holds, 130 interrupted by Ctrl-C,
143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import atexit
import gc
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.failures import check_arguments, error_lines, is_lack_of_memory, memory_said
from sim.cli.standard_streams import any_streams
from sim.cli.terminal_text import json_text
from sim.core.errors import OutputError, SaylauError
from sim.core.interrupts import all_signals_interrupt, ignore_signals, signal_that_came

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Resolved, Scenario


class Group(click.Group):
    """A group of commands that reports our errors as sentences, without a traceback."""

    def main(self, args: Any = None, *rest: Any, **options: Any) -> Any:
        """Run the command line: any text reaches any stream, and any signal ends it as Ctrl-C."""
        with any_streams(), all_signals_interrupt():
            check_arguments(sys.argv[1:] if args is None else args)
            return super().main(args, *rest, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn our errors into exit codes."""
        try:
            return super().invoke(ctx)
        except SaylauError as error:
            for line in error_lines(error):
                click.echo(f"error: {line}", err=True)
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # Whoever reads has seen enough, as `head` does; click ends quietly.
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"error: {where}{error.strerror or error}", err=True)
            ctx.exit(1)
        except (MemoryError, ImportError, RuntimeError) as error:
            if not is_lack_of_memory(error):
                raise
            click.echo(f"error: {memory_said(error)}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt as interrupt:
            # All is put away; a second one would only print a traceback.
            ignore_signals()
            click.echo(f"\n{_resume_hint(str(interrupt))}", err=True)
            ctx.exit(128 + signal_that_came())


def _resume_hint(left: str) -> str:
    """Return the message of an interrupt: what is left, and the command that resumes."""
    if not left:
        again = shlex.join(["saylau", *sys.argv[1:]])
        return f"interrupted: nothing was written; again with: {again}"
    said, _, directory = left.partition("\n")
    if not directory:
        return f"interrupted: {said}"
    again = shlex.join(["saylau", *_without_place(sys.argv[1:]), "--resume", directory])
    return f"interrupted: {said}; resume with: {again}"


def _without_place(arguments: list[str]) -> list[str]:
    """Return a command line without the options that say where its result goes."""
    kept, rest = [], iter(arguments)
    for argument in rest:
        if argument in {"--out", "--resume"}:
            next(rest, None)
        elif not argument.startswith(("--out=", "--resume=")):
            kept.append(argument)
    return kept


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"saylau {version('saylau')}")
        ctx.exit()


# Nothing is coloured, so that click has no colours to take out: it would take out, where no
# terminal is, what names hold; here they are shown as codes everywhere.
@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "color": True})
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
    # Python looks for memory to free often enough to take a tenth of a short command, and at
    # its end through all of it, though all goes anyway: another third of a second.
    gc.set_threshold(50_000, 20, 20)
    atexit.register(gc.freeze)


def tell_where_compiled(*, quiet: bool = False) -> None:
    """Print where compiled code is cached, if that is not the usual folder."""
    from sim.core.compile_cache import cache_folder

    if cache_folder().note and not quiet:
        click.echo(f"note: {cache_folder().note}", err=True)


def set_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that changes parameters."""
    return click.option(
        "--set", "overrides", multiple=True, metavar="SECTION.KEY=VALUE",
        help="Change one parameter; may be repeated. See: saylau params",
    )(command)  # fmt: skip


def targets_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which figures a command looks at."""
    command = click.option(
        "--drop", multiple=True, metavar="CODE@TIME",
        help="Leave out a reported figure: ZHA@16:00, AKM@votes; may be repeated.",
    )(command)  # fmt: skip
    return click.option(
        "--targets", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="CSV file with figures of your own; may be repeated.",
    )(command)  # fmt: skip


def tell_idle(resolved: Resolved) -> None:
    """Say on stderr which ``--set`` change nothing."""
    for text in resolved.idle:
        click.echo(f"note: --set {text} has no effect: the scenario says so already", err=True)


def load_and_tell(reference: str, overrides: tuple[str, ...]) -> Scenario:
    """Load a scenario; say on stderr which ``--set`` change nothing."""
    from sim.scenario import resolve

    resolved = resolve(reference, overrides)
    tell_idle(resolved)
    return resolved.scenario


def print_results(results: Any, directory: Path, *, as_json: bool, quiet: bool) -> None:
    """Print a finished run: its summary as text or JSON, or only where it is.

    Raises
    ------
    OutputError
        If it cannot be printed; says that the result is whole.
    """
    try:
        if as_json:
            click.echo(json_text(results.summary, sys.stdout.encoding))
            return
        if not quiet:
            from sim.show.run import summary_text

            click.echo(summary_text(results))
        click.echo(directory if quiet else f"Written to {directory}")
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = f"standard output: {error.strerror}"
        raise OutputError(f"{reason}; the result is whole in {directory}") from None
