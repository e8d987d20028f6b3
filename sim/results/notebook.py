"""Results in Python and in notebooks: access to tables and figures by name, and the ``repr``."""

from __future__ import annotations

import datetime as dt
import html
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.suggest import nearest
from sim.core.text import clock_text, counted, duration_text, percent_text, with_article
from sim.results import schema
from sim.results.labels import run_label
from sim.results.pictures import Pictures
from sim.results.summaries import RunSummary
from sim.results.summaries.any_kind import (
    is_calibration,
    is_comparison,
    is_exploration,
    is_feasibility,
    is_plan,
)
from sim.results.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.results.columns import Table
    from sim.results.summaries.any_kind import Summary


class TableAccess:
    """Base class of results: tables and figures by name, and the ``repr``.

    The tables depend on the kind of result: ``dir()`` lists them.
    """

    summary: Summary
    tables: Mapping[str, Table]
    directory: Path | None

    turnout: TableView
    turnout_reports: TableView
    targets: TableView
    arrivals: TableView
    sites: TableView
    tallies: TableView
    races: TableView
    waits: TableView
    queues: TableView
    site_queues: TableView
    night: TableView
    votes: TableView
    replications: TableView
    replication_regions: TableView
    fit: TableView
    parameters: TableView
    posterior: TableView
    curves: TableView
    correlations: TableView
    trace: TableView
    compare: TableView
    compare_sites: TableView
    plan: TableView
    regions: TableView
    curve: TableView
    clerks: TableView
    paths: TableView
    validation: TableView
    feasible: TableView
    ranges: TableView
    design: TableView
    runs: TableView
    effects: TableView

    @property
    def kind(self) -> str:
        """Return the kind of result, one of :data:`sim.results.schema.TABLES`."""
        return schema.kind_of_tables(self.tables)

    @property
    def plot(self) -> Pictures:
        """Return the figures of the result, a method each: ``results.plot.night()``."""
        return Pictures(self, "sim.plots")

    if not TYPE_CHECKING:  # else mypy would accept any name as that of a table

        def __getattr__(self, name: str) -> TableView:
            tables = self.__dict__.get("tables", {})
            if name in tables:
                return TableView(schema.TABLES[self.kind][name], tables[name])
            if name.startswith("_") or not tables:
                raise AttributeError(name)
            kind = with_article(schema.kind_name(self.kind))
            raise AttributeError(f"{kind} has no table {name!r}; {nearest(name, tables)}")

    def __dir__(self) -> list[str]:
        # Without the tables of other kinds of results.
        declared = TableAccess.__annotations__.keys() - {"summary", "tables", "directory"}
        names = {name for name in super().__dir__() if name not in declared}
        return sorted(names | set(self.tables))

    def __repr__(self) -> str:
        facts = list(self._facts())
        width = max(len(name) for name, _ in facts)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in facts)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in self._facts()
        )
        return f"<table>{rows}</table>"

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each line of the ``repr``."""
        summary = self.summary
        yield "Results", f"{schema.kind_name(self.kind) if self.tables else 'result'}, simulated"
        if is_comparison(summary):
            for result in summary.results:
                yield result.letter, f"{result.name}: {run_label(result)}"
        else:
            yield "scenario", f"{run_label(summary)} ({summary.date})"
        if isinstance(summary, RunSummary):
            yield "size", ", ".join((
                counted(summary.replications, "replication"), counted(summary.sites, "site"),
                counted(summary.races, "race"),
            ))  # fmt: skip
            yield from _findings(summary)
        if is_calibration(summary):
            yield "size", counted(summary.draws, "posterior draw")
        if is_feasibility(summary):
            yield "size", f"{counted(summary.rows, 'row')}, {counted(summary.sites, 'site')}"
        if is_exploration(summary):
            yield "size", counted(summary.runs, "run")
        if is_plan(summary):
            yield "size", counted(summary.sites, "site")
        yield "directory", "not saved" if self.directory is None else str(self.directory)
        yield "tables", ", ".join(f".{name}" for name in self.tables)
        if pictures := dir(self.plot):
            yield "pictures", ", ".join(f".plot.{name}()" for name in pictures)


def _findings(summary: RunSummary) -> Iterator[tuple[str, str]]:
    """Yield what a run found: turnout, waits at check-in, and when the night ended."""
    yield "turnout", f"{percent_text(summary.turnout_pct)} % of {summary.registered:,} registered"
    waits, ended = summary.waits, summary.night.all_accepted
    if summary.issued:
        mean, p95 = (duration_text(s * clock.SECOND_MS) for s in (waits.mean_s, waits.p95_s))
        yield "waits", f"{mean} on average for check-in, 95 % at most {p95}"
    if ended is not None:
        at = clock.unstamp(dt.date.fromisoformat(summary.date), ended)
        yield "night", f"last protocol accepted at {clock_text(at, day=True)}"
