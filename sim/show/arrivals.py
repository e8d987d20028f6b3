"""When results of sites came in, reported beside simulated, as text of 80 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import clock_text
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import RunResults

_STAGES = {
    "signed": marked("protocol signed"),
    "phoned": marked("phoned"),
    "accepted": marked("accepted"),
}


def arrival_lines(results: RunResults) -> Iterator[str]:
    """Yield when shares of the reported sites had come in; nothing where none are reported."""
    rows = results.tables.get("arrivals")
    if rows is None:
        return
    date = dt.date.fromisoformat(results.summary.date)

    def text(column: str, row: int) -> str:
        return clock_text(clock.unstamp(date, str(rows[column][row])), day=True)

    heading = tr("Results of sites that came in, {clock}", clock=results.summary.clock_name)
    yield from wrapped(heading, "", "    ")
    yield from table(
        (
            (
                tr(_STAGES[str(rows["stage"][row])]),
                f"{localized(str(rows['share_pct'][row]))} %",
                tr_n("of {n} site", "of {n} sites", int(rows["sites"][row])),
                tr("reported {time}", time=text("reported", row)),
                tr("simulated {time}", time=text("simulated", row)),
            )
            for row in range(len(rows["stage"]))
        ),
        "<><<<",
    )
    yield ""
