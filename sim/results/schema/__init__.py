"""Every table that Saylau writes, with its columns: declared here, and nowhere else.

The types of columns come from these declarations and never from the content of cells, so a region
``01`` or a race ``nan`` is read as text. Bands, merging, comparisons, the documentation and
``datapackage.json`` use the declarations, too.

A new column is one entry in its table; declare it with ``required=False`` if results of earlier
versions, which lack it, can still be read. The columns of an ensemble follow from those of a run:
see :meth:`~sim.results.schema.declaration.Table.find`.
"""

from collections.abc import Iterable

from sim.results.schema.calibration_tables import CALIBRATION_TABLES
from sim.results.schema.comparison_tables import COMPARISON_TABLES
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
from sim.results.schema.exploration_tables import EXPLORATION_TABLES
from sim.results.schema.feasibility_tables import FEASIBILITY_TABLES
from sim.results.schema.run_tables import MOST_CONTESTS, NIGHT, RUN_TABLES, SITES
from sim.results.schema.voters_table import VOTERS

__all__ = [
    "ALL_REGIONS", "BANDS", "CLOCK", "CLOCK_AND_DAY", "METRICS", "MOST_CONTESTS", "NIGHT", "ORIGIN",
    "RELATIONS", "SHARE", "SITES",
    "TABLES", "TIME", "VOTERS", "YES_NO", "Column", "Kind", "Metric", "Role", "Stage", "Table",
    "endings", "fixed_names", "kind_name", "kind_of_tables", "main_metrics", "metric_at",
    "metric_of", "referring",
]  # fmt: skip

TABLES: dict[str, dict[str, Table]] = {
    "run": {table.name: table for table in RUN_TABLES},
    "ensemble": {table.name: table for table in ENSEMBLE_TABLES},
    "calibration": {table.name: table for table in CALIBRATION_TABLES},
    "comparison": {table.name: table for table in COMPARISON_TABLES},
    "feasibility": {table.name: table for table in FEASIBILITY_TABLES},
    "exploration": {table.name: table for table in EXPLORATION_TABLES},
}
"""The tables of each kind of result, by name."""


def kind_of_tables(names: Iterable[str]) -> str:
    """Return the kind of result that has tables of these names.

    Raises
    ------
    ValueError
        If no kind has all of them, or there is none.

    Examples
    --------
    >>> kind_of_tables(["sites", "night"]), kind_of_tables(["night", "replications"])
    ('run', 'ensemble')
    """
    found = set(names)
    kinds = [kind for kind, tables in TABLES.items() if found and found <= tables.keys()]
    if not kinds:
        raise ValueError(f"no kind of result has the tables {', '.join(sorted(found)) or '(none)'}")
    return min(kinds, key=lambda kind: len(TABLES[kind]))


def kind_name(kind: str) -> str:
    """Return what a kind of result is called.

    >>> kind_name("run"), kind_name("feasibility")
    ('run', 'feasibility check')
    """
    return f"{kind} check" if kind == "feasibility" else kind


def fixed_names(table: str) -> frozenset[str]:
    """Return the columns of a table of a run that are the same in every replication.

    >>> sorted(fixed_names("waits"))
    ['local_time', 'origin']
    """
    return frozenset(c.name for c in TABLES["run"][table].columns if not c.varies)


def referring(kind: str, column: str) -> tuple[str, ...]:
    """Return the columns of a result that refer to a column, each as ``TABLE.COLUMN``.

    >>> referring("run", "races.race")
    ('sites.race', 'tallies.race', 'votes.contest')
    """
    return tuple(
        f"{table.name}.{other.name}"
        for table in TABLES[kind].values()
        for other in table.columns
        if other.refers == column
    )
