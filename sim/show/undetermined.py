"""What the reported figures leave open, in words for those who will use the numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.results.fit_rows import (
    LITTLE,
    Correlation,
    FittedParameter,
    correlations,
    curve_codes,
    fits,
    fitted_parameters,
    names_of_parameters,
    silent_regions,
)
from sim.results.wording import region_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import Results

_CLOSE = 0.5
"""Correlation from which a pair is said to be known only together."""
_MOST_PAIRS = 12
_BEST = 5
_MOVED_FROM = 0.2
"""Of the width before: by so much an end of a band must have moved to be told of."""
_NOON = "12:00:00"


def unknown_lines(results: Results) -> Iterator[str]:
    """Yield the chapter "What the data cannot tell", one sentence a line."""
    yield ""
    yield "# What the data cannot tell"
    yield ""
    yield "A calibration narrows what is possible only where something was reported."
    yield "What stands below is known little better than before, or only together with another."
    yield from _curves(results)
    yield from _parameters(results)
    yield from _pairs(results)
    yield from _meaning(results)


def _curves(results: Results) -> Iterator[str]:
    """Yield which curves of turnout nothing was reported for, or only one hour."""
    silent = silent_regions(results)
    hours: dict[str, set[str]] = {}
    for fit in fits(results, "turnout"):
        if fit.target.relation == "equals" and fit.target.weight > 0:
            hours.setdefault(fit.target.code, set()).add(fit.target.time)
    codes = curve_codes(results)
    once = [code for code in codes if len(hours.get(code, ())) == 1]
    bounds = [code for code in codes if code not in silent and code not in hours]
    if not codes:
        return
    yield ""
    yield "## When people came"
    yield ""
    for code in silent:
        name, more = plain(region_name(code)), ""
        if _moved(results, code):
            more = ", moved by what other regions reported"
        yield (
            f"- Nothing was reported for {name} during the day: its curve is that of other "
            f"elections{more}.{_at_noon(results, code)}"
        )
    for code in once:
        name, hour = plain(region_name(code)), next(iter(hours[code]))
        yield (
            f"- Of {name} one hour is known, {hour}: away from it the curve leans on other "
            f"elections.{_at_noon(results, code)}"
        )
    for code in bounds:
        name = plain(region_name(code))
        yield f"- Of {name} only a bound was reported, no level.{_at_noon(results, code)}"
    if not silent and not once and not bounds:
        yield "Every region reported two hours or more."


def _at_noon(results: Results, code: str) -> str:
    """Say the band at noon, after and before."""
    found = _noon(results, code)
    if not found:
        return ""
    low, high, before_low, before_high = (f"{end:.0f}" for end in found)
    return (
        f"\n  At noon turnout is between {low} and {high} % "
        f"(before: {before_low} and {before_high} %)."
    )


def _noon(results: Results, code: str) -> list[float]:
    """Return the ends of the band at noon, after and before; empty if no curve reaches it."""
    table = results.tables["curves"]
    for row in range(len(table["code"])):
        if str(table["code"][row]) == code and str(table["capital_time"][row]).endswith(_NOON):
            return [float(table[name][row]) for name in ("p05", "p95", "prior_p05", "prior_p95")]
    return []


def _moved(results: Results, code: str) -> bool:
    """Tell whether the band of a region differs from that before by what luck does not do."""
    found = _noon(results, code)
    if not found:
        return False
    low, high, before_low, before_high = found
    least = _MOVED_FROM * (before_high - before_low)
    return max(abs(low - before_low), abs(high - before_high)) > least


def _parameters(results: Results) -> Iterator[str]:
    """Yield parameters that no figure informs, and those hardly known better."""
    found = [own for own in fitted_parameters(results) if not _is_shape(own)]
    none = [own for own in found if not own.informed]
    little = [own for own in found if own.informed and own.variance_reduction < LITTLE]
    if not none and not little:
        return
    yield ""
    yield "## Other parameters"
    yield ""
    if none:
        yield "No reported figure informs these; their values are assumptions:"
        yield ""
        yield from _listed(none)
    if little:
        if none:
            yield ""
        yield "These are hardly known better than before:"
        yield f"less than {100 * LITTLE:.0f} % of their variance is removed."
        yield ""
        yield from _listed(little)


def _is_shape(own: FittedParameter) -> bool:
    """Tell whether a parameter is of a region's curve, which was spoken of already."""
    return bool(own.code) and own.key.startswith("arrivals.regions.")


def _listed(found: Sequence[FittedParameter]) -> Iterator[str]:
    """Yield parameters, strengths of regions together by party."""
    by_party: dict[str, list[str]] = {}
    for own in found:
        _, sign, party = own.key.partition(f"choice.regions.{own.code}.strength.")
        if own.code and sign:
            by_party.setdefault(party, []).append(own.code)
        else:
            band = f"{_number(own.posterior.p05)} to {_number(own.posterior.p95)}"
            yield f"- {plain(own.name)}: {band}"
    for party, codes in by_party.items():
        places = ", ".join(plain(region_name(code)) for code in codes)
        yield f"- how {plain(party)} differs from the nation in {places}"


def _number(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else "-"


def _pairs(results: Results) -> Iterator[str]:
    """Yield pairs of which only a combination is known."""
    close = [pair for pair in correlations(results) if abs(pair.correlation) >= _CLOSE]
    if not close:
        return
    names = names_of_parameters(results)
    yield ""
    yield "## Known only together"
    yield ""
    yield "Of these pairs a combination is known better than either of them."
    yield "Who changes one by hand must change the other, or the fit is lost."
    if any(pair.one.startswith("arrivals.") for pair in close):
        yield "Of arrivals, a higher a means later voters, a higher b earlier ones."
    yield ""
    for pair in close[:_MOST_PAIRS]:
        one, other = plain(names[pair.one]), plain(names[pair.other])
        yield f"- {_sentence(pair, one, other)} (correlation {pair.correlation:+.2f})."
    if len(close) > _MOST_PAIRS:
        yield f"- {len(close) - _MOST_PAIRS} more pairs are in correlations.csv."


def _sentence(pair: Correlation, one: str, other: str) -> str:
    if pair.correlation > 0:
        return f"If {one} is higher, so is {other}"
    return f"If {one} is higher, {other} is lower"


def _meaning(results: Results) -> Iterator[str]:
    """Yield what all this means for whoever uses the calibrated country."""
    silent, codes = silent_regions(results), curve_codes(results)
    yield ""
    yield "## What this means for use"
    yield ""
    yield "- Run with `--posterior` and this directory, and with several replications:"
    yield "  the bands then hold all that is said above, as well as chance."
    yield "- A single run has the middle of every parameter, one possible country among many."
    if silent:
        yield (
            f"- In {len(silent)} of {len(codes)} regions do not plan staff or queues by the hour "
            "on the median alone: take the ends of the band."
        )
    outside = results.summary["targets"]["outside"]
    if outside:
        yield (
            f"- {len(outside)} reported figure{'s are' if len(outside) > 1 else ' is'} outside "
            "what is predicted with or without it: the report or the model is off, and more draws "
            "will not mend it."
        )
    best = sorted(fitted_parameters(results), key=lambda own: -own.variance_reduction)[:_BEST]
    firm = [plain(own.name) for own in best if own.informed]
    if firm:
        yield f"- What the figures tell best: {', '.join(firm)}."


def plain(text: str) -> str:
    r"""Return a text that Markdown takes as it is, also in a cell of a table.

    >>> print(plain("A|B *c* <d>"))
    A\|B \*c\* &lt;d>
    """
    for sign in "\\|*_`$[]":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.replace("<", "&lt;").split())
