"""Print one table: the polling day in two models, and how long a whole run takes.

Medians of three repeats, in seconds of processor time; the two models take turns.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import click

import sim
from sim.election import build_country, run_election
from sim.results.tables import build_tables
from sim.streams import Luck
from tests.benchmarks.others import compare_others, sample
from tests.benchmarks.polling_day import SEED, compare, draw_all, plain, whole_day
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from sim.scenario import Scenario

REPEATS = 3
EVERY = 8


def say(what: str, *cells: str) -> None:
    """Print one row of the table."""
    click.echo(f"{what:<54}" + "".join(f"{cell:>12}" for cell in cells))


@click.command()
@click.option("--all", "all_sites", is_flag=True, help="All sites, not every eighth.")
@click.option(
    "--others",
    is_flag=True,
    help="Instead, Ciw and salabim on a sample; installs them for the occasion.",
)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=64,
    show_default=True,
    help="For --others: how many sites one of the sample stands for.",
)
@click.option(
    "--largest",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="For --others: how many of the largest sites join the sample.",
)
def main(all_sites: bool, others: bool, every: int, largest: int) -> None:
    """Measure the baseline and print a table."""
    scenario = sim.load_scenario("baseline")
    if others:
        show_others(scenario, every, largest)
    else:
        show_ours(scenario, all_sites)


def show_others(scenario: Scenario, every: int, largest: int) -> None:
    """Measure the polling day of a sample of sites in several libraries."""
    sites = sample([plain(*site) for site in draw_all(scenario)[1]], every, largest)
    rows = compare_others(sites, REPEATS)
    voters = sum(len(those.number) for _, those in sites)
    say(f"polling day, {len(sites):,} sites, {voters:,} voters", "CPU s", "ratio", "to textbook")
    for row in rows:
        ratios = f"{row.to_ours:.2f}", f"{row.to_textbook:.2f}"
        say(f"  {row.what}", f"{row.seconds:.2f}", *ratios)
    say("where any time of a voter differs from ours", "sites", "voters")
    for row in rows:
        say(f"  {row.what}", f"{row.sites_apart:,}", f"{row.voters_apart:,}")


def show_ours(scenario: Scenario, all_sites: bool) -> None:
    """Measure the polling day in our models and a textbook's, and a whole run."""
    draws = [draw_all(scenario) for _ in range(REPEATS)]
    sites = [plain(*site) for site in draws[0][1][:: 1 if all_sites else EVERY]]
    voters = sum(len(those.number) for _, those in sites)
    result = compare(sites, REPEATS)
    naive, ours = median(result.naive_s), median(result.ours_s)
    say(f"polling day, {len(sites):,} sites, {voters:,} voters", "CPU s", "ratio")
    say("  textbook SimPy: a process a voter, resources", f"{naive:.2f}", f"{naive / ours:.2f}")
    say("  sim.polling: a voter is an event", f"{ours:.2f}", "1.00")
    compiled = median(result.kernel_s)
    say("  sim.kernel, site by site", f"{compiled:.2f}", f"{compiled / ours:.2f}")
    say("  sites where any time of any voter differs: textbook", str(result.sites_apart))
    say("  ... kernel", str(result.kernel_apart))

    election = run_election(build_country(scenario), Luck(SEED))
    runs = [cpu_seconds(lambda: sim.run(scenario, workers=1)) for _ in range(REPEATS)]
    tables = [cpu_seconds(lambda: build_tables(election)) for _ in range(REPEATS)]
    whole = median([whole_day(scenario) for _ in range(REPEATS)])
    scale = sum(len(v.number) for _, v in draws[0][1]) / voters
    say(
        "the whole day, textbook scaled up by voters",
        f"{naive * scale:.2f}",
        f"{naive * scale / whole:.1f}",
    )
    say("  kernel, with drawing, marking and counting", f"{whole:.2f}", "1.0")
    say(f"baseline, {len(draws[0][1]):,} sites, 1 worker", "CPU s", "ratio")
    say("  sim.run, from scenario to results", f"{median(runs):.2f}", "1.00")
    for what, times in (("drawing all voters", [s for s, _ in draws]), ("tables", tables)):
        share = median(times) / median(runs)
        say(f"  of it: {what}", f"{median(times):.2f}", f"{share:.2f}")


if __name__ == "__main__":
    main()
