"""The file of reported numbers of ballots: read and checked, with all its faults in one error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock
from sim.core.errors import InputError
from sim.core.text import clock_text, shown
from sim.pack.files.columns import EMPTY, read_columns
from sim.pack.files.declared import PackColumn, PackFile
from sim.pack.files.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.day.site_records import Plan
    from sim.pack.files.columns import Columns

MOST_ISSUED = 100_000
"""Ballots of a row at most: more than any site issues in a day."""

ISSUED_FILE = PackFile(
    "issued.csv",
    "one row per site and span of time: how many ballots are reported to have been issued",
    (
        PackColumn("site", "id", "id of the site, as the scenario has it", required=True),
        PackColumn("hour", "clock", "when the span begins, local time", required=True),
        PackColumn("issued", "count", "ballots issued in it", "ballots", required=True,
                   high=MOST_ISSUED),
        PackColumn("until", "clock", "when it ends, local time",
                   default="an hour after it begins"),
    ),
    ("site", "hour", "until"),
    required=True,
)  # fmt: skip
"""The file of ``--issued``."""


class IssuedRow(NamedTuple):
    """One row of the file."""

    site: int
    """Index into the register."""
    begins: int
    """Of the span, ms since midnight of the election day, local time."""
    ends: int
    issued: int


def read_issued(
    path: str | Path, site_ids: Sequence[str], plans: Sequence[Plan], behind_ms: Sequence[int]
) -> list[IssuedRow]:
    """Read reported numbers of ballots.

    Parameters
    ----------
    path
        A CSV file with the columns of :data:`ISSUED_FILE` in any order.
    site_ids, plans, behind_ms
        Ids of the sites of the scenario, their plans, and how far their clocks are behind the
        capital's.

    Raises
    ------
    InputError
        With every fault of the file: cells that cannot be read, unknown sites, spans outside the
        hours of the site, rows that are there twice. Only a span that begins as the doors open,
        or before, may end after they close.
    """
    path = Path(path)
    file = replace(ISSUED_FILE, name=path.name)
    faults = Faults(str(path.parent), (path.name,))
    columns = read_columns(path, file, faults)
    rows: list[IssuedRow] = []
    if columns is not None:
        if not len(columns) and columns.complete:
            faults.add(path.name, 0, "", "has no row besides the names of its columns")
        index = {site: number for number, site in enumerate(site_ids)}
        rows = _rows(columns, index, plans, behind_ms, faults)
    if faults:
        raise InputError(faults.problems())
    return rows


def _rows(
    columns: Columns,
    index: Mapping[str, int],
    plans: Sequence[Plan],
    behind_ms: Sequence[int],
    faults: Faults,
) -> list[IssuedRow]:
    """Return the rows without a fault; add the faults of the others."""
    name = columns.file.name
    first: dict[tuple[int, int, int], int] = {}
    found = []
    for row, line in enumerate(columns.lines):
        if columns.is_faulty(row, "site"):
            continue
        text = columns.texts["site"][row]
        site = index.get(text)
        if site is None:
            hint = faults.unknown(text, index)
            faults.add(name, line, "site", f"no site {shown(text)} in the scenario{hint}", "site")
            continue
        if columns.is_faulty(row, "hour", "until"):
            continue
        hour, until = (int(columns.counts[key][row]) for key in ("hour", "until"))
        plan, behind = plans[site], behind_ms[site]
        span = _span(hour, until, plan.opens_at - behind, plan.closes_at - behind)
        if isinstance(span, str):
            key = "hour" if span.startswith("must be within") else "until"
            faults.add(name, line, key, span, span.partition("; got")[0])
            continue
        other = first.setdefault((site, *span), line)
        if other != line:
            what = f"{text} from {clock_text(span[0])} to {clock_text(span[1])}"
            faults.add(name, line, "", f"{what} is on line {other} already", "twice")
        if not columns.is_faulty(row, "issued"):
            found.append(IssuedRow(site, *span, int(columns.counts["issued"][row])))
    return found


def _span(hour: int, until: int, opens: int, closes: int) -> tuple[int, int] | str:
    """Return when a span begins and ends, ms, local time, or what is wrong with it.

    After the doors close only the queue votes, so a span may end later only if it is the whole day.

    Parameters
    ----------
    hour, until
        Clock times; ``until`` may be EMPTY.
    opens, closes
        Hours of the site, local time; beyond 24 hours on the next day.
    """
    begins = hour + clock.DAY_MS if hour < opens and hour + clock.DAY_MS < closes else hour
    ends = begins + clock.HOUR_MS if until == EMPTY else until
    if ends <= begins and (begins > hour or begins < ends + clock.DAY_MS <= closes):
        ends += clock.DAY_MS
    if ends <= begins:
        return f"must be after hour, {clock_text(begins)}; got {clock_text(ends)}"
    if ends <= opens or begins >= closes:
        hours = f"{clock_text(opens)} to {clock_text(closes, day=True)}"
        span = f"{clock_text(begins)} to {clock_text(ends)}"
        return f"must be within the hours of the site, {hours} local time; got {span}"
    # How many were in the queue then is not known, unless all who came are in the row.
    if ends > closes and begins > opens:
        latest = f"must not be after the doors close, {clock_text(closes, day=True)} local time"
        whole = f"unless the row begins as they open, {clock_text(opens)}"
        return f"{latest}, {whole}; got {clock_text(ends, day=True)}"
    return begins, ends
