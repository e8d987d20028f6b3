"""The tables of an ensemble: those of a run with bands, and the metrics of every replication."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.results.schema.declaration import ORIGIN, Column, Table, key
from sim.results.schema.declared_metrics import METRICS, recorded
from sim.results.schema.run_tables import RUN_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator


def _recorded(*, region: bool, families: bool) -> Iterator[Column]:
    """Yield the columns of metrics of the nation or of regions: families, or the other metrics."""
    for metric in METRICS:
        if bool(metric.family) == families and (metric.region if region else metric.nation):
            yield recorded(metric, region=region)


REPLICATIONS = Table(
    "replications",
    (
        ORIGIN,
        key("replication", "its number, from 0; with the seed it names its random streams",
            "integer"),
        Column("draw", "integer", "", "posterior draw of its parameters: the column `draw` of "
               "`posterior.csv` of the calibration; only where parameters are sampled from one",
               varies=False, required=False),
        *_recorded(region=False, families=False),
    ),
    "one per replication",
    families=tuple(_recorded(region=False, families=True)),
)  # fmt: skip

REPLICATION_REGIONS = Table(
    "replication_regions",
    (
        ORIGIN,
        key("replication", "its number", "integer", refers="replications.replication"),
        key("code", "region"),
        *_recorded(region=True, families=False),
    ),
    "replications × regions",
    families=tuple(_recorded(region=True, families=True)),
)  # fmt: skip

ENSEMBLE_TABLES = (
    *(replace(table, banded=True) for table in RUN_TABLES), REPLICATIONS, REPLICATION_REGIONS,
)  # fmt: skip
