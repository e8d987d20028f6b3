"""Environments for programs of others, and the Pythons that they need."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_OLDER = ("3.9", "3.8", "3.7")


def output_of(command: Sequence[str | Path], environ: dict[str, str] | None = None) -> str:
    """Return what a command prints; if it fails, show the end of its output."""
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise click.ClickException("\n".join([f"{command[0]} failed:", *lines[-5:]]))
    return done.stdout


def older_python() -> str:
    """Return a Python of 3.9 or earlier.

    Raises
    ------
    ClickException
        If there is none.
    """
    for version in _OLDER:
        # Managers of versions have commands that answer for versions that are not chosen.
        for name in (f"python{version}", *_of_pyenv(version)):
            found = shutil.which(name)
            if found and _runs(found):
                return found
    message = f"elex needs Python {_OLDER[0]} or earlier, and none is on the PATH: install one, "
    raise click.ClickException(f"{message}for example by pyenv install {_OLDER[0]}")


def _of_pyenv(version: str) -> list[str]:
    if not shutil.which("pyenv"):
        return []
    names = output_of(["pyenv", "versions", "--bare"]).split()
    root = output_of(["pyenv", "root"]).strip()
    return [f"{root}/versions/{name}/bin/python" for name in names if name.startswith(version)]


def _runs(python: str) -> bool:
    """Return whether a Python starts and can make environments."""
    done = subprocess.run([python, "-c", "import venv"], capture_output=True, check=False)
    return not done.returncode


def environment(folder: Path, python: str, *packages: str) -> Path:
    """Return the folder of the programs of an environment with packages, made if it is not there.

    Raises
    ------
    ClickException
        If they cannot be installed.
    """
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    ready = folder / "installed"
    if not ready.exists():
        output_of([python, "-m", "venv", "--clear", folder])
        pip = ["-m", "pip", "--disable-pip-version-check", "install", "-q", *packages]
        output_of([programs / "python", *pip])
        ready.touch()
    return programs
