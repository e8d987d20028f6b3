"""The command ``saylau``: help, errors, and options that commands share.

Results go to standard output, progress and messages to standard error. Exit codes: 0 done,
1 failure, 2 bad input, 3 a condition of compare holds or a time of a plan cannot be had,
130 interrupted by Ctrl-C, 143 by SIGTERM, 129 by SIGHUP.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.failures import (
    check_arguments,
    error_lines,
    for_terminal,
    is_lack_of_memory,
    memory_message,
)
from sim.cli.standard_streams import any_streams
from sim.cli.terminal_text import command_text, json_text
from sim.core.errors import OutputError, SaylauError
from sim.core.garbage import collect_rarely
from sim.core.interrupts import all_signals_interrupt, ignore_signals, received_signal
from sim.core.language import chosen_language, in_language, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Resolved, Scenario


class Group(click.Group):
    """A group of commands that prints errors of Saylau as sentences, without a traceback."""

    def main(self, args: Any = None, *rest: Any, **options: Any) -> Any:
        """Run the command line; streams accept any text, and signals have the effect of Ctrl-C."""
        with any_streams(), all_signals_interrupt():
            check_arguments(sys.argv[1:] if args is None else args)
            return super().main(args, *rest, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn errors into exit codes."""
        try:
            return super().invoke(ctx)
        except SaylauError as error:
            for line in error_lines(error):
                click.echo(for_terminal(f"error: {line}", sys.stderr), err=True)
            ctx.exit(error.exit_code)
        except click.UsageError as error:
            # Of the same kind for click, which prints the usage before it.
            text = for_terminal(f"Error: {error.format_message()}", sys.stderr)
            raise click.UsageError(text.removeprefix("Error: "), error.ctx) from None
        except BrokenPipeError:
            # The reader has closed the pipe, as `head` does; click exits without a message.
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"error: {where}{error.strerror or error}", err=True)
            ctx.exit(1)
        except (MemoryError, ImportError, RuntimeError) as error:
            if not is_lack_of_memory(error):
                raise
            click.echo(f"error: {memory_message(error)}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt as interrupt:
            # Everything is saved, and a second signal would only print a traceback.
            ignore_signals()
            click.echo(f"\n{_resume_hint(str(interrupt))}", err=True)
            ctx.exit(128 + received_signal())


def _resume_hint(left: str) -> str:
    """Return the message of an interrupt.

    Parameters
    ----------
    left
        What was written, and the directory to resume on a second line; both may be missing.
    """
    if not left:
        again = command_text(["saylau", *sys.argv[1:]])
        return f"interrupted: nothing was written; run again with: {again}"
    message, _, directory = left.partition("\n")
    if not directory:
        return f"interrupted: {message}"
    again = command_text(["saylau", *_without_directory(sys.argv[1:]), "--resume", directory])
    return f"interrupted: {message}; resume with: {again}"


def _without_directory(arguments: list[str]) -> list[str]:
    """Return a command line without the options that name the directory of its result."""
    others, rest = [], iter(arguments)
    for argument in rest:
        if argument in {"--out", "--resume"}:
            next(rest, None)
        elif not argument.startswith(("--out=", "--resume=")):
            others.append(argument)
    return others


def _version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"saylau {version('saylau')}")
        ctx.exit()


# `color` is set because click would otherwise remove control characters from names where there is
# no terminal; here they are escaped everywhere.
@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "color": True})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Print the version and exit.",
)  # fmt: skip
def main() -> None:
    """Saylau: simulate an election day and its night, voter by voter.

    It ships the local elections of a whole country: 14 regions, 730 races, 1,847 polling sites,
    1.2 million registered voters. Everything it prints is simulated and marked as such.

    Start with: saylau run baseline

    Your own election is a folder of files. Start with: saylau pack new DIR
    """
    # At exit a collection takes a third of a second, when all memory is freed anyway.
    collect_rarely()
    # Pydantic would look through all installed packages for plugins, which scenarios do not use.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    atexit.register(gc.freeze)


def note(text: str) -> None:
    """Print a note on standard error."""
    click.echo(for_terminal(f"note: {text}", sys.stderr), err=True)


def note_compile_folder(*, quiet: bool = False) -> None:
    """Print a note if compiled code is not stored in the default directory."""
    from sim.core.compile_cache import cache_folder

    if cache_folder().note and not quiet:
        note(cache_folder().note)


def set_option(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option ``--set``, which changes parameters."""
    return click.option(
        "--set", "overrides", multiple=True, metavar="SECTION.KEY=VALUE",
        help="Change one parameter; may be repeated. See: saylau params",
    )(command)  # fmt: skip


def targets_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose the reported values of a command."""
    command = click.option(
        "--drop", multiple=True, metavar="CODE@TIME",
        help="Leave out a reported value: NORTH@16:00, NORTH@votes; may be repeated.",
    )(command)  # fmt: skip
    return click.option(
        "--targets", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="CSV file with more reported values; may be repeated.",
    )(command)  # fmt: skip


def note_idle(resolved: Resolved) -> None:
    """Print a note for each ``--set`` that changes nothing."""
    for text in resolved.idle:
        note(f"--set {text} has no effect: the scenario has it already")


def load_with_notes(reference: str, overrides: tuple[str, ...]) -> Scenario:
    """Load a scenario; print a note for each ``--set`` that changes nothing."""
    from sim.scenario import resolve

    resolved = resolve(reference, overrides, "--set")
    note_idle(resolved)
    return resolved.scenario


def print_command(command: str) -> None:
    """Print the command that runs what was made."""
    with in_language(chosen_language()):
        click.echo(tr("Run it with: {command}", command=command))


def print_results(results: Any, directory: Path, *, as_json: bool, quiet: bool) -> None:
    """Print a finished result: its summary as text or JSON, or only its directory.

    Raises
    ------
    OutputError
        If it cannot be printed; the message says that the result is complete, and where it is.
    """
    try:
        if as_json:
            from sim.results import typed_json

            click.echo(json_text(typed_json.as_json(results.summary), sys.stdout.encoding))
            return
        if not quiet:
            from sim.show.run import summary_text

            click.echo(summary_text(results))
        with in_language(chosen_language()):
            written = tr("Written to {directory}", directory=str(directory))
        click.echo(directory if quiet else written)
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = f"standard output: {error.strerror}"
        raise OutputError(f"{reason}; the result is complete in {directory}") from None
