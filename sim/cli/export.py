"""``saylau export``."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.early_checks import refuse_early
from sim.cli.group import main

_NAMES = ("xlsx", "excel")


@main.command(short_help="Write RESULT in the format of another program.")
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(_NAMES), required=True,
              help="xlsx: one workbook; excel: a folder of CSV for Excel.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="PATH",
              help="New file or folder.  [default: beside RESULT]")  # fmt: skip
def export(result: Path, name: str, out: Path | None) -> None:
    """Write RESULT, a directory that Saylau wrote, in the format of another program.

    xlsx is one workbook with one sheet per table, and times as Excel has them; it needs
    pip install 'saylau[excel]'. excel is a folder of CSV with semicolons and decimal
    commas, which Excel opens by a double click where numbers are written so.
    """
    refuse_early(new=[out], read=[result])
    from sim.export import default_path, export

    path = out or default_path(result, name)
    refuse_early(new=[path])
    export(result, name, path)
    click.echo(path)
