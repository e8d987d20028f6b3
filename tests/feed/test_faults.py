"""With a fault exactly the values that it names differ from the truth, which never changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.feed.faults.counts import COUNT_EFFECTS
from sim.feed.faults.declared import FAULT_KINDS
from sim.feed.faults.messages import MESSAGE_EFFECTS
from sim.feed.faults.replies import REPLY_EFFECTS
from sim.feed.faults.units import UNIT_EFFECTS
from sim.feed.night import night_of
from tests.feed.test_events import parsed
from tests.support.feeds import (
    ADDRESS,
    ask,
    clock_text,
    feed_of,
    get_json,
    races_path,
    region_night,
)

if TYPE_CHECKING:
    from sim.feed.feed import Feed

Values = set[tuple[str, str | None, str]]
OF_VALUES = {**COUNT_EFFECTS, **UNIT_EFFECTS}
PAGE = Path(__file__).parents[2] / "docs" / "rehearsal.md"
SECOND = np.timedelta64(1, "s")


def test_every_kind_has_its_effect_and_its_precedent() -> None:
    by_group = {
        "counts": COUNT_EFFECTS, "units": UNIT_EFFECTS, "replies": REPLY_EFFECTS,
        "messages": MESSAGE_EFFECTS,
    }  # fmt: skip
    for group, effects in by_group.items():
        assert {name for name, kind in FAULT_KINDS.items() if kind.of == group} == set(effects)
    without = {name for name, kind in FAULT_KINDS.items() if not kind.precedent}
    # Usual failures of proxies and streams, which have no single case.
    assert without == {"truncated", "malformed", *MESSAGE_EFFECTS}


def fault_rows() -> str:
    """Return the table of kinds in docs/rehearsal.md."""
    return "\n".join(
        f"| `{kind.name}` | {kind.does} | "
        f"{'' if kind.chooses == 'nothing' else f'{kind.share:g} of {kind.chooses}'} | "
        f"{kind.precedent or 'a usual failure of proxies and streams'} |"
        for kind in FAULT_KINDS.values()
    )


def key_rows() -> str:
    """Return the table of keys in docs/rehearsal.md."""
    rows = []
    for kind in FAULT_KINDS.values():
        for key in kind.keys:
            allowed = f"{key.low:g} to {key.high:g}"
            if key.choices:
                allowed = ", ".join(f"`{choice}`" for choice in key.choices)
            default = f"`{key.default}`" if key.choices else f"{key.default:g}"
            rows.append(f"| `{kind.name}` | `{key.name}` | {key.about}: {default}; {allowed} |")
    return "\n".join(rows)


def test_the_page_has_every_kind_and_key_as_declared() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert fault_rows() in page
    assert key_rows() in page


def values_of_unit(unit: dict[str, Any]) -> dict[str, Any]:
    """Return everything that a unit has by its key, apart from the time of its update."""
    alone = {key: value for key, value in unit.items() if key not in {"candidates", "lastUpdated"}}
    reporting = alone.pop("precinctsReporting"), alone.pop("precinctsReportingPct")
    keys = {key for candidate in unit["candidates"] for key in candidate} | {"winner"}
    of_candidates = {key: [c.get(key) for c in unit["candidates"]] for key in keys}
    return {"eevp": None, **alone, **of_candidates, "precinctsReporting": reporting}


def differing(shown: list[Any], right: list[Any]) -> Values:
    """Return what differs between the races that are shown and those that are right."""
    found: Values = set()
    assert [race["raceID"] for race in shown] == [race["raceID"] for race in right]
    for race, true in zip(shown, right, strict=True):
        name = race["raceID"]
        assert {**race, "reportingUnits": ()} == {**true, "reportingUnits": ()}
        units = {unit.get("reportingunitID"): unit for unit in race["reportingUnits"]}
        trues = {unit.get("reportingunitID"): unit for unit in true["reportingUnits"]}
        counts = Counter(unit.get("reportingunitID") for unit in race["reportingUnits"])
        counts.subtract(trues.keys())
        for site in (site for site, n in counts.items() if n):
            found.add((name, str(site).partition(" (")[0], "reportingUnit"))
        for site in units.keys() & trues.keys():
            is_, should = values_of_unit(units[site]), values_of_unit(trues[site])
            found |= {(name, site, value) for value in is_ if is_[value] != should[value]}
    return found


def shown_and_named(feed: Feed, at: np.datetime64) -> tuple[Values, Values]:
    """Return what differs from the truth at a time, and what the truth says that differs."""
    text = clock_text(at)
    truth = get_json(feed, f"/truth?at={text}", host=ADDRESS)
    reply = get_json(feed, f"{races_path(feed)}?level=ru&at={text}")
    named = {
        (value["raceID"], value["reportingunitID"], value["value"])
        for fault in truth["faults"]
        for value in fault["values"]
    }
    return differing(reply["races"], truth["races"]), named


@pytest.mark.parametrize("kind", OF_VALUES)
def test_exactly_what_a_fault_names_differs(kind: str) -> None:
    feed = feed_of(region_night(), [kind], control=True, seed=2)
    (fault,) = feed.faults
    windows = [(named.begins, named.ends) for named in feed.shown.wrong_values]
    first, last = min(windows), max(windows, key=lambda window: window[1])
    ever: Values = set()
    for at in (first[0] + SECOND, fault.begins + (fault.ends - fault.begins) // 2, last[1]):
        differ, named = shown_and_named(feed, at)
        assert differ == named, at
        ever |= differ
    assert ever
    for at in (fault.begins, last[1] + SECOND, feed.night.ends):
        assert shown_and_named(feed, at) == (set(), set()), at


@pytest.mark.parametrize("kind", ["results_late", "stale", "call_withdrawn"])
def test_a_race_that_nobody_wins_has_no_winner_to_differ(kind: str) -> None:
    results = region_night().results
    races = results.tables["races"]
    nobody = {**races, "winner": np.full_like(races["winner"], "")}
    night = night_of(replace(results, tables={**results.tables, "races": nobody}))
    feed = feed_of(night, [kind], control=True)
    (fault,) = feed.faults

    differ, named = shown_and_named(feed, fault.begins + (fault.ends - fault.begins) // 2)
    assert differ == named
    assert "winner" not in {value for _, _, value in named}


def test_the_truth_does_not_depend_on_faults() -> None:
    night = region_night()
    plain = feed_of(night, control=True)
    feed = feed_of(night, list(FAULT_KINDS), control=True, seed=9)
    at = clock_text(feed.faults[0].begins + 600 * SECOND)

    truths = [get_json(one, f"/truth?at={at}", host=ADDRESS) for one in (plain, feed)]
    assert truths[0]["races"] == truths[1]["races"]
    assert truths[0]["faults"] == []
    assert len(truths[1]["faults"]) == len(FAULT_KINDS)


def totals(feed: Feed, at: np.datetime64) -> int:
    path = f"/openelections.csv?at={clock_text(at)}"
    rows = ask(feed, path).body.decode("utf-8").splitlines()[1:]
    return sum(int(row.rsplit(",", 1)[1]) for row in rows if "Registered" not in row)


def test_what_is_corrected_falls_in_every_format() -> None:
    feed = feed_of(region_night(), ["extra_zero"], seed=2)
    changes = [change for changes in feed.shown.changes for change in changes]
    assert changes
    for change in changes:
        assert totals(feed, change.ends) > totals(feed, change.ends + SECOND)


def test_a_batch_has_an_impossible_margin() -> None:
    feed = feed_of(region_night(), ["impossible_batch"], seed=1)
    found = 0
    for race, changes in enumerate(feed.shown.changes):
        for change in changes:
            before, after = (
                feed.shown.contest(race, at).votes for at in (change.ends, change.ends + SECOND)
            )
            column = feed.night.contests[race].sites.tolist().index(change.site)
            batch = (after - before)[:, column]
            first, second = np.argsort(-after[:, column], kind="stable")[:2]
            assert abs(batch[first] - batch[second]) > abs(batch.sum()) > 0
            found += 1
    assert found > 2


def test_few_units_come_and_then_all() -> None:
    feed = feed_of(region_night(), ["few_units"])
    (fault,) = feed.faults
    seen = [int((feed.shown.visible < at).sum()) for at in (fault.begins, fault.ends)]
    assert seen[1] == seen[0] + 1
    assert int((feed.shown.visible < fault.ends + SECOND).sum()) > seen[1] + 10


def test_a_fault_that_affects_nothing_is_known(tmp_path: Path) -> None:
    file = tmp_path / "f.toml"
    text = '[[fault]]\nname = "x"\nkind = "swapped"\nfrom = 20:00:00\nto = 20:00:01\n'
    file.write_text(text, encoding="utf-8")
    feed = feed_of(region_night(), [str(file), "doubled", "outage"])

    assert [fault.name for fault in feed.shown.idle_faults()] == ["x"]


def test_calls_are_withdrawn_and_told() -> None:
    feed = feed_of(region_night(), ["call_withdrawn"], seed=1)
    (fault,) = feed.faults
    kinds = Counter(event.kind for event in feed.messages.events)
    withdrawn = [event for event in feed.messages.events if event.kind == "withdrawn"]

    assert withdrawn
    assert {event.at for event in withdrawn} == {fault.begins}
    assert kinds["called"] == len(feed.night.contests) + len(withdrawn)
    again = [e for e in feed.messages.events if e.kind == "called" and e.at == fault.ends]
    assert {event.race for event in withdrawn} <= {event.race for event in again}


def test_corrections_are_told_with_the_right_votes() -> None:
    feed = feed_of(region_night(), ["swapped"], seed=1)
    first: dict[str, Any] = {}
    corrected = 0
    for place in range(len(feed.messages)):
        ((_, kind, data),) = parsed(feed.messages.text(place))
        if kind == "accepted":
            first[data["reportingunitID"]] = data["races"]
        elif kind == "corrected":
            site = data["reportingunitID"]
            wrong, right = first[site][0]["votes"], data["races"][0]["votes"]
            assert wrong != right
            assert sorted(wrong.values()) == sorted(right.values())
            corrected += 1
    assert corrected == sum(map(len, feed.shown.changes)) > 0


def test_a_stale_feed_gives_itself_new_times() -> None:
    feed = feed_of(region_night(), ["stale"])
    (fault,) = feed.faults
    replies = []
    for minutes in (1, 2, 3):
        at = clock_text(fault.begins + np.timedelta64(60 * minutes + 30, "s"))
        replies.append(ask(feed, f"{races_path(feed)}?at={at}"))
    contents = [json.loads(reply.body) for reply in replies]
    assert len({dict(reply.headers)["ETag"] for reply in replies}) == 3
    assert len({content["timestamp"] for content in contents}) == 3
    assert contents[0]["races"] == contents[1]["races"] == contents[2]["races"]


@pytest.mark.parametrize(
    ("kind", "status"), [("outage", 503), ("quota", 403), ("errors", 500), ("slow", 200)]
)
def test_replies_fail_in_the_share_of_seconds_that_a_fault_has(kind: str, status: int) -> None:
    feed = feed_of(region_night(), [kind], control=True)
    (fault,) = feed.faults
    path = races_path(feed)
    hit = 0
    for second in range(120):
        at = clock_text(fault.begins + second * SECOND)
        reply = ask(feed, f"{path}?at={at}")
        hit += reply.delay_s > 0 if status == 200 else reply.status == status
        assert reply.status in {200, status}
    assert abs(hit / 120 - fault.share) < 0.15
    for outside in (fault.begins - SECOND, fault.ends):
        reply = ask(feed, f"{path}?at={clock_text(outside)}")
        assert (reply.status, reply.delay_s) == (200, 0.0)
    # People can see the page, and who controls the feed the truth.
    feed.clock.set(now=fault.begins)
    assert ask(feed, "/").status == ask(feed, "/truth", host=ADDRESS).status == 200
    assert ask(feed, "/events").status == (status if fault.share == 1 else ask(feed, path).status)


@pytest.mark.parametrize("what", ["page", "types", "comma", "truncated"])
def test_bodies_that_are_broken_say_so_by_nothing(what: str, tmp_path: Path) -> None:
    kind = "truncated" if what == "truncated" else "malformed"
    key = "part = 0.7" if what == "truncated" else f'what = "{what}"'
    file = tmp_path / "f.toml"
    text = f'[[fault]]\nname = "x"\nkind = "{kind}"\n{key}\nwhere = {{ share = 1 }}\n'
    file.write_text(text, encoding="utf-8")
    feed = feed_of(region_night(), [str(file)])
    at = clock_text(feed.faults[0].begins)
    path = f"{races_path(feed)}?at={at}"
    right = ask(feed_of(region_night()), path)
    wrong = ask(feed, path, accept_encoding="gzip", if_none_match="*")

    assert (wrong.status, "ETag" in dict(wrong.headers)) == (200, False)
    assert ("X-Simulated", "yes") in wrong.all_headers
    if what == "types":
        vote = json.loads(wrong.body)["races"][0]["reportingUnits"][0]["candidates"][0]
        assert isinstance(vote["voteCount"], str)
        assert re.sub(rb'"(\d+)"', rb"\1", wrong.body) == re.sub(rb'"(\d+)"', rb"\1", right.body)
        return
    with pytest.raises(json.JSONDecodeError):
        json.loads(wrong.body)
    if what == "truncated":
        assert wrong.body == right.body[: int(0.7 * len(right.body))]


def test_messages_come_twice_and_out_of_order() -> None:
    night = region_night()
    plain = feed_of(night).messages
    doubled = feed_of(night, ["messages_doubled"]).messages
    disordered = feed_of(night, ["messages_disordered"]).messages

    twice = [number for number, n in Counter(doubled.ids).items() if n == 2]
    assert twice
    assert list(dict.fromkeys(doubled.ids)) == list(plain.ids)
    assert sorted(disordered.ids) == list(plain.ids) != list(disordered.ids)
    times = [disordered.time_of(place) for place in range(len(disordered))]
    assert times == sorted(times)
    # Who resumes after a message goes on with what was sent next, and loses none.
    for messages in (doubled, disordered):
        for number in plain.ids:
            place = messages.place_after(number)
            before, after = messages.ids[:place], messages.ids[place:]
            assert {*before, *after} == set(plain.ids)
            assert number not in after
