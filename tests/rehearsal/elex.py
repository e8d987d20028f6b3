"""`elex`, with which newsrooms loaded results of the Associated Press, against the feed."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
import numpy as np

import sim
from sim.exporting.one_run import check_one_run
from tests.rehearsal.environments import environment, older_python
from tests.rehearsal.served import served, set_clock, times_of

if TYPE_CHECKING:
    Rows = list[dict[str, str]]

VERSION = "2.4.4"
_UNCHANGED = 64
"""Exit code of `elex` for a reply that it has already."""


def rehearse(result: Path, scratch: Path) -> None:
    """Print what `elex` reads of a night.

    Raises
    ------
    ClickException
        If it cannot be installed or fails, or reads other votes than those that are accepted.
    """
    python = older_python()
    program = environment(scratch / "elex", python, f"elex=={VERSION}") / "elex"
    date = check_one_run(sim.load_results(result)).summary.date
    click.echo(f"elex {VERSION}, areas with the postal codes of states")
    with (
        TemporaryDirectory(prefix="elex-cache-") as cache,
        served(result, "--states", "us", "--control") as address,
    ):
        elex = _Elex(program, address, Path(cache))
        click.echo(f"  elex elections: {len(elex.rows('elections'))} row")
        for share, at in times_of(result).items():
            set_clock(address, at)
            right = _accepted_votes(result, at)
            votes = _votes(elex.rows("results", date))
            elex.rows("results", date, code=_UNCHANGED)
            text = f"  elex results at {at[11:16]}, {share} % accepted: {votes['rows']:,} rows, "
            click.echo(
                f"{text}{votes['races']:,} votes of races, {votes['sites']:,} of their sites"
            )
            if not votes["races"] == votes["sites"] == right:
                raise click.ClickException(f"{right:,} votes were accepted")
        click.echo("  the same again without news: exit code 64 each time")
        for what in ("races", "reporting-units"):
            click.echo(f"  elex {what}: {len(elex.rows(what, date)):,} rows")


class _Elex:
    """The program, and the environment that leads it to a feed."""

    def __init__(self, program: Path, address: str, cache: Path) -> None:
        self._program = program
        self._environ = {
            **os.environ, "AP_API_KEY": "simulated", "AP_API_BASE_URL": f"{address}/v2",
            "ELEX_CACHE_DIRECTORY": str(cache),
        }  # fmt: skip

    def rows(self, *arguments: str, code: int = 0) -> Rows:
        """Return what it prints, after checking its exit code."""
        done = subprocess.run(
            [str(self._program), *arguments],
            capture_output=True, text=True, env=self._environ, check=False,
        )  # fmt: skip
        if done.returncode != code:
            name, end = " ".join(arguments), done.stderr.strip()[-500:]
            raise click.ClickException(f"elex {name} ended with {done.returncode}: {end}")
        return list(csv.DictReader(io.StringIO(done.stdout)))


def _votes(rows: Rows) -> Counter[str]:
    """Return the number of rows, and the votes of races as a whole and of their sites."""
    found: Counter[str] = Counter(rows=len(rows))
    for row in rows:
        found["races" if row["level"] == "state" else "sites"] += int(row["votecount"])
    return found


def _accepted_votes(result: Path, at: str) -> int:
    """Return the votes at sites that are accepted before a time, without invalid ballots."""
    tables = sim.load_results(result).tables
    sites, tallies = tables["sites"], tables["tallies"]
    known = set(sites["site"][sites["accepted"] < np.datetime64(at)].tolist())
    of_known = np.array([site in known for site in tallies["site"].tolist()])
    valid = (tallies["choice"] != "invalid") | (tallies["party"] != "")
    return int(tallies["votes"][of_known & valid].sum())
