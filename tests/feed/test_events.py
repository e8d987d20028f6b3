"""Events are told once, in order, whatever becomes of the client."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np

from sim.feed.stream import stream_text
from tests.support.feeds import feed_of, reference, region_night, whole_night


def parsed(text: str) -> list[tuple[int, str, Any]]:
    """Return id, type and data of each message of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if line[:1] != ":")
        if "id" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def test_a_client_that_is_killed_twenty_times_loses_and_doubles_nothing() -> None:
    """Each time within a message, at a random place; its buffer is lost with it."""
    feed = feed_of(whole_night(), start="20:00")
    rng = np.random.default_rng(7)
    got: list[tuple[int, str, Any]] = []
    stops = np.sort(rng.integers(1, len(feed.messages), 20)).tolist()
    for stop in [*stops, len(feed.messages)]:
        at = feed.messages.time_of(stop - 1) + np.timedelta64(1, "s")
        feed.clock.set(now=at)
        stream = stream_text(feed, got[-1][0] if got else 0)
        next(stream)
        text = next(stream) if feed.messages.place_at(at) > (got[-1][0] if got else 0) else ""
        if stop < len(feed.messages):
            text = text[: rng.integers(len(text) // 2, len(text) + 1)]
            text = text[: text.rfind("\n\n") + 2]
        got += parsed(text)

    assert [number for number, _, _ in got] == list(range(1, len(feed.messages) + 1))
    kinds = Counter(kind for _, kind, _ in got)
    summary = reference().summary
    assert kinds == {
        "accepted": summary.sites, "called": summary.races, "declared": summary.races,
    }  # fmt: skip
    times = [data["at"] for _, _, data in got]
    assert times == sorted(times)
    assert all("simul" in data["simulated"] for _, _, data in got)


def test_messages_add_up_to_the_results() -> None:
    feed = feed_of(region_night())
    votes: Counter[str] = Counter()
    winners = {}
    for place in range(len(feed.messages)):
        ((_, kind, data),) = parsed(feed.messages.text(place))
        if kind == "accepted":
            for race in data["races"]:
                votes.update(race["votes"])
        elif kind == "called":
            winners[data["raceID"]] = data["winners"]
    races = feed.night.results.tables["races"]
    for index, contest in enumerate(feed.night.contests):
        ids = feed.night.candidate_ids(index)
        assert [votes[id_] for id_ in ids] == contest.votes.sum(axis=1).tolist()
        assert winners[contest.id] == [races["winner"][index]]


def test_a_stream_waits_while_the_clock_stands_still() -> None:
    feed = feed_of(region_night(), start="20:00")
    stream = stream_text(feed, 0)

    assert next(stream).startswith(": SIMULATED")
    feed.clock.set(now=feed.night.ends)
    assert len(parsed(next(stream))) == len(feed.messages)
