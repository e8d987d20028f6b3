"""Effects of incidents, and staff of the sites, as in the plans that are run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.reporting import render
from sim.results import csv_text
from sim.show.run import summary_text

if TYPE_CHECKING:
    from pathlib import Path

MAN = '[register]\nregions = ["MAN"]\n'
ALL_DAY = "from = 07:00:00\nto = 20:00:00"


def run(
    folder: Path, *incidents: str, head: str = MAN, parent: str = "baseline", **how: Any
) -> sim.RunResults:
    """Run a scenario with incidents given by their keys."""
    tables = "".join(f'[[incident]]\nname = "x{k}"\n{keys}\n' for k, keys in enumerate(incidents))
    file = folder / "incidents.toml"
    file.write_text(f'extends = "{parent}"\n{head}{tables}', encoding="utf-8")
    return sim.run(sim.load_scenario(file), **how)


def did(results: sim.RunResults) -> list[tuple[int, int, int, str]]:
    return [
        (effect.matched, effect.affected, effect.changed, effect.note)
        for effect in results.summary.incidents
    ]


@pytest.fixture(scope="module")
def usual() -> sim.RunResults:
    return sim.run(sim.load_scenario("baseline", ["register.regions=['MAN']"]))


def full_sites(usual: sim.RunResults) -> list[str]:
    """Return sites whose members allow no further desk."""
    table = usual.tables["sites"]
    return [str(site) for site in table["site"][table["members"] - 2 == table["desks"]]]


def test_desks_that_members_do_not_allow_change_nothing_and_are_reported(
    usual: sim.RunResults, tmp_path: Path
) -> None:
    table = usual.tables["sites"]
    full = np.isin(table["site"], full_sites(usual)) & (table["members"] == 5)
    sites = table["site"][full][:2].tolist()
    assert len(sites) == 2

    results = run(
        tmp_path, f'kind = "desks_added"\ndesks = 2\n{ALL_DAY}\nwhere = {{ sites = {sites} }}'
    )

    assert did(results) == [(2, 2, 0, "5 members, 2 may not issue")]
    message = "0 of 2 sites got a desk: 5 members, 2 may not issue"
    assert f"NO EFFECT: x0: {message}" in summary_text(results)
    assert f"<strong>No effect</strong>: {message}" in render([results])
    assert csv_text(results.tables["sites"]) == csv_text(usual.tables["sites"])


def test_with_more_members_the_same_desks_open(usual: sim.RunResults, tmp_path: Path) -> None:
    sites = full_sites(usual)[:2]
    where = f"where = {{ sites = {sites} }}"
    desks = f'kind = "desks_added"\ndesks = 2\n{ALL_DAY}\n{where}'

    results = run(tmp_path, f'kind = "members_added"\nmembers = 3\n{where}', desks)

    table, before = results.tables["sites"], usual.tables["sites"]
    affected = np.isin(table["site"], sites)
    assert (table["members_present"] - before["members_present"]).tolist() == (
        3 * affected
    ).tolist()
    assert (table["desks_open"] - before["desks_open"]).tolist() == (2 * affected).tolist()
    hours = table["desk_hours"] - before["desk_hours"]
    # Thirteen hours each, lunch included.
    assert hours.tolist() == pytest.approx((26.0 * affected).tolist(), abs=0.02)
    assert [effect[2] for effect in did(results)] == [2, 2]
    assert (table["wait_mean_s"][affected] <= before["wait_mean_s"][affected]).all()
    assert usual.summary.staff is not None
    assert results.summary.staff is not None
    assert results.summary.staff.members == usual.summary.staff.members + 6
    # Values of the register do not change.
    for name in ("members", "desks"):
        assert np.array_equal(table[name], before[name])


def test_extra_desks_are_in_tables_and_totals(usual: sim.RunResults) -> None:
    changes = ["register.regions=['MAN']", "polling.desks_extra=1"]
    results = sim.run(sim.load_scenario("baseline", changes))

    table = results.tables["sites"]
    expected = np.minimum(table["desks"] + 1, table["members"] - 2)
    assert np.array_equal(table["desks_open"], expected)
    assert np.array_equal(usual.tables["sites"]["desks_open"], usual.tables["sites"]["desks"])
    assert results.summary.staff is not None
    assert results.summary.staff.desks_open == expected.sum()
    assert results.summary.staff.desk_hours == pytest.approx(
        float(table["desk_hours"].sum()), abs=0.01 * len(table["site"])
    )
    assert "desk-hours" in summary_text(results)
    assert "Desk-hours" in render([results])


OF_TINY = {
    'kind = "late_opening"\nto = 09:00:00': (3, 3, 3, ""),
    'kind = "desks_closed"\nfrom = 05:00:00\nto = 06:00:00': (
        3, 3, 0, "its hours are outside those of the doors"
    ),
    f'kind = "desks_added"\n{ALL_DAY}': (3, 3, 3, ""),
    'kind = "ballots_short"\nshare = 0.2\nto = 15:00:00': (3, 3, 3, ""),
    'kind = "ballots_short"\nshare = 1.0\nto = 15:00:00': (
        3, 3, 0, "the ballots lasted until more were brought"
    ),
    'kind = "arrivals_moved"\nfrom = 10:00:00\nto = 19:00:00\ncome_from = 07:00:00\n'
    "come_to = 08:00:00\nshare = 1.0": (3, 3, 3, ""),
    'kind = "arrivals_moved"\nfrom = 10:00:00\nto = 19:00:00\ncome_from = 07:00:00\n'
    "come_to = 08:00:00\nshare = 0.0": (3, 3, 0, "its share is 0"),
    'kind = "extra_ballots"\nshare = 0.0': (3, 3, 0, "its share is 0"),
    'kind = "power_cut"\nfrom = 20:00:00\nto = 23:00:00': (3, 3, 3, ""),
    'kind = "power_cut"\nfrom = 05:00:00\nto = 06:00:00': (
        3, 3, 0, "nothing was being counted or written in its hours"
    ),
    'kind = "roads_slow"\nfactor = 2.0': (3, 3, 3, ""),
    'kind = "roads_slow"\nfactor = 1.0': (3, 3, 0, "its factor is 1"),
    'kind = "protocols_returned"\nshare = 1.0': (3, 3, 3, ""),
    'kind = "clerks_absent"\nclerks = 1\nfrom = 20:00:00\nto = 23:00:00': (2, 2, 2, ""),
    'kind = "clerks_absent"\nclerks = 1\nfrom = 05:00:00\nto = 06:00:00': (
        2, 2, 0, "no protocol was there in its hours"
    ),
    'kind = "roads_slow"\nfactor = 2.0\nwhere = { share = 0.0 }': (
        3, 0, 0, "its share picked none of them"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "effect"), OF_TINY.items(), ids=range(len(OF_TINY)))
def test_what_each_kind_did_agrees_with_what_changed(
    keys: str, effect: tuple[int, int, int, str], tmp_path: Path, tiny: sim.RunResults
) -> None:
    results = run(tmp_path, keys, head="", parent="tiny")
    by_simpy = run(tmp_path, keys, head="", parent="tiny", engine="simpy")

    assert did(results) == did(by_simpy) == [effect]
    sites, other = results.tables["sites"], tiny.tables["sites"]
    names = [name for name in other if name != "discrepancy"]
    same = all(np.array_equal(sites[name], other[name]) for name in names)
    assert same == (effect[2] == 0)


def test_a_protocol_that_waits_for_a_vehicle_is_not_on_the_road(tmp_path: Path) -> None:
    # One vehicle brings the protocol of the second site then; the first one's is signed, and waits.
    keys = 'kind = "roads_slow"\nfactor = 1.5\nfrom = 20:35:00\nto = 21:00:00'
    results = run(tmp_path, keys, head="[commission]\nvehicles = 1\n", parent="tiny")

    sites, begin = results.tables["sites"], np.datetime64("2021-07-25T20:35:00")
    assert (sites["signed"] < begin).tolist() == [True, True, False]
    assert (sites["fetched"] < begin).tolist() == [False, True, False]
    assert did(results) == [(3, 3, 1, "")]


def test_of_several_incidents_each_is_judged_by_itself(tmp_path: Path) -> None:
    desks = f'kind = "desks_closed"\ndesks = 20\n{ALL_DAY}'

    results = run(tmp_path, 'kind = "late_opening"\nto = 12:00:00', desks, head="", parent="tiny")

    # No desk is open anyway: whether doors open late makes no difference.
    assert did(results) == [
        (3, 3, 0, "no desk was open there in its hours"),
        (3, 3, 3, ""),
    ]


def test_ensembles_say_what_incidents_did_in_the_median(tmp_path: Path) -> None:
    results = run(tmp_path, 'kind = "roads_slow"\nfactor = 2.0\nwhere = { share = 0.5 }',
                  head="", parent="tiny", replications=5)  # fmt: skip

    (incident,) = results.summary.incidents
    assert incident.matched == 3
    assert 0 <= incident.changed == incident.affected <= 3
    assert "Effects of incidents (medians)" in summary_text(results)
    assert "staff_desk_hours" in results.tables["replications"]


def test_copies_of_the_country_add_up(tmp_path: Path) -> None:
    results = run(tmp_path, 'kind = "late_opening"\nto = 09:00:00\nwhere = { regions = ["EAST"] }',
                  head="[register]\nscale = 2\n", parent="tiny")  # fmt: skip

    assert did(results) == [(4, 4, 4, "")]
    assert len(results.tables["sites"]["desks_open"]) == 6
