"""The tables of a calibration, row by row: what pictures and reports of it read."""

# No reference: quantiles of draws.

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.results.columns import NATION
from sim.results.wording import parameter_name, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.results.columns import Table
    from sim.results.results import CalibrationResults

HOLDS_LEAST = 0.9
"""A figure that is no equality fits if it holds in so many of the draws."""
LITTLE = 0.25
"""A parameter of which less of the prior variance than this is removed is hardly known better."""
_SLACK = 0.01
"""Per cent and hours are written rounded: so much may lie between them and their band."""


class Quantiles(NamedTuple):
    """Of a prediction or a parameter: what so many in a hundred draws do not exceed."""

    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


class Fit(NamedTuple):
    """One reported figure and what is predicted for it."""

    target: str
    what: str
    code: str
    item: str
    time: str
    """Clock time of turnout, capital time; else empty."""
    relation: str
    reported: float
    """In the unit of the figure; NaN for ``highest``."""
    error: float
    weight: float
    prior: Quantiles
    posterior: Quantiles
    residual: float
    z: float
    left_out_z: float
    """Of a prediction without this figure; NaN where there is none."""
    holds_share: float
    met: bool
    source: str

    @property
    def inside(self) -> bool:
        """Whether the posterior predicts it: in its 90 % band, or true in 90 % of the draws."""
        if self.relation != "equals":
            return self.holds_share >= HOLDS_LEAST
        slack = 0.0 if self.what == "seats" else _SLACK
        return self.posterior.p05 - slack <= self.reported <= self.posterior.p95 + slack

    @property
    def label(self) -> str:
        """Its name, with the party or choice that the name leaves out."""
        return f"{self.target} ({self.item})" if self.what in {"seats", "votes"} else self.target


class Parameter(NamedTuple):
    """One parameter before and after."""

    key: str
    code: str
    """Its region; empty for the nation."""
    prior: tuple[float, float, float]
    """5, 50 and 95 in 100."""
    posterior: Quantiles
    removed: float
    """Share of the prior variance that is removed; below 0 if it grew."""
    informed: bool
    r_hat: float
    autocorrelation: float

    @property
    def name(self) -> str:
        """What people call it, short."""
        return parameter_name(self.key, self.code, brief=True)


class Coupling(NamedTuple):
    """Two parameters of which the figures tell a combination better than each."""

    one: str
    other: str
    correlation: float


def fits(results: CalibrationResults, *what: str) -> list[Fit]:
    """Return reported figures of some kinds, or all, in the order of ``fit.csv``."""
    table = results.tables["fit"]
    return [
        _fit(table, row)
        for row in range(len(table["target"]))
        if not what or str(table["what"][row]) in what
    ]


def _fit(table: Table, row: int) -> Fit:
    texts = ("target", "what", "code", "item", "time", "relation")
    target, what, code, item, time, relation = (str(table[name][row]) for name in texts)
    return Fit(
        target,
        what,
        code,
        item,
        time,
        relation,
        reported=_number(table, "reported", row),
        error=_number(table, "error", row),
        weight=_number(table, "weight", row),
        prior=_quantiles(table, "prior_", row),
        posterior=_quantiles(table, "", row),
        residual=_number(table, "residual", row),
        z=_number(table, "z", row),
        left_out_z=_number(table, "left_out_z", row),
        holds_share=_number(table, "holds_share", row),
        met=str(table["met"][row]) == "yes",
        source=str(table["source"][row]),
    )


def _quantiles(table: Table, before: str, row: int) -> Quantiles:
    return Quantiles(*(_number(table, before + name, row) for name in Quantiles._fields))


def _number(table: Table, name: str, row: int) -> float:
    value = float(table[name][row])
    # Always the same one, so that figures without a number are equal to each other.
    return math.nan if math.isnan(value) else value


def fitted_parameters(results: CalibrationResults) -> list[Parameter]:
    """Return all parameters, in the order of ``parameters.csv``, quarters of the draws added."""
    table, draws = results.tables["parameters"], results.tables["posterior"]
    found = []
    for row, key in enumerate(table["parameter"].tolist()):
        p25, p75 = np.percentile(draws[key].astype(float), [25, 75]).tolist()
        own = {name: _number(table, name, row) for name in ("p05", "p50", "p95")}
        found.append(
            Parameter(
                key,
                str(table["code"][row]),
                (*(_number(table, f"prior_{name}", row) for name in own),),  # type: ignore[arg-type]
                Quantiles(own["p05"], p25, own["p50"], p75, own["p95"]),
                _number(table, "removed_share", row),
                str(table["informed"][row]) == "yes",
                _number(table, "r_hat", row),
                _number(table, "autocorrelation", row),
            )
        )
    return found


def couplings(results: CalibrationResults) -> list[Coupling]:
    """Return pairs of parameters that only their combination is known of, the closest first."""
    table = results.tables.get("couplings", {})
    if not table:
        return []
    found = [
        Coupling(str(one), str(other), float(correlation))
        for one, other, correlation in zip(
            table["one"], table["other"], table["correlation"], strict=True
        )
    ]
    return sorted(found, key=lambda pair: -abs(pair.correlation))


def names_of_parameters(results: CalibrationResults, *, brief: bool = False) -> dict[str, str]:
    """Return what people call each parameter, by its key."""
    table = results.tables["parameters"]
    return {
        str(key): parameter_name(str(key), str(code), brief=brief)
        for key, code in zip(table["parameter"], table["code"], strict=True)
    }


def n_inside(found: Iterable[Fit]) -> int:
    """Return how many figures the posterior predicts."""
    return sum(fit.inside for fit in found)


def silent_regions(results: CalibrationResults) -> list[str]:
    """Return regions with a curve of which no figure by hour counts."""
    told = {fit.code for fit in fits(results, "turnout") if fit.weight > 0}
    return [code for code in curve_codes(results) if code not in told]


def curve_codes(results: CalibrationResults) -> list[str]:
    """Return regions with a curve, the nation left out, in the order of ``curves.csv``."""
    codes: list[Any] = (
        results.tables["curves"]["code"].tolist() if "curves" in results.tables else []
    )
    return [code for code in dict.fromkeys(map(str, codes)) if code != NATION]


def reported_text(fit: Fit) -> str:
    """Say what was reported: ``78.7 %``, ``at least 30.0 %``, ``highest of all``."""
    if fit.relation == "highest":
        return "highest of all"
    said = value_text(fit.what, fit.relation, fit.reported)
    return said if fit.relation == "equals" else f"at least {said}"
