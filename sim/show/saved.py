"""The list of results in a folder, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.language import tr, tr_n
from sim.results.saved import saved_results
from sim.show.table import WIDTH, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST = 200


def saved_lines(folder: Path) -> Iterator[str]:
    """Yield lines for each result in a folder: its directory, what it is of, and its date.

    One line each if all fit; else what it is of follows below.
    """
    found = list(saved_results(folder))
    if not found:
        yield tr("No results here. Make one: {command}", command="saylau run baseline")
        return
    yield tr_n(
        "{n} result here; see one: saylau show DIRECTORY",
        "{n} results here; see one: saylau show DIRECTORY", len(found),
    )  # fmt: skip
    yield ""
    rows = [(str(each.directory), each.what, each.made) for each in found[:_MOST]]
    lines = list(table(rows, "<<<", indent=""))
    if max(map(len, lines)) > WIDTH:
        lines = [line for row in rows for line in _apart(*row)]
    yield from lines
    if len(found) > _MOST:
        yield tr("and {n} more", n=len(found) - _MOST)


def _apart(directory: str, what: str, made: str) -> list[str]:
    return [f"{directory}  {made}".rstrip(), *wrapped(what, "    ", "")]
