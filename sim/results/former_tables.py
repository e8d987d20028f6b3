"""Tables as earlier versions wrote them, converted to the tables of this version."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from sim.core.slugs import slug
from sim.results import schema
from sim.results.columns import SIMULATED

if TYPE_CHECKING:
    from collections.abc import Mapping

_NIGHT, _VOTES = "night.csv", "votes.csv"
_REST = {"votes_against_all": "against_all", "invalid": "invalid"}
"""Former columns of votes for no party, with their choices."""
_FORMER_TABLES = {"couplings.csv": "correlations.csv"}
_FORMER_COLUMNS = {"parameters.csv": (b",removed_share,", b",variance_reduction,")}
"""Former names in calibrations, with today's; the numbers are the same."""


def with_votes(contents: Mapping[str, bytes], summary: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a run with ``votes.csv``, made from former columns of ``night.csv``.

    Those had the votes of the first race on each ballot, a column a party. Files that have no
    such columns, or cannot be read, are left as they are.

    Parameters
    ----------
    contents
        The files by name.
    summary
        The summary as a JSON object; its parties name the columns.
    """
    found = dict(contents)
    try:
        header, *rows = csv.reader(io.StringIO(contents[_NIGHT].decode("utf-8"), newline=""))
        choices = {f"votes_{slug(name)}": name for name in summary["seats_nomination"]} | _REST
    except (KeyError, ValueError, TypeError, AttributeError, csv.Error):
        return found
    complete = choices.keys() <= set(header) and {"code", "capital_time"} <= set(header)
    if _VOTES in contents or not complete or any(len(row) != len(header) for row in rows):
        return found
    ends = [end for end in ("", *schema.BANDS) if f"invalid{end}" in header]
    at = {name: column for column, name in enumerate(header)}
    moved = {name + end for name in choices for end in ends}
    kept = [column for column, name in enumerate(header) if name not in moved]
    found[_NIGHT] = _text([[row[column] for column in kept] for row in (header, *rows)])
    by_code: dict[str, list[list[str]]] = {}
    for row in rows:
        by_code.setdefault(row[at["code"]], []).append(row)
    votes = [
        [SIMULATED, code, row[at["capital_time"]], "", choice, "" if name in _REST else choice]
        + [row[at[name + end]] for end in ends if name + end in at]
        for code, of_code in by_code.items()
        for name, choice in choices.items()
        for row in of_code
    ]
    names = ["origin", "code", "capital_time", "contest", "choice", "party"]
    found[_VOTES] = _text([[*names, *(f"votes{end}" for end in ends)], *votes])
    return found


def with_new_names(contents: Mapping[str, bytes], _: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of a calibration with the present names of tables and columns."""
    found = {_FORMER_TABLES.get(name, name): content for name, content in contents.items()}
    for name, (former, today) in _FORMER_COLUMNS.items():
        header, end, rows = found.get(name, b"").partition(b"\n")
        if former in header:
            found[name] = header.replace(former, today) + end + rows
    return found


def _text(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8")
