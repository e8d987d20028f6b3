"""Checks whether the tables of a result agree with each other and with the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import clock
from sim.results import schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from sim.results.columns import Table
    from sim.results.result_kinds import ResultKind
    from sim.results.summaries import RunSummary
    from sim.results.summaries.any_kind import Summary
    from sim.results.summaries.calibration import CalibrationSummary

    Tables = Mapping[str, Table]
    TableProblem = tuple[str, str, str]
    """Table, column (empty for the table), and a message."""

_DAYS = (-2, 100)
"""Range of the times of a result, in days from its date: later ones would make endless figures."""


def table_problems(kind: ResultKind, summary: Summary, tables: Tables) -> Iterator[TableProblem]:
    """Yield where tables do not agree with each other or with the summary.

    Parameters
    ----------
    kind
        Kind of the result.
    summary
        Of the result.
    tables
        All tables of the result, each as it is declared.
    """
    for table in kind.tables.values():
        yield from _dangling(table, tables)
    if kind.table_problems is not None:
        yield from kind.table_problems.value(summary, tables)


def _dangling(table: schema.Table, tables: Tables) -> Iterator[TableProblem]:
    """Yield values that should refer to a row of another table and do not."""
    for column in table.columns:
        values = tables.get(table.name, {}).get(column.name)
        if not column.refers or values is None:
            continue
        other, _, name = column.refers.partition(".")
        known = np.isin(values, tables[other][name]) | (column.empty & (values == ""))
        missing = values[~known]
        if len(missing):
            yield table.name, column.name, f"{str(missing[0])!r} is not in {other}.csv"


def problems_of_run(summary: RunSummary, tables: Tables) -> Iterator[TableProblem]:
    """Yield where the tables of a run do not agree with its summary."""
    codes = [summary.nation, *summary.regions]
    for name in ("turnout", "night"):
        yield from _grid(name, tables[name], codes, schema.TABLES_OF_RUN[name].step_ms)
    yield from _same_set("turnout_reports", tables, "code", codes)
    for name, key, n in (("sites", "site", summary.sites), ("races", "race", summary.races)):
        yield from _unique(name, tables[name], key)
        # A race with sites in several regions has the code of all regions together.
        yield from _only("code", name, tables, codes[1:] if name == "sites" else codes)
        if len(tables[name][key]) != n:
            yield name, "", f"has {len(tables[name][key]):,} rows; summary.json has {n:,}"
    yield from _only("code", "tallies", tables, codes)
    parties = summary.seats_nomination
    # Races with several seats have several parties.
    nominated = {*parties, ""}
    elected = set(tables["races"]["party"].tolist()) - nominated
    if unknown := {name for cell in elected for name in cell.split(";")} - nominated:
        yield "races", "party", f"{min(unknown)!r} is not in summary.json"
    yield from _votes(tables["votes"], tables["night"], codes)
    for name in ("turnout", "turnout_reports", "night", "votes", "sites", "races"):
        yield from _far_times(name, tables[name], summary.date)


def problems_of_ensemble(summary: RunSummary, tables: Tables) -> Iterator[TableProblem]:
    """Yield the same for an ensemble, and where its replications are not complete."""
    yield from problems_of_run(summary, tables)
    n, codes = summary.replications, list(summary.regions)
    numbers = tables["replications"]["replication"]
    yield from _unique("replications", tables["replications"], "replication")
    if len(numbers) != n:
        yield "replications", "", f"has {len(numbers):,} rows; summary.json has {n:,} replications"
    regions = tables["replication_regions"]
    complete = (
        np.array_equal(regions["replication"], np.repeat(numbers, len(codes)))
        and regions["code"].tolist() == codes * len(numbers)
    )  # fmt: skip
    if not complete:
        message = "must have each region of each replication, in the order of replications.csv"
        yield "replication_regions", "", message
    for name in ("replications", "replication_regions"):
        yield from _far_times(name, tables[name], summary.date)


def problems_of_calibration(summary: CalibrationSummary, tables: Tables) -> Iterator[TableProblem]:
    """Yield where the tables of a calibration do not agree with each other or its summary."""
    parameters = [name for name in tables["posterior"] if name not in {"origin", "draw"}]
    if tables["parameters"]["parameter"].tolist() != parameters:
        yield "parameters", "parameter", "must be the parameters of posterior.csv, in its order"
    yield from _unique("posterior", tables["posterior"], "draw")
    for name, n in (("posterior", summary.draws), ("fit", summary.targets.n)):
        if len(tables[name]["origin"]) != n:
            yield name, "", f"has {len(tables[name]['origin']):,} rows; summary.json has {n:,}"
    yield from _far_times("curves", tables["curves"], summary.date)


def _grid(name: str, table: Table, codes: list[str], step_ms: int) -> Iterator[TableProblem]:
    """Yield why a table does not have the same evenly spaced times for nation and regions."""
    n_times, rest = divmod(len(table["code"]), len(codes))
    times = table["capital_time"]
    if rest or not n_times or table["code"].tolist() != np.repeat(codes, n_times).tolist():
        yield name, "code", f"must be {codes[0]} and the regions of summary.json, with equal rows"
        return
    step = np.timedelta64(step_ms // clock.SECOND_MS, "s")
    even = times[:n_times] == times[0] + step * np.arange(n_times)
    if not even.all() or not np.array_equal(times, np.tile(times[:n_times], len(codes))):
        minutes = step_ms // clock.MINUTE_MS
        yield name, "capital_time", f"must be every {minutes} minutes, the same for each code"


def _votes(votes: Table, night: Table, codes: list[str]) -> Iterator[TableProblem]:
    """Yield why votes are not complete series, with the times of the night, of all codes."""
    times = night["capital_time"][night["code"] == codes[0]]
    n_series, rest = divmod(len(votes["code"]), max(len(times), 1))
    if rest or not np.array_equal(votes["capital_time"], np.tile(times, n_series)):
        yield "votes", "capital_time", "must be the times of night.csv, for each choice"
        return
    keys = [votes[name].reshape(n_series, -1) for name in ("code", "contest", "choice", "party")]
    for name, values in zip(("code", "contest", "choice", "party"), keys, strict=True):
        if (values != values[:, :1]).any():
            yield "votes", name, "must be the same at all times of a choice"
    series = list(zip(*(values[:, 0].tolist() for values in keys), strict=True))
    if list(dict.fromkeys(code for code, *_ in series)) != codes:
        yield "votes", "code", f"must be {codes[0]} and the regions of summary.json, in this order"
    whole = {tuple(choice) for code, *choice in series if code == codes[0]}
    strange = sorted({tuple(choice) for _, *choice in series} - whole)
    if strange:
        named = " ".join(filter(None, strange[0][:2]))
        yield "votes", "choice", f"{named!r} has no rows of {codes[0]}"
    if len(set(series)) < len(series):
        yield "votes", "choice", "has the same choice twice"


def _far_times(name: str, table: Table, date: str) -> Iterator[TableProblem]:
    """Yield columns with times too far from the election day."""
    first, last = (np.datetime64(date, "s") + np.timedelta64(day, "D") for day in _DAYS)
    for column, values in table.items():
        if values.dtype.kind != "M":
            continue
        known: NDArray[Any] = values[~np.isnat(values)]
        far = known[(known < first) | (known > last)]
        if len(far):
            yield name, column, f"{far[0]} is not around {date}, the date of summary.json"


def _same_set(name: str, tables: Tables, column: str, allowed: list[str]) -> Iterator[TableProblem]:
    yield from _only(column, name, tables, allowed)
    missing = [value for value in allowed if value not in set(tables[name][column].tolist())]
    if missing:
        yield name, column, f"{missing[0]!r} is missing"


def _only(column: str, name: str, tables: Tables, allowed: list[str]) -> Iterator[TableProblem]:
    unknown = set(tables[name][column].tolist()) - set(allowed)
    if unknown:
        yield name, column, f"{min(unknown)!r} is not in summary.json"


def _unique(name: str, table: Table, column: str) -> Iterator[TableProblem]:
    values, counts = np.unique(table[column], return_counts=True)
    if len(values) and counts.max() > 1:
        yield name, column, f"{values[counts.argmax()]} occurs {counts.max()} times"
