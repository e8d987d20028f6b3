"""The one run that is exported: which results are one, its sites, and what its scenario says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import ResultsError
from sim.core.text import with_article
from sim.results.commands import replication_command
from sim.results.result_kinds import kind_named
from sim.results.results import RunResults
from sim.results.table_parts import table_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Json
    from sim.results.columns import Table
    from sim.results.results import Results

TABLES = ("races.csv",)
"""The files that a night needs in memory, besides manifest and summary; ``sites.csv`` and
``tallies.csv`` are read in parts."""
_OF_SITES = (
    "site", "race", "contests", "code", "hours_behind_capital", "registered", "issued", "cast",
    "last_left", "accepted",
)  # fmt: skip
"""The columns of sites that are read."""


def sites_of(results: RunResults) -> Table:
    """Return the columns of sites that are read."""
    if "sites" in results.tables:
        return results.tables["sites"]
    parts = [
        {name: part[name] for name in _OF_SITES if name in part}
        for part in table_parts(results, "sites")
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def unique_names(races: Table) -> dict[str, str]:
    """Return the name of each race by its id; names of several races have the id after them."""
    names = races.get("name", races["race"]).tolist()
    several = Counter(names)
    return {
        race: name if several[name] == 1 else f"{name} ({race})"
        for race, name in zip(races["race"].tolist(), names, strict=True)
    }


def has_against_all(results: RunResults) -> bool:
    """Return whether voters may mark "against all"; results that do not say so have it."""
    return section_of_scenario(results, "law").get("against_all") is not False


def is_by_election(results: RunResults) -> bool:
    """Return whether races were held apart from those of the whole country."""
    return section_of_scenario(results, "register").get("source") == "by-elections"


def section_of_scenario(results: RunResults, name: str) -> Mapping[str, Json]:
    """Return a section of the scenario of a result."""
    section = results.manifest.scenario.get(name)
    return section if isinstance(section, dict) else {}


def check_one_run(results: Results) -> RunResults:
    """Return results of one run, and raise an error for others.

    Raises
    ------
    ResultsError
        If they are an ensemble or of another kind.
    """
    where = str(results.directory or "the result")
    if not isinstance(results, RunResults):
        kind = with_article(kind_named(results.kind).called)
        message = f"is {kind}; only the results of a run have votes to export"
        raise ResultsError.single(where, "kind", message)
    n = results.summary.replications
    if n > 1:
        message = f"is an ensemble of {n} replications, whose medians do not add up; run one of "
        message += f"them, such as the last, in its place: {replication_command(results, n - 1)}"
        raise ResultsError.single(where, "replications", message)
    return results
