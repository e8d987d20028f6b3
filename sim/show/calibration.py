"""The summary of a calibration as text that fits 80 columns."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from sim.core.language import named, tr, tr_n
from sim.core.recorded import tr_given
from sim.core.text import interval_text, number_text, share_text
from sim.results.calibration_context import context_text
from sim.results.calibration_records import (
    Fit,
    fits,
    n_inside,
    regions_without_hours,
    reported_text,
)
from sim.results.labels import day_text, run_label
from sim.results.saving import SUMMARY
from sim.results.wording import fitted_party, value_text, voters_text, z_text
from sim.show.run_lines import change_lines
from sim.show.run_turnout import name_apart
from sim.show.table import distinct, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    run, draws = run_label(summary), tr_n("{n} draw", "{n} draws", summary.draws)
    if summary.effort == "quick":
        draws = tr("{draws}, quick", draws=draws)
    head = tr(
        "SIMULATED: calibration of {run}, {draws} ({date})",
        run=run,
        draws=draws,
        date=day_text(summary.date),
    )
    lines = [
        *wrapped(head),
        *wrapped(tr_given(summary.description))[:2],
        *change_lines(summary.changed),
        *_chains(summary),
        "",
        *_day(results),
        *_seats(summary),
        *_known(results),
        *_files(results),
    ]
    return "\n".join(lines)


def _files(results: CalibrationResults) -> Iterator[str]:
    """Yield the files that are there; nothing for a calibration that is not saved."""
    there = results.manifest.sha256 or {}
    texts = {"fit.md": tr("{file} (start here)", file="fit.md")}
    found = [
        texts.get(name, name)
        for name in ("fit.md", "figures/", "fit.csv", "parameters.csv", "scenario.toml")
        if name in there or (name == "figures/" and any(file.startswith(name) for file in there))
    ]
    if found:
        yield from wrapped(tr("Files: {files}", files=", ".join(found)))


def _chains(summary: CalibrationSummary) -> Iterator[str]:
    """Yield whether the chains have converged, the warning first."""
    if not summary.converged:
        quick = summary.effort == "quick"
        advice = tr("run it without --quick") if quick else tr("see fit.md")
        text = tr("NOT CONVERGED: do not rely on these results; {advice}", advice=advice)
        yield from wrapped(text)
    for chain in summary.chains:
        lengths = chain.steps / max(chain.autocorrelation, 1e-9)
        verdict = tr("converged") if chain.converged else tr("NOT converged")
        steps = tr(
            "{n} steps ({times} autocorrelation times), R-hat {r_hat}",
            n=chain.steps, times=number_text(lengths), r_hat=number_text(chain.r_hat, 4),
        )  # fmt: skip
        yield from wrapped(f"{tr(chain.group)}: {verdict}, {steps}", "  ")


def _day(results: CalibrationResults) -> Iterator[str]:
    """Yield targets of the day and the night with their predictions."""
    found = fits(results, "turnout", "night", "incumbents")
    if not found:
        yield tr("No turnout was reported during the day")
        return
    listed = worst_first(found)[:_MOST]
    yield tr("Reported: {n} of {m} as predicted", n=n_inside(found), m=len(found))
    heading = (
        "  " + tr("target"), tr("reported"), tr("predicted"), tr("90 % interval"), "z",
    )  # fmt: skip
    names = distinct(target_names(found))
    rows = [_fit_cells(name, fit) for name, fit in zip(names, found, strict=True) if fit in listed]
    yield from table(rows, "<<<<>", heading, indent="")
    if len(found) > len(rows):
        yield "  " + tr("and {n} that fit better, see fit.csv", n=len(found) - len(rows))
    z = tr("! not as predicted; z: (predicted - reported) / standard deviation;")
    yield from wrapped(z, "  ")
    yield from wrapped(tr("per cent: posterior draws in which it holds"), "  ")


def target_names(found: Sequence[Fit]) -> list[str]:
    """Return names of targets; of several of one name with what is compared."""
    times = Counter((fit.target.name, fit.target.item) for fit in found)
    return [
        name_apart(fit.target.name, fit.target.relation)
        if times[fit.target.name, fit.target.item] > 1
        else fit.target.name
        for fit in found
    ]


def _fit_cells(name: str, fit: Fit) -> tuple[str, ...]:
    low, middle, high = (
        value_text(fit.target.what, fit.target.relation, value)
        for value in (fit.posterior.p05, fit.posterior.p50, fit.posterior.p95)
    )
    ends = interval_text(low, high) or low
    if fit.target.relation == "count_at_least" and low != high:
        numbers = interval_text(number_text(fit.posterior.p05), number_text(fit.posterior.p95))
        ends = voters_text(fit.posterior.p95, numbers)
    z = z_text(fit.z) if fit.target.relation == "equals" else share_text(fit.holds_share)
    return f"{' ' if fit.inside else '!'} {name}", reported_text(fit), middle, ends, z


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
                f"{' ' if inside else '!'} {fitted_party(named(party), _LONGEST_NAME)}",
                number_text(found.reported),
                number_text(found.p50),
                interval_text(*ends) or ends[0],
            )
        )
    yield ""
    seats_of = tr("Seats of {nation}", nation=summary.the_nation)
    heading = (seats_of, tr("reported"), tr("predicted"), tr("90 % interval"))
    yield from table(rows, "<>><", heading, indent="")
    if len(ranked) > _MOST_PARTIES:
        more = len(ranked) - _MOST_PARTIES
        yield "  " + tr("and {n} more parties, see {file}", n=more, file=SUMMARY)


def _curves(summary: CalibrationSummary) -> str:
    """Return where the curves of regions without values come from."""
    return tr("curves of other elections") if summary.prior is None else tr("curves of the prior")


def context_lines(summary: CalibrationSummary) -> Iterator[str]:
    """Yield where the prior of a pack comes from, and what was not calibrated and why."""
    if summary.prior is not None:
        yield from wrapped(tr("Prior of arrivals: {prior}", prior=context_text(summary.prior)))
    for what, why in (summary.skipped or {}).items():
        texts = {"what": context_text(what), "why": context_text(why)}
        yield from wrapped(tr("Not calibrated: {what}: {why}", **texts))


def _known(results: CalibrationResults) -> Iterator[str]:
    """Yield how many targets are met and parameters informed, and what is not known."""
    summary = results.summary
    targets, codes = summary.targets, regions_without_hours(results)
    n_parameters = summary.informed + len(summary.uninformed)
    yield ""
    yield tr("{met} of all {n} reported values are met", met=targets.met, n=targets.n)
    yield tr(
        "{informed} of {n} parameters are informed by them",
        informed=summary.informed, n=n_parameters,
    )  # fmt: skip
    if codes:
        names = ", ".join(summary.area_name(code) for code in codes)
        text = tr(
            "Nothing reported by hour for {areas}: {curves}", areas=names, curves=_curves(summary)
        )
        yield from wrapped(text)[:3]
    yield from context_lines(summary)
    if summary.dropped:
        yield from wrapped(tr("Left out: {names}", names=", ".join(summary.dropped)))[:2]
    if summary.lint:
        yield tr_n(
            "The check of the reported values has {n} remark, see fit.md",
            "The check of the reported values has {n} remarks, see fit.md", len(summary.lint),
        )  # fmt: skip
