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

    def dispatch() -> simpy.events.ProcessGenerator:
        for number, (site, way) in enumerate(
            sorted(ways.items(), key=lambda item: (item[1].signed_at, item[0]))
        ):
            vehicle = resource.request()
            yield vehicle
            env.process(trip(vehicle, site, way, drive_out=number >= vehicles))

    def trip(
        vehicle: simpy.resources.resource.Request, site: int, way: Way, *, drive_out: bool
    ) -> simpy.events.ProcessGenerator:
        if drive_out:
            yield env.timeout(way.drive_ms)
        yield env.timeout(max(way.signed_at - env.now, 0))
        leaves_at = env.now
        yield env.timeout(way.drive_ms)
        found[site] = Fetched(int(leaves_at), int(env.now))
        resource.release(vehicle)

    env.process(dispatch())
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


def test_vehicles_that_are_free_are_sent_ahead() -> None:
    ways = {4: Way(100, 30, ()), 2: Way(90, 50, ()), 7: Way(300, 60, ())}

    # One waits at each site where there are as many.
    at_each = {2: Fetched(90, 140), 4: Fetched(100, 130), 7: Fetched(300, 360)}
    assert fetched(ways, 3) == fetched(ways, 4) == at_each
    # The vehicle from site 4 is back at 130, and at site 7 before its protocol is signed.
    assert fetched(ways, 2) == at_each
    # One vehicle waits at site 2, is back at 140, at site 4 at 170, and back at 200.
    assert fetched(ways, 1) == at_each | {4: Fetched(170, 200)}


def test_roads_are_slow_in_both_directions() -> None:
    stop = (Slowdown(120, 200, STOP),)
    ways = {1: Way(50, 30, ()), 2: Way(60, 30, stop), 3: Way(70, 30, ())}

    # Out from 80, at site 2 at 110, back from 110 until 220.
    assert fetched(ways, 1)[2] == Fetched(110, 220)
    # Out from 90 and there at 120 for one that is signed at 60, but the road is closed.
    slow = {1: Way(50, 40, ()), 2: Way(60, 40, stop)}
    assert fetched(slow, 1)[2] == Fetched(210, 250)


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
