"""Places inside a region: how much turnout of districts and villages differs at one hour.

``python -m tests.validation.places`` prints the tables. On 25 July 2021 three regional
commissions named turnout of their districts or villages during the day. Their standard deviation
on the logit scale stands beside that of as many districts (the areas of commissions) or
villages (races) of the baseline at the same hour. Turnout is that of voters who have arrived,
as expected from the sampled places.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.core.streams import WORD, Streams
from sim.register import build_register
from sim.scenario import load_scenario
from sim.turnout import arrival_cdf, attendance, logit, opening_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario

FILE = Path(__file__).with_name("within_regions.csv")
HOURS = {"14:00": 14, "between 12:00 and 14:00": 13}
"""Capital time that stands for the time of a row."""
FACTOR = 1.5
"""Simulated and reported values should not differ by more."""
REPLICATIONS = 400
AREA_SPREADS = (0.0, 0.15, 0.3, 0.45)
SITE_SPREADS = (0.0, 0.2, 0.4, 0.6, 0.8)


class Row(NamedTuple):
    """A region whose places were reported."""

    code: str
    unit: str
    hour: int
    n: int
    sd_logit: float


def rows() -> list[Row]:
    """Return the reported rows."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            Row(row["code"], row["unit"], HOURS[row["capital_time"]], int(row["n"]),
                float(row["sd_logit"]))
            for row in csv.DictReader(file)
        ]  # fmt: skip


def place_of(register: Register, unit: str) -> Ints:
    """Return the district or village of each site, numbered from 0."""
    place = register.site_commission if unit == "district" else register.site_race
    return np.unique(place, return_inverse=True)[1]


def turnout_at(scenario: Scenario, register: Register, seed: int, at: int) -> Floats:
    """Return the expected share of registered voters who have arrived at each site."""
    plan = attendance(scenario, register, Streams(seed))
    opens = register.site_opens_ms + register.site_behind_ms
    closes = register.site_closes_ms + register.site_behind_ms
    of_region = arrival_cdf(opening_part(at, opens, closes), plan.a, plan.b, plan.c)
    uniform = np.linspace(0, 1, plan.arrival_map.shape[1])
    come = [
        np.interp(part, row, uniform) for part, row in zip(of_region, plan.arrival_map, strict=True)
    ]
    early = scenario.arrivals.early_share
    final = (plan.turnout_threshold >> np.uint64(32)).astype(float) / WORD
    share: Floats = final * (early + (1 - early) * np.array(come))
    return share


def simulated(row: Row, replications: int, changes: Sequence[str] = ()) -> Floats:
    """Return simulated standard deviations of the logit, shape ``(replications,)``.

    Which places were reported is not known where there are more: as many are sampled.
    """
    scenario = load_scenario("baseline", [f"register.regions=['{row.code}']", *changes])
    register = build_register(scenario)
    place, weight = place_of(register, row.unit), register.site_registered
    found = np.empty(replications)
    generator = np.random.Generator(np.random.Philox(1))
    for seed in range(replications):
        share = turnout_at(scenario, register, seed, row.hour * clock.HOUR_MS)
        of_place = np.bincount(place, weight * share) / np.bincount(place, weight)
        chosen = generator.permutation(len(of_place))[: row.n]
        found[seed] = logit(of_place[chosen]).std(ddof=1)
    return found


def log_likelihood(sds: Mapping[Row, Floats]) -> float:
    """Return the log likelihood of the reported values, log-normal with simulated moments."""
    total = 0.0
    for row, found in sds.items():
        logs = np.log(np.maximum(found, 1e-3))
        z = (np.log(row.sd_logit) - logs.mean()) / logs.std()
        total -= float(z * z / 2 + np.log(logs.std()))
    return total


def table(replications: int = REPLICATIONS) -> str:
    """Return reported and simulated values by row."""
    lines = ["region  unit      time    n  reported   5 %  50 %  95 %  ratio  below"]
    for row in rows():
        found = simulated(row, replications)
        low, median, high = np.quantile(found, [0.05, 0.5, 0.95])
        ratio, below = median / row.sd_logit, (found < row.sd_logit).mean()
        lines.append(
            f"{row.code:<7} {row.unit:<9} {row.hour}:00 {row.n:>3}{row.sd_logit:>10.2f}"
            f"{low:>6.2f}{median:>6.2f}{high:>6.2f}{ratio:>7.2f}{below:>7.0%}"
        )
    return "\n".join(lines)


def grid(replications: int = REPLICATIONS // 2) -> str:
    """Return log likelihoods of pairs of spreads, relative to the best; * where all are met."""
    found, met = {}, {}
    for area in AREA_SPREADS:
        for site in SITE_SPREADS:
            changes = [f"arrivals.area_spread={area}", f"arrivals.site_spread={site}"]
            sds = {row: simulated(row, replications, changes) for row in rows()}
            found[area, site] = log_likelihood(sds)
            met[area, site] = all(
                1 / FACTOR <= np.median(sd) / row.sd_logit <= FACTOR for row, sd in sds.items()
            )
    best = max(found.values())
    lines = ["area \\ site" + "".join(f"{site:>8.2f}" for site in SITE_SPREADS)]
    for area in AREA_SPREADS:
        cells = (
            f"{round(found[area, site] - best, 1) + 0.0:>7.1f}" + ("*" if met[area, site] else " ")
            for site in SITE_SPREADS
        )
        lines.append(f"{area:>11.2f}" + "".join(cells))
    return "\n".join(lines)


def main() -> None:
    """Print both tables."""
    sys.stdout.write(f"{table()}\n\n{grid()}\n")


if __name__ == "__main__":
    main()
