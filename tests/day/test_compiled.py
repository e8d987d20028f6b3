"""The kernel gives the integers of SimPy: every voter, every site, every table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

import sim
from sim.core.clock import NOT_YET
from sim.core.streams import WORD, Stream, Streams, VoterBlock
from sim.day import site_records as records
from sim.day.compiled import cells as kernel
from sim.day.compiled import events, fits, run_site
from sim.day.compiled.block import run_block
from sim.day.reference import State, plan_sites
from sim.day.reference import run_site as run_site_by_simpy
from sim.register import build_register
from sim.results import csv_text
from sim.scenario import load_scenario
from sim.turnout import arrival_cdf, attendance, sample_voters, sampling_settings
from sim.turnout.compiled_sampling import mark_ballots
from sim.turnout.compiled_words import philox
from tests.conftest import HOUR, make_plan, make_voters
from tests.support.generated_sites import sites

if TYPE_CHECKING:
    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters


def assert_same(one: SiteDay, other: SiteDay) -> None:
    for name, column in vars(one).items():
        assert np.array_equal(column, getattr(other, name)), name


@given(sites())
@settings(deadline=None, derandomize=True, max_examples=600)
def test_every_voter_of_any_site_has_the_times_that_simpy_gives(
    site: tuple[Plan, Voters],
) -> None:
    assert_same(run_site(*site), run_site_by_simpy(*site))


@given(sites())
@settings(deadline=None, derandomize=True, max_examples=100)
def test_a_day_that_begins_before_midnight_of_the_capital(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    earlier = 17 * HOUR
    moved = plan._replace(
        opens_at=plan.opens_at - earlier, closes_at=plan.closes_at - earlier,
        desk_calendar=tuple((at - earlier, desks) for at, desks in plan.desk_calendar),
        crew_leaves_at=plan.crew_leaves_at - earlier,
        ballots_brought_at=plan.ballots_brought_at - earlier,
    )  # fmt: skip
    there = replace(voters, arrives_at=voters.arrives_at - earlier)

    day, usual = run_site(moved, there), run_site(plan, voters)

    assert_same(day, run_site_by_simpy(moved, there))
    assert np.array_equal(day.state, usual.state)
    happened = usual.called_at != NOT_YET
    for name in ("called_at", "issued_at", "booth_at", "marked_at", "left_at"):
        assert np.array_equal(
            getattr(day, name)[happened], getattr(usual, name)[happened] - earlier
        ), name


@pytest.mark.parametrize("inside_max", [9, 0])
@pytest.mark.parametrize("tick_ms", [1, 1000, 60_000])
def test_a_large_site_with_many_ties(tick_ms: int, inside_max: int) -> None:
    """Without a limit of the hall, voters who leave a booth are listed: there are no events."""
    rng = np.random.default_rng(tick_ms)
    n = 3000

    def ticks(mean_ms: int) -> np.ndarray:
        return tick_ms * np.rint(rng.exponential(mean_ms, n) / tick_ms).astype(np.int64)

    voters = make_voters(
        7 * HOUR + tick_ms * rng.integers(-5, 13 * HOUR // tick_ms, n),
        check_in_ms=ticks(60_000),
        booth_ms=ticks(90_000) + (0 if inside_max else tick_ms),
        box_ms=ticks(10_000),
        patience_ms=np.where(rng.random(n) < 0.3, ticks(HOUR), -1),
        balks_above=rng.integers(5, 200, n),
        returns_after_ms=ticks(HOUR),
    )
    plan = make_plan(desks=4, booths=6, boxes=2, lists=3, inside_max=inside_max, issuers=5)

    assert_same(run_site(plan, voters), run_site_by_simpy(plan, voters))


def test_a_day_without_voters() -> None:
    assert len(run_site(make_plan(), make_voters([])).state) == 0


def test_times_too_large_for_the_kernel_are_refused_before_the_day() -> None:
    voters = make_voters([8 * HOUR] * 3, check_in_ms=[1, events.LATEST, 1])

    assert not fits(make_plan(), voters)
    with pytest.raises(ValueError, match="must stay below"):
        run_site(make_plan(), voters)
    assert (run_site_by_simpy(make_plan(), voters).state == State.VOTED).all()


def test_visits_that_take_days_are_still_the_same() -> None:
    scenario = load_scenario(
        "baseline",
        [
            "register.regions=['MAN']", "polling.home_share=0.3", "polling.visit_mean_s=7200",
            "polling.visit_cv=3",
        ],
    )  # fmt: skip

    auto, simpy = sim.run(scenario, engine="auto"), sim.run(scenario, engine="simpy")

    assert auto.summary.night.last_voter > "2021-08"
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name


@pytest.mark.parametrize("closing", ["serve_queue", "hard_close"])
def test_patience_sampled_during_the_day_equals_that_sampled_before(closing: str) -> None:
    """The kernel samples it for those who have to wait, SimPy's sites have it with their voters."""
    scenario = load_scenario(
        "baseline",
        [
            "register.regions=['MAN']", "polling.check_in_mean_s=200", "polling.renege_share=0.5",
            "polling.patience_mean_s=600", "polling.balk_share=0.5", "polling.balk_line_mean=10",
            "polling.return_share=0.5", f"polling.closing='{closing}'",
        ],
    )  # fmt: skip

    auto, simpy = sim.run(scenario, engine="auto"), sim.run(scenario, engine="simpy")

    assert auto.summary.simpy_sites == 0
    left = auto.summary.left_without_ballot
    assert min(left.gave_up, left.turned_back) > 50
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name


def test_some_sites_to_simpy_and_some_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mixed blocks are merged in order; here every third site is refused."""
    full = sim.run(load_scenario("baseline", ["register.regions=['MAN']"]))

    def refusing(*arguments: Any) -> Any:
        done = run_block(*arguments)
        done[::3] = False
        # Counts of the kernel for refused sites are removed, as SimPy counts them again.
        arguments[4][::3] = 0
        arguments[6][:] = 0
        for counted in arguments[7]:
            counted[:] = 0
        return done

    monkeypatch.setattr("sim.day.compiled_blocks.run_block", refusing)
    mixed = sim.run(load_scenario("baseline", ["register.regions=['MAN']"]))

    assert mixed.summary.simpy_sites == 5
    for name, table in full.tables.items():
        if name not in {"waits", "queues"}:
            assert csv_text(mixed.tables[name]) == csv_text(table), name


OF_BOTH = ["baseline", "evening-only", "all-by-elections", "tiny", "covid"]


@pytest.mark.parametrize("scenario_name", OF_BOTH)
def test_scenario_files_need_no_simpy_and_give_its_tables(scenario_name: str) -> None:
    full = {"tiny", "all-by-elections"}
    small = [] if scenario_name in full else ["register.regions=['MAN','KZY']"]
    scenario = load_scenario(scenario_name, small)

    auto, simpy = sim.run(scenario, engine="auto"), sim.run(scenario, engine="simpy")

    assert auto.summary.simpy_sites == 0
    as_auto = replace(
        simpy.summary, engine=auto.summary.engine, simpy_sites=auto.summary.simpy_sites
    )
    assert as_auto == auto.summary
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name


def test_the_whole_baseline_needs_no_simpy_and_regions_of_both_clocks_have_its_tables(
    baseline: sim.RunResults,
) -> None:
    some = load_scenario("baseline", ["register.regions=['AKM', 'ATY', 'KZY', 'MAN']"])

    auto, simpy = sim.run(some, engine="auto"), sim.run(some, engine="simpy")

    assert baseline.summary.simpy_sites == auto.summary.simpy_sites == 0
    assert auto.summary.sites > 250
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name


def test_all_features_on_the_real_country() -> None:
    scenario = load_scenario(
        "baseline",
        [
            "register.regions=['ZHA']", "polling.line=per_list", "polling.inside_max=7",
            "polling.balk_share=0.5", "polling.renege_share=0.4", "polling.closing=hard_close",
            "polling.check_in_mean_s=90", "polling.carry_away_share=0.02",
        ],
    )  # fmt: skip
    register, sampled = build_register(scenario), Streams(3)
    voters = sample_voters(
        scenario, register, sampled, attendance(scenario, register, sampled),
        np.arange(register.n_sites),
    )  # fmt: skip

    left = 0
    for plan, those in zip(plan_sites(scenario, register, sampled), voters, strict=True):
        day = run_site(plan, those)
        assert_same(day, run_site_by_simpy(plan, those))
        left += int((day.state != State.VOTED).sum())
    assert left > 5_000


def test_names_and_numbers_agree_with_the_reference() -> None:
    for state in State:
        assert getattr(kernel, state.name) == state
    for name in ("LEAVES_BOX", "LEAVES_BOOTH", "LEAVES_DESK", "DESKS_CHANGE", "PATIENCE_ENDS"):
        assert getattr(events, name) << 24 == getattr(records, name)
    assert events.ARRIVES << 24 == records.ARRIVES
    for name in ("DOORS_CLOSE", "FIRST_CHANGE", "CREW_LEAVES", "CREW_RETURNS"):
        assert getattr(events, name) == getattr(records, name)


def test_compiled_words_are_those_of_the_streams() -> None:
    sampled = Streams(7, 9)
    for voter, site in ((0, 0), (2999, 1846), (17, 5)):
        expected = sampled.words(Stream.VOTER, voter, site, VoterBlock.LINE).tolist()
        counter = (voter, site, int(VoterBlock.LINE), int(Stream.VOTER), 7, 9)
        assert [int(word) for word in philox(*map(np.uint64, counter))] == expected


def test_sampled_voters_follow_the_formulas() -> None:
    scenario = load_scenario("baseline", ["register.regions=['MAN']"])
    register, sampled = build_register(scenario), Streams(5)
    plan = attendance(scenario, register, sampled)
    voters = sample_voters(scenario, register, sampled, plan, np.array([3]))[0]
    words = sampled.words(Stream.VOTER, voters.number, register.site_key[3])

    early = scenario.arrivals.early_share
    u = (words[1] / WORD - early) / (1 - early)
    late = u > 0
    # Mangystau: doors from 08:00 to 21:00 capital time.
    x = (voters.arrives_at[late] - 8 * HOUR + 0.5) / (13 * HOUR)
    of_region = np.interp(
        u[late], np.linspace(0, 1, plan.arrival_map.shape[1]), plan.arrival_map[3]
    )
    assert arrival_cdf(x, plan.a[3:4], plan.b[3:4], plan.c[3:4]) == pytest.approx(
        of_region, abs=1e-7
    )
    assert (voters.arrives_at[~late] < 8 * HOUR).all()
    assert late.mean() > 0.95


def test_marks_follow_the_thresholds() -> None:
    scenario = load_scenario("tiny")
    settings_ = sampling_settings(scenario, Streams(1))
    thresholds = np.array([WORD // 4, WORD // 2, WORD], dtype=np.uint64)

    voters, counts = np.arange(4000), np.zeros(3, dtype=np.int64)
    mark_ballots(settings_, 0, voters, thresholds, np.empty(4000, dtype=np.uint32), counts)

    # 4,000 marks: standard error 0.8 points at most, 5 of them.
    assert counts / 4000 == pytest.approx([0.25, 0.25, 0.5], abs=0.04)


def test_the_kernel_is_compiled_once_for_all_runs() -> None:
    # A second signature would double the time of the first run.
    sim.run(load_scenario("tiny"))
    sim.run(load_scenario("two-shores"))

    assert len(run_block.signatures) == 1
