"""When results of sites came in, reported beside simulated, as text of 80 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.text import clock_text, number_text
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import RunResults

_STAGES = {"signed": "protocol signed", "phoned": "phoned", "accepted": "accepted"}


def arrival_lines(results: RunResults) -> Iterator[str]:
    """Yield when shares of the reported sites had come in; nothing where none are reported."""
    rows = results.tables.get("arrivals")
    if rows is None:
        return
    date = dt.date.fromisoformat(results.summary.date)

    def text(column: str, row: int) -> str:
        return clock_text(clock.unstamp(date, str(rows[column][row])), day=True)

    yield from wrapped(f"Results of sites that came in, {results.summary.clock_name}", "", "    ")
    yield from table(
        (
            (
                _STAGES[str(rows["stage"][row])],
                f"{rows['share_pct'][row]} %",
                f"of {number_text(int(rows['sites'][row]))} sites",
                f"reported {text('reported', row)}",
                f"simulated {text('simulated', row)}",
            )
            for row in range(len(rows["stage"]))
        ),
        "<><<<",
    )
    yield ""
