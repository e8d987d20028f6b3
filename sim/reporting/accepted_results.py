"""Check which results one page can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.pairing import country_problems
from sim.core.errors import InputError, Problem
from sim.core.text import with_article
from sim.results import RunResults
from sim.results.result_kinds import kind_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import Results


MOST = 4
"""Largest number of results; more columns would not fit side by side."""
NEEDED = ("turnout", "turnout_reports", "sites", "tallies", "races", "waits", "night")


def checked(results: Sequence[Results], names: Sequence[str]) -> list[RunResults]:
    """Return results that can be shown side by side on one page.

    Parameters
    ----------
    results
        The results to show.
    names
        Their directories, for messages; as many as results.

    Raises
    ------
    InputError
        If there are none or too many, one is not a run or an ensemble, or countries
        differ; lists every problem found.
    """
    problems = list(_problems(results, names))
    if problems:
        raise InputError(problems)
    return [result for result in results if isinstance(result, RunResults)]


def _problems(results: Sequence[Results], names: Sequence[str]) -> Iterator[Problem]:
    if not 1 <= len(results) <= MOST:
        message = f"a page shows 1 to {MOST} results side by side; got {len(results)}"
        yield Problem("RESULT", "", message)
    runs = []
    for result, name in zip(results, names, strict=True):
        missing = [table for table in NEEDED if table not in result.tables]
        if not isinstance(result, RunResults):
            kind = with_article(kind_named(result.kind).called)
            message = f"this is {kind}; a page shows runs and ensembles"
            yield Problem(name, "", message)
        elif missing:
            files = ", ".join(f"{table}.csv" for table in missing)
            yield Problem(name, "", f"the result has no {files}")
        else:
            runs.append((name, result))
    if len(runs) == len(results):
        yield from _together(runs)


def _together(runs: Sequence[tuple[str, RunResults]]) -> Iterator[Problem]:
    """Yield the reasons why results cannot share a clock and a table of races."""
    countries = list(country_problems(runs, same_regions=True))
    yield from countries
    first_name, first = runs[0]
    for name, other in runs[1:]:
        date, other_date = first.summary.date, other.summary.date
        if date != other_date:
            message = f"this is another night than {first_name}: {other_date}, not {date}"
            yield Problem(name, "date", message)
        elif not countries and not _same_races(first, other):
            message = f"this is another country than {first_name}: other races"
            yield Problem(name, "races.csv", message)


def _same_races(one: RunResults, other: RunResults) -> bool:
    return bool(np.array_equal(one.tables["races"]["race"], other.tables["races"]["race"]))
