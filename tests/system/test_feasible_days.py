"""Days of the model are feasible: sites that are as busy as they can be are not questioned."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sim

if TYPE_CHECKING:
    from pathlib import Path

CROWDED = ["register.regions=['MAN']", "polling.check_in_mean_s=230", "polling.visit_mean_s=600"]
"""Fourteen sites whose desks are busy all day, an hour behind the capital."""
DAY = 25


def issued_by_hour(voters: Path) -> Counter[tuple[str, int]]:
    """Return ballots issued by site and hour of the election day, local time."""
    found: Counter[tuple[str, int]] = Counter()
    with voters.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["issued"]:
                local = dt.datetime.fromisoformat(row["issued"]) - dt.timedelta(hours=1)
                # Some queue until the next morning.
                in_hours = local.day == DAY and 7 <= local.hour < 20
                found[row["site"], local.hour] += in_hours
    return +found


@pytest.mark.parametrize("seed", [1, 2])
def test_crowded_days_fall_below_a_level_as_rarely_as_it_says(tmp_path: Path, seed: int) -> None:
    scenario = sim.load_scenario("baseline", CROWDED)
    sim.run(scenario, seed=seed, voters=tmp_path / "voters.csv")
    rows = sorted(issued_by_hour(tmp_path / "voters.csv").items())
    issued = tmp_path / "issued.csv"
    lines = (f"{site},{hour:02d}:00,{n}\n" for (site, hour), n in rows)
    issued.write_text("site,hour,issued\n" + "".join(lines), encoding="utf-8")
    table = sim.feasible(scenario, issued, seed=seed).tables["feasible"]

    n = len(rows)
    assert n > 170
    for level in (0.01, 0.1, 0.25):
        below = int((table["probability"] < level).sum())
        assert below <= level * n + 3 * (n * level * (1 - level)) ** 0.5
    # They are busy: half of the hours reach two thirds of the most.
    assert (table["issued"] > 2 / 3 * table["at_most"]).mean() > 0.5
    # The same numbers with a check-in that takes twice as long are questioned.
    slower = sim.load_scenario("baseline", [*CROWDED, "polling.check_in_mean_s=460"])
    again = sim.feasible(slower, issued, seed=seed).summary
    assert again.below > 0.5 * again.rows
