"""Vehicles that fetch protocols: by hand, against SimPy's resources, and in the night."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import simpy

from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.incidents.slowdowns import STOP, Slowdown
from sim.night.vehicles import Fetched, Way, fetched
from sim.scenario import load_scenario

ATY = "register.regions=['ATY']"


def by_simpy(ways: dict[int, Way], vehicles: int) -> dict[int, Fetched]:
    """Return the same from a textbook model: vehicles are a resource of SimPy."""
    env, found = simpy.Environment(), {}
    resource = simpy.Resource(env, vehicles)

    def site(number: int, way: Way) -> simpy.events.ProcessGenerator:
        yield env.timeout(way.signed_at)
        with resource.request() as vehicle:
            yield vehicle
            yield env.timeout(way.drive_ms)
            leaves_at = env.now
            yield env.timeout(way.drive_ms)
        found[number] = Fetched(int(leaves_at), int(env.now))

    for number, way in ways.items():
        env.process(site(number, way))
    env.run()
    return found


@pytest.mark.parametrize("seed", range(20))
def test_fewer_vehicles_than_sites_are_a_queue_first_signed_first_fetched(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ways = {
        int(site): Way(int(rng.integers(0, 5000)), int(rng.integers(1, 900)), ())
        for site in rng.permutation(12)
    }

    for vehicles in range(1, 12):
        assert fetched(ways, vehicles) == by_simpy(ways, vehicles)


def test_one_waits_at_each_site_where_there_are_as_many() -> None:
    ways = {4: Way(100, 30, ()), 2: Way(90, 50, ())}

    for vehicles in (2, 3):
        assert fetched(ways, vehicles) == {4: Fetched(100, 130), 2: Fetched(90, 140)}
    # One vehicle fetches that of site 2 first, which is signed first.
    assert fetched(ways, 1) == {2: Fetched(140, 190), 4: Fetched(220, 250)}


def test_roads_are_slow_in_both_directions() -> None:
    stop = (Slowdown(120, 200, STOP),)
    ways = {1: Way(100, 30, stop), 2: Way(500, 30, ())}

    assert fetched(ways, 1)[1] == Fetched(210, 240)
    assert fetched(ways, 2)[1] == Fetched(100, 210)


def test_a_vehicle_more_never_delivers_a_protocol_later() -> None:
    rng = np.random.default_rng(3)
    ways = {
        site: Way(int(rng.integers(0, 3000)), int(rng.integers(0, 900)), ()) for site in range(15)
    }
    times = [
        [fetch.delivered_at for _, fetch in sorted(fetched(ways, n).items())] for n in range(1, 17)
    ]

    assert all((np.array(more) <= few).all() for few, more in pairwise(times))
    assert times[0] > times[3] > times[14] == times[15]


def test_vehicles_in_the_night() -> None:
    usual, two, plenty = (
        run_election(
            build_country(load_scenario("baseline", [ATY, f"commission.vehicles={n}"])), Streams(7)
        ).night
        for n in (0, 2, 1000)
    )
    register = build_country(load_scenario("baseline", [ATY])).one

    assert np.array_equal(usual.signed_at, two.signed_at)
    assert np.array_equal(usual.leaves_at, usual.signed_at)
    assert np.array_equal(usual.delivered_at, plenty.delivered_at)
    drive = usual.delivered_at - usual.signed_at
    for commission in range(len(register.commission_id)):
        sites = np.flatnonzero(register.site_commission == commission).tolist()
        ways = {site: Way(int(usual.signed_at[site]), int(drive[site]), ()) for site in sites}
        expected = fetched(ways, 2)
        assert {s: Fetched(int(two.leaves_at[s]), int(two.delivered_at[s])) for s in sites} \
            == expected  # fmt: skip
    assert (two.delivered_at >= usual.delivered_at).all()
    assert (two.delivered_at > usual.delivered_at).mean() > 0.5
    assert (two.accepted_at >= two.delivered_at).all()
