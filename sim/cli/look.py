"""Commands that only print: ``show``, ``check``, ``scenarios``, ``params`` and ``reported``."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli.group import main, note, note_idle, print_results, set_option
from sim.cli.options import json_option, language_option
from sim.core.language import chosen_language, in_language


@main.command(short_help="Print the summary of a result; list those that are here.")
@click.argument("result", type=click.Path(path_type=Path), required=False)
@json_option
@language_option
def show(result: Path | None, as_json: bool) -> None:
    """Print the summary of RESULT, the directory of a result of any kind.

    That is a run, a comparison, a calibration, a plan, an exploration or a feasibility check.

    Without RESULT, list the results in this folder and those below it.
    """
    if result is None:
        if as_json:
            raise click.UsageError("--json needs RESULT")
        from sim.show.saved import saved_lines

        with in_language(chosen_language()):
            for line in saved_lines(Path()):
                click.echo(line)
        return
    from sim.results import load_results

    print_results(load_results(result), result, as_json=as_json, quiet=False)


@main.command(short_help="Check a scenario; print all its parameters.")
@click.argument("file", metavar="SCENARIO")
@set_option
@click.option("--changed", is_flag=True,
              help="Print only what it changes in the scenario that it extends.")  # fmt: skip
def check(file: str, overrides: tuple[str, ...], changed: bool) -> None:
    """Check SCENARIO; print all its parameters with the origin of each value.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    """
    from sim.core.text import counted
    from sim.incidents.affected import check_incidents
    from sim.register import all_copies, build_register
    from sim.scenario import changed_toml, idle_keys, resolve, resolved_toml

    resolved = resolve(file, overrides, "--set")
    note_idle(resolved)
    for key, why in idle_keys(resolved.scenario, resolved.scenario.given.keys):
        note(f"{key} has no effect: {why}")
    scale = resolved.scenario.register_.scale
    one = build_register(resolved.scenario)
    check_incidents(resolved.scenario, one)
    register = all_copies(one, scale)
    text = changed_toml(resolved) if changed else resolved_toml(resolved.scenario, resolved.origins)
    click.echo(text, nl=False)
    click.echo(
        f"ok: {counted(register.n_regions, 'region')}, {counted(register.n_races, 'race')}, "
        f"{counted(register.n_sites, 'site')}, {int(register.site_registered.sum()):,} registered",
        err=True,
    )


@main.command(short_help="List the scenarios that ship with Saylau.")
def scenarios() -> None:
    """List the scenarios that ship with Saylau."""
    from sim.show.listings import scenario_lines

    for line in scenario_lines():
        click.echo(line)


@main.command(short_help="List or search parameters: default, range, source.")
@click.argument("name", required=False, metavar="[WORD]")
@click.option("--markdown", is_flag=True, help="As tables of Markdown, like docs/parameters.md.")
def params(name: str | None, markdown: bool) -> None:
    """List parameters: default, range, meaning, source.

    WORD is a section (polling), one parameter (polling.closing), a key inside one
    (arrivals.regions.CODE.a), or a word in their keys and meanings (queue). Without it all are
    listed.
    """
    from sim.show.listings import chosen_parameters, parameter_lines, parameters_markdown

    if markdown:
        click.echo(parameters_markdown(chosen_parameters(name)), nl=False)
        return
    for line in parameter_lines(name):
        click.echo(line)


@main.command(short_help="Print what was reported about the election, with sources.")
def reported() -> None:
    """Print what was reported about the election, with sources and contradictions."""
    from sim.pack.records import published
    from sim.show.listings import reported_lines

    for line in reported_lines(published()):
        click.echo(line)
