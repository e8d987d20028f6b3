"""The last chapter of ``fit.md``: what the reported values do not determine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core.text import NO_VALUE, counted, signed_text
from sim.results.calibration_records import (
    LITTLE_REDUCTION,
    Correlation,
    FittedParameter,
    correlations,
    curve_codes,
    fits,
    fitted_parameters,
    names_of_parameters,
    regions_without_hours,
)
from sim.show.markdown import markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import CalibrationResults
    from sim.results.summaries.calibration import CalibrationSummary

_CLOSE = 0.5
"""Least correlation of a pair that is listed as known only together."""
_MOST_PAIRS = 12
_BEST = 5
_MOVED_FROM = 0.2
"""Share of the prior width by which an end of an interval must have changed to be mentioned."""
_NOON = "12:00:00"


def unknown_lines(results: CalibrationResults) -> Iterator[str]:
    """Yield the chapter on what the data do not determine, one sentence per line."""
    yield ""
    yield "# What the data do not determine"
    yield ""
    yield "A calibration narrows what is possible only where something was reported."
    yield "The parameters below are known little better than before, or only in combination."
    yield from _curves(results)
    yield from _parameters(results)
    yield from _pairs(results)
    yield from _meaning(results)


def _curves(results: CalibrationResults) -> Iterator[str]:
    """Yield the arrival curves for which nothing was reported, or only one hour."""
    unreported = regions_without_hours(results)
    hours: dict[str, set[str]] = {}
    for fit in fits(results, "turnout"):
        if fit.target.relation == "equals" and fit.target.weight > 0:
            hours.setdefault(fit.target.code, set()).add(fit.target.time)
    codes = curve_codes(results)
    once = [code for code in codes if len(hours.get(code, ())) == 1]
    bounds = [code for code in codes if code not in unreported and code not in hours]
    if not codes:
        return
    yield ""
    yield "## When people came"
    yield ""
    for code in unreported:
        source = _source(results)
        name, more = markdown_text(results.summary.area_name(code)), ""
        if _moved(results, code):
            more = f", changed by what other {results.summary.regions_word} reported"
        yield (
            f"- Nothing was reported for {name} during the day: its curve is that of {source}"
            f"{more}.{_at_noon(results, code)}"
        )
    for code in once:
        name, hour = markdown_text(results.summary.area_name(code)), next(iter(hours[code]))
        yield (
            f"- Of {name} one hour is known, {hour}: away from it the curve rests on "
            f"{_source(results)}.{_at_noon(results, code)}"
        )
    for code in bounds:
        name = markdown_text(results.summary.area_name(code))
        yield f"- Of {name} only a bound was reported, no level.{_at_noon(results, code)}"
    if not unreported and not once and not bounds:
        yield f"Every {results.summary.a_region_word} reported two hours or more."


def _source(results: CalibrationResults) -> str:
    """Return what the curves of regions without values are those of."""
    return "other elections" if results.summary.prior is None else "the prior"


def _at_noon(results: CalibrationResults, code: str) -> str:
    """Return the credible interval at noon, posterior and prior, as a sentence."""
    found = _noon(results, code)
    if not found:
        return ""
    low, high, before_low, before_high = (f"{end:.0f}" for end in found)
    return (
        f"\n  At noon turnout is between {low} and {high} % "
        f"(before: {before_low} and {before_high} %)."
    )


def _noon(results: CalibrationResults, code: str) -> list[float]:
    """Return the ends of the intervals at noon, posterior and prior; empty without a curve."""
    table = results.tables["curves"]
    for row in range(len(table["code"])):
        if str(table["code"][row]) == code and str(table["capital_time"][row]).endswith(_NOON):
            return [float(table[name][row]) for name in ("p05", "p95", "prior_p05", "prior_p95")]
    return []


def _moved(results: CalibrationResults, code: str) -> bool:
    """Return whether the posterior interval of a region differs from the prior beyond noise."""
    found = _noon(results, code)
    if not found:
        return False
    low, high, before_low, before_high = found
    least = _MOVED_FROM * (before_high - before_low)
    return max(abs(low - before_low), abs(high - before_high)) > least


def _parameters(results: CalibrationResults) -> Iterator[str]:
    """Yield parameters that no reported value informs, and those hardly known better."""
    found = [each for each in fitted_parameters(results) if not _is_shape(each)]
    none = [each for each in found if not each.informed]
    little = [
        each for each in found if each.informed and each.variance_reduction < LITTLE_REDUCTION
    ]
    if not none and not little:
        return
    yield ""
    yield "## Other parameters"
    yield ""
    if none:
        yield "No reported value informs these; their values are assumptions:"
        yield ""
        yield from _listed(none, results.summary)
    if little:
        if none:
            yield ""
        yield "These are hardly known better than before:"
        yield f"their variance reduction is less than {100 * LITTLE_REDUCTION:.0f} %."
        yield ""
        yield from _listed(little, results.summary)


def _is_shape(parameter: FittedParameter) -> bool:
    """Return whether a parameter is of the arrival curve of a region, listed before."""
    return bool(parameter.code) and parameter.key.startswith("arrivals.regions.")


def _listed(found: Sequence[FittedParameter], summary: CalibrationSummary) -> Iterator[str]:
    """Yield parameters, strengths of regions together by party."""
    by_party: dict[str, list[str]] = {}
    for each in found:
        _, sign, party = each.key.partition(f"choice.regions.{each.code}.strength.")
        if each.code and sign:
            by_party.setdefault(party, []).append(each.code)
        else:
            interval = f"{_number(each.posterior.p05)} to {_number(each.posterior.p95)}"
            yield f"- {markdown_text(each.name)}: {interval}"
    for party, codes in by_party.items():
        names = ", ".join(markdown_text(summary.area_name(code)) for code in codes)
        yield f"- how {markdown_text(party)} differs from {summary.the_nation} in {names}"


def _number(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else NO_VALUE


def _pairs(results: CalibrationResults) -> Iterator[str]:
    """Yield pairs of parameters with a high posterior correlation."""
    close = [pair for pair in correlations(results) if abs(pair.correlation) >= _CLOSE]
    if not close:
        return
    names = names_of_parameters(results)
    yield ""
    yield "## Known only together"
    yield ""
    yield "Of these pairs a combination is known better than either parameter."
    yield "If you change one, change the other too, or the fit is lost."
    if any(pair.one.startswith("arrivals.") for pair in close):
        yield "Of arrivals, a higher a means later voters, a higher b earlier ones."
    yield ""
    for pair in close[:_MOST_PAIRS]:
        one, other = markdown_text(names[pair.one]), markdown_text(names[pair.other])
        yield f"- {_sentence(pair, one, other)} (correlation {signed_text(pair.correlation, 2)})."
    if len(close) > _MOST_PAIRS:
        yield f"- {len(close) - _MOST_PAIRS} more pairs are in correlations.csv."


def _sentence(pair: Correlation, one: str, other: str) -> str:
    if pair.correlation > 0:
        return f"If {one} is higher, so is {other}"
    return f"If {one} is higher, {other} is lower"


def _meaning(results: CalibrationResults) -> Iterator[str]:
    """Yield what follows for the use of the posterior."""
    unreported, codes = regions_without_hours(results), curve_codes(results)
    yield ""
    yield "## What this means for use"
    yield ""
    yield "- Run with `--posterior` and this directory, and with several replications:"
    yield "  the prediction intervals then include this uncertainty as well as chance."
    yield "- A single run has the median of every parameter, one possible country among many."
    if unreported:
        yield (
            f"- In {len(unreported)} of {len(codes)} {results.summary.regions_word} do not plan "
            "staff or queues by the hour on the median alone: take the ends of the interval."
        )
    outside = results.summary.targets.outside
    if outside:
        yield (
            f"- {counted(len(outside), 'reported value is', 'reported values are')} far from the "
            "prediction, with or without it: the report or the model is wrong, and more posterior "
            "draws do not help."
        )
    best = sorted(fitted_parameters(results), key=lambda each: -each.variance_reduction)[:_BEST]
    firm = [markdown_text(each.name) for each in best if each.informed]
    if firm:
        yield f"- The reported values inform these best: {', '.join(firm)}."
