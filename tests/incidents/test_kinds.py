"""The kinds of incidents: their keys and rules, and their effects in both engines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core import clock
from sim.core.errors import ScenarioError
from sim.core.streams import Stream, Streams, VoterBlock
from sim.day.reference import plan_sites
from sim.incidents.kinds import all_kinds
from sim.night.protocol import broken_equations
from sim.register import build_register
from sim.results import csv_text
from sim.turnout import attendance, sample_voters
from tests.support.incidents import MAN, scenario_with

ROOT = Path(__file__).parents[2]

# Keys --------------------------------------------------------------------------------------------

REFUSED = {
    'kind = "power_cut"\nfrom = 02:00:00\nto = 23:00:00': (
        "to must be after from (02:00:00; before noon is the next morning); got 23:00:00"
    ),
    'kind = "power_cut"\nto = 23:00:00': "from is missing: power_cut needs it",
    'kind = "roads_slow"': "factor is missing: roads_slow needs it",
    'kind = "roads_slow"\nfactor = 2.0\nfrom = 20:00:00': (
        "to is missing: from needs it, or leave both out"
    ),
    'kind = "roads_slow"\nfactor = 0.5': ("factor must be a number between 1 and 50; got 0.5"),
    'kind = "late_opening"\nto = 09:00:00\ndesks = 2': (
        "late_opening has no key desks; known: to, name, kind, where"
    ),
    'kind = "ballots_short"\nshare = 0.5\nto = 12:00:00\nfrom = 09:00:00': (
        "ballots_short has no key from (it begins when the ballots there are issued); "
        "known: to, share, name, kind, where"
    ),
    'kind = "ballots_short"\nshare = 0.5\nto = 21:00:00': (
        "to must be after the doors open (07:00:00) and not after they close (20:00:00); "
        "got 21:00:00"
    ),
    'kind = "held_open"\nto = 19:30:00': (
        "to must be after the doors close (20:00:00); got 19:30:00"
    ),
    'kind = "held_open"\nto = 21:00:00\nfrom = 20:00:00': (
        "held_open has no key from (it begins when the doors would close); "
        "known: to, name, kind, where"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5': (
        "come_from is missing: arrivals_moved needs it"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 18:00:00\ncome_to = 21:00:00": (
        "come_to must not be after the doors close (20:00:00); got 21:00:00"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 04:00:00\ncome_to = 03:00:00": (
        "come_from must be at most two hours before the doors open (07:00:00); got 04:00:00"
    ),
    'kind = "clerks_absent"\nclerks = 1\nfrom = 20:00:00\nto = 03:00:00\n'
    "where = { min_registered = 100 }": (
        "where.min_registered: clerks_absent affects commissions, not sites; leave the key out"
    ),
    'kind = "extra_ballots"\nshare = 1.5': ("share must be a number between 0 and 1; got 1.5"),
    'kind = "power_cut"\nfrom = 15:00:00\nto = 20:00:00': (
        "to must be after the doors close (20:00:00), when the night begins; got 20:00:00"
    ),
    'kind = "arrivals_moved"\nfrom = 12:00:00\nto = 16:00:00\nshare = 0.5\n'
    "come_from = 12:00:00\ncome_to = 16:00:00": (
        "come_from and come_to must differ from from and to: nobody would move"
    ),
}


@pytest.mark.parametrize(("keys", "message"), REFUSED.items(), ids=range(len(REFUSED)))
def test_keys_that_make_no_sense_for_a_kind_are_named(
    keys: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_with(tmp_path, keys)

    assert f': incident "x": {message}' in str(error.value)
    assert all(problem.key == 'incident "x"' for problem in error.value.problems)


SOME = f"known: {', '.join(list(all_kinds())[:5])} and {len(all_kinds()) - 5} more"
UNKNOWN = {
    'kind = "power_cutt"\nto = 23:00:00': (
        "kind 'power_cutt' is not known; did you mean 'power_cut'?"
    ),
    'kind = "fire"\nto = 23:00:00': f"kind 'fire' is not known; {SOME}",
    "to = 23:00:00": f"kind is missing; {SOME}",
}


@pytest.mark.parametrize(("keys", "message"), UNKNOWN.items(), ids=("like", "unknown", "missing"))
def test_an_unknown_kind_is_refused_with_like_or_five_known_ones(
    keys: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(ScenarioError) as error:
        scenario_with(tmp_path, keys)

    assert str(error.value).endswith(f'incident "x": {message}')


def test_desks_are_one_where_a_kind_has_them(tmp_path: Path) -> None:
    hours = "from = 21:00:00\nto = 22:00:00"
    (closed,) = scenario_with(tmp_path, f'kind = "desks_closed"\n{hours}').incidents

    assert closed.model_dump(by_alias=True)["desks"] == 1


# Files -------------------------------------------------------------------------------------------


def test_no_kind_is_named_outside_its_file() -> None:
    kinds = ROOT / "sim" / "incidents" / "kinds"
    quoted = re.compile(rf"""["'`]({"|".join(all_kinds())})["'`]""")

    files = {path.stem for path in kinds.glob("*.py")}
    assert sorted(files - {"__init__"}) == list(all_kinds())
    for path in (ROOT / "sim").rglob("*.py"):
        named = set(quoted.findall(path.read_text(encoding="utf-8")))
        assert named <= {path.stem if path.parent == kinds else ""}, path


def test_every_kind_has_a_row_in_the_documentation_with_its_keys() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    rows = [row.split("|") for row in page.split("| kind | keys |")[1].splitlines()[2:] if row]
    keys = {
        kind: set(re.findall(r"`(\w+)`", row[2]))
        for row in rows
        if len(row) > 3
        for kind in re.findall(r"`(\w+)`", row[1])
    }

    assert keys == {kind: set(declared.all_keys()) for kind, declared in all_kinds().items()}


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

    auto, simpy = (sim.run(scenario, engine=engine, workers=1) for engine in ("auto", "simpy"))

    assert auto.summary.simpy_sites == 0
    assert auto.tables["sites"]["discrepancy"].sum() > 100
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name
    assert auto.summary.invariants.breached == simpy.summary.invariants.breached == ()


def test_moved_arrivals_keep_their_order_and_all_others_their_time(tmp_path: Path) -> None:
    moving, plain = scenario_with(tmp_path, *ALL_BY_DAY[:1]), scenario_with(tmp_path)
    register, streams = build_register(plain), Streams(3)
    sites = np.arange(register.n_sites)
    base, moved = (
        sample_voters(scenario, register, streams, attendance(scenario, register, streams), sites)
        for scenario in (plain, moving)
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


NIGHT_SHIFT = f"{MAN}[polling]\nopens = 20:00:00\ncloses = 04:00:00\n"


def test_hours_after_midnight_are_of_the_next_day_where_doors_are_open_then(
    tmp_path: Path,
) -> None:
    closed = 'kind = "desks_closed"\ndesks = 9\nfrom = 23:30:00\nto = 01:30:00'
    late = 'kind = "late_opening"\nto = 02:00:00'
    scenario = scenario_with(tmp_path, closed, late, head=NIGHT_SHIFT)
    register = build_register(scenario)

    for plan in plan_sites(scenario, register, Streams(1)):
        # Mangystau is an hour behind: 20:00 to 04:00 there.
        assert (plan.opens_at, plan.closes_at) == (21 * clock.HOUR_MS, 29 * clock.HOUR_MS)
        (first, none), (opened, some) = plan.desk_calendar
        assert (first, none, opened) == (plan.opens_at, 0, 27 * clock.HOUR_MS)
        assert some > 0
    with pytest.raises(ScenarioError, match=r"after the doors close \(04:00:00 \+1 d\)"):
        scenario_with(tmp_path, 'kind = "power_cut"\nfrom = 01:00:00\nto = 04:00:00',
                      head=NIGHT_SHIFT)  # fmt: skip


def test_voters_moved_past_midnight_come_then(tmp_path: Path) -> None:
    moved = (
        'kind = "arrivals_moved"\nfrom = 20:00:00\nto = 23:00:00\nshare = 1.0\n'
        "come_from = 23:00:00\ncome_to = 01:00:00"
    )
    scenario = scenario_with(tmp_path, moved, head=NIGHT_SHIFT)
    register, streams = build_register(scenario), Streams(3)
    coming = attendance(scenario, register, streams)

    arrivals = np.concatenate([
        voters.arrives_at
        for voters in sample_voters(scenario, register, streams, coming, np.arange(9))
    ])  # fmt: skip
    # In capital time the window is 21:00 to 24:00, and they come from 24:00 to 02:00.
    hours = arrivals / clock.HOUR_MS
    assert not ((hours >= 21) & (hours < 24)).any()
    assert ((hours >= 24) & (hours < 26)).mean() > 0.5


# Second ballots ----------------------------------------------------------------------------------


def test_no_more_are_handed_out_than_the_stack_has(tmp_path: Path) -> None:
    found = sim.run(scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 1.0'), workers=1)
    sites = found.tables["sites"]

    received = sites["registered"] + -(-sites["registered"] // 100)
    assert np.array_equal(
        sites["cast"], np.minimum(received, 2 * sites["issued"] - sites["cast_at_home"])
    )
    assert not found.summary.invariants.breached
    votes: Any = found.tables["tallies"]["votes"]
    assert votes.sum() == sites["cast"].sum()


def test_the_equations_that_notice_are_the_first_and_the_third(tmp_path: Path) -> None:
    streams = Streams(2021)
    scenario = scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 0.05')
    election = sim.election.run_election(sim.election.build_country(scenario), streams)

    for protocol in election.night.protocols:
        assert [broken[:2] for broken in broken_equations(protocol)] == ["C1", "C3"]


def test_replications_carry_the_discrepancy_with_bands(tmp_path: Path) -> None:
    scenario = scenario_with(tmp_path, 'kind = "extra_ballots"\nshare = 0.05')
    found = sim.run(scenario, replications=3)

    sites = found.tables["sites"]
    assert (sites["discrepancy_p05"] <= sites["discrepancy"]).all()
    assert found.summary.night.discrepant_protocols == len(sites["site"])
