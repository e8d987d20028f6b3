"""The work of a process of the fuzz; a separate module, as processes import it."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

from tests.fuzz.kinds import try_case
from tests.fuzz.stock import Stock, make_stock

STOCK = "SAYLAU_FUZZ_STOCK"
"""Environment variable with the folder of the inputs of cases."""

Counts = Counter[tuple[str, str]]
"""Numbers of cases by kind and outcome."""


@cache
def _stock() -> Stock:
    """Create the inputs of cases, once per process; the parent removes them."""
    folder = Path(os.environ[STOCK]) / str(os.getpid())
    folder.mkdir()
    return make_stock(folder)


def some_cases(job: tuple[str, int, range]) -> tuple[Counts, list[str]]:
    """Try some cases of one kind; return their counts, and a text for each fault."""
    kind, seed, numbers = job
    counts: Counts = Counter()
    texts = []
    for number in numbers:
        case, verdict = try_case(kind, seed, number, _stock())
        counts[kind, "cases"] += 1
        counts[kind, "accepted" if verdict.ended.code in {0, 3} else "refused"] += 1
        for what, text in verdict.faults:
            counts[kind, what] += 1
            again = f"python -m tests.fuzz --seed {seed} --kind {kind} --case {number}"
            texts.append(f"{kind}: {what}: {text.strip()}\n  {list(case.arguments)!a}\n  {again}")
    return counts, texts
