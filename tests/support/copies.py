"""A copy of the package, to be changed as CONTRIBUTING says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import sim


def copy_of_package(folder: Path, *changed: str) -> Path:
    """Copy packages inside `sim` that a test changes, and the scenarios; return the new ``sim``.

    Modules of the others are found where they are, compiled.
    """
    package, copy = Path(sim.__file__).parent, folder / "sim"
    copy.mkdir()
    for name in changed:
        shutil.copytree(package / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in package.iterdir():
        if path.is_dir() and not (path / "__init__.py").exists() and path.name not in changed:
            (copy / path.name).symlink_to(path)
    text = (package / "__init__.py").read_text(encoding="utf-8")
    others = f"\n__path__.append({str(package)!r})\n"
    (copy / "__init__.py").write_text(text + others, encoding="utf-8")
    shutil.copytree(package.parent / "scenarios", folder / "scenarios")
    return copy


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a process that imports the copy in a folder.

    Compiled code belongs to the paths of its sources: a few voters take less time than compiling.
    """
    return {
        **os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_DISABLE_JIT": "1",
    }  # fmt: skip
