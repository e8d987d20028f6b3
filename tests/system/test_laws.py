"""Laws of every polling day, over generated sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.day.reference import ENOUGH, NOT_YET, State, run_site
from sim.turnout.compiled_sampling import ANY_LINE, NEVER
from tests.conftest import HOUR
from tests.support.generated_sites import LAW, sites

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Ints
    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters


def most_at_once(begins: Ints, ends: Ints) -> int:
    """Return how many half-open intervals overlap at most."""
    return max((int(((begins <= t) & (t < ends)).sum()) for t in begins), default=0)


# Laws of one site ------------------------------------------------------------------------------


@LAW
@given(sites())
def test_nobody_is_lost(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    ends = (State.VOTED, State.TURNED_BACK, State.GAVE_UP, State.TOO_LATE)
    assert np.isin(day.state, ends).all()
    voted = day.state == State.VOTED
    for times in (day.called_at, day.issued_at, day.booth_at, day.marked_at, day.left_at):
        assert np.array_equal(times != NOT_YET, voted)
    back = day.state == State.TURNED_BACK
    assert ((day.visits == 2) | (voters.returns_after_ms == NEVER))[back].all()
    again = day.visits == 2
    assert np.array_equal(
        day.arrived_at[again], (voters.arrives_at + voters.returns_after_ms)[again]
    )
    assert (day.visits[~again] == 1).all()


@LAW
@given(sites())
def test_everyone_goes_the_same_way(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    voted = (day.state == State.VOTED) & ~voters.at_home
    assert (np.maximum(day.arrived_at, plan.opens_at) <= day.called_at)[voted].all()
    assert np.array_equal(day.issued_at[voted], (day.called_at + voters.check_in_ms)[voted])
    assert (day.issued_at <= day.booth_at)[voted].all()
    assert np.array_equal(day.marked_at[voted], (day.booth_at + voters.booth_ms)[voted])
    box_ms = np.where(voters.carries_away, 0, voters.box_ms)
    assert (day.marked_at + box_ms <= day.left_at)[voted].all()
    assert np.array_equal(day.marked_at[voters.carries_away], day.left_at[voters.carries_away])


@LAW
@given(sites())
def test_each_line_is_served_in_order(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    called = (day.state == State.VOTED) & ~voters.at_home
    for line in range(max(plan.lists, 1)):
        of_queue = np.flatnonzero(called & (voters.number % max(plan.lists, 1) == line))
        in_order = of_queue[np.lexsort((voters.number[of_queue], day.arrived_at[of_queue]))]
        assert (np.diff(day.called_at[in_order]) >= 0).all()


@LAW
@given(sites())
def test_patience_and_closing_end_waits(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    called = (day.state == State.VOTED) & ~voters.at_home
    patient = voters.patience_ms == NEVER
    assert not (patient & (day.state == State.GAVE_UP)).any()
    waited = day.called_at - day.arrived_at
    assert (waited <= voters.patience_ms)[called & ~patient].all()
    assert (day.arrived_at < plan.closes_at)[called].all()
    late = (day.state == State.TOO_LATE) & ~voters.at_home
    if plan.serve_queue:
        assert (day.arrived_at >= plan.closes_at)[late].all()
    else:
        assert (day.called_at <= plan.closes_at)[called].all()


@LAW
@given(sites())
def test_no_room_has_more_people_than_its_limit(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    here = (day.state == State.VOTED) & ~voters.at_home
    most_desks = min(max(desks for _, desks in plan.desk_calendar), plan.issuers)
    assert most_at_once(day.called_at[here], day.issued_at[here]) <= most_desks
    assert most_at_once(day.booth_at[here], day.marked_at[here]) <= plan.booths
    casts = here & ~voters.carries_away
    at_box = (day.left_at - voters.box_ms)[casts]
    assert most_at_once(at_box, day.left_at[casts]) <= plan.boxes
    if plan.inside_max:
        assert most_at_once(day.called_at[here], day.left_at[here]) <= plan.inside_max


@LAW
@given(sites(), st.integers(0, 60))
def test_no_more_are_called_than_there_are_ballots(site: tuple[Plan, Voters], n: int) -> None:
    plan, voters = site
    plan = plan._replace(ballots=n)
    day = run_site(plan, voters)
    called = np.sort(day.called_at[(day.called_at != NOT_YET) & ~voters.at_home])
    assert (called[n:] >= plan.ballots_brought_at).all()
    # Until they are used up the day is that of a site with ballots for all.
    plenty = run_site(plan._replace(ballots=ENOUGH), voters)
    first = np.sort(plenty.called_at[(plenty.called_at != NOT_YET) & ~voters.at_home])[:n]
    assert np.array_equal(called[:n], first)


@LAW
@given(sites(at_home=False))
def test_desks_call_only_while_open_and_never_idle(site: tuple[Plan, Voters]) -> None:
    """At the end of any moment with a queue, all desks are busy or the hall is full."""
    plan, voters = site
    plan = plan._replace(lists=0, ballots=ENOUGH)
    day = run_site(plan, voters)
    called = day.state == State.VOTED
    until = np.where(called, day.called_at, day.arrived_at)
    # Those who renege are in the queue for all of their last moment: a desk would come first.
    gave_up, shut_out = day.state == State.GAVE_UP, day.state == State.TOO_LATE
    until[gave_up] += voters.patience_ms[gave_up] + 1
    until[shut_out & (day.arrived_at < plan.closes_at)] = plan.closes_at + 1
    times, desks = (np.array(column) for column in zip(*plan.desk_calendar, strict=True))
    moments = np.unique(
        np.concatenate([times, day.arrived_at, until - 1, until, day.issued_at, day.left_at])
    )
    moments = moments[moments >= plan.opens_at]

    def count(begins: Ints, ends: Ints, at: Ints = moments) -> Ints:
        overlaps: Ints = ((begins <= at[:, None]) & (at[:, None] < ends)).sum(axis=1)
        return overlaps

    open_desks = np.minimum(desks, plan.issuers)
    busy = count(day.called_at[called], day.issued_at[called])
    place = np.searchsorted(times, moments, side="right") - 1
    if not plan.serve_queue:
        # The doors close first: a desk that opens in that moment has no voters.
        last = moments == plan.closes_at
        place[last] = np.searchsorted(times, moments[last]) - 1
    idle = busy < open_desks[place]
    inside = count(day.called_at[called], day.left_at[called])
    room = inside < (plan.inside_max or len(called) + 1)
    assert not (idle & room & (count(day.arrived_at, until) > 0)).any()

    # A desk that becomes free calls the next voter before it closes in the same moment.
    begins = day.called_at[called]
    before = np.where(begins > plan.opens_at, begins - 1, begins)
    planned = [np.searchsorted(times, at, side="right") - 1 for at in (before, begins)]
    at_desks = count(begins, day.issued_at[called], begins)
    assert (at_desks <= np.maximum(open_desks[planned[0]], open_desks[planned[1]])).all()


# Two days with common random numbers ------------------------------------------------------------


def mean_wait_ms(day: SiteDay, voters: Voters) -> float:
    """Return the mean wait of those who voted at the site, 0 if nobody did."""
    here = (day.state == State.VOTED) & ~voters.at_home
    return float(np.mean((day.called_at - day.arrived_at)[here])) if here.any() else 0.0


@LAW
@given(sites(patience_ms=NEVER, balks_above=ANY_LINE), st.integers(1, 3))
def test_more_desks_never_lengthen_waits(site: tuple[Plan, Voters], more: int) -> None:
    """Nobody is called later, so the mean wait of the same voters cannot grow.

    With one shared queue and no limit inside: with separate queues, or a full hall, a voter who is
    called sooner can delay another.
    """
    plan, voters = site
    few = plan._replace(lists=0, inside_max=0)
    calendar = tuple((at, desks + more) for at, desks in plan.desk_calendar)
    many = few._replace(desk_calendar=calendar, issuers=few.issuers + more)
    day_few, day_many = run_site(few, voters), run_site(many, voters)
    called = day_few.called_at != NOT_YET
    assert (day_many.called_at != NOT_YET)[called].all()
    assert (day_many.called_at <= day_few.called_at)[called].all()
    if plan.serve_queue:
        assert mean_wait_ms(day_many, voters) <= mean_wait_ms(day_few, voters)


@LAW
@given(sites(patience_ms=NEVER), st.integers(1, 18))
def test_later_closing_never_loses_a_ballot(site: tuple[Plan, Voters], later: int) -> None:
    """Voters who are issued a ballot are issued one if doors close later, for both ways of closing.

    Until the earlier closing the days are the same. Those in the queue then go home, or wait
    until called, which later voters can delay but not prevent; with limited patience this
    would not hold if later voters fill the booths.
    """
    plan, voters = site
    early = run_site(plan, voters)
    late = run_site(plan._replace(closes_at=plan.closes_at + later * HOUR // 6), voters)
    assert ((early.issued_at == NOT_YET) | (late.issued_at != NOT_YET)).all()
    assert (early.issued_at != NOT_YET).sum() <= (late.issued_at != NOT_YET).sum()


# Sites are independent -------------------------------------------------------------------------

DAY_COLUMNS = (
    "site", "registered", "members", "desks", "booths", "boxes", "came", "issued", "cast",
    "cast_at_home", "turnout_pct", "turned_back", "gave_up", "too_late", "wait_mean_s",
    "wait_p95_s", "wait_max_s", "longest_line", "last_left",
)  # fmt: skip
MORE_DESKS = """
name = "more-desks"
extends = "baseline"

[register]
regions = ["MAN"]

[[incident]]
name = "two more desks"
kind = "desks_added"
desks = 2
from = 07:00:00
to = 20:00:00
where = {{ sites = ["{site}"] }}
"""


def worst_site(results: sim.RunResults) -> str:
    """Return the site with the longest mean wait among those whose members allow one more desk."""
    sites = results.tables["sites"]
    scenario: Any = results.manifest.scenario
    polling = scenario["polling"]
    spare: Any = sites["members"].astype(int) - sites["desks"].astype(int)
    waits = np.where(spare > polling["members_not_issuing"], sites["wait_mean_s"], -1)
    return str(sites["site"][np.argmax(waits)])


def test_more_desks_at_one_site_touch_no_other(tmp_path: Path) -> None:
    plain = sim.run(sim.load_scenario("baseline", ['register.regions=["MAN"]']), workers=1)
    changed = worst_site(plain)
    file = tmp_path / "more-desks.toml"
    file.write_text(MORE_DESKS.format(site=changed), encoding="utf-8")
    other = sim.run(sim.load_scenario(str(file)), workers=1)
    for table, columns in (("sites", DAY_COLUMNS), ("tallies", ("site", "choice", "votes"))):
        before, after = plain.tables[table], other.tables[table]
        rest = before["site"] != changed
        assert 0 < rest.sum() < len(rest)
        for name in columns:
            assert np.array_equal(before[name][rest], after[name][rest]), name
    wait_before, wait_after = (
        results.tables["sites"]["wait_mean_s"][results.tables["sites"]["site"] == changed]
        for results in (plain, other)
    )
    assert wait_after.tolist() < wait_before.tolist()
