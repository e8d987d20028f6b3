"""The summary of a calibration as text that fits 80 columns."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sim.results.columns import percent_text
from sim.results.fit_rows import Fit, fits, n_inside, reported_text, silent_regions
from sim.results.naming import run_label
from sim.results.store import SUMMARY
from sim.results.wording import region_name, value_text, z_text
from sim.show.lines import change_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

_MOST = 14
"""So many figures of the day are listed, those that fit worst."""
_MOST_PARTIES = 9
_WIDTH = 79


def calibration_text(results: Results) -> str:
    """Return what a calibration found: convergence, figures of the day, seats, what is open."""
    summary = results.summary
    head = f"calibration of {run_label(summary)}"
    effort = ", quick" if summary["effort"] == "quick" else ""
    lines = [
        *_wrapped(f"SIMULATED: {head}, {summary['draws']:,} draws{effort} ({summary['date']})"),
        *_wrapped(summary["description"])[:2],
        *change_lines(summary),
        *_chains(summary),
        "",
        *_day(results),
        *_seats(summary),
        *_known(results),
        "Files: fit.md (start here), figures/, fit.csv, parameters.csv, scenario.toml",
    ]  # fmt: skip
    return "\n".join(lines)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=True,
    )  # fmt: skip


def _chains(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield whether the chains have converged, the warning first."""
    if not summary["converged"]:
        mend = "run it without --quick" if summary["effort"] == "quick" else "see fit.md"
        yield f"NOT CONVERGED: do not rely on these figures; {mend}"
    for chain in summary["chains"]:
        lengths = chain["steps"] / max(chain["autocorrelation"], 1e-9)
        yield from _wrapped(
            f"{chain['group']}: {'converged' if chain['converged'] else 'NOT converged'}, "
            f"{chain['steps']:,} steps ({lengths:,.0f} autocorrelation times), "
            f"R-hat {chain['r_hat']:.4f}",
            "  ",
        )


def _day(results: Results) -> Iterator[str]:
    """Yield turnout as reported during the day, against what is predicted."""
    found = fits(results, "turnout", "night", "incumbents")
    if not found:
        yield "No turnout was reported during the day"
        return
    shown = worst(found)[:_MOST]
    told = [fit for fit in found if fit in shown]
    yield f"Reported: {n_inside(found)} of {len(found)} as predicted; band: 90 of 100 draws"
    yield f"  {'figure':<17}{'reported':<22}{'predicted':<15}{'band':<18}{'z':>6}"
    for fit in told:
        middle = value_text(fit.target.what, fit.target.relation, fit.posterior.p50)
        mark = (
            z_text(fit.z)
            if fit.target.relation == "equals"
            else f"{percent_text(100 * fit.holds_share, 0)} %"
        )
        yield (
            f"{' ' if fit.inside else '!'} {fit.target.name[:16]:<17}{reported_text(fit):<22}"
            f"{middle:<15}{_band(fit):<18}{mark:>6}"
        )
    if len(found) > len(told):
        yield f"  and {len(found) - len(told):,} that fit better, see fit.csv"
    yield "  ! not as predicted; z: deviations apart; per cent: draws in which it holds"


def _band(fit: Fit) -> str:
    """Say the 90 % band of a prediction, the unit once."""
    low, high = (
        value_text(fit.target.what, fit.target.relation, end)
        for end in (fit.posterior.p05, fit.posterior.p95)
    )
    number, _, unit = low.partition(" ")
    if fit.target.relation == "highest":
        return f"{number} to {high.removesuffix(f' {unit}')}"
    return f"{number}–{high}" if unit and high.endswith(f" {unit}") else f"{low}–{high}"


def worst(found: list[Fit]) -> list[Fit]:
    """Return figures with those that fit worst first; those without a z by what holds."""

    def badness(fit: Fit) -> tuple[bool, float]:
        if fit.target.relation != "equals" or not math.isfinite(fit.z):
            return (fit.inside, -3 * (1 - fit.holds_share))
        return (fit.inside, -abs(fit.z))

    return sorted(found, key=badness)


def _seats(summary: Mapping[str, Any]) -> Iterator[str]:
    seats = summary["seats_national"]
    if not seats:
        return
    yield ""
    yield f"Seats of the nation{'':<19}{'reported':>8}{'predicted':>11}   band"
    ranked = sorted(seats.items(), key=lambda item: -item[1]["reported"])
    for party, own in ranked[:_MOST_PARTIES]:
        inside = own["p05"] <= own["reported"] <= own["p95"]
        band = f"{own['p05']:,.0f}–{own['p95']:,.0f}"
        yield (
            f"{' ' if inside else '!'} {party[:35]:<36}{own['reported']:>8,.0f}{own['p50']:>11,.0f}"
            f"   {band}"
        )
    if len(ranked) > _MOST_PARTIES:
        yield f"  and {len(ranked) - _MOST_PARTIES:,} more parties, see {SUMMARY}"


def _known(results: Results) -> Iterator[str]:
    """Yield how much is known, and what is not."""
    summary = results.summary
    targets, silent = summary["targets"], silent_regions(results)
    n_parameters = summary["informed"] + len(summary["uninformed"])
    yield ""
    yield f"{targets['met']:,} of all {targets['n']:,} reported figures are met"
    yield f"{summary['informed']:,} of {n_parameters:,} parameters are informed by them"
    if silent:
        names = ", ".join(region_name(code) for code in silent)
        said = f"Nothing reported by hour for {names}: curves of other elections"
        yield from textwrap.wrap(said, _WIDTH, subsequent_indent="  ")[:3]
    if summary["dropped"]:
        yield from _wrapped(f"Left out: {', '.join(summary['dropped'])}")[:2]
    if summary["lint"]:
        n_found = len(summary["lint"])
        yield f"The check of the figures has {n_found:,} remark{'s' * (n_found != 1)}, see fit.md"
