"""The record of a replication holds what its run alone would give."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.election import build_country
from sim.ensemble import make_job
from sim.ensemble.record import Record
from sim.ensemble.replication import record_of, run_replication
from sim.results.typed_json import as_json
from tests.support import by_hand


@pytest.mark.parametrize("replication", [0, 4])
def test_a_record_is_the_single_run(replication: int) -> None:
    scenario = sim.load_scenario(*by_hand.UNEVEN)
    single = by_hand.Single(build_country(scenario), replication)

    record = Record(run_replication(make_job(scenario, 2021, "auto"), replication))

    assert record.about()["summary"] == as_json(single.summary)
    recorded = {(table, name) for table, names in record.names().items() for name in names}
    for table, columns in single.tables.items():
        for name, values in columns.items():
            if (table, name) in recorded:
                saved = record.column(table, name)
                if len(saved) < len(values):
                    # Times of time series once, texts once a series.
                    n = len(values) // len(saved)
                    saved = np.tile(saved, n) if saved.dtype.kind == "M" else saved.repeat(n)
                assert by_hand.plain(saved) == by_hand.plain(values), (table, name)
            else:  # The register has it.
                assert name == "origin" or name in by_hand.NAMES[table]


def test_a_record_holds_large_numbers(tiny: sim.RunResults) -> None:
    country = build_country(sim.load_scenario("tiny"))
    columns = {"small": np.array([2**31 - 1, -5]), "large": np.array([2**31, 5])}

    record = Record(record_of(tiny.summary, {"any": columns}, country))

    assert record.names() == {"any": ["small", "large"]}
    for name, values in columns.items():
        assert record.column("any", name).tolist() == values.tolist()
