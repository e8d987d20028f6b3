"""Options that several commands have: declared once, with what differs as an argument."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.core.language import ENGLISH, LANGUAGES, choose_language

if TYPE_CHECKING:
    from collections.abc import Callable

    F = TypeVar("F", bound=Callable[..., object])


class NumberRange(click.FloatRange):
    """A number in a range; unlike in that of click, what is no number is in none."""

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the number of a text."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


json_option = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
quiet_option = click.option(
    "--quiet", is_flag=True, help="No progress, only the directory on standard output."
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS", default=None, help="Run on a Dask cluster: tcp://HOST:PORT."
)
engine_option = click.option(
    "--engine", type=click.Choice(["auto", "simpy"]), default="auto", show_default=True,
    help="auto: compiled; simpy: the reference, slower, same results.",
)  # fmt: skip


def _choose_language(context: click.Context, _option: click.Parameter, code: str) -> str:
    context.with_resource(choose_language(code))
    return code


language_option = click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default=ENGLISH, show_default=True,
    expose_value=False, callback=_choose_language,
    help="Language of what is shown.",
)  # fmt: skip


def seed_option(meaning: str) -> Callable[[F], F]:
    """Return ``--seed`` with its meaning as help."""
    kind = click.IntRange(0, 2**32 - 1)
    return click.option("--seed", type=kind, default=2021, show_default=True, help=meaning)


def workers_option(what: str) -> Callable[[F], F]:
    """Return ``--workers``; ``what`` says whether they are threads or processes."""
    text = f"{what}.  [default: one per processor]"
    return click.option("--workers", type=click.IntRange(1, 256), default=None, help=text)


def posterior_option(what: str) -> Callable[[F], F]:
    """Return ``--posterior``; ``what`` is each that has a draw of its parameters."""
    text = (
        f"Sample {what} parameters from a calibration: one that ships (baseline), or a directory."
    )
    return click.option("--posterior", default=None, metavar="NAME|DIR", help=text)


def out_option(default: str) -> Callable[[F], F]:
    """Return ``--out``; ``default`` is the pattern of the directory without it."""
    kind, text = click.Path(path_type=Path), f"New directory.  [default: {default}]"
    return click.option("--out", type=kind, default=None, metavar="DIR", help=text)


def resume_option(what: str) -> Callable[[F], F]:
    """Return ``--resume``; ``what`` is what was interrupted."""
    kind, text = click.Path(path_type=Path), f"Resume {what} of DIR that was interrupted."
    return click.option("--resume", type=kind, default=None, metavar="DIR", help=text)
