"""A swing: another election in the same places, in which parties gain or lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.register import Register, build_register
from sim.scenario import Scenario, load_scenario
from sim.turnout.places import place_effects
from sim.voting.ballots import Support, support
from sim.voting.swing import party_swing

if TYPE_CHECKING:
    from sim.core.types import Floats

REGION = "ATY"
PARTY = "Nur Otan"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("baseline", [f"register.regions=['{REGION}']"])


@pytest.fixture(scope="module")
def register(scenario: Scenario) -> Register:
    return build_register(scenario)


def shares(register: Register, votes: Support) -> Floats:
    """Return the vote probability of each choice at each site."""
    upper = votes.thresholds.astype(np.float64) / 2**32
    found: Floats = np.diff(upper, prepend=0.0)
    first = register.tally.start[:-1]
    found[first] = upper[first]
    return found


def test_places_of_a_seed_are_kept_by_other_voters(scenario: Scenario, register: Register) -> None:
    first, second = (support(scenario, register, Streams(seed)) for seed in (1, 2))
    later = scenario.with_({"swing.seed": 1})
    kept = support(later, register, Streams(2))
    in_ensemble = support(later, register, Streams(2, 5))

    assert (kept.thresholds == first.thresholds).all()
    np.testing.assert_array_equal(kept.assigned, first.assigned)
    assert (in_ensemble.thresholds == first.thresholds).all()
    assert (kept.thresholds != second.thresholds).any()
    of_fifth = scenario.with_({"swing.seed": 1, "swing.replication": 5})
    fifth = support(scenario, register, Streams(1, 5))
    assert (support(of_fifth, register, Streams(2)).thresholds == fifth.thresholds).all()
    effects = [
        place_effects(each, register, Streams(seed))
        for each, seed in ((scenario, 1), (later, 2), (scenario, 2))
    ]
    assert (effects[0].turnout == effects[1].turnout).all()
    assert (effects[0].arrivals == effects[1].arrivals).all()
    assert (effects[0].turnout != effects[2].turnout).any()


def test_odds_of_a_party_are_multiplied_at_every_site(
    scenario: Scenario, register: Register
) -> None:
    parties = register.parties
    other = "Auyl"
    changes = {"swing": {"parties": {PARTY: 0.4}, "regions": {REGION: {PARTY: 0.2, other: -0.3}}}}
    swung = support(scenario.with_(changes), register, Streams(1))
    plain = support(scenario, register, Streams(1))
    layout = register.tally
    with np.errstate(divide="ignore"):
        change = np.log(shares(register, swung) / shares(register, plain))
    candidate = np.flatnonzero(layout.candidate >= 0)
    party = register.candidate_party[layout.candidate[candidate]]
    change, section = change[candidate], layout.section[candidate]
    # Of each section, relative to its independents, where it has some.
    independent = party == parties.index("Independent")
    base = np.full(len(layout.start) - 1, np.nan)
    base[section[independent]] = change[independent]
    relative = change - base[section]
    known = ~np.isnan(relative)

    for name, shift in ((PARTY, 0.6), (other, -0.3), ("Independent", 0.0)):
        of_party = relative[known & (party == parties.index(name))]
        assert len(of_party)
        assert of_party == pytest.approx(shift, abs=1e-5)


def test_swings_spread_over_areas_and_sites() -> None:
    scenario = load_scenario(
        "baseline", ["swing.area_spread=0.3", "swing.site_spread=0.1", "swing.parties.Auyl=1"]
    )
    register = build_register(scenario)
    swing = party_swing(scenario, register, Streams(3))
    area = register.site_commission
    n = np.bincount(area)
    mean = np.stack([np.bincount(area, column) / n for column in swing.T], axis=1)
    within = (swing - mean[area])[n[area] > 1]
    auyl = register.parties.index("Auyl")

    assert within.std() == pytest.approx(0.1, rel=0.1)
    of_auyl, others = mean[:, auyl], np.delete(mean, auyl, axis=1)
    assert others.std() == pytest.approx(0.3, rel=0.1)
    assert of_auyl.mean() == pytest.approx(1.0, abs=0.1)
    assert abs(np.corrcoef(others.T) - np.eye(others.shape[1])).max() < 0.4
    again = party_swing(scenario, register, Streams(4))
    assert (again != swing).all()


def test_after_a_swing_votes_decide_and_engines_agree(scenario: Scenario) -> None:
    small = scenario.with_({"swing": {"seed": 1, "parties": {PARTY: -3.0}}})
    runs = [sim.run(small, seed=2, engine=engine) for engine in ("auto", "simpy")]
    before = sim.run(scenario, seed=1)

    for table in ("races", "tallies", "sites"):
        one, other = (run.tables[table] for run in runs)
        for name, column in one.items():
            np.testing.assert_array_equal(column, other[name])
    lost = runs[0].summary.seats_nomination
    assert isinstance(lost[PARTY], int)
    assert lost[PARTY] < before.summary.seats_nomination[PARTY] - 3
    assert before.summary.seats_nomination == before.summary.seats_reference
