"""``python -m tests.rehearsal``: newsroom programs read nights of the feed, each as it is."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.rehearsal import elex, elex_model

REFERENCE = Path(__file__).parents[2] / "results" / "baseline" / "reference"


@click.command()
@click.option("--nights", type=click.IntRange(1, 100), default=10, show_default=True,
              help="Nights that elex-model forecasts.")  # fmt: skip
@click.option("--only", type=click.Choice(["elex", "elex-model"]), default=None,
              help="One of the programs.")  # fmt: skip
@click.option("--scratch", type=click.Path(path_type=Path, file_okay=False), default=None,
              metavar="DIR", help="Keep programs and nights here for the next time.")  # fmt: skip
def main(nights: int, only: str | None, scratch: Path | None) -> None:
    """Install elex and elex-model in scratch environments, and let them read the feed."""
    with TemporaryDirectory(prefix="saylau-rehearsal-") as temporary:
        folder = scratch or Path(temporary)
        if only != "elex-model":
            elex.rehearse(REFERENCE, folder)
        if only != "elex":
            elex_model.rehearse(REFERENCE, nights, folder)


if __name__ == "__main__":
    main()
