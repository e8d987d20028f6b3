"""``python -m tests.validation``: all checks of the calibration, the forensic tests and plans.

Prints tables and plots ``docs/validation/``; docs/validation.md and docs/forensics.md quote them.
"""

from __future__ import annotations

from pathlib import Path

import click

from tests.validation import (
    elections,
    forensics,
    given_day,
    held_out,
    night,
    places,
    plans,
    recovery,
    wrong,
)


@click.command()
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--cache", default=recovery.CACHE, show_default=True, type=click.Path(path_type=Path),
    help="Directory for finished countries of the recovery.",
)  # fmt: skip
def main(workers: int, cache: Path) -> None:
    """Run all checks."""
    click.echo("An election left out: arrival curves\n")
    elections.main()
    click.echo("\nAn election left out, given six of its values\n")
    given_day.main()
    click.echo("\nPlaces inside a region\n")
    places.main()
    click.echo("\nA value left out\n")
    held_out.main.callback(workers)  # type: ignore[misc]
    click.echo("\nA value that is wrong\n")
    wrong.main.callback(workers)  # type: ignore[misc]
    click.echo("\nThe night, half of the districts left out\n")
    night.main()
    click.echo("\nForensic tests on clean nights\n")
    forensics.main.callback(forensics.NIGHTS, forensics.PICTURE)  # type: ignore[misc]
    click.echo("\nPlans on fresh days\n")
    plans.main.callback(workers)  # type: ignore[misc]
    click.echo("\nKnown parameters\n")
    recovery.main.callback(
        quick=False, choice=False, countries=recovery.N_COUNTRIES, workers=workers, cache=cache
    )  # type: ignore[misc]


if __name__ == "__main__":
    main()
