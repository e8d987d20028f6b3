"""``saylau lab``."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from sim.cli.group import main, note_compile_folder, set_option
from sim.cli.options import seed_option


@main.command(short_help="Turn knobs in a browser; see the effect at once.")
@click.argument("scenario", metavar="[SCENARIO|RESULT]", default="baseline")
@set_option
@seed_option("Of scenarios; a RESULT has its seed.")
@click.option("--port", type=click.IntRange(1, 65535), default=None,
              help="Port of the page.  [default: 8723, or any that is free]")  # fmt: skip
@click.option("--open", "open_page", is_flag=True, help="Open the page in the browser.")
def lab(
    scenario: str, overrides: tuple[str, ...], seed: int, port: int | None, open_page: bool
) -> None:
    """Serve a page on which parameters are changed and the effect is seen at once.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack; RESULT is the
    directory of a run, whose scenario and seed are taken on. Default: baseline.

    The page is for this machine alone, and its address has a token. Ctrl-C ends it.
    """
    from sim.core.memory import return_large_arrays
    from sim.core.processes import default_workers
    from sim.lab.opened import open_scenario
    from sim.lab.server import open_server
    from sim.lab.session import Session
    from sim.lab.token import user_token

    note_compile_folder()
    return_large_arrays()
    session = Session(open_scenario(scenario, overrides, seed), default_workers(), Path.cwd())
    with open_server(session, user_token(), port) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        click.echo(server.address)
        click.echo("Ctrl-C ends it; what is shown is simulated.", err=True)
        if open_page:
            import webbrowser

            webbrowser.open(server.address)
        try:
            session.ended.wait()
        except KeyboardInterrupt:
            message = "the lab is closed; scenarios that were saved stay"
            raise KeyboardInterrupt(message) from None
        finally:
            session.end()
            server.shutdown()
    if session.error is not None:
        raise session.error
