"""The search for what commissions need by night: by laws, and on fresh nights."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Streams
from sim.election import build_country, run_days, run_election
from sim.planning.days import Days
from sim.planning.fresh import validate_night
from sim.planning.night_search import FoundNight, n_chosen, search_night
from sim.planning.night_staff import NIGHT_CHANGES, NightChange, NightStaff
from sim.planning.nights import Nights
from sim.planning.promise import Promise, bad_days_limit
from sim.scenario import load_scenario
from tests.planning.test_nights import ATY, HOUR, nights

if TYPE_CHECKING:
    import pytest

    from sim.day import Engine
    from sim.election import Country, Polls

PROMISE = Promise(600_000, 0.95, days=0.6, confidence=0.6, most_days=24)
MAN = "register.regions=['MAN']"
ONE = np.ones(7, dtype=np.int64)
"""As if nothing was chosen before."""


def searched(by: int, *changes: str, change: tuple[NightChange, ...] = NIGHT_CHANGES) -> FoundNight:
    return search_night(nights(by * HOUR, 1, *changes), PROMISE, change, ONE)


def test_a_later_time_never_takes_more_clerks() -> None:
    found = [searched(by, change=("clerks",)) for by in (25, 27, 30)]

    for early, late in pairwise(found):
        both = early.found.certified
        assert (late.found.certified >= both).all()
        assert (late.staff.clerks <= early.staff.clerks)[both].all()
        # What is not searched stays.
        assert np.array_equal(late.staff.vehicles, late.now.vehicles)
        assert np.array_equal(late.staff.tables, late.now.tables)
    assert found[-1].found.certified.all()


def test_each_search_goes_on_where_the_one_before_has_certified() -> None:
    found = searched(27, "law.read_aloud=false")
    certified, staff, now = found.found.certified, found.staff, found.now

    assert found.change == ("tables", "vehicles", "clerks")
    assert 0 < certified.sum() < len(certified)
    for name in found.change:
        planned, before = getattr(staff, name), getattr(now, name)
        assert np.array_equal(planned[~certified], before[~certified]), name
        assert (planned <= np.maximum(getattr(found.most, name), before)).all()
    assert (staff.vehicles < now.vehicles)[certified].any()
    assert (staff.tables > now.tables)[certified].any()
    assert (staff.clerks > now.clerks)[certified].any()
    assert (staff.tables >= now.tables).all()


def test_the_searches_see_the_same_nights_so_that_no_certificate_is_lost() -> None:
    of_each = [searched(29, change=NIGHT_CHANGES[: k + 1]) for k in range(3)]
    certified = [found.found.certified for found in of_each]

    assert certified[0].any()
    # With the most of all else, the first search is the same whatever follows.
    whole, of_tables = of_each[2], searched(29, "commission.clerks=20", change=("tables",))
    assert np.array_equal(of_tables.found.certified, certified[2])
    assert np.array_equal(of_tables.staff.tables, whole.staff.tables)
    assert 0 < whole.n_seen <= PROMISE.most_days


def test_tables_and_vehicles_among_which_was_chosen_share_the_probability_of_an_error() -> None:
    most = nights(29 * HOUR).most

    assert n_chosen(most, ("clerks",)).tolist() == [1] * 7
    assert n_chosen(most, ("tables", "clerks")).tolist() == [4] * 7
    assert n_chosen(most, NIGHT_CHANGES).tolist() == (4 * most.vehicles).tolist()
    assert most.vehicles.tolist() == [16, 18, 6, 10, 17, 9, 11]


def test_days_are_run_once_for_all_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    of_plan, words = nights(30 * HOUR), []

    def run(country: Country, streams: Streams, engine: Engine) -> tuple[Polls, ...]:
        words.append(streams.replication)
        return run_days(country, streams, engine)

    monkeypatch.setattr("sim.planning.nights.run_days", run)
    found = search_night(of_plan, PROMISE, NIGHT_CHANGES, ONE)

    assert sorted(words) == list(range(found.n_seen))


def test_fresh_nights_are_those_of_an_election_with_what_is_planned() -> None:
    by, n = 28 * HOUR, 3
    of_plan, promise = nights(by), Promise(600_000, 0.95, days=0.6, confidence=0.6, most_days=16)
    found = search_night(of_plan, promise, ("vehicles", "clerks"), ONE)
    fresh = validate_night(of_plan, found, promise, n)
    numbers, seen = of_plan.days.fresh(n, found.n_seen)

    late = np.zeros_like(found.staff.clerks)
    for vehicles, clerks in {*zip(*(row.tolist() for row in found.staff[1:]), strict=True)}:
        changes = [f"commission.vehicles={vehicles}", f"commission.clerks={clerks}"]
        country = build_country(load_scenario("baseline", [*ATY, *changes]))
        so_planned = (found.staff.vehicles == vehicles) & (found.staff.clerks == clerks)
        for day in numbers:
            night = run_election(country, Streams(5, day)).night
            of_late = np.unique(country.one.site_commission[night.accepted_at > by])
            late[of_late] += so_planned[of_late]

    assert fresh is not None
    assert (fresh.nights, seen) == (n, 0)
    assert fresh.bad.tolist() == late.tolist()
    assert 0 < late.sum() < late.size * n
    assert fresh.over.tolist() == (late >= bad_days_limit(n, 0.4)).tolist()


def test_nothing_that_is_certified_needs_no_fresh_nights() -> None:
    promise = Promise(600_000, 0.95, days=0.95, confidence=0.95, most_days=3)
    of_plan = nights(27 * HOUR)

    found = search_night(of_plan, promise, NIGHT_CHANGES, ONE)
    assert validate_night(of_plan, found, promise, 100) is None


def test_brute_force_over_tables_vehicles_and_clerks_gives_the_same_plan() -> None:
    changes = [MAN, *ATY[1:], "law.read_aloud=false", "commission.speed_kmh=15",
               "commission.intake_mean_s=3600"]  # fmt: skip
    country = build_country(load_scenario("baseline", changes))
    sites = np.bincount(country.one.site_commission)
    chosen = 4 * sites
    promise, kinds = replace(PROMISE, most_days=12), set()
    for by in (26, 29):
        of_plan = Nights(Days(country, 5, None), by * HOUR)
        found = search_night(of_plan, promise, NIGHT_CHANGES, chosen)
        # Of all numbers, by commission: is it late on each of the nights?
        late = np.array([
            [
                [of_plan.late(range(promise.most_days), level(of_plan, tables, vehicles, clerks))
                 for clerks in range(1, 6)]
                for vehicles in range(1, 6)
            ]
            for tables in range(1, 5)
        ]).astype(bool)  # fmt: skip
        days = np.arange(1, promise.most_days + 1)
        for commission, n in enumerate(sites.tolist()):
            of_one = late[:, :n, :n, :, commission]
            for axis in range(3):
                # Enough is what all higher numbers are, too.
                of_one = np.flip(np.logical_or.accumulate(np.flip(of_one, axis), axis), axis)
            bad = of_one.cumsum(axis=3)
            certified = np.asarray(promise.is_certified(days, bad, chosen[commission]).any(axis=3))
            expected = None
            if certified[-1, -1, -1]:
                tables = int(certified[:, -1, -1].argmax())
                vehicles = int(certified[tables, :, -1].argmax())
                expected = tables, vehicles, int(certified[tables, vehicles].argmax())
            kinds.add(expected)
            assert bool(found.found.certified[commission]) == (expected is not None)
            if expected is not None:
                # No plan takes tables away.
                least = max(expected[0], int(found.now.tables[commission]) - 1)
                planned = tuple(int(column[commission]) - 1 for column in found.staff)
                assert planned == (least, *expected[1:])
    assert len(kinds) > 4


def level(nights: Nights, tables: int, vehicles: int, clerks: int) -> NightStaff:
    """Return so much of each at every commission."""
    return NightStaff(*(np.full(len(nights.now.clerks), n) for n in (tables, vehicles, clerks)))
