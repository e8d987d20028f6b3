"""Rows of the tables of a made-up calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.core.types import Floats
    from tests.support.calibrations import Made

    Rows = list[dict[str, Any]]

QUANTILES = {"p05": 5, "p25": 25, "p50": 50, "p75": 75, "p95": 95}
HOURS = np.arange(7.0, 21.01, 0.25)
N_DRAWS = 400
SLOW = "choice.sharpness"
"""The parameter that mixes most slowly, and is not informed without votes."""
OFF = ("VOS", "Independent")
"""Seats that are far from the prediction."""


def fit_rows(
    made: Made,
    curves: Mapping[str, tuple[Floats, Floats]],
    told: Mapping[str, Sequence[float]],
    what: Sequence[str],
) -> Rows:
    rows: Rows = []
    for code, hours in told.items():
        for hour in hours:
            at = int(np.searchsorted(HOURS, hour))
            before, after = (row[:, at] for row in curves[code])
            clock = f"{hour:02.0f}:00"
            value = float(np.median(after)) + float(made.generator.normal(0, 0.4))
            rows.append(_row(f"{code}@{clock}", "turnout", code, "", value, before, after, clock))
    if told:
        code = next(iter(told))
        before, after = (row[:, 20] - 20 for row in curves[code])
        rows.append(_row(f"{code}@12:00", "turnout", code, "", np.nan, before, after, "12:00",
                         "highest"))  # fmt: skip
        voters = 100 * curves[code][1][:, 12]
        rows.append(_row(f"{code}@10:00", "turnout", code, "", 200.0, voters, voters, "10:00",
                         "count_at_least"))  # fmt: skip
        low = float(np.percentile(curves[code][1][:, 20], 2))
        before, after = (row[:, 20] for row in curves[code])
        rows.append(
            _row(f"{code}@12:00", "turnout", code, "", low, before, after, "12:00", "at_least")
        )
    if "final_turnout" in what:
        for code, pct in made.regions.items():
            flat = np.full(N_DRAWS, pct)
            rows.append(_row(f"{code}@final", "final_turnout", code, "", pct, flat, flat))
    rows += _seat_rows(made) if "seats" in what else []
    rows += _vote_rows(made) if "votes" in what else []
    if "incumbents" in what:
        after = made.generator.normal(66, 3, N_DRAWS)
        rows.append(_row("KZ@incumbents", "incumbents", "KZ", "", 66.7, 0.9 * after, after))
    if "night" in what:
        after = made.generator.normal(25.4, 0.3, N_DRAWS)
        rows.append(_row("KZ@all_accepted", "night", "KZ", "all_accepted", 25.5, after, after))
    return rows


def _seat_rows(made: Made) -> Rows:
    known = {(code, party): seats for code, of in OF.seats_by_region.items()
             for party, seats in of.items()}  # fmt: skip
    rows: Rows = []
    for code in made.regions:
        for party in [*made.parties, "Independent"]:
            if (code, party) in {("ALM", "Ak Zhol"), ("MAN", "Auyl")}:
                continue
            seats = known.get((code, party), 3)
            # One cell is far off, as usual.
            middle = 9 if (code, party) == OFF else seats + 0.3
            after = made.generator.poisson(middle, N_DRAWS).astype(float)
            before = made.generator.poisson(5.0, N_DRAWS).astype(float)
            rows.append(_row(f"{code}@seats", "seats", code, party, float(seats), before, after))
    return rows


def _vote_rows(made: Made) -> Rows:
    rows: Rows = []
    for place in (next(iter(made.regions)), "Aqqum", "Talaptan", "Ülken", "Berşügır"):
        items = [*made.parties, "Independent", "Against all", "Invalid/blank"]
        share = 100 * made.generator.dirichlet(np.linspace(9, 0.3, len(items)))
        for item, value in zip(items[: 8 if place in made.regions else 5], share, strict=False):
            wide = 1.5 if place in made.regions else 15.0
            after = np.clip(made.generator.normal(value, wide, N_DRAWS), 0, 100)
            before = np.clip(made.generator.normal(20, 25, N_DRAWS), 0, 100)
            rows.append(_row(f"{place}@votes", "votes", place, item, value, before, after))
    return rows


def _row(  # noqa: PLR0917  a row of a table
    target: str, what: str, code: str, item: str, value: float, before: Floats, after: Floats,
    time: str = "", relation: str = "equals",
) -> dict[str, Any]:  # fmt: skip
    least = 0.0 if relation == "highest" else value
    holds = float((after >= least).mean()) if relation != "equals" else 0.0
    residual = float(np.median(after)) - least
    spread = float(after.std())
    z = residual / spread if spread and relation != "highest" else np.nan
    without = 2 * z if what == "turnout" and relation == "equals" else np.nan
    low, high = np.percentile(after, [5, 95])
    met = low - 0.01 <= value <= high + 0.01 if relation == "equals" else holds >= 0.9
    return {
        "target": target, "what": what, "code": code, "item": item, "time": time,
        "relation": relation, "reported": value, "error": 0.3 if what == "turnout" else 0.0,
        "weight": 1.0,
        **{f"prior_{q}": value for q, value in _quantiles(before).items()},
        **_quantiles(after),
        "residual": residual, "z": z, "left_out_z": without, "holds_share": holds,
        "met": "yes" if met else "no", "source": "article",
    }  # fmt: skip


def _quantiles(values: Floats) -> dict[str, float]:
    found = np.percentile(values, list(QUANTILES.values())).tolist()
    return dict(zip(QUANTILES, found, strict=True))


def parameter_rows(made: Made) -> Rows:
    rows: Rows = []
    for key, after in made.posterior.items():
        before = made.prior[key]
        removed = 1 - float(after.var() / before.var())
        rows.append({
            "parameter": key, "code": made.code[key],
            **{f"prior_p{p:02d}": float(np.percentile(before, p)) for p in (5, 50, 95)},
            **{f"p{p:02d}": float(np.percentile(after, p)) for p in (5, 50, 95)},
            "prior_sd": float(before.std()), "sd": float(after.std()),
            "variance_reduction": removed,
            "informed": "yes" if removed > 0.15 else "no",
            "r_hat": 1.009 if key == SLOW else 1.001 + 0.002 * float(made.generator.random()),
            "ess_bulk": 4100.0 if key == SLOW else 9000.0,
            "autocorrelation": 80.0 if key == SLOW else 30 + 10 * float(made.generator.random()),
        })  # fmt: skip
    return rows


def curve_rows(code: str, curves: tuple[Floats, Floats]) -> Rows:
    midnight = np.datetime64("2021-07-25", "s")
    before, after = (np.percentile(row, list(QUANTILES.values()), axis=0) for row in curves)
    place = {q: k for k, q in enumerate(QUANTILES)}
    return [
        {
            "code": code,
            "capital_time": midnight + np.timedelta64(round(3600 * hour), "s"),
            **{f"prior_{q}": float(before[place[q], k]) for q in ("p05", "p50", "p95")},
            **{q: float(after[place[q], k]) for q in QUANTILES},
        }
        for k, hour in enumerate(HOURS)
    ]  # fmt: skip


def trace_rows(made: Made) -> Rows:
    rows: Rows = []
    for key, after in made.posterior.items():
        group = "day" if key.startswith("arrivals") else "choice"
        centre, spread = np.median(after), float(after.std())
        for step in range(100, 4001, 100):
            middle = float(centre + 0.1 * spread * made.generator.standard_normal())
            rows.append({"group": group, "step": step, "parameter": key,
                         "p05": middle - 1.6 * spread, "p50": middle,
                         "p95": middle + 1.6 * spread})  # fmt: skip
    return rows


def correlation_rows(made: Made) -> Rows:
    keys = list(made.posterior)
    matrix: Floats = np.corrcoef(np.stack([made.posterior[key] for key in keys]))
    pairs = sorted((-abs(matrix[i, j]), i, j) for i in range(len(keys)) for j in range(i))[:20]
    return [{"one": keys[j], "other": keys[i], "correlation": float(matrix[i, j])}
            for _, i, j in pairs]  # fmt: skip


def columns(rows: Rows) -> dict[str, NDArray[Any]]:
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
