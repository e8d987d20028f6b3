"""The commands ``saylau pack check`` and ``saylau pack schema``, and the group of all on packs."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.group import main


@main.group("pack", short_help="Check a pack: an election as a folder of files.")
def pack_group() -> None:
    """Work on packs: folders that describe an election, its sites, contests and candidates."""


@pack_group.command("check", short_help="Check a pack; print what is in it.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def check_pack(folder: Path, as_json: bool) -> None:
    """Check the pack in FOLDER: print what is in it, what was filled in, and findings."""
    raise NotImplementedError


@pack_group.command("schema", short_help="Print the table schemas of a pack's files.")
def schema() -> None:
    """Print the Frictionless table schemas of the files of a pack as JSON."""
    raise NotImplementedError
