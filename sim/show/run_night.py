"""The night in the text summaries of runs and ensembles: milestones by time, and what was late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.language import tr, tr_n
from sim.core.text import clock_text, number_text
from sim.pack.milestones import MILESTONES
from sim.results import Interval, interval, time_interval
from sim.show.run_lines import band_text, plural_of, with_band
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.results import RunResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.election import DoorsClose

_MOST_TIMES = 4
"""Times at which doors close that are all listed."""


def milestones(summary: RunSummary) -> dict[str, str]:
    """Return the labels of the listed milestones; without ballots some do not exist."""
    return {
        milestone.name: tr(milestone.label)
        for milestone in MILESTONES
        if milestone.listed
        and (summary.cast or milestone.of != "ballots")
        and getattr(summary.night, milestone.name) is not None
    }


def night_lines(results: RunResults) -> Iterator[str]:
    """Yield the milestones of the night by time, recounts, returned protocols and late counts."""
    summary = results.summary
    yield tr("Night, {clock}", clock=summary.clock_name)
    rows = list(_door_rows(results))
    for key, name in milestones(summary).items():
        found = _milestone(summary, "night", key)
        rows.append((found.median, name, band_text(found, _clock_beside(found.median))))
    rows.sort(key=lambda row: row[0])
    yield from table(((clock_text(at, day=True), *row) for at, *row in rows), "<<<")
    yield from _chance_lines(summary)
    recounts, returned = (interval(summary, "night", key) for key in ("recounts", "returned"))
    counts = (
        tr_n("{number} recount", "{number} recounts", plural_of(recounts),
             number=with_band(recounts, number_text)),
        tr_n("{number} protocol returned", "{number} protocols returned", plural_of(returned),
             number=with_band(returned, number_text)),
    )  # fmt: skip
    yield f"  {', '.join(counts)}"
    n, ballots = summary.night.discrepant_protocols, summary.night.discrepant_ballots
    if n and ballots is not None and summary.replications == 1:
        text = tr_n(
            "{n} protocol accepted with a discrepancy: {ballots} ballots not signed for",
            "{n} protocols accepted with a discrepancy: {ballots} ballots not signed for",
            n, ballots=ballots,
        )  # fmt: skip
        yield from wrapped(text, "  ")
    late = interval(summary, "night", "counts_over_legal_max")
    if late.high:
        text = tr(
            "warning: {number} sites counted longer than the law allows",
            number=with_band(late, number_text),
        )
        yield from wrapped(text, "  ")


def _door_rows(results: RunResults) -> Iterator[tuple[int, str, str]]:
    """Yield when doors close: by region for the default election, for others by site."""
    election = results.summary.election
    if election is not None:
        yield from _doors_of_sites(results.summary, election.doors_close or ())
    elif results.manifest.pack is None:
        yield from _doors_of_regions(results)


def _doors_of_sites(
    summary: RunSummary, doors: Sequence[DoorsClose]
) -> Iterator[tuple[int, str, str]]:
    """Yield when doors close: every time if there are few, else the first and the last."""
    date = dt.date.fromisoformat(summary.date)
    shown = doors if len(doors) <= _MOST_TIMES else (doors[0], doors[-1])
    for each in shown:
        at = clock.unstamp(date, each.time)
        if len(doors) == 1:
            text = tr("doors close")
        elif each is doors[-1]:
            text = tr_n(
                "last doors close, at {n} site", "last doors close, at {n} sites", each.sites
            )
        elif len(doors) > len(shown):
            text = tr_n(
                "first doors close, at {n} site", "first doors close, at {n} sites", each.sites
            )
        else:
            text = tr_n("doors close at {n} site", "doors close at {n} sites", each.sites)
        yield at, text, ""


def _doors_of_regions(results: RunResults) -> Iterator[tuple[int, str, str]]:
    """Yield when doors close by the scenario, capital time: once for each clock of the sites."""
    polling = results.manifest.scenario["polling"]
    assert isinstance(polling, Mapping)
    opens, closes = (_ms_of(str(polling[name])) for name in ("opens", "closes"))
    closes += clock.DAY_MS if closes <= opens else 0
    sites = results.tables["sites"]
    behind = np.rint(sites["hours_behind_capital"] * clock.HOUR_MS).astype(np.int64)
    regions = [np.unique(sites["code"][behind == each]) for each in np.unique(behind)]
    for each, codes in zip(np.unique(behind).tolist(), regions, strict=True):
        last = each == int(behind.max()) and len(regions) > 1
        if len(regions) == 1:
            text = tr("doors close")
        elif last:
            text = tr_n(
                "last doors close, in {n} region", "last doors close, in {n} regions", len(codes)
            )
        else:
            text = tr_n("doors close in {n} region", "doors close in {n} regions", len(codes))
        yield closes + each, text, ""


def _ms_of(local: str) -> int:
    time = dt.time.fromisoformat(local)
    return ((time.hour * 60 + time.minute) * 60 + time.second) * clock.SECOND_MS


def _milestone(summary: RunSummary, part: str, key: str) -> Interval[int]:
    """Return a time of the night with its band, milliseconds since midnight."""
    date = dt.date.fromisoformat(summary.date)
    return Interval(*(clock.unstamp(date, at) for at in time_interval(summary, part, key)))


def _chance_lines(summary: RunSummary) -> Iterator[str]:
    """Yield which part of the bands of an ensemble is chance; the rest is not known."""
    if summary.replications == 1:
        return
    chance, sampled = summary.night_chance, summary.posterior and summary.posterior.night
    if chance is None or not sampled:
        text = tr("bands are of chance alone: durations of the night do not vary here")
        yield from wrapped(text, "  ", "")
        return
    text = tr_n(
        "bands by chance alone; the rest is that {n} parameter is not known",
        "bands by chance alone; the rest is that {n} parameters are not known", len(sampled),
    )  # fmt: skip
    yield from wrapped(text, "  ", "")
    found = {name: _milestone(summary, "night_chance", key)
             for key, name in milestones(summary).items() if key in chance}  # fmt: skip
    # With names that differ from those of the rows above, in the order of time as these.
    rows = (
        (tr("chance: {milestone}", milestone=name), band_text(of, _clock_beside(of.median)))
        for name, of in sorted(found.items(), key=lambda item: item[1].median)
    )
    yield from table(rows, "<<", indent="    ")


def _clock_beside(median: int) -> Callable[[int], str]:
    """Return a function that formats a time, with its day if the day differs from the median's."""
    return lambda at: clock_text(at, day=at // clock.DAY_MS != median // clock.DAY_MS)
