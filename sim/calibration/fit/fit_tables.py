"""The tables of a calibration: its fit to the targets, and its parameters."""

# No reference: quantiles, variances and correlations of draws, and a normal score.

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.calibration.mcmc.sampler import all_draws
from sim.core import clock
from sim.core.quantiles import quantiles
from sim.results.result_kinds import CALIBRATION
from sim.results.target_values import judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.mcmc.posterior import PosteriorDensity
    from sim.calibration.mcmc.sampler import Diagnosis
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from sim.results.columns import Table
    from sim.scenario import Scenario


BANDS = (5, 25, 50, 75, 95)
ENDS = (5, 50, 95)
_INFORMED_FROM = 0.1
"""A parameter is informed if its variance reduction is at least this, ..."""
_MOVED_FROM = 0.25
"""... or if its median moved by at least so many standard deviations of the prior."""
_SURE = 0.9
"""A target that is not ``equals`` is met if it holds in this share of the draws."""
_CORRELATED_FROM = 0.3
_PAIRS = 20
_TRACED = 3
"""Number of parameters with a trace: those with the longest autocorrelation of each group."""


class Draws(NamedTuple):
    """Draws of prior and posterior."""

    parameters: Mapping[str, Floats]
    prior: Mapping[str, Floats]
    targets: Mapping[int, Floats]
    """Posterior predictions by number of the target."""
    prior_targets: Mapping[int, Floats]
    left_out: Mapping[int, Floats]
    """Predictions of turnout targets, each without the target itself."""


def _quantiles(values: Floats, at: Sequence[int], before: str = "") -> dict[str, float]:
    found = quantiles(values, at)
    return {f"{before}p{q:02d}": float(f"{v:.6g}") for q, v in zip(at, found, strict=True)}


def _z(values: Floats, reported: float) -> float:
    """Return the z-score of predictions relative to a reported value, positive if above it.

    It is the normal score of the rank of the value among the draws, with mid-ranks for ties;
    outside the range of the draws it is the distance to their mean over their deviation.
    """
    if values.std() == 0:
        return np.nan if values[0] != reported else 0.0
    below = float(np.mean(values < reported) + np.mean(values == reported) / 2)
    if 0 < below < 1:
        return -NormalDist().inv_cdf(below)
    return float((values.mean() - reported) / values.std())


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]} if rows else {}


def fit_table(targets: Sequence[Target], draws: Draws) -> Table:
    """Return one row per target: reported value, prior and posterior predictions."""
    rows = []
    for k, target in enumerate(targets):
        values = draws.targets[k]
        bands = _quantiles(values, BANDS)
        reported = np.nan if target.value is None else target.value
        residual = bands["p50"] - (0.0 if target.value is None else target.value)
        is_equal = target.relation == "equals"
        holds = float(np.mean([judge(target, v).met for v in values.tolist()]))
        inside = bands["p05"] <= reported <= bands["p95"]
        fits = (inside or judge(target, bands["p50"]).met) if is_equal else holds >= _SURE
        rows.append({
            "target": target.name, "what": target.what, "code": target.code, "item": target.item,
            "time": target.time,
            "relation": target.relation, "reported": float(f"{reported:.6g}"),
            "error": float(np.hypot(target.error, target.step / 12**0.5).round(4)),
            "weight": target.weight,
            **_quantiles(draws.prior_targets[k], BANDS, "prior_"), **bands,
            "residual": float(f"{residual:.4g}"),
            "z": round(_z(values, reported), 2) if is_equal else np.nan,
            "left_out_z": (
                round(_z(draws.left_out[k], reported), 2) if k in draws.left_out else np.nan
            ),
            "holds_share": round(holds, 4), "met": "yes" if fits else "no",
            "source": target.source,
        })  # fmt: skip
    return _table(rows) or _no_targets()


def _no_targets() -> Table:
    """Return the table of a calibration to times of results alone, which has no row."""
    columns = CALIBRATION.tables["fit"].columns
    return {
        column.name: np.array([], dtype=np.str_ if column.kind == "text" else np.float64)
        for column in columns
        if column.name != "origin"
    }


def parameter_table(
    draws: Draws, diagnoses: Mapping[str, Mapping[str, tuple[float, float, float]]]
) -> Table:
    """Return one row per parameter: prior, posterior and convergence.

    Parameters
    ----------
    draws
        Draws of prior and posterior.
    diagnoses
        R-hat, bulk effective sample size and autocorrelation time by parameter, by group.
    """
    rows = []
    chains = {key: found for group in diagnoses.values() for key, found in group.items()}
    for key, values in draws.parameters.items():
        prior = draws.prior[key]
        reduction = 1 - float(values.var() / max(prior.var(), 1e-300))
        moved = abs(float(np.median(values) - np.median(prior))) / max(float(prior.std()), 1e-300)
        informed = reduction >= _INFORMED_FROM or moved >= _MOVED_FROM
        parts = key.split(".")
        r_hat, ess, steps = chains.get(key, (np.nan, np.nan, np.nan))
        rows.append({
            "parameter": key, "code": parts[2] if parts[1] == "regions" else "",
            **_quantiles(prior, ENDS, "prior_"), **_quantiles(values, ENDS),
            "prior_sd": float(f"{prior.std():.4g}"), "sd": float(f"{values.std():.4g}"),
            "variance_reduction": round(reduction, 3), "informed": "yes" if informed else "no",
            "r_hat": round(r_hat, 4), "ess_bulk": float(np.round(ess)),
            "autocorrelation": round(steps, 1),
        })  # fmt: skip
    return _table(rows)


def posterior_table(parameters: Mapping[str, Floats]) -> Table:
    """Return one row per draw."""
    n = len(next(iter(parameters.values())))
    return {"draw": np.arange(n), **parameters}


def curve_table(
    scenario: Scenario,
    codes: Sequence[str],
    prior: Sequence[tuple[int, Floats]],
    posterior: Sequence[tuple[int, Floats]],
) -> Table:
    """Return expected turnout by region and quarter hour, prior and posterior."""
    rows = []
    for r, code in enumerate(codes):
        for (at, before), (_, after) in zip(prior, posterior, strict=True):
            rows.append({
                "code": code, "capital_time": clock.stamp(scenario.date, at),
                **{k: round(v, 3) for k, v in _quantiles(before[:, r], ENDS, "prior_").items()},
                **{k: round(v, 3) for k, v in _quantiles(after[:, r], BANDS).items()},
            })  # fmt: skip
    table = _table(rows)
    table["capital_time"] = table["capital_time"].astype("datetime64[s]")
    return table


def correlation_table(parameters: Mapping[str, Floats]) -> Table:
    """Return the pairs of parameters with the strongest posterior correlation."""
    keys = list(parameters)
    with np.errstate(invalid="ignore"):
        together = np.nan_to_num(np.corrcoef(np.array([parameters[key] for key in keys])))
    one, other = np.triu_indices(len(keys), 1)
    strength = np.abs(together[one, other])
    order = [k for k in np.argsort(-strength, kind="stable")[:_PAIRS].tolist()
             if strength[k] >= _CORRELATED_FROM]  # fmt: skip
    return {
        "one": np.array([keys[one[k]] for k in order], dtype=np.str_),
        "other": np.array([keys[other[k]] for k in order], dtype=np.str_),
        "correlation": np.array([round(float(together[one[k], other[k]]), 3) for k in order]),
    }


def trace_table(
    posterior: PosteriorDensity, chain: Floats, diagnosis: Diagnosis, thin: int
) -> Table:
    """Return the trace of the slowest parameters: quantiles over walkers by step."""
    slowest = np.argsort(-diagnosis.autocorrelation, kind="stable")[:_TRACED]
    n, n_walkers, _ = chain.shape
    parameters = posterior.parameters(all_draws(chain))
    traced = [posterior.layout.names[k] for k in slowest.tolist()]
    traces = [
        np.percentile(parameters[name].reshape(n, n_walkers), ENDS, axis=1).round(5)
        for name in traced
    ]
    # One parameter after the other; no row if all are fixed.
    low, middle, high = np.reshape(traces, (len(traced), 3, n)).transpose(1, 0, 2)
    return {
        "group": np.full(n * len(traced), posterior.name),
        "step": np.tile(thin * np.arange(1, n + 1), len(traced)),
        "parameter": np.repeat(np.array(traced, dtype=np.str_), n),
        "p05": low.ravel(), "p50": middle.ravel(), "p95": high.ravel(),
    }  # fmt: skip
