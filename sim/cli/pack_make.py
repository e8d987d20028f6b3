"""The commands that write packs, or into one: ``saylau pack new``, ``import`` and ``prior``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from sim.cli.pack import default_norms, pack_group
from sim.cli.terminal_text import command_text

_HOURS = {"opens": dt.time(7), "closes": dt.time(20)}
"""Assumed opening and closing time: files of results say none."""


@pack_group.command("new", short_help="Write a small pack to start from.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def new(folder: Path) -> None:
    """Write a small pack into DIR, a new folder: three sites, one contest, two candidates."""
    from sim.pack.files.new import new_pack

    new_pack(folder, default_norms())
    check = command_text(["saylau", "pack", "check", str(folder)])
    click.echo(f"Written to {folder}; edit its files, then: {check}")


@pack_group.command("prior", short_help="Fit the prior of arrivals of a pack.")
@click.argument("folder", type=click.Path(path_type=Path))
def prior(folder: Path) -> None:
    """Fit the prior of arrivals to turnout by hour of other elections.

    Reads past/turnout.csv of the pack in FOLDER and writes past/arrival_prior.csv, which
    saylau calibrate uses from then on. It takes about a minute.
    """
    from sim.calibration.arrivals.fit_prior import main as fit_prior
    from sim.pack.files.reading import read_pack
    from sim.pack.records import published_in
    from sim.pack.totals_check import check_totals

    if published_in(folder).has_totals:
        check_totals(folder)
    else:
        read_pack(folder, default_norms())
    fit_prior(str(folder.absolute()))


@pack_group.group("import", short_help="Write a pack from published results.")
def import_group() -> None:
    """Write a pack from a file of published results."""


def _date(_ctx: click.Context, param: click.Parameter, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{text!r} is not a date such as 2024-11-05"
        raise click.BadParameter(message, param=param) from None


def _zone(_ctx: click.Context, param: click.Parameter, text: str) -> str:
    from sim.pack.files.clocks import ZONE_RULE, is_zone, zone_hint

    if not is_zone(text):
        hint = zone_hint(text)
        raise click.BadParameter(f"{ZONE_RULE}{f'; {hint}' if hint else ''}", param=param)
    return text


def _time(_ctx: click.Context, param: click.Parameter, text: str | None) -> dt.time | None:
    from sim.pack.files.clocks import CLOCK_RULE, clock_ms

    if text is None:
        return None
    ms = clock_ms(text)
    if ms is None:
        raise click.BadParameter(f"{CLOCK_RULE}; got {text!r}", param=param)
    return (dt.datetime.min + dt.timedelta(milliseconds=ms)).time()


@import_group.command("openelections", short_help="A precinct file of OpenElections.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--date", required=True, callback=_date, metavar="YYYY-MM-DD", help="The election day."
)
@click.option(
    "--timezone",
    required=True,
    callback=_zone,
    metavar="ZONE",
    help="IANA time zone, such as America/New_York.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The new folder."
)
@click.option("--opens", callback=_time, metavar="HH:MM", help="Opening time.  [default: 07:00]")
@click.option("--closes", callback=_time, metavar="HH:MM", help="Closing time.  [default: 20:00]")
@click.option("--title", default="", help="Title.  [default: county and date]")
@click.option(
    "--party",
    default="",
    metavar="PARTY",
    help="The party whose primary is imported; all: one ballot for all parties.",
)
def openelections(  # noqa: PLR0913, PLR0917  an option each
    file: Path, date: dt.date, timezone: str, out: Path, opens: dt.time | None,
    closes: dt.time | None, title: str, party: str,
) -> None:  # fmt: skip
    """Write a pack from FILE, results by precinct as OpenElections publishes them.

    The columns precinct, office, candidate and votes are needed; county, district, party, and
    votes by method (election_day, mail, early_voting, absentee, provisional) are used if there.
    """
    from sim.pack.files.openelections import Wanted, import_openelections
    from sim.show.table import wrapped

    hours = {"opens": opens, "closes": closes}
    assumed = tuple(name for name, given in hours.items() if given is None)
    times = (opens or _HOURS["opens"], closes or _HOURS["closes"])
    wanted = Wanted("", date, timezone, *times, assumed, title, party)
    imported = import_openelections(file, out, wanted, default_norms())
    for text in (*imported.summary, *(f"found: {note}" for note in imported.notes)):
        for line in wrapped(text):
            click.echo(line)
    for name in assumed:
        click.echo(f"assumed: {name} at {_HOURS[name]:%H:%M}; change it with --{name}")
    check = command_text(["saylau", "pack", "check", str(out)])
    click.echo(f"Written to {out}; next: {check}")
