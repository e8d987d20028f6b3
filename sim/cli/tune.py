"""``saylau tune``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.early_checks import refuse_early
from sim.cli.figure_options import check_figures, plots_option, size_option
from sim.cli.group import (
    load_with_notes,
    main,
    note,
    note_compile_folder,
    set_option,
    targets_options,
)
from sim.cli.options import language_option, seed_option

if TYPE_CHECKING:
    from sim.results.summaries.tune import TuneSummary


@main.command(short_help="Change parameters; see simulated and reported values.")
@click.argument("scenario")
@set_option
@targets_options
@seed_option("Of both runs: only the change makes a difference.")
@click.option("--figure", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="PNG, SVG or PDF to replace.  [default: results/SCENARIO/tune.png]")  # fmt: skip
@plots_option
@size_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print all values as JSON.")
@click.option("--watch", is_flag=True,
              help="Run again on each save of the scenario's files, until Ctrl-C.")  # fmt: skip
def tune(  # noqa: PLR0913, PLR0917  one argument an option
    scenario: str,
    overrides: tuple[str, ...],
    files: tuple[Path, ...],
    drop: tuple[str, ...],
    seed: int,
    figure: Path | None,
    plots: bool,
    size: str,
    as_json: bool,
    watch: bool,
) -> None:
    """Run SCENARIO once, quickly, and print simulated beside reported values.

    SCENARIO is a name (saylau scenarios), a TOML file, or the folder of a pack.
    With --set it runs twice with common random numbers: without and with the changes.
    With --watch it goes on, and runs again each time you save the file.
    """
    from contextlib import nullcontext

    if figure is not None and figure.suffix not in {".png", ".svg", ".pdf"}:
        message = f"must end in .png, .svg or .pdf; got {figure}"
        raise click.BadParameter(message, param_hint="--figure")
    if figure is not None and not plots:
        raise click.UsageError("--figure and --no-plots exclude each other")
    check_figures(plots=plots, size=size)
    refuse_early(replaced=figure)
    # First, so that plotting is loaded meanwhile in another process.
    from sim.core.processes import default_workers
    from sim.plots.style.process import plotting_process

    aside = plotting_process("sim.plots.calibration.tune", "save_tune") if plots else nullcontext()
    with aside as draw:
        from sim.calibration.tune import tune as tune_scenario
        from sim.scenario import load_scenario
        from sim.show.progress import message_if_slow

        note_compile_folder()

        def run() -> None:
            base = load_scenario(scenario)
            changed = load_with_notes(scenario, overrides) if overrides else None
            with message_if_slow("The first run compiles the model, which takes half a minute ..."):
                tuned = tune_scenario(
                    base, changed, changes=overrides, seed=seed, files=files, drop=drop,
                    workers=default_workers(),
                )  # fmt: skip
            if draw is None:
                click.echo(_text(tuned, as_json))
                return
            path = figure or Path("results") / base.name / "tune.png"
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                wait = draw(tuned, path, size)
                text = _text(replace(tuned, figure=str(path)), as_json)
                wait()
            except OSError as error:
                if figure is not None:
                    raise
                # Nobody asked for the figure, and the table needs no file.
                text = _text(tuned, as_json)
                note(f"{path} cannot be written: {error.strerror}; --figure names another file")
            click.echo(text)

        if not watch:
            run()
            return
        from sim.cli.watching import run_on_each_save
        from sim.scenario.files import files_of

        run_on_each_save(lambda: [*files_of(scenario), *files], run)


def _text(tuned: TuneSummary, as_json: bool) -> str:
    if as_json:
        from sim.cli.terminal_text import json_text
        from sim.results import typed_json

        return json_text(typed_json.as_json(tuned), sys.stdout.encoding)
    from sim.core.language import tr
    from sim.results.translated import shown_in
    from sim.show.tune import tune_text

    with shown_in(tuned):
        text = tune_text(tuned)
        if tuned.figure:
            text += "\n" + tr("Figure written to {path}", path=tuned.figure)
        return text
