"""The declarations of tables, columns and metrics: complete, and equal to the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sim.comparison import metrics_of
from sim.pack.milestones import MILESTONES
from sim.results import schema
from sim.results.notebook import TableAccess
from sim.results.result_kinds import RESULT_KINDS, kind_named
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sim
    from sim.results.schema import Column, Table

UNITLESS = {
    "replication", "draw", "voter", "step", "night_recounts", "night_returned",
    "night_lead_changes", "night_discrepant_protocols", "night_discrepant_ballots", "weight", "z",
    "left_out_z", "point", "r_hat", "variance_reduction", "width_ratio",
}  # fmt: skip
"""Numbers that have no unit: counts, ratios, ordinal numbers."""


def declared() -> Iterator[tuple[Table, Column]]:
    tables = [table for kind in RESULT_KINDS for table in kind.tables.values()]
    for table in (*tables, schema.VOTERS):
        for column in (*table.columns, *table.families):
            yield table, column


def test_every_table_and_column_has_its_meaning() -> None:
    for table, column in declared():
        where = f"{table.name}.{column.name}"
        assert table.meaning, where
        assert column.meaning, where
        assert not column.meaning.endswith("."), where
        assert column.title, where
        # A vertical bar would end a cell of the documentation.
        assert "|" not in column.meaning + column.unit, where
        if column.kind in {"integer", "number"}:
            assert bool(column.unit) != (column.name in UNITLESS), where


def test_names_are_declared_once_and_rows_have_keys() -> None:
    for table, _ in declared():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names), table.name
        assert names[0] == "origin", table.name
        assert any(column.role == "key" for column in table.columns), table.name
        assert table.repeats or table.keys(), table.name
        for column in table.columns:
            assert not (column.key and column.varies), column.name


def test_keys_identify_the_rows(tiny: sim.RunResults, tiny_ensemble: sim.RunResults) -> None:
    for results in (tiny, tiny_ensemble):
        for name, table in results.tables.items():
            keys = kind_named(results.kind).tables[name].keys()
            rows = list(zip(*(table[key].tolist() for key in keys), strict=True))
            assert len(set(rows)) == len(rows), name


def test_references_lead_to_a_key_and_are_known_from_both_sides() -> None:
    for kind in RESULT_KINDS:
        for table in kind.tables.values():
            for column in table.columns:
                if column.refers:
                    other, _, name = column.refers.partition(".")
                    assert kind.tables[other].keys() == (name,)
                    assert f"{table.name}.{column.name}" in schema.referring(
                        kind.tables, column.refers
                    )
    assert schema.referring(schema.TABLES_OF_RUN, "sites.site") == (
        "tallies.site",
        "site_queues.site",
    )


def test_every_declared_table_can_be_read_from_a_result_by_its_name() -> None:
    named = TableAccess.__annotations__.keys() - {"summary", "tables", "directory"}

    assert named == {name for kind in RESULT_KINDS for name in kind.tables}


def test_what_is_compared_of_a_site_is_declared_for_all_but_its_names() -> None:
    without = {c.name for c in schema.SITES.columns if not c.compared}

    assert without == {"origin", "site", "race", "contests", "code", "commission", "intake"}


@pytest.mark.parametrize("name", ["tiny", "tiny_ensemble"])
def test_every_declared_metric_exists_and_no_other(
    name: str, request: pytest.FixtureRequest
) -> None:
    found = metrics_of(request.getfixturevalue(name))

    expected = {m.name for m in schema.METRICS if m.compared}
    # Only with some incidents, and with reported values.
    expected -= {"night.discrepant_protocols", "night.discrepant_ballots", "targets_met"}
    # Only with races that need a majority.
    expected -= {"decided.runoff"}
    declared_of = {key: schema.metric_of(key) for key, _ in found}
    assert {metric.name for metric in declared_of.values() if metric} == expected
    assert None not in declared_of.values()
    of_regions = {key for key, code in found if code != "KZ"}
    assert of_regions == {
        key for key, metric in declared_of.items() if metric is not None and metric.region
    }
    for (key, _), values in found.items():
        metric = schema.metric_of(key)
        assert metric is not None
        assert values.unit == metric.unit


def test_milestones_are_those_of_the_night_in_their_order(tiny: sim.RunResults) -> None:
    times = [key for key, value in as_json(tiny.summary.night).items() if isinstance(value, str)]

    assert times == [milestone.name for milestone in MILESTONES]


def test_titles_of_metrics_are_different_and_have_a_unit() -> None:
    titles = [metric.title for metric in schema.METRICS]

    assert len(set(titles)) == len(titles)
    for metric in schema.METRICS:
        words = re.findall(r"\w+|%", metric.title.lower())
        assert metric.unit in {"", "time", "0-1", "h", *words}, metric.name
