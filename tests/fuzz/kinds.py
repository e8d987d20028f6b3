"""All kinds of cases, and one case by its seed, kind and number."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from tests.fuzz.case import Verdict, judge
from tests.fuzz.countries import given_case, incident_case, target_case
from tests.fuzz.directories import comparison_case, posterior_case, result_case, unfinished_case
from tests.fuzz.looks import condition_case, metric_case, target_file_case
from tests.fuzz.names import name_case
from tests.fuzz.scenarios import extends_case, set_case, text_case, value_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.case import Case
    from tests.fuzz.stock import Stock

KINDS: dict[str, Callable[[Random, Path, Stock], Case]] = {
    "text": text_case,
    "values": value_case,
    "extends": extends_case,
    "set": set_case,
    "given": given_case,
    "incidents": incident_case,
    "targets": target_case,
    "target-files": target_file_case,
    "conditions": condition_case,
    "metrics": metric_case,
    "results": result_case,
    "posteriors": posterior_case,
    "unfinished": unfinished_case,
    "comparisons": comparison_case,
    "names": name_case,
}


def try_case(kind: str, seed: int, number: int, stock: Stock) -> tuple[Case, Verdict]:
    """Make a case, run and judge it; leave nothing."""
    folder = Path(mkdtemp(prefix="saylau-fuzz-"))
    try:
        case = KINDS[kind](Random(f"{seed} {kind} {number}"), folder, stock)
        return case, judge(case, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
