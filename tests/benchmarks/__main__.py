"""Print one table: the polling day in two models, and the stages of a whole run.

``python -m tests.benchmarks`` takes every eighth site, ``--all`` takes all of them.
"""

from __future__ import annotations

import argparse
from statistics import median

import sim
from sim.election import Election, run_election
from sim.results.tables import build_tables
from tests.benchmarks.polling_day import SEED, compare, cpu_seconds, draw_all, plain

REPEATS = 3
EVERY = 8
ROW = "{:<52}{:>12}{:>12}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--all", action="store_true", help="all sites, not every eighth")
    every = 1 if parser.parse_args().all else EVERY
    scenario = sim.load_scenario("baseline")
    draws = [draw_all(scenario) for _ in range(REPEATS)]
    sites = [plain(*site) for site in draws[0][1][::every]]
    voters = sum(len(those.number) for _, those in sites)
    say(f"polling day of {len(sites):,} sites, {voters:,} voters", "CPU s", "times ours")
    result = compare(sites, REPEATS)
    ours = median(result.ours_s)
    say("textbook: a process a voter, resources", median(result.naive_s), ratio=ours)
    say("sim.polling: a voter is an event", ours, ratio=ours)
    say("sites where the two models disagree", str(result.sites_apart))
    say()
    say("baseline, all sites, 1 worker", "CPU s")
    say("drawing all voters", median(seconds for seconds, _ in draws))
    elections: list[Election] = []
    say("sim.run, whole", median(cpu_seconds(lambda: sim.run(scenario, workers=1)) for _ in range(REPEATS)))


if __name__ == "__main__":
    main()
