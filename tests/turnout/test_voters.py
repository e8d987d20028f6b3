"""The voters of a site: when they arrive, and what they have patience for."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.register import Register, build_register
from sim.scenario import load_scenario
from sim.turnout import Voters, attendance, sample_voters
from sim.turnout.compiled_sampling import ANY_LINE, NEVER
from tests.support.sampled_voters import draw


def test_arrivals_lie_within_the_hours_and_early_ones_just_before() -> None:
    register, voters = draw(2, "arrivals.early_share=0.2", "arrivals.early_s=600")

    # Both regions are an hour behind: doors from 08:00 to 21:00 capital time.
    at = np.concatenate([v.arrives_at for v in voters]) / 3_600_000
    assert register.region_behind_ms.tolist() == [3_600_000, 3_600_000]
    assert at.min() >= 8 - 1 / 6
    assert at.max() < 21
    # 43,128 voters at 0.2: standard error 0.0019; 5 of them, false alarm 6e-7.
    assert (at < 8).mean() == pytest.approx(0.2, abs=0.0097)


def test_patience_is_sampled_only_if_it_is_limited() -> None:
    _, calm = draw(1)
    _, hasty = draw(1, "polling.renege_share=0.3", "polling.balk_share=0.4")

    assert all((v.patience_ms == NEVER).all() and (v.balks_above == ANY_LINE).all() for v in calm)
    patience = np.concatenate([v.patience_ms for v in hasty])
    line = np.concatenate([v.balks_above for v in hasty])
    returns = np.concatenate([v.returns_after_ms for v in hasty])
    # 43,128 voters, standard error below 0.0024; 5 of them.
    assert (patience != NEVER).mean() == pytest.approx(0.3, abs=0.012)
    assert (line != ANY_LINE).mean() == pytest.approx(0.4, abs=0.012)
    assert (returns != NEVER).mean() == pytest.approx(0.7, abs=0.012)
    assert patience[patience != NEVER].mean() == pytest.approx(3_600_000, rel=0.03)


def test_time_in_a_booth_grows_with_the_races_on_the_ballot() -> None:
    def sampled(*changes: str) -> tuple[Register, list[Voters]]:
        scenario = load_scenario("two-shores", list(changes))
        register, streams = build_register(scenario), Streams(4)
        sites = np.arange(register.n_sites)
        plan = attendance(scenario, register, streams)
        return register, sample_voters(scenario, register, streams, plan, sites)

    register, once = sampled("polling.further_race=0")
    _, twice = sampled("polling.further_race=1")
    _, usual = sampled()

    # Two races on every ballot.
    assert np.diff(register.tally.section_start).tolist() == [2] * 5
    for one, two, some in zip(once, twice, usual, strict=True):
        assert (two.booth_ms == 2 * one.booth_ms).all()
        assert np.abs(some.booth_ms - 1.3 * one.booth_ms).max() <= 0.5
        assert (two.check_in_ms == one.check_in_ms).all()
        assert (two.arrives_at == one.arrives_at).all()


def test_time_in_a_booth_with_one_race_depends_on_no_further_one() -> None:
    _, usual = draw(1)
    _, other = draw(1, "polling.further_race=5")

    assert all((a.booth_ms == b.booth_ms).all() for a, b in zip(usual, other, strict=True))
