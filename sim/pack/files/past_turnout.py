"""``past/turnout.csv``: turnout by hour of other elections, checked with all its faults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.core.text import shown
from sim.pack.files.columns import read_columns
from sim.pack.files.declared_totals import PAST_FILE
from sim.pack.files.reported_consistency import check_twice

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|prelim final")


def check_past(folder: Path, faults: Faults) -> None:
    """Add the faults of turnout of other elections in a folder that has it."""
    columns = read_columns(folder / PAST_FILE.name, PAST_FILE, faults)
    if columns is not None:
        check_twice(columns, PAST_FILE.key, faults)
        check_past_times(columns, faults)


def check_past_times(past: Columns, faults: Faults) -> None:
    """Add a fault for each text of the column ``time`` that is no time."""
    for row, text in enumerate(past.texts["time"]):
        if text and not _CLOCK.fullmatch(text):
            message = f"must be a clock time such as 08:00, or prelim final; got {shown(text)}"
            faults.add(PAST_FILE.name, past.lines[row], "time", message, "clock")
