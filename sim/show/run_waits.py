"""Waiting times in the text summaries of runs and ensembles, with those who left and the use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.language import marked, named, tr, tr_n
from sim.core.text import duration_text, number_text, percent_text
from sim.results import Interval, interval
from sim.show.run_lines import band_text
from sim.show.table import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_MOST_SITES = 5
"""Sites with the longest waits that are listed."""
_WAITS = {
    "mean_s": marked("mean at check-in"),
    "p95_s": marked("95th percentile at check-in"),
    "max_s": marked("longest at check-in"),
}
_WHOLE = {
    "whole_mean_s": marked("mean whole wait"),
    "door_mean_s": marked("at the closed door"),
    "mean_s": marked("at check-in"),
    "booth_mean_s": marked("for a booth"),
    "box_mean_s": marked("for a ballot box"),
    "whole_p95_s": marked("95th percentile of whole waits"),
    "whole_max_s": marked("longest whole wait"),
}
_USE = {"desks_busy_pct": marked("desks busy"), "booths_busy_pct": marked("booths busy")}
_LEFT = {
    "turned_back": marked("turned back"),
    "gave_up": marked("gave up"),
    "too_late": marked("too late"),
}


def wait_lines(results: RunResults) -> Iterator[str]:
    """Yield waiting times at check-in, the longest queue, and voters who left without a ballot."""
    summary = results.summary
    if len(results.tables["waits"]["voters"]) == 0:
        yield tr("Waiting times at check-in: nobody voted at a site")
        return
    yield tr("Waiting times at check-in")
    rows = [
        _cells(tr(name), interval(summary, "waits", key), _seconds_text)
        for key, name in _WAITS.items()
    ]
    rows.append(_queue_cells(tr("longest queue"), interval(summary, "waits", "longest_line")))
    left = {name: interval(summary, "left_without_ballot", key) for key, name in _LEFT.items()}
    if any(found.high for found in left.values()):
        rows.append((tr("left without a ballot"), "", ""))
        rows += [_cells(f"  {tr(name)}", found, number_text) for name, found in left.items()]
    yield from table(rows, "<<<")
    yield from _whole_wait_lines(summary)
    yield from _site_lines(results)


def _site_lines(results: RunResults) -> Iterator[str]:
    """Yield the sites at which voters wait longest for a desk, with what could shorten it."""
    sites, regions = results.tables["sites"], results.summary.regions
    # The longest waits of sites that are alike there decide, then the order of the table.
    order = np.lexsort((-sites["wait_max_s"], -sites["wait_p95_s"]))
    worst = [k for k in order.tolist() if sites["wait_p95_s"][k] > 0][:_MOST_SITES]
    if not worst:
        return
    yield tr("Sites with the longest waits at check-in")
    rows = [
        (
            str(sites["site"][k]),
            _seconds_text(float(sites["wait_p95_s"][k])),
            _seconds_text(float(sites["wait_max_s"][k])),
            number_text(int(sites["desks_open"][k])),
            number_text(int(sites["members_present"][k])),
            named(regions[str(sites["code"][k])].name),
        )
        for k in worst
    ]
    heading = (
        tr("site"), tr("95th percentile"), tr("longest"), tr("desks"), tr("members"),
        results.summary.region_word,
    )  # fmt: skip
    yield from table(rows, "<<<>><", heading)


def _whole_wait_lines(summary: RunSummary) -> Iterator[str]:
    """Yield whole waits by stage, the share who waited long or left, the use of desks and booths.

    Results of earlier versions do not have them.
    """
    if not summary.waits.shown:
        return
    yield tr("Whole wait: at the closed door, check-in, booth and box")
    rows = [
        _cells(
            tr(name) if key.startswith("whole_") else f"  {tr(name)}",
            interval(summary, "waits", key), _seconds_text,
        )
        for key, name in _WHOLE.items()
    ]  # fmt: skip
    booths = interval(summary, "waits", "longest_booth_queue")
    rows.append(_queue_cells(tr("longest booth queue"), booths))
    name = tr("over 10 min, or left")
    rows.append(_cells(name, interval(summary, "waits", "long_or_left_pct"), _percent_text))
    rows += [
        _cells(tr(name), interval(summary, "staff", key), _percent_text)
        for key, name in _USE.items()
    ]
    yield from table(rows, "<<<")


def _queue_cells(name: str, found: Interval[float]) -> tuple[str, str, str]:
    people = tr_n("{n} person", "{n} people", round(found.median))
    return name, people, band_text(found, number_text)


def _percent_text(value: float) -> str:
    return f"{percent_text(value)} %"


def _cells(name: str, found: Interval[float], text: Callable[[float], str]) -> tuple[str, str, str]:
    return name, text(found.median), band_text(found, text)


def _seconds_text(seconds: float) -> str:
    return duration_text(seconds * clock.SECOND_MS)
