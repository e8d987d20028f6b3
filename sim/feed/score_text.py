"""The score of forecasts as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import NO_VALUE, counted, number_text
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from sim.feed.score import Accuracy, ForecastScore

_HEADING = ("counted", "forecasts", "error", "%", "intervals", "hold the truth %", "width")
_MOST_FALSE = 20
"""False calls that are listed at most."""


def score_text(score: ForecastScore) -> str:
    """Return a score as text."""
    title = f"SIMULATED: {score.file}, of scenario {score.scenario}, seed {score.seed}"
    lines = wrapped(title)
    if score.accuracy:
        lines += ["", *table(map(_cells, score.accuracy), "<>>>>>>", _HEADING)]
        lines += wrapped(
            "error and width in votes, % of the ballots of the races; counted: of the ballots of "
            "the race, when the forecast was made", "  ", "",
        )  # fmt: skip
    lines += ["", *_calls(score)]
    return "\n".join(lines)


def _cells(accuracy: Accuracy) -> tuple[str, ...]:
    covered, width = accuracy.covered_pct, accuracy.mean_width
    return (
        accuracy.counted,
        f"{accuracy.forecasts:,}",
        number_text(accuracy.mean_error, 1),
        number_text(accuracy.error_pct, 2),
        f"{accuracy.intervals:,}",
        NO_VALUE if covered is None else number_text(covered, 1),
        NO_VALUE if width is None else number_text(width, 1),
    )


def _calls(score: ForecastScore) -> list[str]:
    right = f"Right calls: {score.calls_right:,}"
    if score.median_minutes is not None:
        when = "after" if score.median_minutes >= 0 else "before"
        right += f"; median {abs(score.median_minutes):g} min {when} the count was certain"
        right += f", {score.calls_before_certain:,} of them before"
    lines = wrapped(right)
    of = f"of {counted(score.races_called, 'race')} called by the count"
    lines += wrapped(f"Without a right call: {score.races_not_called:,} {of}")
    lines += wrapped(f"False calls: {len(score.calls_false):,}")
    for call in score.calls_false[:_MOST_FALSE]:
        lines += wrapped(f"{call.at.replace('T', ' ')}  {call.contest}: {call.candidate}", "  ")
    if more := len(score.calls_false[_MOST_FALSE:]):
        lines.append(f"  and {more:,} more, see --json")
    return lines
