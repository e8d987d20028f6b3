"""A copy of the package, to be changed as CONTRIBUTING says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sim


def copy_of_package(folder: Path) -> Path:
    """Copy the package and its scenarios into a folder; return the copy of ``sim``."""
    package = Path(sim.__file__).parent
    shutil.copytree(package, folder / "sim", ignore=shutil.ignore_patterns("compiled-*"))
    shutil.copytree(package.parent / "scenarios", folder / "scenarios")
    return folder / "sim"


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that imports the copy in a folder.

    Compiled code belongs to the paths of its sources: a few voters take less time than compiling.
    """
    return {
        **os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_DISABLE_JIT": "1",
    }  # fmt: skip
