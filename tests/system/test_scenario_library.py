"""Each shipped scenario has its effect, and sites that it does not affect stay the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.incidents.kinds import all_kinds
from sim.scenario import scenario_files
from sim.scenario.finding import shipped_packs
from sim.scenario.listing import _ORDER
from sim.show.listings import scenario_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.results.columns import Table

NIGHT = (
    "count_from", "recounts", "signed", "phoned", "delivered", "returned", "accepted",
)  # fmt: skip
HOUR = np.timedelta64(1, "h")


@cache
def run(name: str, *regions: str) -> sim.RunResults:
    changes = [f"register.regions={list(regions)}"] if regions else []
    return sim.run(sim.load_scenario(name, changes), workers=1)


def pair(name: str, *regions: str) -> tuple[Table, Table]:
    """Return the sites of the baseline and of a scenario, in some regions."""
    one, other = run("baseline", *regions), run(name, *regions)
    assert not other.summary.invariants.breached
    return one.tables["sites"], other.tables["sites"]


def assert_same(one: Table, other: Table, sites: NDArray[Any], but: tuple[str, ...] = ()) -> None:
    """Compare all columns of some sites, of which there must be some."""
    assert 0 < sites.sum() < len(sites)
    for name in one:
        if name not in but:
            assert np.array_equal(one[name][sites], other[name][sites]), name


def outside(table: Table, *regions: str) -> NDArray[Any]:
    return ~np.isin(table["code"], regions)


def issued_by(name: str, code: str, clock: str, *regions: str) -> int:
    table = run(name, *regions).tables["turnout"]
    at = (table["code"] == code) & (table["local_time"] == np.datetime64(f"2021-07-25T{clock}"))
    return int(table["issued"][at][0])


def test_every_scenario_has_a_line_that_fits_and_a_place_in_the_listing() -> None:
    lines = list(scenario_lines())

    assert [line.split()[0] for line in lines] == [*_ORDER, *shipped_packs()]
    assert sorted(_ORDER) == [path.stem for path in scenario_files()]
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "…" in line]


def test_every_scenario_and_kind_of_incident_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")

    assert re.findall(r"^### (.+)$", page, re.MULTILINE) == list(_ORDER)
    rows = re.findall(r"^\| (`.+?) \|", page.split("| kind |")[1], re.MULTILINE)
    assert sorted(kind for row in rows for kind in re.findall(r"`(\w+)`", row)) == list(all_kinds())


# The day -----------------------------------------------------------------------------------------


def test_gifts_bring_voters_before_ten_and_no_more_by_the_evening() -> None:
    base, other = pair("early-gifts", "KUS", "MAN")

    assert_same(base, other, outside(base, "KUS"))
    early, usual = (
        issued_by(name, "KUS", "10:00", "KUS", "MAN") for name in ("early-gifts", "baseline")
    )
    assert early > 1.3 * usual
    assert np.array_equal(base["came"], other["came"])


def test_in_the_heat_nearly_nobody_comes_at_midday() -> None:
    base, other = pair("heat", "TUR", "MAN")

    assert_same(base, other, outside(base, "TUR"))
    midday = {
        name: issued_by(name, "TUR", "17:00", "TUR", "MAN")
        - issued_by(name, "TUR", "11:15", "TUR", "MAN")
        for name in ("heat", "baseline")
    }
    assert midday["heat"] < 0.08 * midday["baseline"]
    assert np.array_equal(base["came"], other["came"])


def test_five_inside_and_a_check_at_the_door_lengthen_waits() -> None:
    base, other = pair("covid", "MAN", "ZAP")

    assert other["wait_mean_s"].mean() > 2 * base["wait_mean_s"].mean()
    # Nobody arrives at another time, or votes differently.
    for name in ("came", "issued", "cast"):
        assert np.array_equal(base[name], other[name])
    votes, same = (
        run(name, "MAN", "ZAP").tables["tallies"]["votes"] for name in ("baseline", "covid")
    )
    assert np.array_equal(votes, same)


def test_a_late_opening_lengthens_waits_at_its_sites_alone() -> None:
    base, other = pair("late-opening", "MAN", "KZY", "ZAP")
    touched = base["wait_max_s"] != other["wait_max_s"]

    assert_same(base, other, ~touched)
    assert 0.03 < touched.mean() < 0.2
    # Those who came at seven have waited two hours.
    assert (other["wait_max_s"][touched] > 6000).all()


def test_fewer_and_more_members_move_desks_where_no_number_is_published() -> None:
    base, few = pair("understaffed", "MAN", "ALM", "PAV")
    published = base["code"] == "PAV"
    assert_same(base, few, published)
    # Sites of more than 1,500 voters have seven members all the same.
    large = few["registered"] > 1500
    assert set(few["members"][~published & ~large].tolist()) == {5}
    assert set(few["members"][~published & large].tolist()) == {7}
    moved = few["desks"] < base["desks"]
    assert few["wait_mean_s"][moved].mean() > 2 * base["wait_mean_s"][moved].mean()
    same_staff = (few["members"] == base["members"]) & (few["desks"] == base["desks"])
    assert_same(base, few, same_staff, but=NIGHT)

    base, many = pair("staff-up", "MAN", "ALM", "PAV")
    assert set(many["members"][~published].tolist()) == {7}
    assert many["wait_mean_s"].mean() < base["wait_mean_s"].mean()
    for name in ("came", "issued", "cast"):
        assert np.array_equal(base[name], many[name])


def test_without_ballots_the_queue_waits_until_more_are_brought() -> None:
    base, other = pair("ballot-shortage", "MAN", "KZY", "ZAP")
    touched = base["wait_max_s"] != other["wait_max_s"]

    assert_same(base, other, ~touched)
    assert 0.02 < touched.mean() < 0.2
    # Where few are waiting, all that changes can be how long they wait.
    longest, before = other["longest_line"][touched], base["longest_line"][touched]
    assert (longest >= before).all()
    assert (longest > before).mean() > 0.9
    assert np.array_equal(base["issued"], other["issued"])


def test_second_ballots_are_noticed_counted_again_and_named() -> None:
    base, other = pair("two-ballots", "TUR", "MAN")
    touched = base["site"] == "TUR-001-01"

    assert_same(base, other, base["commission"] != base["commission"][touched][0])
    # Others of the commission can wait behind it in the queue of protocols.
    assert_same(base, other, ~touched, but=("accepted",))
    more = (other["cast"] - base["cast"])[touched][0]
    assert more > 0
    assert other["discrepancy"][touched].tolist() == [more]
    assert other["issued"][touched] == base["issued"][touched]
    assert (other["recounts"] - base["recounts"])[touched].tolist() == [1]
    assert (other["returned"] - base["returned"])[touched].tolist() == [1]
    night = run("two-ballots", "TUR", "MAN").summary.night
    assert (night.discrepant_protocols, night.discrepant_ballots) == (1, more)
    assert "discrepancy" not in base


# The night ---------------------------------------------------------------------------------------


def test_a_power_cut_stops_those_who_are_counting() -> None:
    base, other = pair("power-cut", "TUR", "MAN")

    assert_same(base, other, outside(base, "TUR"))
    dark, light = (np.datetime64(t) for t in ("2021-07-25T22:00", "2021-07-26T01:00"))
    later = (base["signed"] > dark) & (base["code"] == "TUR")
    assert_same(base, other, ~later, but=("accepted",))
    assert (other["signed"][later] > light).all()
    assert np.array_equal((other["signed"] - base["signed"])[later] == 3 * HOUR,
                          base["count_from"][later] <= dark)  # fmt: skip
    night = run("power-cut", "TUR", "MAN").tables["night"]
    cut = (night["code"] == "TUR") & (night["capital_time"] >= dark)
    cut &= night["capital_time"] <= light
    assert len(set(night["ballots_counted"][cut].tolist())) == 1


def test_snow_makes_every_way_four_times_as_long() -> None:
    base, other = pair("snowbound-roads", "PAV", "MAN")
    snow = ~outside(base, "PAV")

    assert_same(base, other, ~snow)
    assert_same(base, other, snow, but=("delivered", "accepted", "returned"))
    ways = [(sites["delivered"] - sites["signed"])[snow].astype(float) for sites in (base, other)]
    assert ways[1] == pytest.approx(4 * ways[0], abs=4)


def test_commissions_without_a_clerk_take_longer_until_three() -> None:
    base, other = pair("clerks-short", "TUR", "MAN")
    by_commission = [
        base["commission"] == commission for commission in np.unique(base["commission"])
    ]
    touched = [
        here for here in by_commission if (base["accepted"] != other["accepted"])[here].any()
    ]

    assert 0.2 < len(touched) / len(by_commission) < 0.8
    assert_same(base, other, ~np.any(touched, axis=0))
    assert_same(base, other, np.any(touched, axis=0), but=("accepted",))
    here = np.any(touched, axis=0) & (base["delivered"] < np.datetime64("2021-07-26T03:00"))
    waits = [(t["accepted"] - t["delivered"])[here].astype(float).mean() for t in (base, other)]
    assert waits[1] > 1.2 * waits[0]


def test_a_wave_of_returns_comes_and_goes() -> None:
    base, other = pair("returned-protocols", "TUR", "MAN")
    more = other["returned"] - base["returned"]

    assert more.min() == 0
    assert 0.1 < (more > 0).mean() < 0.9
    assert (other["accepted"][more > 0] > np.datetime64("2021-07-25T23:00")).all()
    before = base["accepted"] < np.datetime64("2021-07-25T23:00")
    assert_same(base, other, before)


def test_a_long_count_breaks_the_rule_at_the_largest_sites() -> None:
    base, other = pair("long-count", "TUR", "MAN")

    late = other["signed"] - other["count_from"] > 12 * HOUR
    night = run("long-count", "TUR", "MAN").summary.night
    assert night.counts_over_legal_max == late.sum() > 0
    # None of the smallest quarter of the sites, most of the largest; areas and sites differ in
    # how long they take, so the sizes between overlap.
    size = np.argsort(np.argsort(other["registered"])) * 4 // len(late)
    shares = [late[size == quarter].mean() for quarter in range(4)]
    assert shares[0] == 0
    assert shares[3] > 0.5
    assert shares == sorted(shares)
    assert_same(base, other, late, but=(*NIGHT,))
    assert np.array_equal(base["count_from"], other["count_from"])


# All scenarios -----------------------------------------------------------------------------------


def test_all_by_elections_end_on_their_published_votes() -> None:
    found = run("all-by-elections").summary

    assert (found.races, found.registered, found.cast) == (4, 5902, 4479)
    assert not found.invariants.breached


def test_an_open_outcome_differs_from_the_reported_one() -> None:
    base, other = run("baseline", "MAN"), run("open-outcome", "MAN")

    assert base.summary.cast == 11_650 != other.summary.cast
    shared = other.tables["sites"]["registered"] == base.tables["sites"]["registered"]
    assert shared.all()
    assert not other.summary.invariants.breached
