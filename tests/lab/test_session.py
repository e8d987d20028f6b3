"""A session: what windows are told after changes, ways back, comparisons, wrong values."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

import sim
from sim.comparison.metrics import national_metrics
from sim.core.errors import InputError, ScenarioError
from sim.lab.events import Windows
from sim.lab.progress import RunProgress, SupersededError
from tests.lab.conftest import Window

if TYPE_CHECKING:
    from pathlib import Path

    from sim.lab.session import Session
    from tests.lab.conftest import Opener

CHECK_IN = "polling.check_in_mean_s"


def test_a_change_is_run_and_shown_in_all_windows(session: Session, window: Window) -> None:
    opened = window.view(0)
    other = Window(session.windows.open())
    session.change(CHECK_IN, "300")
    first, second = window.view(1), other.view(1)
    assert first == second
    curve = next(each for each in first["curves"] if each["code"] == "KZ")
    expected = sim.run("tiny").turnout
    changed = sim.run(sim.load_scenario("tiny", [f"{CHECK_IN}=300"])).turnout
    rows = changed["code"] == "KZ"
    assert curve["pct"] == pytest.approx(changed["turnout_pct"][rows].tolist())
    was = next(each for each in opened["curves"] if each["code"] == "KZ")
    assert was["pct"] == pytest.approx(expected["turnout_pct"][rows].tolist())


def test_waits_are_in_minutes_as_in_their_chart(session: Session, window: Window) -> None:
    window.view(0)
    session.change(CHECK_IN, "600")
    view = window.view(1)
    row = next(each for each in view["metrics"] if each["metric"] == "waits.whole_mean_s")
    runs = (sim.run("tiny"), sim.run(sim.load_scenario("tiny", [f"{CHECK_IN}=600"])))
    before, after = (
        national_metrics(run.summary, run.tables)[row["metric"]].values[0] for run in runs
    )
    assert row["label"] == "Mean whole wait, min"
    assert row["first"] == f"{before / 60:,.2f}"
    assert row["second"] == f"{after / 60:,.2f}"
    assert row["change"] == f"+{(after - before) / 60:,.2f}"


def test_turnout_is_told_before_the_night_is_run(session: Session, window: Window) -> None:
    window.view(0)
    session.change(CHECK_IN, "300")
    day = window.wait("day", lambda day: day["number"] == 1)
    view = window.view(1)
    assert day["curves"] == [[c["code"], c["hours"], c["pct"]] for c in view["curves"]]
    assert window.told.index("day", window.told.index("view") + 1) < len(window.told) - 1


def test_a_window_that_opens_later_sees_the_same(session: Session, window: Window) -> None:
    window.view(0)
    session.change(CHECK_IN, "300")
    view = window.view(1)
    late = Window(session.windows.open())
    late.view(1)
    late.wait("state", lambda state: state["number"] == 1)
    assert late.last["view"] == view
    assert late.last["base"]["number"] == 0
    assert late.last["hello"]["session"]


def test_back_shows_what_was_shown_without_a_run(session: Session, window: Window) -> None:
    opened = window.view(0)
    session.change(CHECK_IN, "300")
    window.view(1)
    session.go_to(0)
    assert window.view(0) == opened
    session.change(CHECK_IN, "200")
    assert window.view(2)["number"] == 2
    session.change(CHECK_IN, None)
    assert window.wait("state", lambda state: state["number"] == 3)["settings"] == {}


def test_a_wrong_value_changes_nothing(session: Session, window: Window) -> None:
    window.view(0)
    with pytest.raises(ScenarioError, match="between 1 and 900 s; got 9000"):
        session.change(CHECK_IN, "9000")
    session.change(CHECK_IN, "300")
    assert window.view(1)["number"] == 1


def test_a_country_that_cannot_exist_is_said_and_the_session_goes_on(opener: Opener) -> None:
    session = opener("baseline", "register.regions=['MAN']")
    window = Window(session.windows.open())
    window.view(0)
    session.change("register.sites", "{MAN = 1}")
    failed = window.wait("failed", bool)
    assert failed["problems"][0]["message"]
    session.set_all({})
    window.wait("view", lambda view: view["of"] > 0 and view["number"] == 2)
    assert window.last["failed"] is None


def test_a_scenario_without_a_country_ends_the_session(opener: Opener) -> None:
    session = opener("baseline", "register.regions=['MAN']", "register.sites={MAN = 1}")
    assert session.ended.wait(60)
    assert isinstance(session.error, InputError)


def test_a_newer_change_ends_an_older_run() -> None:
    told: list[float] = []
    newer = [False]
    progress = RunProgress(lambda: newer[0], lambda _, share: told.append(share))
    progress.begin("Polling day, sites", 10)
    progress.advance(5)
    newer[0] = True
    with pytest.raises(SupersededError):
        progress.advance(1)
    assert told == []


def test_long_runs_tell_how_far_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    told: list[tuple[str, float]] = []
    progress = RunProgress(lambda: False, lambda stage, share: told.append((stage, share)))
    progress.begin("Polling day, sites", 10)
    for second in range(1, 4):
        now[0] = float(second)
        progress.advance(2)
    assert told == [("Polling day, sites", share) for share in (0.2, 0.4, 0.6)]


def test_two_states_have_paired_differences(session: Session, window: Window) -> None:
    window.view(0)
    session.change("polling.booth_mean_s", "400")
    window.view(1)
    session.compare(0, 1)
    found = window.wait("pairs", lambda pairs: pairs["rows_of"] == 5)
    row = next(each for each in found["rows"] if each["metric"] == "waits.whole_mean_s")
    assert (found["paired"], found["first_label"]) == (True, "as opened")
    assert row["interval"]
    assert row["good"] is False
    session.change(CHECK_IN, "70")
    ended = window.wait("pairs", lambda pairs: not pairs["running"])
    assert ended["done"] < 100
    window.view(2)
    with pytest.raises(InputError, match="state 9 is not kept"):
        session.compare(0, 9)


@pytest.mark.parametrize("asked", ["compare", "replicate", "stop"])
def test_what_is_asked_for_during_a_run_does_not_swallow_it(
    session: Session, window: Window, asked: str
) -> None:
    window.view(0)
    session.change(CHECK_IN, "300")
    if asked == "compare":
        session.compare(0, 1)
    else:
        getattr(session, asked)()
    assert window.view(1)["number"] == 1
    assert {"pairs", "bands"}.isdisjoint(window.told)
    if asked == "compare":
        assert window.wait("pairs")["second"] == 1
    elif asked == "replicate":
        assert window.wait("bands")["number"] == 1


def test_the_last_event_of_replications_says_that_they_are_done(
    session: Session, window: Window
) -> None:
    window.view(0)
    session.replicate()
    window.wait("bands", lambda bands: bands["done"] == bands["of"])
    assert window.last["progress"] == {"stage": "Replications", "share": 1.0}
    assert window.queue.empty()


def test_an_earlier_session_gives_nothing_back_after_a_change(
    session: Session, window: Window
) -> None:
    window.view(0)
    session.restore({CHECK_IN: "300"})
    assert window.view(1)["number"] == 1
    session.restore({CHECK_IN: "200"})
    session.set_all({})
    session.restore({CHECK_IN: "200"})
    assert Window(session.windows.open()).wait("state")["number"] == 2


def test_a_state_that_cannot_be_run_is_neither_saved_nor_compared(
    session: Session, window: Window, tmp_path: Path
) -> None:
    window.view(0)
    session.change("register.staff", "nofile.csv")
    why = r"nofile\.csv: register\.staff: cannot be read: No such file"
    with pytest.raises(InputError, match=f"state 1 cannot be run, and is not saved: {why}"):
        session.save("mine.toml", "", {})
    assert list(tmp_path.iterdir()) == []
    [problem] = window.wait("failed", bool)["problems"]
    assert problem["message"].startswith("nofile.csv: register.staff: cannot be read")
    with pytest.raises(InputError, match=f"state 1 cannot be run: {why}"):
        session.compare(0, 1)
    session.change("register.staff", None)
    session.save("mine.toml", "", {})
    assert sim.load_scenario(tmp_path / "mine.toml").name == "mine"


def test_a_result_with_intervals_shows_them(opener: Opener, tmp_path: Path) -> None:
    many = sim.run(sim.load_scenario("tiny", ["turnout.final=sampled"]), replications=3)
    sim.save(many, tmp_path / "many")
    window = Window(opener(str(tmp_path / "many")).windows.open())
    curve = window.view(0)["curves"][0]
    rows = many.turnout["code"] == "KZ"
    assert curve["low"] == pytest.approx(many.turnout["turnout_pct_p05"][rows].tolist())
    assert len(curve["low"]) == len(curve["high"]) == len(curve["pct"])
    assert window.last["hello"]["bands"] is True


def test_intervals_are_those_of_a_run_with_as_many_replications(opener: Opener) -> None:
    settings = ["turnout.final=sampled"]
    session = opener("tiny", *settings)
    window = Window(session.windows.open())
    window.view(0)
    session.replicate()
    found = window.wait("bands", lambda bands: bands["done"] == bands["of"])
    many = sim.run(sim.load_scenario("tiny", settings), replications=found["of"], workers=1)
    rows = many.turnout["code"] == "KZ"
    code, hours, low, high = found["curves"][0]
    assert (code, len(hours)) == ("KZ", int(rows.sum()))
    assert low == pytest.approx(many.turnout["turnout_pct_p05"][rows].tolist())
    assert high == pytest.approx(many.turnout["turnout_pct_p95"][rows].tolist())


def test_a_window_that_reads_nothing_is_dropped_and_others_are_told() -> None:
    windows = Windows()
    deaf, reading = windows.open(), windows.open()
    for number in range(300):
        windows.tell("view", number)
        assert json.loads(str(reading.get_nowait()).split("data: ")[1]) == number
    assert deaf.qsize() < 300
    windows.end()
    assert reading.get_nowait() is None
