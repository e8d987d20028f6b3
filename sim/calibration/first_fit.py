"""The small fit behind the baseline's regional parameters: ``python -m sim.calibration.first_fit``.

A stand-in until the real calibration: it finds single best values, no posterior.

Arrivals: shapes a and b by region are the most probable ones given what was
reported on 25 July, under a prior whose mean and spread are those of the usable
curves of four other elections. "Highest of all regions" keeps the others below.
What lines and service take is corrected by simulating and fitting again.

Strengths: the seats expected by region and party meet the published ones, drawn
towards the national value where a region says little.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from sim import clock, reported
from sim.calibration.expectation import expected_arrivals, expected_seats
from sim.election import build_country, run_election
from sim.register import build_register
from sim.reported.other_elections import turnout_curves
from sim.scenario import Scenario, load_scenario
from sim.streams import Luck

_LOG_A = np.linspace(np.log(0.5), np.log(3.5), 181)
_LOG_B = np.linspace(np.log(0.6), np.log(10.0), 181)
_A, _B = np.meshgrid(np.exp(_LOG_A), np.exp(_LOG_B), indexing="ij")

_SIGMA_PCT = 0.05
"""Trust in a reported figure, points."""
_BELOW_PCT = 1.5
"""How far other regions stay below the one that was highest, points."""
_SEEDS = range(1, 17)
"""Simulated to find what lines and service take."""
_STRENGTH_SPREAD = 0.7
"""Standard deviation of a region's strength around the nation's."""


@dataclass(frozen=True)
class Prior:
    """Mean and spread of the logarithms of a and b."""

    mean: tuple[float, float]
    spread: tuple[float, float]


def opening_part(at: float, behind: int) -> float:
    """Return the part of the opening hours (07:00-20:00 local) passed at a capital time."""
    opens, closes = (7 + behind) * clock.HOUR_MS, (20 + behind) * clock.HOUR_MS
    return min(max((at - opens) / (closes - opens), 0.0), 1.0)


def fit_prior() -> tuple[Prior, float]:
    """Fit a and b to each usable curve of other elections; also return the error, points."""
    behind = {region.code: region.hours_behind_capital for region in reported.regions()}
    found, squares, n = [], 0.0, 0
    for curve in turnout_curves():
        loss = np.zeros_like(_A)
        for at, pct in zip(curve.at, curve.pct, strict=True):
            x = np.asarray(opening_part(at, behind[curve.code]))
            model = curve.final_pct * (1 - (1 - x**_A) ** _B)
            loss += (model - pct) ** 2
        best = np.unravel_index(loss.argmin(), loss.shape)
        found.append((np.log(_A[best]), np.log(_B[best])))
        squares += loss[best]
        n += len(curve.at)
    logs = np.array(found)
    # Medians: a few curves have two figures only and end on the edge of the grid.
    mean = np.median(logs, axis=0)
    spread = np.median(np.abs(logs - mean), axis=0) * 1.4826
    prior = Prior((float(mean[0]), float(mean[1])), (float(spread[0]), float(spread[1])))
    return prior, float(np.sqrt(squares / n))


def fit_arrivals(
    scenario: Scenario, prior: Prior, delay: dict[tuple[str, int], float]
) -> dict[str, tuple[float, float]]:
    """Return a and b by region code; ``delay`` is simulated minus expected, points."""
    targets = reported.targets()
    arrivals = scenario.arrivals
    tops = {t.at: t.code for t in targets if t.relation == "highest"}
    peaks = {t.at: t.value for t in targets if t.relation == "equals" and tops.get(t.at) == t.code}
    fitted = {}
    for region in reported.regions():
        final = 100 * region.votes_cast / region.registered
        loss = ((np.log(_A) - prior.mean[0]) / prior.spread[0]) ** 2
        loss += ((np.log(_B) - prior.mean[1]) / prior.spread[1]) ** 2

        def expected(
            at: int, code: str = region.code, behind: int = region.hours_behind_capital,
            final: float = final,
        ) -> np.ndarray:  # fmt: skip
            share = expected_arrivals(
                opening_part(at, behind), _A, _B,
                site_spread=arrivals.site_spread, early_share=arrivals.early_share,
            )  # fmt: skip
            return final * share + delay.get((code, at), 0.0)

        for target in targets:
            if target.code == region.code and target.relation == "equals":
                loss += ((expected(target.at) - target.value) / _SIGMA_PCT) ** 2
        for at, peak in peaks.items():
            if tops[at] != region.code and peak is not None:
                over = np.maximum(expected(at) - (peak - _BELOW_PCT), 0.0)
                loss += (over / _SIGMA_PCT) ** 2
        best = np.unravel_index(loss.argmin(), loss.shape)
        fitted[region.code] = (round(float(_A[best]), 3), round(float(_B[best]), 3))
    return fitted


def simulated_delay(
    scenario: Scenario, fitted: dict[str, tuple[float, float]], workers: int
) -> dict[tuple[str, int], float]:
    """Simulate with fitted shapes; return simulated minus expected turnout, points."""
    changed = with_arrivals(scenario, fitted)
    country = build_country(changed)
    said = [run_election(country, Luck(seed), workers=workers).announcements for seed in _SEEDS]
    issued = np.mean([announcements.issued for announcements in said], axis=0)
    delay = {}
    for row, region in enumerate(reported.regions()):
        a, b = (np.array(value) for value in fitted[region.code])
        for column, at in enumerate(said[0].at.tolist()):
            share = expected_arrivals(
                opening_part(at, region.hours_behind_capital), a, b,
                site_spread=scenario.arrivals.site_spread,
                early_share=scenario.arrivals.early_share,
            )  # fmt: skip
            expected = 100 * float(share) * region.votes_cast / region.registered
            delay[region.code, at] = 100 * issued[row, column] / region.registered - expected
    return delay


def with_arrivals(scenario: Scenario, fitted: dict[str, tuple[float, float]]) -> Scenario:
    """Return the scenario with other regional shapes."""
    shapes = {code: {"a": a, "b": b} for code, (a, b) in fitted.items()}
    values = scenario.model_dump(by_alias=True)
    values["arrivals"]["regions"] = shapes
    return Scenario.model_validate(values)


def fit_strengths(scenario: Scenario) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """Return national strengths, and what regions add to them, so that expected seats fit."""
    register = build_register(scenario)
    parties = register.parties
    seats = np.maximum(register.quota_seats, 0).astype(float)
    national = np.zeros(len(parties))
    regional = np.zeros(seats.shape)
    region = register.race_region[register.candidate_race]
    incumbency = scenario.choice.incumbency * register.candidate_incumbent
    independent = parties.index("Independent")
    for _ in range(400):
        strength = (national + regional)[region, register.candidate_party] + incumbency
        expected = expected_seats(register, strength)
        national += 0.5 * np.log((seats.sum(axis=0) + 0.3) / (expected.sum(axis=0) + 0.3))
        national -= national[independent]
        # One step up the gradient of log likelihood plus log prior.
        step = (seats - expected) - regional / _STRENGTH_SPREAD**2
        regional += 0.05 * step
    named = {party: round(float(n), 2) for party, n in zip(parties, national, strict=True)}
    del named["Independent"]
    added = {
        code: {p: round(float(v), 2) for p, v in zip(parties, row, strict=True) if abs(v) >= 0.05}
        for code, row in zip(register.region_code.tolist(), regional, strict=True)
    }
    return named, added


def main(workers: int = 2) -> None:
    """Fit, and print the values as TOML."""
    out = sys.stdout.write
    scenario = load_scenario("baseline")
    prior, error = fit_prior()
    out(f"# {len(turnout_curves())} curves of other elections, error {error:.2f} points; ")
    out(f"log a {prior.mean[0]:.3f} +- {prior.spread[0]:.3f}, ")
    out(f"log b {prior.mean[1]:.3f} +- {prior.spread[1]:.3f}\n")
    delay: dict[tuple[str, int], float] = {}
    fitted: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        fitted = fit_arrivals(scenario, prior, delay)
        delay = simulated_delay(scenario, fitted, workers)
    national = (float(np.exp(prior.mean[0])), float(np.exp(prior.mean[1])))
    out(f"\n[arrivals]\na = {national[0]:.3f}\nb = {national[1]:.3f}\n\n[arrivals.regions]\n")
    for code, shape in fitted.items():
        # Regions that nothing speaks of keep the national shapes.
        if not np.allclose(shape, national, rtol=0.01):
            out(f"{code} = {{ a = {shape[0]}, b = {shape[1]} }}\n")
    strengths, regional = fit_strengths(scenario)
    out("\n[choice.strength]\n")
    for party, value in strengths.items():
        out(f'"{party}" = {value}\n')
    for code, row in regional.items():
        if row:
            inside = ", ".join(f'"{party}" = {value}' for party, value in row.items())
            out(f"\n[choice.regions.{code}]\nstrength = {{ {inside} }}\n")


if __name__ == "__main__":
    main()
