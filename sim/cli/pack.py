"""The commands ``saylau pack check`` and ``saylau pack schema``, and the group of all on packs."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.group import main
from sim.cli.terminal_text import json_text

if TYPE_CHECKING:
    from sim.pack.files.pack import Norms
    from sim.scenario import Scenario


@main.group("pack", short_help="Make or check a pack: your own election.")
def pack_group() -> None:
    """Work on packs: folders that describe an election, its sites, contests and candidates."""


@pack_group.command("check", short_help="Check a pack; print what is in it.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def check_pack(folder: Path, as_json: bool) -> None:
    """Check the pack in FOLDER, or one that ships by its name: what is in it, and findings.

    All faults are listed at once, each with its file, line and column; nothing is written.
    """
    from sim.pack.files.summary import summarize
    from sim.pack.records import published_in
    from sim.pack.reported_lint import reported_findings
    from sim.register.pack_limits import unplayable
    from sim.scenario.election import election_pack
    from sim.scenario.from_pack import pack_scenario
    from sim.show.pack import pack_lines
    from sim.show.table import wrapped

    command = shlex.join(["saylau", "run", _as_scenario(folder)])
    folder = _folder(folder)
    if published_in(folder).has_totals:
        _check_totals(folder, as_json=as_json, command=command)
        return
    scenario = pack_scenario(folder)
    pack = election_pack(scenario)
    limits = [line for limit in unplayable(pack) for line in wrapped(str(limit), "  ")]
    if not limits and scenario.incidents:
        _check_incidents(scenario, folder)
    summary = summarize(pack, tuple(reported_findings(pack)))
    if as_json:
        click.echo(json_text(asdict(summary), sys.stdout.encoding))
        return
    for line in pack_lines(summary):
        click.echo(line)
    click.echo(
        "\n".join(["", "Not in a run so far", *limits] if limits else ["", f"Next: {command}"])
    )


@pack_group.command("schema", short_help="Print the table schemas of the files of packs.")
@click.option("--level", "levels", multiple=True, metavar="COLUMN",
              help="A level of election.toml: a column of sites.csv; may be repeated.")  # fmt: skip
@click.option("--totals", is_flag=True, help="Of a pack of published totals of areas.")
def schema(levels: tuple[str, ...], totals: bool) -> None:
    """Print the Frictionless table schemas of the files of a pack, as JSON by file name."""
    from sim.pack.files.schema import pack_schemas, totals_schemas

    if totals and levels:
        raise click.UsageError("--level is of sites.csv, which a pack of totals does not have")
    schemas = totals_schemas() if totals else pack_schemas(levels)
    click.echo(json_text(schemas, sys.stdout.encoding))


def _folder(named: Path) -> Path:
    """Return the folder of a pack; a name that ships is that pack if there is no such folder."""
    from sim.scenario.finding import shipped_packs

    return named if named.exists() else shipped_packs().get(str(named), named)


def _check_incidents(scenario: Scenario, folder: Path) -> None:
    """Check what the incidents of a pack name of it; its settings hold what is wrong."""
    from sim.core.errors import PackError, ScenarioError
    from sim.core.paths import label
    from sim.incidents.affected import check_incidents
    from sim.pack.files.declared import SETTINGS_FILE
    from sim.register import build_register

    try:
        check_incidents(scenario, build_register(scenario))
    except ScenarioError as error:
        where = label(folder / SETTINGS_FILE)
        raise PackError(replace(each, where=where) for each in error.problems) from None


def _check_totals(folder: Path, *, as_json: bool, command: str) -> None:
    """Check a pack of published totals, and print what is in it."""
    from sim.pack.totals_check import check_totals
    from sim.pack.totals_summary import summarize_totals
    from sim.show.totals import totals_lines

    summary = summarize_totals(check_totals(folder), folder)
    if as_json:
        click.echo(json_text(asdict(summary), sys.stdout.encoding))
        return
    for line in totals_lines(summary):
        click.echo(line)
    click.echo(f"\nNext: {command}")


def _as_scenario(folder: Path) -> str:
    """Return how a command that takes a scenario names a folder: a name that ships is taken."""
    from sim.scenario import scenario_files

    taken = {path.stem for path in scenario_files()}
    return f"./{folder}" if str(folder) in taken else str(folder)


def default_norms() -> Norms:
    """Return the norms of the model that stand in for staff and equipment of sites."""
    from sim.pack.files.pack import Norms
    from sim.scenario import Scenario

    scenario = Scenario(name="default")
    register = scenario.register_
    return Norms(
        registered_per_desk=register.registered_per_desk,
        registered_per_booth=register.registered_per_booth,
        registered_per_box=register.registered_per_box,
        members_not_issuing=scenario.polling.members_not_issuing,
        distance_km=register.distance_mean_km,
        detour_factor=register.detour_factor,
        site_registered_max=register.site_registered_max,
        site_size_spread=register.site_size_spread,
    )
