"""``saylau feed``."""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click

from sim.cli.early_checks import refuse_early
from sim.cli.group import main, note
from sim.cli.terminal_text import json_text

if TYPE_CHECKING:
    from sim.feed.feed import Feed


@click.command()
@click.argument("forecasts", type=click.Path(path_type=Path))
@click.option("--truth", type=click.Path(path_type=Path), required=True, metavar="RESULT",
              help="The run that was played.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the score as JSON.")
def score(forecasts: Path, truth: Path, *, as_json: bool) -> None:
    """Score FORECASTS, a CSV file of a newsroom, against the night that was played.

    Its columns are time, contest, candidate (or turnout), estimate, low, high and call. Printed
    are the error and how many intervals hold the truth, by the share of ballots counted; when
    right calls were made; and false calls. See docs/rehearsal.md.
    """
    refuse_early(read=[truth])
    from dataclasses import asdict

    from sim.feed.score import score as score_file
    from sim.feed.score_text import score_text

    found = score_file(forecasts, truth)
    click.echo(json_text(asdict(found), sys.stdout.encoding) if as_json else score_text(found))


class _FeedCommand(click.Command):
    """Plays a result, unless the word after ``feed`` is ``score``."""

    commands: ClassVar[dict[str, click.Command]] = {"score": score}

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:  # fmt: skip
        """Return the context of this command, or that of ``score``."""
        inner = self.commands.get(args[0]) if args else None
        if inner is not None:
            return inner.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@main.command(cls=_FeedCommand, short_help="Play the night of RESULT live, to rehearse with.")
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True,
              help="Port of the server; 0 for any that is free.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address of this machine on which it listens.")  # fmt: skip
@click.option("--speed", type=float, default=60.0, show_default=True,
              help="Simulated seconds per second.")  # fmt: skip
@click.option("--start", metavar="TIME", default=None,
              help="Where the clock begins, such as 20:45.  "
              "[default: when the first doors close]")  # fmt: skip
@click.option("--paused", is_flag=True, help="Begin with a clock that stands still.")
@click.option("--control", is_flag=True,
              help="Allow to set the clock by POST, and to read the truth.")  # fmt: skip
@click.option("--no-travel", "travel", is_flag=True, default=True, flag_value=False,
              help="Refuse ?at=TIME: show the time of the clock only.")  # fmt: skip
@click.option("--faults", multiple=True, metavar="FILE|KIND",
              help="Faults of a TOML file, or one kind with its defaults; may be repeated "
              "(docs/rehearsal.md).")  # fmt: skip
@click.option("--fault-seed", type=int, default=0, show_default=True,
              help="Seed of what faults affect.")  # fmt: skip
@click.option("--states", type=click.Choice(["us"]), default=None,
              help="us: postal codes of American states in place of codes of areas.")  # fmt: skip
@click.option("--previous", type=click.Path(path_type=Path), default=None, metavar="RESULT",
              help="The run of the election before, for /previous.csv.")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="Instead of a server, write numbered snapshots and latest.json to a "
              "folder.")  # fmt: skip
@click.option("--every", default="3min", show_default=True, metavar="TIME",
              help="Simulated time between snapshots of --to: 90s, 3min, 1h.")  # fmt: skip
@click.option("--at-once", is_flag=True, help="Write all snapshots of --to without waiting.")
@click.pass_context
def feed(ctx: click.Context, /, result: Path, to: Path | None, **options: Any) -> None:
    """Play the night of RESULT, the directory of one run, as a live feed.

    A server on this machine gives out the night as its clock reaches it: in the shape of
    the Elections API of the Associated Press with links to updates, as NIST SP 1500-100, as
    votes by site, and as server-sent events. Faults that real feeds had can be played, too.
    Every reply says that it is simulated. Ctrl-C ends it. See docs/rehearsal.md.

    saylau feed score FORECASTS --truth RESULT scores forecasts that were made of it.
    """
    _check_together(ctx, to)
    refuse_early(read=[result, options["previous"]])
    from sim.feed.folder import check_folder, interval_s
    from sim.feed.opening import FeedOptions, open_feed

    of_server = {name: options.pop(name) for name in ("host", "port")}
    every_s, at_once = interval_s(options.pop("every")), options.pop("at_once")
    if to is not None:
        check_folder(to)
    opened = open_feed(result, FeedOptions(**options))
    for fault in opened.shown.idle_faults():
        note(f"the fault {fault.name!r} affects nothing: no site or race that comes in its window")
    for text in opened.previous.notes if opened.previous else ():
        note(f"--previous {options['previous']}: {text}")
    if to is None:
        _serve(opened, **of_server)
    else:
        _write(opened, to, every_s, at_once=at_once)


def _check_together(ctx: click.Context, to: Path | None) -> None:
    """Raise an error for options of the server with those of a folder."""
    server, folder = ("port", "host", "paused", "control", "travel"), ("every", "at_once")
    default = click.core.ParameterSource.DEFAULT
    given = [p for p in ctx.command.params if ctx.get_parameter_source(p.name or "") != default]
    wrong = [p.opts[0] for p in given if p.name in (folder if to is None else server)]
    if wrong:
        those = " and ".join(wrong)
        only = "only --to has" if to is None else "--to has no server, and only the server has"
        raise click.UsageError(f"{only} {those}")


def _write(opened: Feed, folder: Path, every_s: int, *, at_once: bool) -> None:
    """Write the snapshots of a feed until its night ends."""
    from sim.feed.folder import write_folder

    written = 0
    try:
        for number in write_folder(opened, folder, every_s, at_once=at_once):
            written = number
    except KeyboardInterrupt:
        now = opened.night.with_zone(opened.clock.now())
        message = f"{written} snapshots are in {folder}, to {now:%H:%M:%S} of the night"
        raise KeyboardInterrupt(message) from None
    click.echo(f"SIMULATED: {written} snapshots and latest.json in {folder}")


def _serve(opened: Feed, host: str, port: int) -> None:
    """Serve a feed until Ctrl-C."""
    from sim.feed.server import FeedServer

    with FeedServer(opened, host, port) as server:
        if not _is_loopback(host):
            note(f"--host {host}: everybody who reaches this address can read the feed")
        click.echo(f"SIMULATED feed: http://{server.address}/ (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            now = opened.night.with_zone(opened.clock.now())
            raise KeyboardInterrupt(f"the feed ended at {now:%H:%M:%S} of its night") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
