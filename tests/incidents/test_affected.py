"""Incidents: their keys, whom they befall, and what both engines and the night make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.core import clock
from sim.core.errors import ScenarioError
from sim.core.streams import Stream, Streams, VoterBlock
from sim.election import build_country
from sim.incidents.affected import befallen, commissions_affected
from sim.incidents.night_effects import STOP, Slow, finish
from sim.night.protocol import EQUATIONS
from sim.register import build_register
from sim.results import csv_text
from sim.turnout import attendance, sample_voters

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

MAN = '[register]\nregions = ["MAN"]\n'


def scenario_with(tmp_path: Path, *incidents: str, head: str = MAN) -> Scenario:
    """Return the baseline in Mangystau, with incidents given by their keys."""
    tables = "".join(f'[[incident]]\nname = "x"\n{own}\n' for own in incidents)
    file = tmp_path / "incident.toml"
    file.write_text(f'extends = "baseline"\n{head}{tables}', encoding="utf-8")
    return sim.load_scenario(file)


# Keys --------------------------------------------------------------------------------------------

REFUSED = {
    'kind = "power_cut"\nfrom = 02:00:00\nto = 23:00:00': (
        "to: must be after from (02:00:00; before noon is the next morning); got 23:00:00"
    ),
    'kind = "power_cut"\nto = 23:00:00': "from: power_cut needs it",
    'kind = "roads_slow"': "factor: roads_slow needs it",
    'kind = "roads_slow"\nfactor = 2.0\nfrom = 20:00:00': (
        "to: is missing: give both from and to, or neither for all the time"
    ),
    'kind = "roads_slow"\nfactor = 0.5': "factor",
    'kind = "late_opening"\nto = 09:00:00\ndesks = 2': (
        "desks: is no key of late_opening, which has to; leave it out"
    ),
    'kind = "ballots_short"\nshare = 0.5\nto = 12:00:00\nfrom = 09:00:00': (
        "from: it begins when the ballots there are issued: leave it out"
    ),
    'kind = "ballots_short"\nshare = 0.5\nto = 21:00:00': (
        "to: must lie between the doors' hours, 07:00:00 and 20:00:00; got 21:00:00"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5': (
        "come_from: arrivals_moved needs it"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 18:00:00\ncome_to = 21:00:00": (
        "come_to: must not be after the doors close (20:00:00); got 21:00:00"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 04:00:00\ncome_to = 03:00:00": (
        "come_from: must be at most two hours before the doors open (07:00:00); got 04:00:00"
    ),
    'kind = "clerks_absent"\nclerks = 1\nfrom = 20:00:00\nto = 03:00:00\n'
    "where = { min_registered = 100 }": (
        "where.min_registered: clerks_absent befalls commissions, not sites: leave it out"
    ),
    'kind = "extra_ballots"\nshare = 1.5': "share",
    'kind = "power_cut"\nfrom = 15:00:00\nto = 20:00:00': (
        "to: must be after the doors close (20:00:00), when the night begins; got 20:00:00"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 12:00:00\ncome_to = 16:00:00": (
        "come_from: come_from and come_to are from and to: nobody would move"
    ),
}


@pytest.mark.parametrize(("keys", "message"), REFUSED.items(), ids=range(len(REFUSED)))
def test_keys_that_make_no_sense_for_a_kind_are_named(
    keys: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_with(tmp_path, keys)

    assert f"incident.0.{message}" in str(error.value)


def test_desks_are_one_where_a_kind_has_them_and_none_elsewhere(tmp_path: Path) -> None:
    hours = "from = 21:00:00\nto = 22:00:00"
    closed, cut = scenario_with(
        tmp_path, f'kind = "desks_closed"\n{hours}', f'kind = "power_cut"\n{hours}'
    ).incidents

    assert (closed.desks, cut.desks) == (1, None)


# Whom --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ('regions = ["TUR"]', "regions = ['TUR']"),
        (
            "min_registered = 500, max_registered = 100",
            "min_registered = 500, max_registered = 100",
        ),
    ],
)
def test_an_incident_that_would_befall_nobody_is_named(
    where: str, said: str, tmp_path: Path
) -> None:
    late = 'kind = "late_opening"\nto = 09:00:00\nwhere = '
    nobody, chance = f"{late}{{ {where} }}", f"{late}{{ share = 0.0 }}"

    with pytest.raises(ScenarioError) as error:
        build_country(scenario_with(tmp_path, chance, nobody))

    # That its luck spares everybody is no mistake.
    assert "incident.0" not in str(error.value)
    assert f"incident.1.where: no site of this country has {said}: it would" in str(error.value)


def test_a_share_of_sites_and_of_commissions_is_befallen_by_their_own_luck(tmp_path: Path) -> None:
    cut = 'kind = "power_cut"\nfrom = 22:00:00\nto = 01:00:00\nwhere = { share = 0.5 }'
    away = 'kind = "clerks_absent"\nclerks = 1\nfrom = 20:00:00\nto = 03:00:00'
    scenario = scenario_with(tmp_path, cut, away + "\nwhere = { share = 0.5 }", head="")
    whole = build_register(scenario)
    part, streams = whole.keep_regions(["MAN", "TUR"]), Streams(5)

    hit = dict(zip(whole.site_id, befallen(scenario, whole, streams), strict=True))
    assert 0.4 < sum(map(len, hit.values())) / whole.n_sites < 0.6
    assert {own for numbers in hit.values() for own in numbers} == {0}
    for site, numbers in zip(part.site_id, befallen(scenario, part, streams), strict=True):
        assert numbers == hit[site]
    away_from, here = (
        {str(own.commission_id[k]) for _, k in commissions_affected(scenario, own, streams)}
        for own in (whole, part)
    )
    assert 0.3 < len(away_from) / len(whole.commission_id) < 0.7
    assert here == {own for own in away_from if own[:3] in {"MAN", "TUR"}}


# Both engines ------------------------------------------------------------------------------------

ALL_BY_DAY = (
    (
        'kind = "arrivals_moved"\nfrom = 11:00:00\nto = 15:00:00\nshare = 0.6\n'
        "come_from = 06:30:00\ncome_to = 08:00:00"
    ),
    (
        'kind = "arrivals_moved"\nfrom = 07:00:00\nto = 07:30:00\nshare = 0.5\n'
        "come_from = 18:00:00\ncome_to = 20:00:00\nwhere = { share = 0.5 }"
    ),
    'kind = "ballots_short"\nshare = 0.3\nto = 14:00:00\nwhere = { share = 0.5 }',
    'kind = "extra_ballots"\nshare = 0.9\nwhere = { share = 0.3 }',
    'kind = "extra_ballots"\nshare = 0.1\nfrom = 10:00:00\nto = 17:00:00',
)


@pytest.mark.parametrize(
    "head",
    [
        MAN,
        MAN + '[polling]\nline = "per_list"\nclosing = "hard_close"\ninside_max = 6\n'
        "carry_away_share = 0.05\nrenege_share = 0.4\nbalk_share = 0.4\n",
    ],
    ids=["plain", "all features"],
)
def test_both_engines_give_the_same_tables_with_incidents(head: str, tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, *ALL_BY_DAY, head=head)

    auto, simpy = (sim.run(scenario, engine=own, workers=1) for own in ("auto", "simpy"))

    assert auto.summary["simpy_sites"] == 0
    assert auto.tables["sites"]["discrepancy"].sum() > 100
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name
    assert auto.summary["invariants"]["breached"] == simpy.summary["invariants"]["breached"] == []


def test_moved_arrivals_keep_their_order_and_all_others_their_time(tmp_path: Path) -> None:
    moving, plain = scenario_with(tmp_path, *ALL_BY_DAY[:1]), scenario_with(tmp_path)
    register, streams = build_register(plain), Streams(3)
    sites = np.arange(register.n_sites)
    base, moved = (
        sample_voters(own, register, streams, attendance(own, register, streams), sites)
        for own in (plain, moving)
    )

    limit = round(0.6 * 2**32)
    n_moved = n_within = 0
    for site, one, other in zip(sites.tolist(), base, moved, strict=True):
        word = streams.words(Stream.VOTER, one.number, register.site_key[site], VoterBlock.BALLOT)[
            2
        ]
        # Mangystau is an hour behind: 11:00 to 15:00 there.
        begins, into = 12 * clock.HOUR_MS, 7 * clock.HOUR_MS + 30 * clock.MINUTE_MS
        passed = one.arrives_at - begins
        within = (passed >= 0) & (passed < 4 * clock.HOUR_MS)
        expected = np.where(within & (word < limit), into + passed * 3 // 8, one.arrives_at)
        assert np.array_equal(other.arrives_at, expected)
        n_moved, n_within = n_moved + int((within & (word < limit)).sum()), n_within + within.sum()
    assert n_moved == pytest.approx(0.6 * n_within, rel=0.05)


# The night ---------------------------------------------------------------------------------------


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(1, 80), st.integers(1, 80), st.sampled_from([STOP, 1.0, 2.5]))),
)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_work_is_done_when_its_parts_are(
    start: int, work: int, steps: list[tuple[int, int, float]]
) -> None:
    """Hold it against going through the time tick by tick, within a tick for each window."""
    windows, now = [], 0
    for gap, length, factor in steps:
        windows.append(Slow(now + gap, now + gap + length, factor))
        now += gap + length
    at, left = start, float(work)
    while left > 1e-9:
        factor = next((w.factor for w in windows if w.begins <= at < w.ends), 1.0)
        left -= 1 / factor if factor else 0
        at += 1

    assert abs(finish(start, work, windows) - at) <= 1.5 * len(windows) + 1
    assert finish(start, work, ()) == start + work


def test_nothing_is_taken_in_without_clerks_and_nothing_counted_without_power(
    tmp_path: Path,
) -> None:
    scenario = scenario_with(
        tmp_path,
        'kind = "clerks_absent"\nclerks = 9\nfrom = 19:00:00\nto = 04:00:00',
        'kind = "power_cut"\nfrom = 21:00:00\nto = 22:00:00',
        'kind = "power_cut"\nfrom = 21:30:00\nto = 23:00:00',
        'kind = "roads_slow"\nfactor = 3.0\nfrom = 22:00:00\nto = 03:00:00',
    )
    found = sim.run(scenario, workers=1)
    sites, night = found.tables["sites"], found.tables["night"]

    # An hour later in the capital.
    assert (sites["accepted"] > np.datetime64("2021-07-26T05:00")).all()
    dark = [np.datetime64(f"2021-07-2{own}") for own in ("5T22:00", "6T00:00")]
    assert not ((sites["signed"] > dark[0]) & (sites["signed"] <= dark[1])).any()
    within = (night["capital_time"] >= dark[0]) & (night["capital_time"] <= dark[1])
    counted = night["ballots_counted"][within & (night["code"] == "KZ")]
    assert len(set(counted.tolist())) == 1
    assert not found.summary["invariants"]["breached"]


def test_a_wave_that_returns_everything_ends(tmp_path: Path) -> None:
    sites = sim.run(
        scenario_with(tmp_path, 'kind = "protocols_returned"\nshare = 1.0'), workers=1
    ).tables["sites"]

    assert set(sites["returned"].tolist()) == {10}


# Second ballots ----------------------------------------------------------------------------------


def test_more_are_not_handed_out_than_the_stack_holds(tmp_path: Path) -> None:
    found = sim.run(scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 1.0'), workers=1)
    sites = found.tables["sites"]

    received = sites["registered"] + -(-sites["registered"] // 100)
    assert np.array_equal(
        sites["cast"], np.minimum(received, 2 * sites["issued"] - sites["cast_at_home"])
    )
    assert not found.summary["invariants"]["breached"]
    votes: Any = found.tables["tallies"]["votes"]
    assert votes.sum() == sites["cast"].sum()


def test_the_equations_that_notice_are_the_first_and_the_third(tmp_path: Path) -> None:
    streams = Streams(2021)
    scenario = scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 0.05')
    election = sim.election.run_election(sim.election.build_country(scenario), streams)

    for protocol in election.night.protocols:
        broken = [own.code for own in EQUATIONS if not own.holds(protocol)]
        assert broken == ["C1", "C3"]


def test_replications_carry_the_discrepancy_with_bands(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 0.05')
    found = sim.run(scenario, replications=3)

    sites = found.tables["sites"]
    assert (sites["discrepancy_p05"] <= sites["discrepancy"]).all()
    assert found.summary["night"]["discrepant_protocols"] == len(sites["site"])
