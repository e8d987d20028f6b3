"""Reported values beside simulated ones: the targets of all results, as one table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import named, tr
from sim.core.recorded import tr_given
from sim.core.text import unit_text
from sim.reporting.page_tables import ValueText, banded, place_text
from sim.reporting.words import number, percent, share, signed, signed_count
from sim.results import Interval
from sim.results.wording import quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.core.types import Json
    from sim.results.summaries import RunSummary
    from sim.results.summaries.run import TargetSummary


class TargetRow(NamedTuple):
    """A target as a row of text: the reported value, the simulated one and the verdict."""

    where: str
    quantity: str
    """The time of turnout; else what was reported."""
    reported: str
    simulated: ValueText
    residual: ValueText
    met: str
    source: str
    is_long: bool
    """Whether its quantity needs a wide column."""


def targets(summary: RunSummary) -> list[TargetRow]:
    """Return the targets of a result with their simulated values."""
    return [
        TargetRow(
            _place(summary, target),
            target.time
            or quantity_text(target.what or "", target.item or "", target.contest or ""),
            _reported(target, summary.regions_word),
            *_simulated(target, [_entry(band, k) for band in (summary.p05, summary.p95)]),
            _met(target),
            tr_given(target.source),
            _is_long(target),
        )
        for k, target in enumerate(summary.targets)
    ]


class TargetsRow(NamedTuple):
    """A target of several results as a row of text."""

    where: str
    quantity: str
    reported: str
    source: str
    is_long: bool
    values: Sequence[TargetRow | None]
    """Of each result; None for one that does not have this target."""


def targets_together(summaries: Sequence[RunSummary]) -> list[TargetsRow]:
    """Return the targets of all results, each once, with the simulated values side by side."""
    columns = [
        {
            (row.where, row.quantity, row.reported, row.source, row.is_long): row
            for row in targets(summary)
        }
        for summary in summaries
    ]
    keys = dict.fromkeys(key for column in columns for key in column)
    return [TargetsRow(*key, [column.get(key) for column in columns]) for key in keys]


_LONG = 16
"""Characters of what was reported from which its column is wide."""


def _is_long(target: TargetSummary) -> bool:
    return len(f"{target.what or ''}{target.item or ''}{target.contest or ''}") > _LONG


def _place(summary: RunSummary, target: TargetSummary) -> str:
    """Return the name of the area of a target; its id and level if it is no region."""
    if target.level is None:
        return place_text(summary, target.code)
    return f"{target.code} ({named(target.level)})"


def _simulated(
    target: TargetSummary, bands: Sequence[Mapping[str, Json]]
) -> tuple[ValueText, ValueText]:
    """Return the simulated value of a target and its residual, with their bands."""
    if target.what is not None:
        of_value = partial(value_text, target.what, target.relation)
        of_seats = target.what == "seats"
        of_residual, unit = (signed_count, "seats") if of_seats else (signed, "points")
        return (
            _of_target(target, bands, "simulated", of_value, ""),
            _of_target(
                target,
                bands,
                "residual",
                of_residual,
                tr("hours") if target.what == "night" else unit_text(unit),
            ),
        )
    if target.relation == "count_at_least":
        return (
            _of_target(target, bands, "simulated_count", number, unit_text("voters")),
            _of_target(target, bands, "residual", signed_count, unit_text("voters")),
        )
    return (
        _of_target(target, bands, "simulated_pct", percent, "%"),
        _of_target(target, bands, "residual", signed, unit_text("points")),
    )


def _of_target(
    target: TargetSummary,
    bands: Sequence[Mapping[str, Json]],
    key: str,
    text_of: Callable[[float], str],
    unit: str,
) -> ValueText:
    median: float = getattr(target, key)
    low, high = (_end(band, key, median) for band in bands)
    found = banded(Interval(median, low, high), text_of)
    return found._replace(text=f"{found.text} {unit}".rstrip())


def _end(band: Mapping[str, Json], key: str, otherwise: float) -> float:
    """Return a number of one end of a band; another where the band has none."""
    value = band.get(key)
    assert value is None or isinstance(value, int | float)
    return otherwise if value is None else value


def _entry(band: Mapping[str, Json] | None, k: int) -> Mapping[str, Json]:
    """Return one end of the bands of target number ``k``; empty if nothing varies."""
    entries = (band or {}).get("targets", [])
    assert isinstance(entries, list)
    entry = entries[k] if k < len(entries) else {}
    assert isinstance(entry, dict)
    return entry


def _reported(target: TargetSummary, regions: str) -> str:
    if target.relation == "highest":
        if target.level:
            return tr("highest of level {level}", level=named(target.level))
        return tr("highest of all {areas}", areas=regions)
    if target.relation == "count_at_least":
        return tr(
            "at least {value}",
            value=value_text("turnout", target.relation, target.reported_count or 0),
        )
    if target.what is not None:
        value = value_text(target.what, target.relation, target.reported or 0.0)
    else:
        value = f"{percent(target.reported_pct)} %"
    return value if target.relation == "equals" else tr("at least {value}", value=value)


def _met(target: TargetSummary) -> str:
    verdict = tr("yes") if target.met else tr("no")
    if target.met_share is None:
        return verdict
    return tr("{verdict}, in {share}", verdict=verdict, share=share(target.met_share))
