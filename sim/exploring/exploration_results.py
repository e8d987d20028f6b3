"""An exploration as results: tables, summary and manifest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.exploring.effect import FIRST, TOTAL
from sim.results.columns import SIMULATED, with_origin
from sim.results.held_election import held_election
from sim.results.manifests import ExplorationManifest, times_since
from sim.results.result_kinds import EXPLORATION
from sim.results.results import ExplorationResults
from sim.results.saving import FORMAT, versions
from sim.results.scenario_changes import changes_of
from sim.results.schema import TIME, metric_of
from sim.results.summaries.exploration import (
    EffectSummary,
    ExplorationSummary,
    ExploredMetric,
    ExploredParameter,
    RefusedPoint,
)
from sim.results.summaries.shared import WithoutEffect
from sim.results.wording import key_label
from sim.scenario import unit_of
from sim.scenario.election import placeless_tree, region_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Names
    from sim.election import Country
    from sim.exploring.designs import Design, Method
    from sim.exploring.effect import MeasuredEffect
    from sim.exploring.ranges import Explored, NotExplored
    from sim.exploring.runs import Runs
    from sim.results.columns import Table
    from sim.results.summaries.shared import PackUsed
    from sim.scenario import Scenario

_LISTED = 20
"""Refused points that the summary lists."""


@dataclass(frozen=True)
class Exploration:
    """All that an exploration found."""

    scenario: Scenario
    seed: int
    engine: str
    """Its name: see :func:`sim.day.engine_name`."""
    method: Method
    samples: int | None
    replications: int
    parameters: tuple[Explored, ...]
    left_out: tuple[NotExplored, ...]
    design: Design
    runs: Runs
    effects: Mapping[str, tuple[tuple[int, MeasuredEffect], ...]]
    """By metric: index of the parameter, and a measure."""


def results_of(
    found: Exploration,
    country: Country,
    pack: PackUsed | None,
    packages: Mapping[str, str],
    started: float,
) -> ExplorationResults:
    """Return an exploration as results that can be saved, shown and loaded like any other.

    Parameters
    ----------
    found
        What was found.
    country
        Of the scenario as it is.
    pack
        The files of its election; None for the one that ships.
    packages
        Versions of further packages that the result depends on.
    started
        When the exploration started, as returned by ``time.time``.
    """
    summary = _summary(found)
    tables = {
        "ranges": _ranges(summary),
        "design": _design(found),
        "runs": _runs(found),
        "effects": _effects(summary),
    }
    manifest = ExplorationManifest(
        origin=SIMULATED,
        format=FORMAT,
        kind=EXPLORATION.name,
        scenario=placeless_tree(found.scenario),
        changed=summary.changed,
        pack=pack,
        seed=found.seed,
        replications=found.replications,
        engine=found.engine,
        method=found.method,
        samples=found.samples,
        parameters=tuple(each.key for each in found.parameters),
        metrics=tuple(found.effects),
        register_sha256=country.register.digest(),
        versions={**versions(), **packages},
        times=times_since(started),
    )
    return ExplorationResults(summary, tables, manifest)


def _summary(found: Exploration) -> ExplorationSummary:
    scenario, points, refused = found.scenario, len(found.design), found.runs.refused
    known = [(index, effect) for effects in found.effects.values() for index, effect in effects]
    measured, moving = {index for index, _ in known}, {index for index, e in known if e.value}
    names = region_names(scenario)
    return ExplorationSummary(
        origin=SIMULATED,
        kind=EXPLORATION.name,
        scenario=scenario.name,
        changed=changes_of(scenario),
        election=held_election(scenario),
        date=scenario.date.isoformat(),
        seed=found.seed,
        replications=found.replications,
        engine=found.engine,
        method=found.method,
        samples=found.samples,
        points=points,
        runs=(points - len(refused)) * found.replications,
        parameters=tuple(
            ExploredParameter(
                key=each.key,
                label=key_label(each.key, names),
                unit=unit_of(each.key),
                value=each.value,
                low=each.at(0),
                high=each.at(1),
                basis=each.basis,
                regions=len(each.regions),
                moves=index in moving if index in measured else None,
            )
            for index, each in enumerate(found.parameters)
        ),
        left_out=tuple(WithoutEffect(key=each.key, why=each.why) for each in found.left_out),
        metrics=tuple(_metric(name, found) for name in found.effects),
        effects=tuple(
            EffectSummary(
                metric=name,
                parameter=found.parameters[index].key,
                measure=effect.measure,
                effect=effect.value,
                effect_p05=_known(effect.low),
                effect_p95=_known(effect.high),
            )
            for name, effects in found.effects.items()
            for index, effect in effects
        ),
        refused=len(refused),
        refused_first=tuple(
            RefusedPoint(point=point, values=_values(found, point), why=why)
            for point, why in list(refused.items())[:_LISTED]
        ),
    )


def _metric(name: str, found: Exploration) -> ExploredMetric:
    means = found.runs.values[name].mean(axis=1)
    unchanged = found.design.values == [each.value for each in found.parameters]
    known, same = means[np.isfinite(means)], means[unchanged.all(axis=1) & np.isfinite(means)]
    metric = metric_of(name)
    return ExploredMetric(
        name=name,
        label=name if metric is None else metric.label.replace("{}", name.rpartition(".")[2]),
        unit=found.runs.units[name],
        unchanged=_rounded(same[0]) if len(same) else None,
        low=_rounded(known.min()) if len(known) else None,
        high=_rounded(known.max()) if len(known) else None,
    )


def _rounded(value: float) -> float:
    return round(float(value), 6)


def _known(value: float) -> float | None:
    """Return a number for JSON: None in place of NaN."""
    return None if math.isnan(value) else value


def _values(found: Exploration, point: int) -> dict[str, float]:
    """Return the values of a point, of the parameters that differ from the scenario."""
    row = found.design.values[point].tolist()
    pairs = zip(found.parameters, row, strict=True)
    return {each.key: value for each, value in pairs if value != each.value}


def _ranges(summary: ExplorationSummary) -> Table:
    columns = {
        "parameter": _texts([each.key for each in summary.parameters]),
        "unit": _texts([each.unit for each in summary.parameters]),
        **{
            name: np.array([getattr(each, name) for each in summary.parameters], dtype=np.float64)
            for name in ("value", "low", "high")
        },
        "basis": _texts([each.basis for each in summary.parameters]),
        "regions": np.array([each.regions for each in summary.parameters], dtype=np.int64),
    }
    return with_origin(columns)


def _design(found: Exploration) -> Table:
    points = range(len(found.design))
    columns = {
        "point": np.arange(len(found.design)),
        "refused": _texts([found.runs.refused.get(point, "") for point in points]),
    }
    for each, values in zip(found.parameters, found.design.values.T, strict=True):
        columns[each.key] = values.astype(np.int64) if each.whole else values
    return with_origin(columns)


def _runs(found: Exploration) -> Table:
    run = np.array([point not in found.runs.refused for point in range(len(found.design))])
    points = np.flatnonzero(run)
    columns = {
        "point": np.repeat(points, found.replications),
        "replication": np.tile(np.arange(found.replications), len(points)),
    }
    for name in found.effects:
        columns[name] = found.runs.values[name][run].ravel()
    return with_origin(columns)


def _effects(summary: ExplorationSummary) -> Table:
    effects, units = summary.effects, {each.name: each.unit for each in summary.metrics}
    columns = {
        name: _texts([getattr(each, name) for each in effects])
        for name in ("metric", "parameter", "measure")
    }
    columns["unit"] = _texts([effect_unit(units[each.metric], each.measure) for each in effects])
    for name in ("effect", "effect_p05", "effect_p95"):
        values: Sequence[float | None] = [getattr(each, name) for each in effects]
        columns[name] = np.array(values, dtype=np.float64)
    return with_origin(columns)


def effect_unit(unit: str, measure: str) -> str:
    """Return the unit of an effect on a metric, of which clock times differ by seconds.

    >>> effect_unit("time", "at_low"), effect_unit("s", "total"), effect_unit("%", "mean")
    ('s', '', 'points')
    """
    if measure in {TOTAL, FIRST}:
        return ""
    return {TIME: "s", "%": "points", "0-1": ""}.get(unit, unit)


def _texts(values: Sequence[str]) -> Names:
    return np.array(values, dtype=np.str_)
