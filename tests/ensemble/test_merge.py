"""Ensembles: the merged replications, however they were run."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.core.quantiles import quantile_index
from sim.ensemble.bands import band_columns, merge_summaries
from sim.results import csv_text
from sim.results.columns import n_series
from sim.results.typed_json import as_json
from tests.support import by_hand
from tests.support.by_hand import UNEVEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.ensemble.record import Record
    from sim.results.columns import Table
    from sim.results.schema import Column
    from tests.support.by_hand import Singles

merging = import_module("sim.ensemble.merge")  # its package has a function of that name

ZHA = ("baseline", ["register.regions=['ZHA']", "turnout.final=sampled"])
"""A region with reported values."""


@pytest.fixture(scope="module")
def uneven() -> Singles:
    return by_hand.singles_of(UNEVEN, 12)


@pytest.fixture(scope="module")
def zha() -> Singles:
    return by_hand.singles_of(ZHA, 5)


def assert_as_by_hand(singles: Singles, tables: Mapping[str, Table]) -> None:
    assert set(tables) == {*by_hand.NAMES, "replications", "replication_regions"}
    for name in by_hand.NAMES:
        expected = by_hand.ensemble(name, singles.tables(name))
        found = {column: by_hand.plain(values) for column, values in tables[name].items()}
        assert list(found) == list(expected), name
        for column, values in expected.items():
            assert found[column] == values, (name, column)
        for column, of_run in singles.runs[0].tables[name].items():
            assert tables[name][column].dtype.kind == of_run.dtype.kind, (name, column)


# --- medians and bands ---------------------------------------------------------------------------


def test_the_uneven_days_are_uneven(uneven: Singles) -> None:
    """The tests below would detect little if all replications had the same rows."""
    assert len({len(table["code"]) for table in uneven.tables("turnout")}) > 3
    assert len({str(table["capital_time"][0]) for table in uneven.tables("night")}) > 3
    assert len({len(table["code"]) for table in uneven.tables("night")}) > 3
    assert len({tuple(table["local_time"].tolist()) for table in uneven.tables("waits")}) > 3
    assert len({tuple(table["winner"].tolist()) for table in uneven.tables("races")}) > 3
    assert len({tuple(table["stale"].tolist()) for table in uneven.tables("turnout_reports")}) > 3


@pytest.mark.parametrize(
    "numbers",
    [range(12), [0, 1], [1, 0], [5, 8, 3], [9, 4, 10, 2, 1], [7]],
    ids=lambda numbers: "-".join(map(str, numbers)),
)
def test_every_table_equals_the_one_put_together_by_hand(
    uneven: Singles, numbers: Sequence[int]
) -> None:
    singles = uneven.chosen(numbers)

    assert_as_by_hand(singles, singles.merged().tables)


def test_the_same_for_a_region_with_reported_values(zha: Singles) -> None:
    tables = zha.merged().tables

    assert_as_by_hand(zha, tables)
    assert "yes" in tables["turnout_reports"]["met"].tolist()
    assert np.isnan(tables["turnout_reports"]["residual_p05"]).any()


def test_medians_lie_within_their_bands_and_counts_never_fall(uneven: Singles) -> None:
    tables = uneven.merged().tables
    banded = 0
    for name, table in tables.items():
        for column in (end.removesuffix("_p05") for end in table if end.endswith("_p05")):
            low, middle, high = (table[f"{column}{end}"] for end in ("_p05", "", "_p95"))
            if middle.dtype.kind == "f" and np.isnan(middle).all():
                continue
            assert (low <= middle).all(), (name, column)
            assert (middle <= high).all(), (name, column)
            banded += 1
    assert banded > 50
    counted = (("turnout", "issued"), ("night", "ballots_accepted"), ("votes", "votes"))
    for (name, column), end in itertools.product(counted, ("", "_p05", "_p95")):
        counts = tables[name][column + end]
        series = n_series(tables[name]["capital_time"])
        assert series % 3 == 0
        assert (np.diff(counts.reshape(series, -1), axis=1) >= 0).all()


@given(st.lists(st.integers(-5, 5) | st.integers(), min_size=1, max_size=300), st.integers(1, 100))
@settings(deadline=None, derandomize=True)
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(
    values: list[int], per_cent: int
) -> None:
    found = sorted(values)[quantile_index(per_cent, len(values))]

    assert 100 * sum(value <= found for value in values) >= per_cent * len(values)
    assert 100 * sum(value < found for value in values) < per_cent * len(values)


# --- the summary, and the table of replications --------------------------------------------------


APART = {"invariants", "simpy_sites", "replications", "p05", "p95"}


@pytest.mark.parametrize("place_of", ["uneven", "zha"])
def test_the_summary_has_medians_and_what_differs_has_bands(
    place_of: str, request: pytest.FixtureRequest
) -> None:
    singles: Singles = request.getfixturevalue(place_of)
    summaries = [single.summary for single in singles.runs]
    merged = singles.merged().summary
    whole: Any = as_json(merged)
    of_runs = [
        {path: value for path, value in by_hand.leaves(as_json(summary)) if path[0] not in APART}
        for summary in summaries
    ]
    low, high = (dict(by_hand.leaves(whole[name])) for name in ("p05", "p95"))
    middle = {
        path: value
        for path, value in by_hand.leaves(whole)
        if path[0] not in APART and path[-1] != "met_share"
    }
    differing = set()
    for path, first in of_runs[0].items():
        values = [numbers[path] for numbers in of_runs]
        if isinstance(first, bool):
            assert middle.pop(path) == (2 * sum(values) > len(values))
        elif any(value != first for value in values):
            differing.add(path)
            assert middle.pop(path) == by_hand.quantile(values, 50), path
            assert low.pop(path) == by_hand.quantile(values, 5), path
            assert high.pop(path) == by_hand.quantile(values, 95), path
        else:
            assert middle.pop(path) == first
    assert middle == {}
    # Lists of targets keep their order: entries without an interval are empty.
    assert {*low.values(), *high.values()} <= {None}
    assert ("night", "all_accepted") in differing
    assert ("turnout_at", "10:00") in differing
    assert merged.replications == len(singles)
    assert merged.invariants.checked == sum(s.invariants.checked for s in summaries)
    assert merged.invariants.breached == ()
    for number, target in enumerate(merged.targets):
        met = [summary.targets[number].met for summary in summaries]
        assert target.met_share == round(sum(met) / len(met), 3)


def test_a_breach_names_its_replication(uneven: Singles) -> None:
    summaries = [json.loads(json.dumps(as_json(single.summary))) for single in uneven.runs[:3]]
    breach = {"code": "I2", "text": "cast = valid + invalid", "where": ["EAST-Alma-01"]}
    summaries[2]["invariants"]["breached"].append(breach)
    summaries[2]["simpy_sites"] = 2

    merged = merge_summaries(summaries)

    assert merged["invariants"]["breached"] == [{**breach, "replication": 2}]
    assert merged["simpy_sites"] == 2


@pytest.mark.parametrize("place_of", ["uneven", "zha"])
def test_replications_have_a_row_each_with_the_numbers_of_their_summary(
    place_of: str, request: pytest.FixtureRequest
) -> None:
    singles: Singles = request.getfixturevalue(place_of)
    tables = singles.merged().tables
    rows = by_hand.rows(tables["replications"])
    regions = by_hand.rows(tables["replication_regions"])

    for number, (row, single) in enumerate(zip(rows, singles.runs, strict=True)):
        summary = single.summary
        assert row == {
            "origin": "simulated",
            "replication": number,
            **by_hand.figures(as_json(summary)),
            "targets_met": sum(target.met for target in summary.targets),
            "targets": len(summary.targets),
            "invariants_breached": 0,
        }
        mine = [region for region in regions if region["replication"] == number]
        assert mine == [
            {
                "origin": "simulated",
                "replication": number,
                "code": code,
                **by_hand.figures(as_json(region)),
            }
            for code, region in summary.regions.items()
        ]
        for column in ("registered", "issued", "cast"):
            assert sum(region[column] for region in mine) == row[column]
        for column in (name for name in row if name.startswith("seats_nomination_")):
            of_region = column.replace("_nomination", "")
            assert sum(region[of_region] for region in mine) == row[column]


# --- the same however it is merged ---------------------------------------------------------------


def test_a_run_of_many_is_made_of_single_runs(uneven: Singles) -> None:
    first = sim.run(sim.load_scenario(*UNEVEN), workers=1)
    many = sim.run(sim.load_scenario(*UNEVEN), replications=5, workers=1)

    # Changes are those of the given scenario, not of a replication.
    plain, all_plain = (
        replace(results.summary, changed=(), without_effect=()) for results in (first, many)
    )
    assert plain == uneven.runs[0].summary
    assert first.summary.changed == many.summary.changed != ()
    for name, table in first.tables.items():
        assert csv_text(table) == csv_text(uneven.runs[0].tables[name])
    assert_as_by_hand(uneven.chosen(range(5)), many.tables)
    assert all_plain == uneven.chosen(range(5)).merged().summary
    assert many.manifest.replications == 5
    assert many.manifest.seed == 2021
    assert many.manifest.register_sha256 == first.manifest.register_sha256


@pytest.mark.parametrize(("room", "times"), [(100_000, 1), (50_000, 3)])
def test_records_are_read_once_if_their_columns_fit_into_memory(
    uneven: Singles, room: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    singles, read, record = uneven.chosen([5, 9, 1]), [], type(uneven).record

    def reading(self: Singles, number: int) -> Record:
        read.append(number)
        return record(self, number)

    monkeypatch.setattr(merging, "_ROOM", room)
    monkeypatch.setattr(type(singles), "record", reading)
    singles.merged()

    # Else once for the rows, and once for each group of columns; of the first also for its layout.
    assert [read.count(number) for number in (1, 2)] == [times, times]


@pytest.mark.parametrize("room", [500, 2000])
def test_tables_read_in_groups_are_the_same(
    uneven: Singles, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    singles = uneven.chosen([5, 9, 1])
    groups_of, n_groups, held = merging._groups, 0, []

    def weighing(sizes: dict[tuple[str, str], int]) -> Iterator[Any]:
        nonlocal n_groups
        for group, rows in groups_of(sizes):
            assert sum(sizes[name] for name in group) <= room * rows.n_parts
            n_groups += 1
            yield group, rows

    def watching(column: Column, stack: Any) -> Table:
        held.append(stack.shape[1])
        # Complete rows are in memory, so it can be one more.
        assert stack.nbytes <= room + stack[:, :1].nbytes
        return band_columns(column, stack)

    whole = {name: csv_text(table) for name, table in singles.merged().tables.items()}
    monkeypatch.setattr(merging, "_ROOM", room)
    monkeypatch.setattr(merging, "_groups", weighing)
    monkeypatch.setattr(merging, "band_columns", watching)
    pieces = {name: csv_text(table) for name, table in singles.merged().tables.items()}

    assert pieces == whole
    assert n_groups > len(by_hand.NAMES)
    # The longest columns are split into parts.
    assert max(held) < max(text.count("\n") for text in whole.values()) - 1
