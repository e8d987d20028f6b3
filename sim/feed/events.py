"""Server-sent events of a night: accepted, called, declared, corrected, withdrawn."""

from __future__ import annotations

import json
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.exporting.ap import SIMULATED, utc_text
from sim.feed.faults.messages import disturbed_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.exporting.nist_objects import Node
    from sim.feed.night import FeedNight
    from sim.feed.shown import Shown

_ORDER = ("accepted", "corrected", "called", "declared", "withdrawn")
_SECOND = np.timedelta64(1, "s")


class FeedEvent(NamedTuple):
    """Something that a feed tells once."""

    at: np.datetime64
    kind: str
    race: int
    """Of an accepted site, the first race on its ballot."""
    site: int
    """Index; -1 for none."""


class Messages:
    """The events of a feed, numbered from 1, and the order in which they are sent."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self._places = _places(shown.night)
        self.events = tuple(sorted(_events(shown, self._places), key=_key))
        """In the order of their ids."""
        numbered = [(event.at, number) for number, event in enumerate(self.events, start=1)]
        sent = disturbed_messages(shown.faults, numbered)
        self._times = [at for at, _ in sent]
        self.ids = tuple(number for _, number in sent)
        """Of the messages, in the order in which they are sent."""
        self._last_place = {number: place for place, number in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)

    def place_after(self, event_id: int) -> int:
        """Return the place from which a client goes on that has an event last; 0 for id 0."""
        return 0 if event_id == 0 else self._last_place[event_id] + 1

    def place_at(self, before: np.datetime64) -> int:
        """Return the place of the first message that is not sent before a time."""
        return bisect_left(self._times, before)

    def time_of(self, place: int) -> np.datetime64:
        """Return when a message is sent."""
        return self._times[place]

    def text(self, place: int) -> str:
        """Return a message as it is sent."""
        number = self.ids[place]
        event = self.events[number - 1]
        data = json.dumps(self._data(event), ensure_ascii=False, separators=(",", ":"))
        return f"id: {number}\nevent: {event.kind}\ndata: {data}\n\n"

    def _data(self, event: FeedEvent) -> Node:
        """Return what a message says; votes are those that the feed shows at that time."""
        night = self._shown.night
        found: Node = {
            "simulated": SIMULATED,
            "at": utc_text(night.final, event.at),
            "raceID": night.contests[event.race].id,
        }
        before = event.at + _SECOND
        if event.kind in {"called", "declared"}:
            contest = self._shown.contest(event.race, before)
            return {**found, "winners": list(contest.elected)}
        if event.kind == "withdrawn" or event.site < 0:
            return found
        sites = night.results.tables["sites"]
        places = self._places[event.site]
        if event.kind != "accepted":
            places = [place for place in places if place[0] == event.race]
        return {
            **found,
            "reportingunitID": str(sites["site"][event.site]),
            "races": [self._votes(*place, before) for place in places],
        }

    def _votes(self, race: int, column: int, before: np.datetime64) -> Node:
        contest = self._shown.contest(race, before)
        ids = self._shown.night.candidate_ids(race)
        votes = contest.votes[:, column].tolist()
        return {"raceID": contest.id, "votes": dict(zip(ids, votes, strict=True))}


def _places(night: FeedNight) -> list[list[tuple[int, int]]]:
    """Return for each site its races, and its index among the sites of each."""
    found: list[list[tuple[int, int]]] = [[] for _ in night.accepted]
    for race, contest in enumerate(night.contests):
        for column, site in enumerate(contest.sites.tolist()):
            found[site].append((race, column))
    return found


def _key(event: FeedEvent) -> tuple[int, int, int, int]:
    return int(event.at.astype(np.int64)), _ORDER.index(event.kind), event.race, event.site


def _events(shown: Shown, places: list[list[tuple[int, int]]]) -> Iterator[FeedEvent]:
    for site, at in enumerate(shown.visible):
        yield FeedEvent(at, "accepted", places[site][0][0], site)
    for kind, times in (("called", shown.called), ("declared", shown.declared)):
        for race in np.flatnonzero(~np.isnat(times)).tolist():
            yield FeedEvent(times[race], kind, race, -1)
    for race, changes in enumerate(shown.changes):
        for change in changes:
            site = -1 if change.site is None else change.site
            for at, kind in zip((change.begins, change.ends), change.announced, strict=True):
                if kind:
                    yield FeedEvent(at, kind, race, site)
