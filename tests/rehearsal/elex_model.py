"""`elex-model`, the Washington Post's model of unreported votes, scored on nights of the feed."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

import sim
from sim.core.text import counted
from sim.exporting.one_run import check_one_run
from sim.feed.forecasts import FORECASTS_FILE, TURNOUT
from sim.feed.score import score
from sim.feed.score_text import score_text
from sim.results import RunResults
from tests.rehearsal.environments import environment, output_of
from tests.rehearsal.served import SHARES, served, times_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = "2.2.5"
FORECASTER = Path(__file__).with_name("forecaster.py")
PARTY = "Nur Otan"
SINCE_THEN = (
    "swing.seed=2021", "turnout.final=sampled", f"swing.parties.{PARTY}=-0.3",
    "swing.area_spread=0.15", "swing.site_spread=0.15",
)  # fmt: skip
"""What differs in the nights that are forecast from the election before, with seed 2021."""
_WHAT = ("site", "race", "area")
_INTERVALS = ("70", "90")
_WIDEST = _INTERVALS[-1]


class Made(NamedTuple):
    """A forecast as the forecaster prints it."""

    at: str
    what: str
    id: str
    of: str
    interval: str
    estimate: str
    low: str
    high: str
    accepted: str


class Sums:
    """Forecasts of one kind, added up."""

    def __init__(self) -> None:
        self.n: Counter[str] = Counter()
        self.covered: Counter[str] = Counter()
        """By the percentage of the interval."""
        self.error = self.truth = 0.0

    def add(self, made: Made, truth: int) -> None:
        """Add a forecast."""
        self.n[made.interval] += 1
        self.covered[made.interval] += float(made.low) <= truth <= float(made.high)
        self.error += abs(float(made.estimate) - truth)
        self.truth += truth


def rehearse(before: Path, nights: int, scratch: Path) -> None:
    """Print how often the intervals of `elex-model` hold the truth, over some nights.

    Raises
    ------
    ClickException
        If it cannot be installed, or fails.
    """
    programs = environment(scratch / "elex-model", sys.executable, f"elex-model=={VERSION}")
    sums = {(n, of, what): Sums() for n in SHARES for of in (TURNOUT, PARTY) for what in _WHAT}
    for seed in range(1, nights + 1):
        night = scratch / "nights" / str(seed)
        if not night.exists():
            sim.save(sim.run(sim.load_scenario("baseline", SINCE_THEN), seed=seed), night)
        times = times_of(night)
        forecasts = list(_forecasts(programs / "python", night, before, list(times.values())))
        results = sim.load_results(night)
        assert isinstance(results, RunResults)
        _add(sums, forecasts, results, {at: share for share, at in times.items()})
        if seed == 1:
            first = forecasts
    click.echo(f"elex-model {VERSION} over {counted(nights, 'night')}, since the election before:")
    click.echo(f"  {', '.join(SINCE_THEN)}")
    hold = "  ".join(f"{interval} % hold" for interval in _INTERVALS)
    click.echo(f"  accepted  of        what  forecasts  error %  {hold}")
    for (share, of, what), found in sums.items():
        shares = "  ".join(f"{100 * found.covered[k] / found.n[k]:>9.1f}" for k in _INTERVALS)
        error = 100 * found.error / found.truth
        n = found.n[_INTERVALS[0]]
        click.echo(f"  {share:>6} %  {of:<8}  {what}  {n:>9,}  {error:>7.1f}  {shares}")
    file = scratch / "forecasts.csv"
    _write(first, file)
    click.echo(f"saylau feed score: turnout of the races of the first, intervals of {_WIDEST} %")
    click.echo(score_text(replace(score(file, scratch / "nights" / "1"), file=file.name)))


def _forecasts(python: Path, night: Path, before: Path, times: list[str]) -> Iterator[Made]:
    """Yield what the model forecasts at some times of a night."""
    date = check_one_run(sim.load_results(night)).summary.date
    # It writes what it does to a log, and results to a store unless it runs locally.
    environ = {**os.environ, "APP_ENV": "local"}
    environ.pop("PYTHONPATH", None)
    with served(night, "--previous", before) as address:
        text = output_of([python, FORECASTER, address, date, PARTY, *times], environ)
    yield from map(Made._make, csv.reader(io.StringIO(text)))


def _add(
    sums: Mapping[tuple[int, str, str], Sums],
    forecasts: list[Made],
    results: RunResults,
    share_at: dict[str, int],
) -> None:
    """Add forecasts of what is not yet known, each to those of its kind."""
    truth, race_of = _truth(results), _places(results, "race")
    sites = [made for made in forecasts if made.what == "site" and made.accepted == "0"]
    left = {(made.at, race_of[made.id]) for made in sites}
    for made in forecasts:
        if made.what == "site":
            known = made.accepted == "1"
        else:
            known = made.what == "race" and (made.at, made.id) not in left
        key = made.what, made.id, made.of
        if not known and key in truth:
            sums[share_at[made.at], made.of, made.what].add(made, truth[key])


def _places(results: RunResults, column: str) -> dict[str, str]:
    """Return the race or the area of each site."""
    sites = results.tables["sites"]
    return dict(zip(sites["site"].tolist(), sites[column].tolist(), strict=True))


def _truth(results: RunResults) -> Counter[tuple[str, str, str]]:
    """Return ballots, and votes of the party where it stands, of each site, race and area."""
    found: Counter[tuple[str, str, str]] = Counter()
    race_of, area_of = _places(results, "race"), _places(results, "code")
    sites, tallies = results.tables["sites"], results.tables["tallies"]
    counts = [(TURNOUT, *pair) for pair in zip(sites["site"], sites["cast"], strict=True)]
    of_party = tallies["party"] == PARTY
    votes = (tallies[name][of_party] for name in ("site", "votes"))
    counts += [(PARTY, *pair) for pair in zip(*votes, strict=True)]
    for of, site, n in counts:
        for what, id_ in (("site", site), ("race", race_of[site]), ("area", area_of[site])):
            found[what, str(id_), of] += int(n)
    return found


def _write(forecasts: list[Made], file: Path) -> None:
    """Write the forecasts of races as a newsroom would, for ``saylau feed score``."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        write = csv.writer(opened).writerow
        write([column.name for column in FORECASTS_FILE.columns])
        for made in forecasts:
            if made.what == "race" and made.interval == _WIDEST and made.of == TURNOUT:
                write((made.at, made.id, made.of, made.estimate, made.low, made.high, ""))
