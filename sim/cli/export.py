"""``saylau export``."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.early_checks import refuse_early
from sim.cli.group import main
from sim.exporting.declared import FORMATS


@main.command(short_help="Write RESULT in the format of another program.")
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "name",
    type=click.Choice(tuple(FORMATS)),
    required=True,
    help="; ".join(f"{name}: {known.about}" for name, known in FORMATS.items()) + ".",
)
@click.option("--at", metavar="TIME", default=None,
              help="Show the night as it was known at TIME, such as 23:00.  "
              "[default: its end]")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="PATH",
              help="New file or folder; - for standard output.  "
              "[default: beside RESULT]")  # fmt: skip
def export(result: Path, name: str, at: str | None, out: Path | None) -> None:
    """Write RESULT, a directory that Saylau wrote, in the format of another program.

    xlsx is one workbook with one sheet per table, and times as Excel has them; it needs
    pip install 'saylau[excel]'. excel is a folder of CSV with semicolons and decimal
    commas, which Excel opens by a double click where numbers are written so.

    nist and nist-xml are the night of one run as programs for election results read
    it, marked as a test; so is ap, JSON in the shape of the Elections API of the Associated
    Press. openelections is a CSV file of votes by site with 'simulated' in its name
    (docs/export.md). With --at they have the protocols accepted by then, and nothing that
    came in later. A time before the doors open is one of the next day.
    """
    to_stdout = out is not None and str(out) == "-"
    refuse_early(new=[None if to_stdout else out], read=[result])
    from sim.exporting import default_path, export, export_text

    if to_stdout:
        if not FORMATS[name].of_night:
            raise click.UsageError(f"--out - is for formats of text; {name} needs a path")
        for piece in export_text(result, name, at):
            click.echo(piece, nl=False)
        return
    path = out or default_path(result, name, at)
    refuse_early(new=[path])
    click.echo(export(result, name, path, at))
