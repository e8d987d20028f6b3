"""``python -m tests.fuzz``: generated inputs for every command; ends with 1 if any goes wrong."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import Counter
from tempfile import TemporaryDirectory

import click

from tests.fuzz.kinds import KINDS
from tests.fuzz.work import STOCK, Counts, some_cases

_CHUNK = 25
_SHOWN = 10
"""Number of faults of a kind that are printed."""

_COLUMNS = (
    "cases", "refused", "accepted", "traceback", "wrong code", "slow", "left behind", "not named",
    "accepted and wrong",
)  # fmt: skip


@click.command()
@click.option("--cases", default=300, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=2021, show_default=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)))
@click.option("--case", "number", type=int, default=None, help="Only this one; needs --kind.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(min=1))
def main(cases: int, seed: int, kinds: tuple[str, ...], number: int | None, processes: int) -> None:
    """Try generated inputs; print counts by kind and how to repeat the faults."""
    begun = time.monotonic()
    kinds = kinds or tuple(KINDS)
    jobs = [
        (kind, seed, number_of_kind)
        for kind in kinds
        for number_of_kind in _numbers(cases, len(kinds), number)
    ]
    # Kinds take turns, so that both processes end together.
    jobs.sort(key=lambda job: job[2].start)
    counts: Counts = Counter()
    texts: list[str] = []
    with TemporaryDirectory(prefix="saylau-fuzz-stock-") as folder:
        os.environ[STOCK] = folder
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            for some, told in pool.imap_unordered(some_cases, jobs):
                counts += some
                texts += told
    _print(counts, texts, kinds)
    click.echo(f"seed {seed}; {time.monotonic() - begun:.0f} s")
    sys.exit(1 if texts else 0)


def _numbers(cases: int, n_kinds: int, number: int | None) -> list[range]:
    """Return the numbers of the cases of one kind, in chunks."""
    if number is not None:
        return [range(number, number + 1)]
    each = -(-cases // n_kinds)
    return [range(start, min(start + _CHUNK, each)) for start in range(0, each, _CHUNK)]


def _print(counts: Counts, texts: list[str], kinds: tuple[str, ...]) -> None:
    shown: Counter[str] = Counter()
    for text in sorted(texts):
        head = ": ".join(text.split(": ")[:2])
        shown[head] += 1
        if shown[head] <= _SHOWN:
            click.echo(f"{text}\n")
    width = [max(len(column), 6) for column in _COLUMNS]
    click.echo(
        f"{'kind':<14}" + "".join(f"{c:>{w + 2}}" for c, w in zip(_COLUMNS, width, strict=True))
    )
    for kind in (*kinds, "all"):
        values = [
            sum(
                n for (of_kind, what), n in counts.items() if what == c and kind in {of_kind, "all"}
            )
            for c in _COLUMNS
        ]
        cells = (f"{v:>{w + 2},}" for v, w in zip(values, width, strict=True))
        click.echo(f"{kind:<14}" + "".join(cells))


if __name__ == "__main__":
    main()
