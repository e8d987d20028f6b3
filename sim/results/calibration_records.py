"""The rows of the tables of a calibration as records: targets with their fit, and parameters."""

# No reference: quantiles of draws.

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.core import clock
from sim.core.language import tr
from sim.pack.targets import Target
from sim.results.wording import at_least_voters_text, parameter_name, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.results.columns import Table
    from sim.results.results import CalibrationResults

LEAST_HELD_SHARE = 0.9
"""A target that is not ``equals`` fits if it holds in at least this share of the draws."""
LITTLE_REDUCTION = 0.25
"""A variance reduction below this counts as little: the posterior is close to the prior."""
_SLACK = 0.01
"""Per cent and hours are rounded in files, so a value may be this far outside its interval."""


class Quantiles(NamedTuple):
    """The quantiles of a prediction or a parameter over the draws."""

    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


class Fit(NamedTuple):
    """One target, and the predictions of its value."""

    target: Target
    prior: Quantiles
    posterior: Quantiles
    residual: float
    """Median prediction minus reported value; for ``highest`` the lead over the next region."""
    z: float
    """The residual in standard deviations; NaN unless the relation is ``equals``."""
    left_out_z: float
    """The same of a prediction that does not use this target; NaN where there is none."""
    holds_share: float
    met: bool

    @property
    def reported(self) -> float:
        """The reported value, in its unit; NaN for ``highest``."""
        return math.nan if self.target.value is None else self.target.value

    @property
    def inside(self) -> bool:
        """Whether the target fits: in the 90 % interval, or true in 90 % of the draws."""
        if self.target.relation != "equals":
            return self.holds_share >= LEAST_HELD_SHARE
        slack = 0.0 if self.target.what == "seats" else _SLACK
        return self.posterior.p05 - slack <= self.reported <= self.posterior.p95 + slack


class FittedParameter(NamedTuple):
    """One parameter, its prior and its posterior."""

    key: str
    code: str
    """The region of the parameter; empty for the nation."""
    prior: tuple[float, float, float]
    """5 %, 50 % and 95 % quantiles."""
    posterior: Quantiles
    variance_reduction: float
    """1 − posterior variance ÷ prior variance; below 0 if it grew."""
    informed: bool
    r_hat: float
    autocorrelation: float
    name: str
    """The short label of the parameter."""


class Correlation(NamedTuple):
    """Two parameters and their posterior correlation."""

    one: str
    other: str
    correlation: float


def fits(results: CalibrationResults, *what: str) -> list[Fit]:
    """Return targets with their fit, in the order of ``fit.csv``.

    Parameters
    ----------
    results
        The results of a calibration.
    *what
        Kinds of targets, such as ``turnout``; all kinds if none is given.
    """
    table = results.tables["fit"]
    return [
        _fit(results, row)
        for row in range(len(table["target"]))
        if not what or str(table["what"][row]) in what
    ]


def _fit(results: CalibrationResults, row: int) -> Fit:
    table = results.tables["fit"]
    value = _number(table, "reported", row)
    time = str(table["time"][row])
    target = Target(
        date=dt.date.fromisoformat(results.summary.date),
        what=str(table["what"][row]),  # type: ignore[arg-type]
        code=str(table["code"][row]),
        item=str(table["item"][row]),
        at=clock.parse(time) if time else None,
        relation=str(table["relation"][row]),  # type: ignore[arg-type]
        value=None if math.isnan(value) else value,
        error=_number(table, "error", row),
        weight=_number(table, "weight", row),
        source=str(table["source"][row]),
    )
    return Fit(
        target,
        prior=_quantiles(table, "prior_", row),
        posterior=_quantiles(table, "", row),
        residual=_number(table, "residual", row),
        z=_number(table, "z", row),
        left_out_z=_number(table, "left_out_z", row),
        holds_share=_number(table, "holds_share", row),
        met=str(table["met"][row]) == "yes",
    )


def _quantiles(table: Table, before: str, row: int) -> Quantiles:
    return Quantiles(*(_number(table, before + name, row) for name in Quantiles._fields))


def _number(table: Table, name: str, row: int) -> float:
    value = float(table[name][row])
    # Always the same NaN, so that tuples with missing numbers compare equal.
    return math.nan if math.isnan(value) else value


def fitted_parameters(results: CalibrationResults) -> list[FittedParameter]:
    """Return all parameters with prior and posterior, in the order of ``parameters.csv``."""
    table, draws = results.tables["parameters"], results.tables["posterior"]
    found, names = [], names_of_parameters(results, brief=True)
    for row, key in enumerate(table["parameter"].tolist()):
        p25, p75 = np.percentile(draws[key].astype(float), [25, 75]).tolist()
        known = {name: _number(table, name, row) for name in ("p05", "p50", "p95")}
        found.append(
            FittedParameter(
                key,
                str(table["code"][row]),
                (*(_number(table, f"prior_{name}", row) for name in known),),  # type: ignore[arg-type]
                Quantiles(known["p05"], p25, known["p50"], p75, known["p95"]),
                _number(table, "variance_reduction", row),
                str(table["informed"][row]) == "yes",
                _number(table, "r_hat", row),
                _number(table, "autocorrelation", row),
                names[key],
            )
        )
    return found


def correlations(results: CalibrationResults) -> list[Correlation]:
    """Return pairs of parameters by the strength of their posterior correlation."""
    table = results.tables.get("correlations", {})
    if not table:
        return []
    found = [
        Correlation(str(one), str(other), float(correlation))
        for one, other, correlation in zip(
            table["one"], table["other"], table["correlation"], strict=True
        )
    ]
    return sorted(found, key=lambda pair: -abs(pair.correlation))


def names_of_parameters(results: CalibrationResults, *, brief: bool = False) -> dict[str, str]:
    """Return the label of each parameter, by its key; ``brief`` shortens names of parties."""
    table, summary = results.tables["parameters"], results.summary
    areas, nation = summary.area_names, summary.the_nation
    return {
        str(key): parameter_name(str(key), str(code), brief=brief, names=areas, nation=nation)
        for key, code in zip(table["parameter"], table["code"], strict=True)
    }


def n_inside(found: Iterable[Fit]) -> int:
    """Return the number of targets that fit: see :attr:`Fit.inside`."""
    return sum(fit.inside for fit in found)


def regions_without_hours(results: CalibrationResults) -> list[str]:
    """Return the regions with an arrival curve for which no turnout by hour is used as target."""
    targets = [fit.target for fit in fits(results, "turnout")]
    used = {target.code for target in targets if target.weight > 0}
    return [code for code in curve_codes(results) if code not in used]


def curve_codes(results: CalibrationResults) -> list[str]:
    """Return the regions with an arrival curve, without the nation, in the order of the table."""
    codes: list[Any] = (
        results.tables["curves"]["code"].tolist() if "curves" in results.tables else []
    )
    return [code for code in dict.fromkeys(map(str, codes)) if code != results.summary.nation]


def reported_text(fit: Fit) -> str:
    """Return the reported value as text: ``78.7 %``, ``at least 30.0 %``, ``highest of all``."""
    target = fit.target
    if target.relation == "highest":
        return tr("highest of all")
    value = value_text(target.what, target.relation, fit.reported)
    if target.relation == "count_at_least":
        return at_least_voters_text(fit.reported)
    return value if target.relation == "equals" else tr("at least {value}", value=value)
