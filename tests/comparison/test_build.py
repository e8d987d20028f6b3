"""Comparisons: zero where nothing differs, pairing, coverage of intervals, and reasons."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.comparison import metrics_of, rows_of
from sim.comparison.reasons import reasons
from sim.core.errors import InputError, ResultsError
from sim.pack.shipped import NATION
from sim.results import save
from sim.results.schema import TIME
from tests.support.calibrations import calibration_results
from tests.support.comparisons import part, region
from tests.support.results import load_comparison, with_summary

if TYPE_CHECKING:
    from pathlib import Path

    from sim.comparison import Comparison

# What they share is computed once, in one process.


@pytest.fixture(scope="module")
def many() -> sim.RunResults:
    """Enough replications to split into ensembles, which share no random numbers."""
    return sim.run(region(), seed=3, replications=72)


@pytest.fixture(scope="module")
def slower() -> sim.RunResults:
    return sim.run(region("polling.check_in_mean_s=60"), seed=3, replications=8)


@pytest.fixture(scope="module")
def paired(many: sim.RunResults, slower: sim.RunResults) -> Comparison:
    first = part(many, 0, 8)
    return sim.compare(with_summary(first, seed=3), slower)


def test_equal_seeds_differ_nowhere(many: sim.RunResults, run: sim.RunResults) -> None:
    for results in (many, run):
        against = sim.compare(results, results).others[0]

        assert against.pairing.pairs
        assert {row.difference for row in against.differences} == {0.0}
        assert not any(row.differs for row in against.differences)
        assert all(row.same for row in against.differences)
        assert against.sites == ()
        assert against.reasons == ()


def test_differences_are_those_of_the_tables(paired: Comparison, slower: sim.RunResults) -> None:
    ours, theirs = paired.base.tables["replications"], slower.tables["replications"]
    for column, metric in (
        ("waits_p95_s", "waits.p95_s"),
        ("turnout_at_10_00", "turnout_at.10:00"),
    ):
        row = paired.others[0].of(metric, NATION)
        steps = theirs[column] - ours[column]

        assert row is not None
        assert row.difference == round(row.other - row.base, 6)
        assert row.difference == pytest.approx(steps.mean(), abs=1e-6)
        # 1.8946 is the 95 % quantile of Student's t with 7 degrees of freedom.
        half = 1.8946 * steps.std(ddof=1) / np.sqrt(8)
        assert (row.low, row.high) == pytest.approx(
            (steps.mean() - half, steps.mean() + half), rel=1e-3, abs=1e-5
        )
        assert (row.each_low, row.each_high) == pytest.approx((steps.min(), steps.max()))
    late = paired.others[0].of("night.all_accepted", "MAN")
    accepted = slower.tables["replication_regions"]["last_accepted"]
    assert late is not None
    assert late.unit == TIME
    midnight: np.datetime64 = np.datetime64(slower.summary.date, "s")
    seconds = (accepted - midnight).astype(np.float64)
    assert late.other == pytest.approx(seconds.mean(), abs=1e-5)


def test_pairing_narrows_intervals(paired: Comparison) -> None:
    against = paired.others[0]
    turnout = against.of("turnout_at.10:00", NATION)
    votes = against.of("cast", NATION)

    assert against.pairing.why.startswith("Paired: the same seed and the same register")
    assert turnout is not None
    assert turnout.width_ratio < 0.8
    assert turnout.differs
    # The reported turnout is met by both, and so the same in every replication.
    assert votes is not None
    assert votes.same
    narrowed_by = paired.results.summary.against[0].narrowed_by
    assert narrowed_by is not None
    assert narrowed_by > 1


def test_intervals_cover_zero_at_their_rate(many: sim.RunResults) -> None:
    parts = [part(many, first, 4) for first in range(0, 72, 4)]
    rows = [
        row
        for one, two in combinations(parts, 2)
        for row in sim.compare(one, two).others[0].differences
        if row.high > row.low and row.code == NATION
    ]

    share = np.mean([row.low <= 0 <= row.high for row in rows])

    assert len(rows) > 2000
    assert 0.86 < share < 0.96


def test_whether_single_runs_on_other_random_numbers_differ_is_unknown(run: sim.RunResults) -> None:
    other = sim.run(region(), seed=4)

    against = sim.compare(run, other).others[0]

    assert against.sites is None
    assert "NOT paired: the seeds differ (3 and 4)" in against.pairing.why
    assert {row.differs for row in against.differences} == {None}
    assert all(np.isnan(row.low) and np.isnan(row.each_low) for row in against.differences)
    assert not any(row.same for row in against.differences)


def test_an_ensemble_is_paired_where_replications_are_the_same(
    many: sim.RunResults, run: sim.RunResults
) -> None:
    more = with_summary(part(many, 0, 6), seed=3)

    alone = sim.compare(run, more).others[0]
    both = sim.compare(more, many).others[0]

    assert alone.pairing.pairs == (0,)
    assert {row.difference for row in alone.differences} == {0.0}
    assert both.pairing.pairs == tuple(range(6))
    assert "the 6 replications that are in both" in both.pairing.why
    assert {row.difference for row in both.differences} == {0.0}


def test_results_with_other_staff_are_still_paired(run: sim.RunResults) -> None:
    other = sim.run(region("register.registered_per_desk=300"), seed=3)

    against = sim.compare(run, other).others[0]

    assert run.manifest.register_sha256 != other.manifest.register_sha256
    assert against.pairing.pairs == (0,)
    assert "the registers differ in desks" in against.pairing.why


def test_parameters_come_first_then_the_run(run: sim.RunResults, slower: sim.RunResults) -> None:
    found = reasons(run, slower)

    assert found[0][:2] == ("parameter", "polling.check_in_mean_s")
    assert found[0][2:] == (40.0, 60.0)
    assert [reason.key for reason in found[1:]] == ["replications"]


def test_metrics_are_those_of_the_summary(many: sim.RunResults, run: sim.RunResults) -> None:
    one, all_of_them = metrics_of(run), metrics_of(many)

    assert one.keys() == all_of_them.keys()
    assert one["waits.p95_s", NATION].values.tolist() == [run.summary.waits.p95_s]
    assert one["turnout_at.10:00", "MAN"].values.tolist() == [
        run.summary.regions["MAN"].turnout_at["10:00"]
    ]
    assert one["seats_nomination.nur_otan", "MAN"].unit == "seats"
    assert len(all_of_them["waits.p95_s", NATION].values) == 72


def test_metrics_are_picked_by_name_or_kind(run: sim.RunResults, desk: sim.RunResults) -> None:
    rows = sim.compare(run, desk, metrics=["waits", "turnout_at.10:00"]).others[0].differences

    assert {row.metric.partition(".")[0] for row in rows} == {"waits", "turnout_at"}
    assert {row.code for row in rows} == {NATION, "MAN"}
    with pytest.raises(InputError, match=r"did you mean waits.p95_s, .*\?$"):
        sim.compare(run, desk, metrics=["wait.p95_s"])


def test_other_countries_calibrations_and_comparisons_are_refused(
    run: sim.RunResults, tiny: sim.RunResults
) -> None:
    with pytest.raises(ResultsError) as refused:
        sim.compare(run, tiny, names=["mine", "yours"])
    assert "yours: regions: this is another country than mine: no region is in all" in str(
        refused.value
    )
    with pytest.raises(
        ResultsError, match="result B: this is a calibration; only runs and ensembles"
    ):
        sim.compare(run, calibration_results())  # type: ignore[arg-type]
    with pytest.raises(ResultsError, match="is a comparison"):
        sim.compare(run, sim.compare(run, run).results)  # type: ignore[arg-type]


def test_problems_of_all_directories_come_at_once(tmp_path: Path, tiny: sim.RunResults) -> None:
    save(tiny, tmp_path / "damaged")
    table = tmp_path / "damaged" / "night.csv"
    table.write_bytes(table.read_bytes()[:-20])

    with pytest.raises(ResultsError) as refused:
        sim.compare(
            calibration_results(),  # type: ignore[arg-type]
            tmp_path / "damaged",
            tmp_path / "nowhere",
            tmp_path / "nowhere",
        )

    assert len(refused.value.problems) == 3
    assert "result A: this is a calibration" in str(refused.value)
    assert "night.csv: differs from manifest.json" in str(refused.value)
    assert "nowhere: does not exist" in str(refused.value)


def test_a_comparison_is_saved_and_loaded_to_the_same(paired: Comparison, tmp_path: Path) -> None:
    saved = save(paired.results, tmp_path / "comparison")
    again = load_comparison(tmp_path / "comparison")

    assert again.summary == saved.summary
    assert again.tables.keys() == {"compare", "compare_sites"}
    found = [row._replace(code=row.code) for row in rows_of(again.summary.against[0])]
    np.testing.assert_equal(
        [tuple(row) for row in found], [tuple(row) for row in paired.others[0].differences]
    )
    table = again.tables["compare"]
    assert set(table["origin"].tolist()) == {"simulated"}
    assert (np.round(table["other"] - table["base"], 6) == table["difference"]).all()
