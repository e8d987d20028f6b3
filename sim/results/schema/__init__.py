"""Every table that Saylau writes, with its columns: declared in this package, and nowhere else.

The types of columns come from these declarations and never from the content of cells, so a region
``01`` or a race ``nan`` is read as text. Bands, merging, comparisons, the documentation and
``datapackage.json`` use the declarations, too.

A new column is one entry in its table; declare it with ``required=False`` if results of earlier
versions, which lack it, can still be read. The columns of an ensemble follow from those of a run:
see :meth:`~sim.results.schema.declaration.Table.find`. Which tables a kind of result has is in
:mod:`sim.results.result_kinds`; here are those of runs and ensembles, so that a run loads no
others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.schema.declaration import (
    ALL_REGIONS,
    BANDS,
    CLOCK,
    CLOCK_AND_DAY,
    ORIGIN,
    RELATIONS,
    SHARE,
    YES_NO,
    Column,
    Kind,
    Role,
    Stage,
    Table,
    endings,
)
from sim.results.schema.declared_metrics import (
    METRICS,
    TIME,
    Metric,
    main_metrics,
    metric_at,
    metric_of,
)
from sim.results.schema.ensemble_tables import ENSEMBLE_TABLES
from sim.results.schema.run_tables import MOST_CONTESTS, NIGHT, RUN_TABLES, SITES
from sim.results.schema.voters_table import VOTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ALL_REGIONS",
    "BANDS",
    "CLOCK",
    "CLOCK_AND_DAY",
    "ENSEMBLE_TABLES",
    "METRICS",
    "MOST_CONTESTS",
    "NIGHT",
    "ORIGIN",
    "RELATIONS",
    "RUN_TABLES",
    "SHARE",
    "SITES",
    "TABLES_OF_RUN",
    "TIME",
    "VOTERS",
    "YES_NO",
    "Column",
    "Kind",
    "Metric",
    "Role",
    "Stage",
    "Table",
    "endings",
    "fixed_names",
    "main_metrics",
    "metric_at",
    "metric_of",
    "referring",
]  # fmt: skip

TABLES_OF_RUN: dict[str, Table] = {table.name: table for table in RUN_TABLES}
"""The tables of a run, by name; :mod:`sim.results.result_kinds` names those of every kind."""


def fixed_names(table: str) -> frozenset[str]:
    """Return the columns of a table of a run that are the same in every replication.

    >>> sorted(fixed_names("waits"))
    ['local_time', 'origin']
    """
    return frozenset(c.name for c in TABLES_OF_RUN[table].columns if not c.varies)


def referring(tables: Mapping[str, Table], column: str) -> tuple[str, ...]:
    """Return the columns of a result that refer to a column, each as ``TABLE.COLUMN``.

    >>> referring(TABLES_OF_RUN, "races.race")
    ('sites.race', 'tallies.race', 'votes.contest')
    """
    return tuple(
        f"{table.name}.{other.name}"
        for table in tables.values()
        for other in table.columns
        if other.refers == column
    )
