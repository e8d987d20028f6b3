"""Results in Python and in notebooks: access to tables and figures by name, and the ``repr``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol, cast

from sim.core import clock
from sim.core.suggest import nearest
from sim.core.text import clock_text, counted, duration_text, percent_text, with_article
from sim.results.fact_card import FactCard
from sim.results.labels import (
    HasPosterior,
    Named,
    changed_model,
    convergence_warning,
    posterior_name,
    run_label,
)
from sim.results.pictures import Pictures
from sim.results.result_kinds import kind_named
from sim.results.table_view import TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.results.columns import Table
    from sim.results.summaries import RunSummary
    from sim.results.summaries.any_kind import Summary


class _OfScenario(Named, Protocol):
    """A summary of what was simulated of one scenario."""

    @property
    def date(self) -> str:
        """The election day."""


class TableAccess(FactCard):
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
    intake: TableView
    paths: TableView
    validation: TableView
    feasible: TableView
    ranges: TableView
    design: TableView
    runs: TableView
    effects: TableView

    @property
    def kind(self) -> str:
        """Return the kind of result, one of :data:`sim.results.result_kinds.RESULT_KINDS`."""
        return self.summary.kind

    @property
    def plot(self) -> Pictures:
        """Return the figures of the result, a method each: ``results.plot.night()``."""
        return Pictures(self, "sim.plots")

    if not TYPE_CHECKING:  # else mypy would accept any name as that of a table

        def __getattr__(self, name: str) -> TableView:
            tables = self.__dict__.get("tables", {})
            if name in tables:
                return TableView(kind_named(self.kind).tables[name], tables[name])
            if name.startswith("_") or not tables:
                raise AttributeError(name)
            called = with_article(kind_named(self.kind).called)
            raise AttributeError(f"{called} has no table {name!r}; {nearest(name, tables)}")

    def __dir__(self) -> list[str]:
        # Without the tables of other kinds of results.
        declared = TableAccess.__annotations__.keys() - {"summary", "tables", "directory"}
        names = {name for name in super().__dir__() if name not in declared}
        return sorted(names | set(self.tables))

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each line of the ``repr``."""
        kind = kind_named(self.kind)
        yield "Results", f"{kind.called}, simulated"
        yield from self._inputs()
        numbers = ((getattr(self.summary, key), word) for key, word in kind.size)
        if size := ", ".join(counted(number, word) for number, word in numbers):
            yield "size", size
        yield from self._findings()
        yield "directory", "not saved" if self.directory is None else str(self.directory)
        yield "tables", ", ".join(f".{name}" for name in self.tables)
        if pictures := dir(self.plot):
            yield "pictures", ", ".join(f".plot.{name}()" for name in pictures)

    def _inputs(self) -> Iterator[tuple[str, str]]:
        """Yield the lines on what was simulated: one scenario, of all kinds but comparisons."""
        summary = cast("_OfScenario", self.summary)
        yield "scenario", f"{run_label(summary)} ({summary.date})"
        yield from reservations(summary)

    def _findings(self) -> Iterator[tuple[str, str]]:
        """Yield the lines on what was found."""
        yield from ()


def reservations(summary: object) -> Iterator[tuple[str, str]]:
    """Yield what a reader must know of a result: a changed model, a posterior, and its chains.

    Parameters
    ----------
    summary
        Of a result of any kind: those without an engine or a posterior have no such line.
    """
    if text := changed_model(getattr(summary, "engine", None)):
        yield "model", text
    if getattr(summary, "posterior", None) is not None:
        sampled = cast("HasPosterior", summary)
        yield "posterior", convergence_warning(sampled) or posterior_name(sampled)


def run_findings(summary: RunSummary) -> Iterator[tuple[str, str]]:
    """Yield what a run found: turnout, waits at check-in, and when the night ended."""
    yield "turnout", f"{percent_text(summary.turnout_pct)} % of {summary.registered:,} registered"
    waits, ended = summary.waits, summary.night.all_accepted
    if summary.issued:
        mean, p95 = (duration_text(s * clock.SECOND_MS) for s in (waits.mean_s, waits.p95_s))
        yield "waits", f"{mean} on average for check-in, 95 % at most {p95}"
    if ended is not None:
        at = clock.unstamp(dt.date.fromisoformat(summary.date), ended)
        yield "night", f"last protocol accepted at {clock_text(at, day=True)}"
