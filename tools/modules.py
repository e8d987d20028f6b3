"""Writes docs/modules.md, the list of all modules: ``python -m tools.modules``."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "modules.md"

_HEAD = """# Modules

Generated from the first line of each module's docstring by `make docs`; do not edit.
Packages stand in the order of the import contract in `pyproject.toml`:
each imports only from those above it.
Where to add something: [CONTRIBUTING.md](../CONTRIBUTING.md).
"""
_ORDER = (
    "core", "elections", "pack", "scenario", "register", "incidents", "turnout", "voting", "day",
    "night", "results", "ensemble", "comparison", "plots", "show", "reporting", "exporting",
    "calibration", "cli",
)  # fmt: skip


def first_line(path: Path) -> str:
    """Return the first line of the docstring of a file."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].replace("``", "`")


def modules_markdown(package: Path = ROOT / "sim") -> str:
    """Return the content of docs/modules.md.

    Parameters
    ----------
    package
        Folder of the package.
    """
    lines = [_HEAD, *_section("sim/", sorted(package.glob("*.py")), package)]
    folders = {path.name: path for path in package.iterdir() if any(path.rglob("*.py"))}
    known = [name for name in _ORDER if name in folders]
    for name in [*known, *sorted(folders.keys() - set(known))]:
        for folder in sorted({path.parent for path in folders[name].rglob("*.py")}):
            title = f"sim/{folder.relative_to(package).as_posix()}/"
            lines += _section(title, sorted(folder.glob("*.py")), package)
    return "\n".join(lines)


def _section(title: str, paths: list[Path], package: Path) -> list[str]:
    about = next((first_line(path) for path in paths if path.name == "__init__.py"), "")
    rows = [
        f"| [{path.stem}](../sim/{path.relative_to(package).as_posix()}) | {first_line(path)} |"
        for path in paths
        if path.name != "__init__.py"
    ]
    table = ["| module | |", "|---|---|", *rows, ""] if rows else []
    return [f"## {title}", "", about, "", *table]


if __name__ == "__main__":
    PAGE.write_text(modules_markdown(), encoding="utf-8")
