"""Small results to compare: one region, with one more desk at one site, or slower desks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sim
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path

REGION = "register.regions=['MAN']"
SITE = "MAN-010-03"
"""A site of that region with a queue in the morning, and enough members for another desk."""
ONE_DESK = f"""
extends = "baseline"
name = "one-desk"
description = "One desk more at one site"

[register]
regions = ["MAN"]

[[incident]]
name = "A desk more"
kind = "desks_added"
from = 07:00:00
to = 20:00:00
where = {{ sites = ["{SITE}"] }}
"""


def region(*changes: str) -> sim.Scenario:
    return sim.load_scenario("baseline", [REGION, *changes])


def one_desk(folder: Path) -> sim.Scenario:
    file = folder / "one-desk.toml"
    file.write_text(ONE_DESK, encoding="utf-8")
    return sim.load_scenario(file)


def part(ensemble: sim.RunResults, first: int, n: int) -> sim.RunResults:
    """Return some replications of an ensemble as another ensemble, with another seed."""
    tables = dict(ensemble.tables)
    for name in ("replications", "replication_regions"):
        number = tables[name]["replication"]
        rows = (number >= first) & (number < first + n)
        tables[name] = {column: values[rows] for column, values in tables[name].items()}
    return with_summary(replace(ensemble, tables=tables), replications=n, seed=first)
