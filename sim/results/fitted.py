"""The tables of a calibration, row by row: what pictures and reports of it read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim import clock, reported
from sim.results.columns import NATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.results.columns import Table
    from sim.results.store import Results

HOLDS_LEAST = 0.9
"""A figure that is no equality fits if it holds in so many of the draws."""
LITTLE = 0.25
"""A parameter of which less of the prior variance than this is removed is hardly known better."""
_LONG = 15
"""Longer names of parties are cut where there is little room."""
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


def fits(results: Results, *what: str) -> list[Fit]:
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
        holds_share=_number(table, "holds_share", row),
        met=str(table["met"][row]) == "yes",
        source=str(table["source"][row]),
    )


def _quantiles(table: Table, before: str, row: int) -> Quantiles:
    return Quantiles(*(_number(table, before + name, row) for name in Quantiles._fields))


def _number(table: Table, name: str, row: int) -> float:
    """Return a number; a column without any is read back as text."""
    value = table[name][row]
    return float(value) if str(value) else math.nan


def fitted_parameters(results: Results) -> list[Parameter]:
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


def couplings(results: Results) -> list[Coupling]:
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


def names_of_parameters(results: Results, *, brief: bool = False) -> dict[str, str]:
    """Return what people call each parameter, by its key."""
    table = results.tables["parameters"]
    return {
        str(key): parameter_name(str(key), str(code), brief=brief)
        for key, code in zip(table["parameter"], table["code"], strict=True)
    }


def region_name(code: str) -> str:
    """Return the name of a region, ``nation``, or the code of a made-up region or a district.

    >>> region_name("ZHA"), region_name("KZ"), region_name("EAST")
    ('Jambyl', 'nation', 'EAST')
    """
    if code == NATION:
        return "nation"
    return next((region.name for region in reported.regions() if region.code == code), code)


def short_party(name: str) -> str:
    """Return a name that fits a narrow column: the first letters of a long one.

    >>> short_party("Nationwide Social Democratic Party"), short_party("People's Party")
    ('NSDP', "People's Party")
    """
    if len(name) <= _LONG:
        return name
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())
    return initials if len(initials) > 2 else f"{name[: _LONG - 1]}…"


def parameter_name(key: str, code: str, *, brief: bool = False) -> str:
    """Say a parameter in words; ``brief`` cuts long names of parties.

    >>> parameter_name("arrivals.regions.ZHA.a", "ZHA"), parameter_name("arrivals.b", "")
    ('arrivals a in Jambyl', 'arrivals b')
    >>> parameter_name("choice.regions.AKM.strength.Auyl", "AKM")
    'strength of Auyl in Aqmola'
    >>> parameter_name("choice.against_all_share", ""), parameter_name("choice.strength.Adal", "")
    ('share against all', 'strength of Adal')
    """
    code = "" if code == NATION else code
    section, _, rest = key.partition(".")
    where = f" in {region_name(code)}" if code else ""
    rest = rest.removeprefix(f"regions.{code}.") if code else rest
    if section == "choice" and rest.startswith("strength."):
        party = rest.removeprefix("strength.")
        return f"strength of {short_party(party) if brief else party}{where}"
    said = _WORDS.get(f"{section}.{rest}") or f"{section} {rest.replace('_', ' ')}"
    return f"{said}{where}"


_WORDS = {
    "choice.incumbency": "advantage of incumbents",
    "choice.sharpness": "sharpness of support",
    "choice.against_all_share": "share against all",
    "choice.invalid_share": "share of invalid ballots",
}


def value_text(what: str, relation: str, value: float) -> str:
    """Say a value of a figure in its unit.

    >>> value_text("turnout", "equals", 78.7), value_text("turnout", "count_at_least", 200)
    ('78.7 %', '200 voters')
    >>> value_text("night", "equals", 25.5), value_text("seats", "equals", 3.0)
    ('01:30', '3')
    """
    if not math.isfinite(value):
        return "-"
    if relation == "count_at_least":
        return f"{value:,.0f} voters"
    if relation == "highest":
        return f"{value:+.1f} points"
    if what == "night":
        return clock.clock(round(value * clock.HOUR_MS))
    if what == "seats":
        return f"{value:,.0f}"
    return f"{value:.1f} %"


def reported_text(fit: Fit) -> str:
    """Say what was reported: ``78.7 %``, ``at least 30.0 %``, ``highest of all``."""
    if fit.relation == "highest":
        return "highest of all"
    said = value_text(fit.what, fit.relation, fit.reported)
    return said if fit.relation == "equals" else f"at least {said}"


def z_text(z: float) -> str:
    """Say how many standard deviations apart; nothing where that is not told.

    >>> z_text(-1.23), z_text(float("nan"))
    ('-1.2', '-')
    """
    return f"{z:+.1f}" if math.isfinite(z) else "-"


def n_inside(found: Iterable[Fit]) -> int:
    """Return how many figures the posterior predicts."""
    return sum(fit.inside for fit in found)


def silent_regions(results: Results) -> list[str]:
    """Return regions with a curve of which no figure by hour counts."""
    told = {fit.code for fit in fits(results, "turnout") if fit.weight > 0}
    return [code for code in curve_codes(results) if code not in told]


def curve_codes(results: Results) -> list[str]:
    """Return regions with a curve, the nation left out, in the order of ``curves.csv``."""
    codes: list[Any] = (
        results.tables["curves"]["code"].tolist() if "curves" in results.tables else []
    )
    return [code for code in dict.fromkeys(map(str, codes)) if code != NATION]
