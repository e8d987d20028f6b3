"""The list of results in a folder, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import counted
from sim.results.saved import saved_results
from sim.show.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST = 200


def saved_lines(folder: Path) -> Iterator[str]:
    """Yield a line for each result in a folder: its directory, what it is of, and its date."""
    found = list(saved_results(folder))
    if not found:
        yield "No results here. Make one: saylau run baseline"
        return
    yield f"{counted(len(found), 'result')} here; see one: saylau show DIRECTORY"
    yield ""
    rows = [(str(each.directory), each.what, each.made) for each in found[:_MOST]]
    yield from table(rows, "<<<", indent="")
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more"
