"""The night, fitted to one half of the districts of an election, held against the other half.

``python -m tests.validation.night`` prints the table and writes the picture; the data are in the
folder that the environment variable ``SAYLAU_DATA`` names. Times of results are known of 6,307
polling places of Mexico's quick count of 2018, those whose result was phoned in by midnight.
"""

from __future__ import annotations

import hashlib
import os
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.mcmc.sampler import ChainSettings, all_draws, sample
from sim.calibration.night.night_data import ReportedNight, night_data
from sim.calibration.night.night_posterior import NIGHT_KEYS, NightPosterior
from sim.calibration.stages import Stages
from sim.core import clock
from sim.core.progress_protocol import NoProgress
from sim.core.streams import Streams
from sim.day_alone import run_day_alone
from sim.election import build_country
from sim.night import NationalNight, Truth
from sim.plots.style.slide import written_slide
from sim.plots.style.style import REPORTED, SIMULATED, house_style
from sim.scenario import calibration_range, load_scenario, with_values
from sim.voting.outcome import decide_races, draw_lots, rules_of

if TYPE_CHECKING:
    from sim.core.types import Flags, Floats, Ints
    from sim.election import Country

ELECTION = "mx-2018"
TRUNCATED = ["calibration.night_truncated=true"]
CHAINS = ChainSettings(walkers=64, burn=250, chunk=500, most=3000, thin=5)
N_NIGHTS = 60
SEED = 2018
HALF_HOURS = np.arange(2, 12) / 2
"""Hours after the doors close at which the curves are compared."""
PLOT = Path("docs/validation/night.png")


class Measures(NamedTuple):
    """What is measured of the times of some sites."""

    in_pct: Floats
    """Sites whose result is in at each of ``HALF_HOURS``, % of those in by midnight."""
    median_h: float
    same_place: float
    """Intraclass correlation of two sites in one building."""
    districts_h: float
    """Standard deviation of the medians of districts."""


def in_second_half(district: str) -> bool:
    """Return whether a district is in the half that the fit does not see, by a hash of its code."""
    return hashlib.sha256(district.encode()).digest()[0] % 2 == 1


def measures(hours: Floats, data: ReportedNight) -> Measures:
    """Return the measures of the hours after closing, of sites that were in by midnight."""
    known = hours <= np.exp(data.log_until) / 3600
    hours, of = hours[known], data.chosen(known)
    area, place = of.groups.area, of.groups.place
    medians = [float(np.median(hours[area == k])) for k in np.unique(area)]
    of_place = [hours[place == k] for k in np.flatnonzero(np.bincount(place) > 1).tolist()]
    pairs = np.concatenate([np.array(list(combinations(found, 2))) for found in of_place])
    centred = pairs - pairs.mean()
    return Measures(
        100 * (hours[:, None] <= HALF_HOURS).mean(axis=0),
        float(np.median(hours)),
        float((centred[:, 0] * centred[:, 1]).mean() / (centred**2).mean()),
        float(np.std(medians)),
    )


def fit(country: Country, data: ReportedNight, settings: ChainSettings = CHAINS) -> Floats:
    """Return posterior draws of ``NIGHT_KEYS`` given the times of some sites."""
    ranges = calibration_range()
    posterior = NightPosterior(country.scenario, data, {key: ranges[key] for key in NIGHT_KEYS}, {})
    chain, diagnosis = sample(posterior, settings, SEED, Stages(), NoProgress())
    sys.stdout.write(f"{diagnosis.sentence()}\n")
    return all_draws(chain)


def simulated_hours(country: Country, draws: Floats, sites: Ints) -> Floats:
    """Return hours after closing at which results of sites are phoned in, a row for each draw.

    The day is simulated once, as its effect on the night is small; every night has other random
    words.
    """
    register, streams = country.register, Streams(SEED)
    day = run_day_alone(country, streams).day
    closes_at = register.site_closes_ms + register.site_behind_ms
    truth = Truth(
        np.maximum(closes_at, day.last_left_at), day.issued, day.in_portable_box,
        day.in_ballot_boxes, day.tally, day.second_ballots,
    )  # fmt: skip
    rules = rules_of(country.scenario)
    outcome = decide_races(register, day.tally, draw_lots(register, streams), rules)[0]
    found = []
    for number, values in enumerate(draws.tolist()):
        scenario = with_values(country.scenario, dict(zip(NIGHT_KEYS, values, strict=True)))
        night = NationalNight(scenario, register, Streams(SEED, number), truth).run(outcome)
        found.append((night.phoned_at - closes_at)[sites] / clock.HOUR_MS)
    return np.array(found)


class Held(NamedTuple):
    """The half that the fit did not see, measured and simulated."""

    draws: Floats
    real: Measures
    simulated: list[Measures]

    def band(self, measure: str) -> tuple[Floats, Floats, Floats]:
        """Return the 5, 50 and 95 % quantiles of a measure over the nights."""
        values = np.array([getattr(one, measure) for one in self.simulated])
        low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)
        return low, middle, high


def real_folder() -> Path | None:
    """Return the folder of the election; None where it is not present."""
    folder = Path(os.environ.get("SAYLAU_DATA", "")) / ELECTION
    return folder if folder.is_dir() else None


def hold(folder: Path, n_nights: int = N_NIGHTS, settings: ChainSettings = CHAINS) -> Held:
    """Fit one half of the districts, and simulate the other."""
    country = build_country(load_scenario(folder, TRUNCATED))
    register = country.register
    data = night_data(country.scenario, register)
    assert data is not None
    second = np.array([in_second_half(code) for code in register.commission_id.tolist()])
    held: Flags = second[register.site_commission]
    draws = fit(country, data.chosen(~held), settings)
    chosen = np.random.Generator(np.random.Philox(SEED)).choice(len(draws), n_nights, replace=False)
    of = data.chosen(held)
    hours = simulated_hours(country, draws[chosen], np.flatnonzero(held))
    return Held(
        draws, measures(np.exp(of.log_s) / 3600, of), [measures(night, of) for night in hours]
    )


def table(held: Held) -> str:
    """Return the tables of parameters, of the curve, and of the three other measures."""
    lines = [f"{'parameter':<28}{'5 %':>10}{'50 %':>10}{'95 %':>10}"]
    for key, column in zip(NIGHT_KEYS, held.draws.T, strict=True):
        quantiles = np.quantile(column, [0.05, 0.5, 0.95])
        lines.append(f"{key:<28}" + "".join(f"{value:>10.4g}" for value in quantiles))
    lines += [
        "",
        f"{'sites in, % of those by midnight':<34}{'real':>8}{'5 %':>8}{'50 %':>8}{'95 %':>8}",
    ]
    low, middle, high = held.band("in_pct")
    inside = (held.real.in_pct >= low) & (held.real.in_pct <= high)
    for row, hour in enumerate(HALF_HOURS):
        values = (held.real.in_pct[row], low[row], middle[row], high[row])
        mark = "" if inside[row] else "  outside"
        lines.append(f"  {hour:.1f} h after closing{'':<14}"
                     + "".join(f"{value:>8.1f}" for value in values) + mark)  # fmt: skip
    lines.append(f"inside at {inside.sum()} of {len(inside)} half-hours")
    names = {"median_h": "median, h", "same_place": "two sites of one building",
             "districts_h": "spread of districts, h"}  # fmt: skip
    for name, label in names.items():
        values = (getattr(held.real, name), *held.band(name))
        lines.append(f"{label:<34}" + "".join(f"{value:>8.2f}" for value in values))
    return "\n".join(lines)


def draw(held: Held, file: Path) -> None:
    """Plot the simulated band and the real curve of the half that the fit did not see."""
    low, middle, high = held.band("in_pct")
    with house_style():
        slide = written_slide(
            "Results of sites that the fit did not see come in as simulated",
            "Mexico, 1 July 2018: half of the districts, whose results were phoned in by midnight; "
            "the night is fitted to the other half",
            "Real times: the quick count of 2018. Simulated: python -m tests.validation.night.",
        )
        axes = slide.panel(slide.body.inset(left=40, bottom=36))
        axes.fill_between(HALF_HOURS, low, high, color=SIMULATED, alpha=0.25, linewidth=0,
                          label="simulated, 90 % band")  # fmt: skip
        axes.plot(HALF_HOURS, middle, color=SIMULATED, label="simulated, median")
        axes.plot(HALF_HOURS, held.real.in_pct, "o", color=REPORTED, label="real")
        axes.set(xlabel="hours after the doors close", xlim=(0, 6), ylim=(0, 100),
                 ylabel="results that are in, % of those by midnight")  # fmt: skip
        axes.legend(loc="lower right")
        slide.savefig(file)


def main() -> None:
    """Print the table and write the picture."""
    folder = real_folder()
    if folder is None:
        sys.stdout.write(f"skipped: there is no {ELECTION} in the folder of SAYLAU_DATA\n")
        return
    held = hold(folder)
    sys.stdout.write(table(held) + "\n")
    draw(held, PLOT)


if __name__ == "__main__":
    main()
