"""Made-up calibrations: all tables of one, sampled from normal distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results import CalibrationResults
from sim.results.columns import SIMULATED, with_origin
from sim.results.manifests import CalibrationManifest
from sim.results.saving import FORMAT, versions
from sim.results.summaries.calibration import CalibrationSummary
from sim.results.typed_json import from_json
from tests.support.calibration_rows import (
    HOURS,
    N_DRAWS,
    SLOW,
    columns,
    correlation_rows,
    curve_rows,
    fit_rows,
    parameter_rows,
    trace_rows,
)
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats

    Rows = list[dict[str, Any]]

PARTIES = [party for party in OF.party_names if party != "Independent"]
_GRID = np.linspace(0, 1, 401)


class Made:
    """A country of regions with their values, and its draws of prior and posterior."""

    def __init__(self, seed: int, regions: Mapping[str, float], parties: Sequence[str]) -> None:
        self.generator = np.random.Generator(np.random.Philox(seed))
        self.regions, self.parties = dict(regions), list(parties)
        self.prior: dict[str, Floats] = {}
        self.posterior: dict[str, Floats] = {}
        self.code: dict[str, str] = {}

    def draw(self, key: str, code: str, middle: float, spread: float, removed: float) -> None:
        """Sample prior and posterior of a parameter, the latter with that variance reduction."""
        normal = self.generator.standard_normal
        self.prior[key] = middle + spread * normal(N_DRAWS)
        narrow = spread * np.sqrt(1 - removed)
        shift = np.sqrt(removed) * spread * 0.6 * normal()
        self.posterior[key] = middle + shift + narrow * normal(N_DRAWS)
        self.code[key] = code

    def couple(self, one: str, other: str, correlation: float) -> None:
        """Make two parameters correlated in the posterior."""
        x, y = self.posterior[one], self.posterior[other]
        scaled = (x - x.mean()) / x.std()
        rest = (y - y.mean()) * np.sqrt(1 - correlation**2)
        self.posterior[other] = y.mean() + rest + correlation * y.std() * scaled


def calibration_results(
    *,
    seed: int = 7,
    regions: Mapping[str, float] | None = None,
    told: Mapping[str, Sequence[float]] | None = None,
    parties: Sequence[str] = PARTIES,
    what: Sequence[str] = ("turnout", "final_turnout", "seats", "votes", "incumbents", "night"),
    converged: bool = True,
    name: str = "baseline",
) -> CalibrationResults:
    """Return a calibration as it is saved.

    Parameters
    ----------
    seed
        Of all random numbers.
    regions
        Final turnout, per cent, by code; those of 25 July by default.
    told
        Hours with reported turnout, by code.
    parties
        Parties that have a strength.
    what
        Kinds of targets.
    converged
        Whether the chains are marked as converged.
    name
        Of the scenario.
    """
    if regions is None:
        regions = {region.code: region.turnout_pct for region in OF.regions}
    if told is None:
        told = {"ZHA": (12, 16), "ALM": (10, 12), "AKM": (10,), "KAR": (10,)}
    told = told if "turnout" in what else {}
    made = Made(seed, regions, parties)
    _draw_parameters(made, told, informed="seats" in what)
    curves = {code: _curves(made, code) for code in regions}
    rows = fit_rows(made, curves, told, what)
    tables = {
        "posterior": {"draw": np.arange(N_DRAWS), **made.posterior},
        "parameters": columns(parameter_rows(made)),
        "fit": columns(rows),
        "curves": columns([row for code in regions for row in curve_rows(code, curves[code])]),
        "trace": columns(trace_rows(made)),
        "correlations": columns(correlation_rows(made)),
    }
    summary = from_json(
        CalibrationSummary, _summary(made, rows, converged=converged, name=name, what=what)
    )
    scenario: dict[str, Any] = {"name": name, "date": "2021-07-25",
                "polling": {"opens": "07:00:00", "closes": "20:00:00"}}  # fmt: skip
    manifest = CalibrationManifest(
        origin=SIMULATED, format=FORMAT, kind="calibration", seed=2021,
        parameters=tuple(made.posterior), register_sha256="0", versions=versions(),
        scenario=scenario, calibrated=scenario,
    )  # fmt: skip
    with_origins = {key: with_origin(table) for key, table in tables.items()}
    return CalibrationResults(summary, with_origins, manifest)


def tiny_calibration() -> CalibrationResults:
    """Return that of a country of one region, with neither values by hour nor votes."""
    return calibration_results(
        regions={"EAST": 70.0}, parties=["Nur Otan"], what=("final_turnout", "seats"), name="tiny"
    )


def odd_calibration() -> CalibrationResults:
    """Return one whose names have signs that text formats treat specially."""
    return calibration_results(
        regions={"A$B": 70.0, "C|D_E": 80.0, "<Ülken & *Qyzyl*>": 75.0},
        told={"A$B": (12,), "C|D_E": (16,)},
        parties=["Party $1 | one_two", "A.B. `Naqty` 100 %"],
        name="odd $cost$_x",
    )


def _draw_parameters(made: Made, told: Mapping[str, Sequence[float]], *, informed: bool) -> None:
    made.draw("arrivals.a", "", 1.9, 0.3, 0.5)
    made.draw("arrivals.b", "", 3.6, 0.7, 0.45)
    for code in made.regions:
        removed = min(0.95, 0.45 * len(told.get(code, ())))
        made.draw(f"arrivals.regions.{code}.a", code, 1.9, 0.35, removed)
        made.draw(f"arrivals.regions.{code}.b", code, 3.6, 0.8, removed)
    for k, party in enumerate(made.parties):
        made.draw(f"choice.strength.{party}", "", 1.5 - 0.4 * k, 1.6, 0.93 if informed else 0.0)
    made.draw("choice.incumbency", "", 1.5, 0.6, 0.6)
    made.draw(SLOW, "", 1.2, 0.4, 0.55 if informed else 0.0)
    made.draw("choice.against_all_share", "", 0.05, 0.012, 0.2)
    made.draw("choice.invalid_share", "", 0.04, 0.01, 0.3)
    for code in made.regions:
        for party in made.parties:
            removed = float(made.generator.uniform(0.05, 0.8)) if informed else 0.0
            made.draw(f"choice.regions.{code}.strength.{party}", code, 0.0, 0.9, removed)
    first, strongest = next(iter(made.regions)), made.parties[0]
    made.couple("choice.incumbency", f"choice.strength.{strongest}", -0.86)
    made.couple(f"arrivals.regions.{first}.a", f"arrivals.regions.{first}.b", 0.91)
    made.couple(f"choice.strength.{strongest}", SLOW, 0.7)


def _curves(made: Made, code: str) -> tuple[Floats, Floats]:
    """Return turnout of prior and posterior, shape ``(N_DRAWS, n_quarters)``, per cent."""

    def of(draws: Mapping[str, Floats]) -> Floats:
        shapes = (draws[f"arrivals.regions.{code}.{shape}"][:, None] for shape in "ab")
        a, b = (np.clip(shape, 0.6, None) for shape in shapes)
        density = np.clip(_GRID, 1e-9, 1) ** (a - 1) * np.clip(1 - _GRID, 1e-9, 1) ** (b - 1)
        share = np.cumsum(density, axis=1) / density.sum(axis=1, keepdims=True)
        at = np.searchsorted(_GRID, np.clip((HOURS - 7) / 13, 0, 1))
        found: Floats = made.regions[code] * share[:, np.minimum(at, len(_GRID) - 1)]
        found[:, 0] = 0.0
        return found

    return of(made.prior), of(made.posterior)


def _summary(
    made: Made, rows: Rows, *, converged: bool, name: str, what: Sequence[str]
) -> dict[str, Any]:
    removed = {
        key: 1 - values.var() / made.prior[key].var() for key, values in made.posterior.items()
    }
    uninformed = [key for key, share in removed.items() if share <= 0.15]
    word = "converged" if converged else "NOT converged"
    seats: dict[str, dict[str, float]] = {}
    for party in [*made.parties, "Independent"] if "seats" in what else []:
        elected = sum(int(row["reported"]) for row in rows
                  if row["what"] == "seats" and row["item"] == party)  # fmt: skip
        after = made.generator.poisson(elected, N_DRAWS)
        p05, p50, p95 = (int(np.percentile(after, p)) for p in (5, 50, 95))
        mean = float(after.mean())
        seats[party] = {"reported": elected, "p05": p05, "p50": p50, "p95": p95, "mean": mean}
    return {
        "origin": "simulated",
        "kind": "calibration",
        "scenario": name,
        "description": "25 July 2021 as reported: published votes and winners",
        "date": "2021-07-25",
        "seed": 2021,
        "effort": "full",
        "draws": N_DRAWS,
        "converged": converged,
        "chains": [
            {
                "group": group,
                "steps": 4000,
                "autocorrelation": 80.0 if group == "choice" else 40.0,
                "r_hat": 1.004 if converged else 1.08,
                "ess_bulk": 4100,
                "converged": converged,
                "sentence": f"{word}: 4,000 steps, {4000 / slow:.0f} autocorrelation times (at "
                f"least 50), rank-normalised split R-hat at most "
                f"{1.004 if converged else 1.08:.4f} (at most 1.01), bulk effective sample size at "
                f"least 4,100 (at least 400)",
            }
            for group, slow in (("day", 40.0), ("choice", 80.0))
        ],
        "targets": {
            "n": len(rows),
            "met": sum(row["met"] == "yes" for row in rows),
            "outside": [
                {"target": row["target"], "item": row["item"], "z": row["z"],
                 "left_out_z": float(np.nan_to_num(row["left_out_z"]))}
                for row in rows if abs(row["z"]) >= 2
            ],
        },
        "informed": len(removed) - len(uninformed),
        "uninformed": uninformed,
        "lint": [{"code": "L10", "severity": "look", "message": "ZHA@12:00 is 56 %; curves of "
                  "other elections, scaled to 90.66 % in the end, give 30.1 to 48.9 at 12:00"}]
        if "turnout" in what else [],
        "correction": {"rounds": 3, "moved_pct": 0.04},
        "command": f"saylau calibrate {name}",
        "seats_national": seats,
        "dropped": ["ALM@10:00"] if "turnout" in what else [],
        "weighted": [],
    }  # fmt: skip
