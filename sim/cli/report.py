"""``saylau report``."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.early_checks import refuse_early
from sim.cli.group import main
from sim.cli.options import language_option


@main.command(short_help="Write one HTML page of RESULT, with a replay of the night.")
@click.argument("results", nargs=-1, required=True, metavar="RESULT...",
                type=click.Path(path_type=Path))  # fmt: skip
@language_option
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="New HTML file.  [default: RESULT.html, beside the first]")  # fmt: skip
def report(results: tuple[Path, ...], out: Path | None) -> None:
    """Write one HTML page of RESULT, a directory that `saylau run` wrote, or of several.

    The page needs no network and no other file: a headline, a replay of the night with a map
    of what is counted or who leads, races that open, seats, calls and incidents, then turnout,
    waiting times, races, and assumptions.
    Up to four results of one country are shown side by side with one clock.
    """
    refuse_early(new=[out], read=results)
    from sim.reporting import write_report

    click.echo(write_report(results, out))
