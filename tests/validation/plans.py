"""How well a plan keeps its promise, on days that its search has not seen.

``python -m tests.validation.plans`` plans the desks of the baseline on days from its posterior, for
each site and for all jointly, and prints on how many of the certified sites more than the promised
share of 400 fresh days is bad, and how many of those with several desks would be certified with one
desk fewer, by the days of the search and by fresh ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

import sim
from sim.day.levels import Asked
from sim.election import build_country
from sim.ensemble.posterior_draws import load_posterior
from sim.planning.asked import promise_of
from sim.planning.days import Days
from sim.planning.staff import SiteStaff, members_for, one_level
from sim.scenario import with_values

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

FRESH_DAYS = 400
SEED = 2021


class Kept(NamedTuple):
    """How well a plan keeps its promise."""

    sites: int
    certified: int
    over: int
    """Certified sites with a lower 99 % bound of bad days above what is promised."""
    several: int
    """Certified sites with two desks or more."""
    one_fewer: int
    """Of them those that would be certified with one desk fewer, by the days of the search."""
    one_fewer_fresh: int
    """The same by the fresh days."""


def how_well(scenario: Scenario, asked: sim.PlanAsked, posterior: str | Path, workers: int) -> Kept:
    """Return how well the plan of a scenario keeps its promise on fresh days of a posterior."""
    made = sim.plan(scenario, asked, seed=SEED, posterior=posterior, workers=workers)
    table, found = made.tables["plan"], made.summary.validation
    assert found is not None
    assert found.draws_seen == 0
    several = np.flatnonzero((table["certified"] == "yes") & (table["desks"] > 1))
    sampled = with_values(scenario, {"turnout.final": "sampled"})
    country = build_country(sampled)
    drawn = load_posterior(posterior, sampled, country.one)
    days = Days(country, SEED, drawn, workers)
    promise = promise_of(asked, country.one.n_sites)
    desks = np.maximum(table["desks"] - 1, 1)
    # As many members as the plan would have had with these desks.
    members = members_for(sampled, desks, table["members_now"])
    fewer = SiteStaff(members, desks, table["booths"])
    staffed = days.with_levels(one_level(fewer))

    def certified(numbers: range) -> int:
        """Return how many would be certified with one desk fewer by some days."""
        run = staffed.run(
            numbers,
            several,
            np.zeros((len(several), 3), dtype=np.int64),
            Asked(np.array([promise.max_wait_ms]), promise.share),
        )
        bad = np.cumsum([counts.found[:, 0] > 0 for counts in run], axis=0)
        n = np.arange(1, len(numbers) + 1)[:, None]
        return int(promise.is_certified(n, bad).any(axis=0).sum())

    return Kept(
        sites=made.summary.sites,
        certified=made.summary.certified,
        over=found.sites_over,
        several=len(several),
        one_fewer=certified(range(asked.most_days)),
        one_fewer_fresh=certified(days.fresh(asked.fresh_days, asked.most_days)[0]),
    )


@click.command()
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
def main(workers: int) -> None:
    """Print how well plans of the baseline keep their promise."""
    scenario = sim.load_scenario("baseline")
    for jointly in (False, True):
        asked = sim.PlanAsked(jointly=jointly, fresh_days=FRESH_DAYS)
        kept = how_well(scenario, asked, "baseline", workers)
        click.echo(
            f"{'at all sites jointly' if jointly else 'at each site'}: {kept.certified:,} of "
            f"{kept.sites:,} sites certified; on {FRESH_DAYS} fresh days {kept.over:,} of them "
            f"have a lower 99 % bound of bad days above {100 * (1 - asked.days):.0f} %; of "
            f"{kept.several:,} with several desks {kept.one_fewer:,} would be certified with one "
            f"desk fewer by the days of the search, {kept.one_fewer_fresh:,} by the fresh days"
        )


if __name__ == "__main__":
    main()
