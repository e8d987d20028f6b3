"""Run a command in this process: half a second faster than in a new one."""

from __future__ import annotations

from contextlib import chdir
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

from click.testing import CliRunner

from sim.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def saylau_here(*arguments: str, cwd: Path) -> CompletedProcess[str]:
    """Run a command as if in a directory; an unexpected error is raised.

    Parameters
    ----------
    arguments
        The command line, without ``saylau``.
    cwd
        The directory.
    """
    with chdir(cwd):
        done = CliRunner().invoke(main, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)
