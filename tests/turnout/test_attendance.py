"""Who votes and when they arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from tests.support.sampled_voters import draw

if TYPE_CHECKING:
    from sim.register import Register


def by_region(register: Register, counts: list[int]) -> list[int]:
    totals: list[int] = np.bincount(register.site_region, weights=counts).astype(int).tolist()
    return totals


def test_reported_turnout_is_met_by_every_seed() -> None:
    chosen = []
    for seed in range(3):
        register, voters = draw(seed)
        assert by_region(register, [len(v.number) for v in voters]) == [31_478, 11_650]
        chosen.append(np.concatenate([v.number for v in voters]).tolist())
    assert chosen[0] != chosen[1]


def test_reported_votes_are_met_by_those_who_cast_when_some_carry_ballots_away() -> None:
    register, voters = draw(1, "polling.carry_away_share=0.05")

    casting = [int((~v.carries_away).sum()) for v in voters]
    carried = sum(int(v.carries_away.sum()) for v in voters)
    assert by_region(register, casting) == [31_478, 11_650]
    assert 0.04 < carried / sum(len(v.number) for v in voters) < 0.06


def test_too_many_ballots_carried_away_are_an_error() -> None:
    with pytest.raises(ScenarioError, match=r"leaves [\d,]+ voters in ZAP to cast 31,478"):
        draw(1, "polling.carry_away_share=0.2")


def test_sampled_turnout_varies_around_the_published_one() -> None:
    totals = []
    for seed in range(40):
        register, voters = draw(seed, "turnout.final=sampled")
        totals.append(by_region(register, [len(v.number) for v in voters]))

    spread = np.std(totals, axis=0, ddof=1)
    error = (np.mean(totals, axis=0) - [31_478, 11_650]) / (spread / len(totals) ** 0.5)
    assert (spread > 50).all()
    # Two means of 40; beyond 4.5 standard errors by chance: 3e-5 (t with 39 degrees).
    assert (np.abs(error) < 4.5).all()


def test_less_spread_between_sites_changes_who_comes_not_when() -> None:
    _, wide = draw(5)
    _, narrow = draw(5, "turnout.site_spread=0.0")

    times = {
        (site, number): at
        for site, voters in enumerate(wide)
        for number, at in zip(voters.number.tolist(), voters.arrives_at.tolist(), strict=True)
    }
    shared = [
        times[site, number] == at
        for site, voters in enumerate(narrow)
        for number, at in zip(voters.number.tolist(), voters.arrives_at.tolist(), strict=True)
        if (site, number) in times
    ]
    assert len(shared) > 30_000
    assert all(shared)
    assert sum(len(v.number) for v in wide) == sum(len(v.number) for v in narrow)
