"""The summary of a calibration as text that fits 80 columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core.text import counted, interval_text, number_text, share_text, shortened
from sim.results.calibration_records import (
    Fit,
    fits,
    n_inside,
    regions_without_hours,
    reported_text,
)
from sim.results.labels import run_label
from sim.results.saving import SUMMARY
from sim.results.wording import value_text, z_text
from sim.show.run_lines import change_lines
from sim.show.table import distinct, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import CalibrationResults
    from sim.results.summaries.calibration import CalibrationSummary

_MOST = 14
"""Targets of the day that are listed, those that fit worst."""
_MOST_PARTIES = 9
_LONGEST_NAME = 35


def calibration_text(results: CalibrationResults) -> str:
    """Return the summary of a calibration: convergence, targets of the day, seats, what is unknown.

    At most 80 columns.
    """
    summary = results.summary
    head = f"calibration of {run_label(summary)}"
    effort = ", quick" if summary.effort == "quick" else ""
    lines = [
        *wrapped(f"SIMULATED: {head}, {summary.draws:,} draws{effort} ({summary.date})"),
        *wrapped(summary.description)[:2],
        *change_lines(summary.changed),
        *_chains(summary),
        "",
        *_day(results),
        *_seats(summary),
        *_known(results),
        "Files: fit.md (start here), figures/, fit.csv, parameters.csv, scenario.toml",
    ]
    return "\n".join(lines)


def _chains(summary: CalibrationSummary) -> Iterator[str]:
    """Yield whether the chains have converged, the warning first."""
    if not summary.converged:
        advice = "run it without --quick" if summary.effort == "quick" else "see fit.md"
        yield f"NOT CONVERGED: do not rely on these results; {advice}"
    for chain in summary.chains:
        lengths = chain.steps / max(chain.autocorrelation, 1e-9)
        yield from wrapped(
            f"{chain.group}: {'converged' if chain.converged else 'NOT converged'}, "
            f"{chain.steps:,} steps ({number_text(lengths)} autocorrelation times), "
            f"R-hat {chain.r_hat:.4f}",
            "  ",
        )


def _day(results: CalibrationResults) -> Iterator[str]:
    """Yield targets of the day and the night with their predictions."""
    found = fits(results, "turnout", "night", "incumbents")
    if not found:
        yield "No turnout was reported during the day"
        return
    listed = worst_first(found)[:_MOST]
    yield f"Reported: {n_inside(found)} of {len(found)} as predicted"
    heading = ("  target", "reported", "predicted", "90 % interval", "z")
    names = distinct(fit.target.name for fit in found)
    rows = [_fit_cells(name, fit) for name, fit in zip(names, found, strict=True) if fit in listed]
    yield from table(rows, "<<<<>", heading, indent="")
    if len(found) > len(rows):
        yield f"  and {len(found) - len(rows):,} that fit better, see fit.csv"
    yield "  ! not as predicted; z: (predicted - reported) / standard deviation;"
    yield "  per cent: posterior draws in which it holds"


def _fit_cells(name: str, fit: Fit) -> tuple[str, ...]:
    low, middle, high = (
        value_text(fit.target.what, fit.target.relation, value)
        for value in (fit.posterior.p05, fit.posterior.p50, fit.posterior.p95)
    )
    z = z_text(fit.z) if fit.target.relation == "equals" else share_text(fit.holds_share)
    marked = f"{' ' if fit.inside else '!'} {name}"
    return marked, reported_text(fit), middle, interval_text(low, high) or low, z


def worst_first(found: list[Fit]) -> list[Fit]:
    """Return targets by their fit, worst first; inequalities by the share of posterior draws."""

    def rank(fit: Fit) -> tuple[bool, float]:
        if fit.target.relation != "equals" or not math.isfinite(fit.z):
            return (fit.inside, -3 * (1 - fit.holds_share))
        return (fit.inside, -abs(fit.z))

    return sorted(found, key=rank)


def _seats(summary: CalibrationSummary) -> Iterator[str]:
    seats = summary.seats_national
    if not seats:
        return
    ranked = sorted(seats.items(), key=lambda item: -item[1].reported)
    rows = []
    for party, found in ranked[:_MOST_PARTIES]:
        inside = found.p05 <= found.reported <= found.p95
        ends = number_text(found.p05), number_text(found.p95)
        rows.append(
            (
                f"{' ' if inside else '!'} {shortened(party, _LONGEST_NAME)}",
                number_text(found.reported),
                number_text(found.p50),
                interval_text(*ends) or ends[0],
            )
        )
    yield ""
    heading = (f"Seats of {summary.the_nation}", "reported", "predicted", "90 % interval")
    yield from table(rows, "<>><", heading, indent="")
    if len(ranked) > _MOST_PARTIES:
        yield f"  and {len(ranked) - _MOST_PARTIES:,} more parties, see {SUMMARY}"


def _curves(summary: CalibrationSummary) -> str:
    """Return where the curves of regions without values come from."""
    return "curves of other elections" if summary.prior is None else "curves of the prior"


def context_lines(summary: CalibrationSummary) -> Iterator[str]:
    """Yield where the prior of a pack comes from, and what was not calibrated and why."""
    if summary.prior is not None:
        yield from wrapped(f"Prior of arrivals: {summary.prior}")
    for what, why in (summary.skipped or {}).items():
        yield from wrapped(f"Not calibrated: {what}: {why}")


def _known(results: CalibrationResults) -> Iterator[str]:
    """Yield how many targets are met and parameters informed, and what is not known."""
    summary = results.summary
    targets, codes = summary.targets, regions_without_hours(results)
    n_parameters = summary.informed + len(summary.uninformed)
    yield ""
    yield f"{targets.met:,} of all {targets.n:,} reported values are met"
    yield f"{summary.informed:,} of {n_parameters:,} parameters are informed by them"
    if codes:
        names = ", ".join(summary.area_name(code) for code in codes)
        yield from wrapped(f"Nothing reported by hour for {names}: {_curves(summary)}")[:3]
    yield from context_lines(summary)
    if summary.dropped:
        yield from wrapped(f"Left out: {', '.join(summary.dropped)}")[:2]
    if summary.lint:
        remarks = counted(len(summary.lint), "remark")
        yield f"The check of the reported values has {remarks}, see fit.md"
