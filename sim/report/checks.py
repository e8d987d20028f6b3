"""Which results one page can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import Results

MOST = 4
"""More columns would not fit side by side on any screen."""
NEEDED = ("turnout", "turnout_reports", "races", "waits", "night")


def check(results: Sequence[Results], names: Sequence[str]) -> None:
    """Raise an error if results cannot stand on one page.

    Parameters
    ----------
    results
        What to show.
    names
        Their directories, for the message; as many.

    Raises
    ------
    InputError
        If there are none or too many, one is a calibration, or countries differ;
        lists every problem found.
    """
    problems = list(_problems(results, names))
    if problems:
        raise InputError(problems)


def _problems(results: Sequence[Results], names: Sequence[str]) -> Iterator[Problem]:
    if not 1 <= len(results) <= MOST:
        message = f"a page shows 1 to {MOST} results side by side; got {len(results)}"
        yield Problem("RESULT", "", message)
    runs = []
    for result, name in zip(results, names, strict=True):
        if result.summary.get("kind") == "calibration":
            message = "is a calibration, not a run; a page needs what `saylau run` writes"
            yield Problem(name, "", message)
            continue
        missing = [table for table in NEEDED if table not in result.tables]
        if missing:
            yield Problem(name, "", f"has no {', '.join(f'{table}.csv' for table in missing)}")
            continue
        runs.append((result, name))
    for result, name in runs[1:]:
        first, first_name = runs[0]
        for key, message in _differences(first, result):
            yield Problem(name, key, f"{message} than {first_name}; one page shows one country")


def _differences(first: Results, other: Results) -> Iterator[tuple[str, str]]:
    """Yield in what two countries differ."""
    if first.summary["date"] != other.summary["date"]:
        yield "date", f"has another date, {other.summary['date']},"
    codes, others = list(first.summary["regions"]), list(other.summary["regions"])
    if codes != others:
        yield "regions", f"has other regions ({', '.join(others)})"
    elif first.tables["races"]["race"].tolist() != other.tables["races"]["race"].tolist():
        yield "races", f"has other races ({other.summary['races']:,})"
