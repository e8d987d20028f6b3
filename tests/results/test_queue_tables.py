"""Waits by stage and queues by hour, as tables: what is short at a site changes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.clock import HOUR_MS
from sim.core.streams import Streams
from sim.day import wait_counts as w
from sim.election import build_country, run_election
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats, Ints
    from sim.election import Country, Election

IN_QUEUES = ("door", "desk", "booth", "box")
SMALL = ["register.regions=['MAN']"]
IMPATIENT = [
    *SMALL, "polling.check_in_mean_s=150", "polling.renege_share=1",
    "polling.patience_mean_s=300", "polling.closing='serve_queue'",
]  # fmt: skip


def run(country: Country, *, site_queues: bool = False) -> Election:
    return run_election(country, Streams(2021), site_queues=site_queues)


def with_booths(country: Country, booths: int) -> Country:
    one = replace(country.one, site_booths=np.full(country.one.n_sites, booths))
    return replace(country, one=one, register=one)


@pytest.fixture(scope="module")
def country() -> Country:
    return build_country(sim.load_scenario("baseline", SMALL))


def test_one_booth_at_every_site_is_seen_in_all_tables_of_waits(country: Country) -> None:
    usual, one_booth = run(country), run(with_booths(country, 1))
    before, after = build_tables(usual), build_tables(one_booth)
    short = build_summary(one_booth, after, "auto").waits
    enough = build_summary(usual, before, "auto").waits

    # For a desk nobody waits longer; the whole wait, the queue and the use of booths tell.
    for name in ("wait_mean_s", "wait_p95_s", "wait_max_s"):
        assert np.array_equal(before["sites"][name], after["sites"][name]), name
    for name in ("whole_wait_mean_s", "booth_wait_mean_s", "booths_busy_pct"):
        assert (after["sites"][name] >= before["sites"][name]).all(), name
        assert (after["sites"][name] > before["sites"][name]).mean() > 0.9, name
    assert after["sites"]["longest_booth_queue"].max() > 10
    for table, column in (("waits", "whole_wait_p95_s"), ("queues", "booth_queue")):
        assert after[table][column].max() > 2 * before[table][column].max(), column
    assert short.whole_p95_s is not None
    assert enough.whole_p95_s is not None
    assert short.whole_p95_s > 2 * enough.whole_p95_s
    assert short.booth_mean_s > enough.booth_mean_s  # type: ignore[operator]
    assert short.mean_s == enough.mean_s


def test_a_worse_plan_does_not_look_better_because_voters_give_up() -> None:
    usual, fewer = (
        run(build_country(sim.load_scenario("baseline", [*IMPATIENT, f"polling.desks_extra={n}"])))
        for n in (0, -5)
    )
    of_usual, of_fewer = (build_summary(e, build_tables(e), "auto") for e in (usual, fewer))
    assert of_usual.waits.long_or_left_pct is not None
    assert of_fewer.waits.long_or_left_pct is not None

    assert of_fewer.left_without_ballot.gave_up > of_usual.left_without_ballot.gave_up + 100
    # Waits of those who stay are short by their patience: they say little of the plan.
    assert of_fewer.waits.long_or_left_pct > of_usual.waits.long_or_left_pct + 3
    before, after = (build_tables(e)["sites"]["long_or_left"] for e in (usual, fewer))
    fewer_desks = usual.staffing.desks_open > fewer.staffing.desks_open
    assert fewer_desks.any()
    assert (after[fewer_desks] > before[fewer_desks]).all()
    assert np.array_equal(after[~fewer_desks], before[~fewer_desks])


def test_hours_of_sites_add_up_to_those_of_regions_and_of_the_nation(country: Country) -> None:
    election = run(country, site_queues=True)
    tables, day = build_tables(election), election.day
    queues, of_sites = tables["queues"], tables["site_queues"]

    assert np.array_equal(day.site_by_hour.sum(axis=0), day.by_hour.sum(axis=0))
    assert np.array_equal(run(country).day.by_hour, day.by_hour)
    region = queues["code"] == "MAN"
    for time in np.unique(queues["local_time"]):
        here = of_sites["local_time"] == time
        row = region & (queues["local_time"] == time)
        for column in ("voters", "left"):
            assert of_sites[column][here].sum() == queues[column][row].item()
        for stage in IN_QUEUES:
            summed = of_sites[f"{stage}_queue"][here].sum()
            assert summed == pytest.approx(queues[f"{stage}_queue"][row].item(), abs=0.01)
    assert queues["voters"][region].sum() == tables["waits"]["voters"].sum() == day.waits.sum()
    assert "site_queues" not in build_tables(run(country))


def test_columns_of_sites_are_those_of_the_day(country: Country) -> None:
    election = run(country)
    sites, day = build_tables(election)["sites"], election.day
    parts = [sites[f"{stage}_wait_mean_s"] for stage in ("door", "booth", "box")]

    assert sites["whole_wait_mean_s"] == pytest.approx(sites["wait_mean_s"] + sum(parts), abs=0.21)
    assert (sites["whole_wait_max_s"] >= sites["wait_max_s"]).all()
    assert (sites["whole_wait_p95_s"] <= sites["whole_wait_max_s"]).all()
    for name in ("desks_busy_pct", "booths_busy_pct"):
        assert (sites[name] > 0).all()
        assert (sites[name] <= 100).all()
    assert_ends(sites["desks_busy_pct"], day.desk_busy_ms, day.desk_usable_ms)
    assert_ends(sites["booths_busy_pct"], day.booth_busy_ms, day.booth_usable_ms)
    measures = day.by_hour.sum(axis=0).reshape(w.N_MEASURES, w.HOURS).sum(axis=1)
    of_sites = {
        w.DOOR_WAIT: day.door_total_ms, w.DESK_WAIT: day.wait_total_ms,
        w.BOOTH_WAIT: day.booth_total_ms, w.LONG: day.long_waits,
    }  # fmt: skip
    for measure, column in of_sites.items():
        assert measures[measure] == column.sum()
    queue_s = build_tables(election)["queues"]["desk_queue"]
    whole = measures[w.DESK_QUEUE] / HOUR_MS
    assert queue_s[: len(queue_s) // 2].sum() == pytest.approx(whole, abs=0.02)


def test_percentages_by_hour_reach_their_ends_only_at_the_ends(country: Country) -> None:
    election = run(country, site_queues=True)
    tables, counted = build_tables(election), election.day.site_by_hour
    sites, hours = np.nonzero(counted.reshape(-1, w.N_MEASURES, w.HOURS).any(axis=1))
    of_sites = counted.reshape(-1, w.N_MEASURES, w.HOURS)[sites, :, hours].T
    nation = election.day.by_hour.sum(axis=0).reshape(w.N_MEASURES, w.HOURS)
    some = np.flatnonzero(nation.any(axis=0))
    of_nation = nation[:, some[0] : some[-1] + 1]
    queues = {
        name: column[tables["queues"]["code"] == election.register.nation_code]
        for name, column in tables["queues"].items()
    }

    for table, measures in ((tables["site_queues"], of_sites), (queues, of_nation)):
        assert_ends(table["desks_busy_pct"], measures[w.DESK_BUSY], measures[w.DESK_USABLE])
        assert_ends(table["booths_busy_pct"], measures[w.BOOTH_BUSY], measures[w.BOOTH_USABLE])
        long = measures[w.LONG] + measures[w.LEFT]
        assert_ends(table["long_or_left_pct"], long, measures[w.VOTERS] + measures[w.LEFT])


def assert_ends(pct: Floats, part: Ints, whole: Ints) -> None:
    """Check percentages of two decimals: 0 only of nothing, 100 only of all."""
    assert (part <= whole).all()
    assert (pct == np.round(pct, 2)).all()
    assert ((pct == 0) == (part == 0)).all()
    assert ((pct == 100) == ((part == whole) & (whole > 0))).all()
    exact = np.divide(100 * part, whole, out=np.zeros(len(pct)), where=whole > 0)
    assert np.abs(pct - exact).max() <= 0.01


def test_copies_of_a_country_have_the_waits_of_all() -> None:
    one, two = (
        run(build_country(sim.load_scenario("tiny", [f"register.scale={n}"]))) for n in (1, 2)
    )

    assert two.day.by_hour.shape == one.day.by_hour.shape
    measures = two.day.by_hour.sum(axis=0).reshape(w.N_MEASURES, w.HOURS)
    assert measures[w.VOTERS].sum() == two.day.waits.sum()
    assert len(build_tables(two)["sites"]["whole_wait_max_s"]) == 6


def test_queues_of_sites_are_saved_where_they_are_asked_for(tmp_path: Path) -> None:
    done = saylau_here("run", "tiny", "--site-queues", "--no-plots", "--out", "a", cwd=tmp_path)
    plain = saylau_here("run", "tiny", "--no-plots", "--out", "b", cwd=tmp_path)
    refused = saylau_here("run", "tiny", "--site-queues", "--replications", "2", cwd=tmp_path)

    assert (done.returncode, plain.returncode, refused.returncode) == (0, 0, 2)
    assert "--site-queues needs --replications 1" in refused.stderr
    saved = sim.load_results(tmp_path / "a")
    assert set(saved.tables["site_queues"]["site"]) == set(saved.tables["sites"]["site"])
    assert saved.site_queues["booth_queue"].max() > 0
    assert not (tmp_path / "b" / "site_queues.csv").exists()
    for name in ("sites", "queues", "waits"):
        one, other = (tmp_path / folder / f"{name}.csv" for folder in "ab")
        assert one.read_bytes() == other.read_bytes()
    assert "Whole wait: at the closed door, check-in, booth and box" in done.stdout
