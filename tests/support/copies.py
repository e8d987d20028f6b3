"""A copy of the package, to be changed as CONTRIBUTING says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sim


def copy_of_package(folder: Path) -> Path:
    """Copy the package and its scenarios into a folder; return the copy of ``sim``."""
    package = Path(sim.__file__).parent
    # Compiled code belongs to the paths of its sources: a copy compiles again, or runs by SimPy.
    shutil.copytree(package, folder / "sim")
    shutil.copytree(package.parent / "scenarios", folder / "scenarios")
    return folder / "sim"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that imports the copy in a folder."""
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
