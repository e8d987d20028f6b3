"""Feeds of the committed night, whole or of one region, asked without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.feed.clock import FeedClock
from sim.feed.endpoints import respond
from sim.feed.faults.reading import read_faults
from sim.feed.feed import Feed, FeedSettings
from sim.feed.night import FeedNight, night_of
from sim.feed.reply import FeedRequest, Reply
from tests.support.results import load_run, with_summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results import RunResults

REFERENCE = Path(__file__).parents[2] / "results" / "baseline" / "reference"
ADDRESS = "127.0.0.1:8000"
REGION = "ATY"
"""Eighteen races, 87 sites."""


class Wall:
    """Real time that a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@cache
def reference() -> RunResults:
    """Return the committed run."""
    return load_run(REFERENCE)


@cache
def whole_night() -> FeedNight:
    """Return the night of the whole country."""
    return night_of(reference())


@cache
def region_night() -> FeedNight:
    """Return the night of one region."""
    results = reference()
    tables = {
        name: {column: values[table["code"] == REGION] for column, values in table.items()}
        for name, table in results.tables.items()
        if name in {"races", "sites", "tallies"}
    }
    regions = {REGION: results.summary.regions[REGION]}
    return night_of(with_summary(replace(results, tables=tables), regions=regions))


def feed_of(
    night: FeedNight,
    faults: Sequence[str] = (),
    *,
    start: str | None = None,
    seed: int = 0,
    wall: Wall | None = None,
    control: bool = False,
    travel: bool = True,
) -> Feed:
    """Return a feed; without a wall its clock stands still."""
    begins = night.closes if start is None else night.moment(start)
    clock = FeedClock(begins, 60.0, paused=wall is None, wall=wall or Wall())
    settings = FeedSettings(control=control, travel=travel)
    return Feed(night, clock, read_faults(faults, night, seed), settings)


def ask(feed: Feed, target: str, method: str = "GET", body: bytes = b"", **headers: Any) -> Reply:
    """Return the reply to a request; names of headers have ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return respond(feed, FeedRequest.of(method, target, named, body), ADDRESS)


def get_json(feed: Feed, target: str, **headers: Any) -> Any:
    """Return the JSON of a reply that is no error."""
    reply = ask(feed, target, **headers)
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def races_path(feed: Feed) -> str:
    """Return the path of all races in the shape of AP."""
    return f"/v2/elections/{feed.night.results.summary.date}"


def clock_text(at: np.datetime64) -> str:
    """Return a time as ``?at=`` takes it."""
    return str(at.astype("datetime64[s]"))


def some_times(night: FeedNight, n: int, seed: int) -> list[np.datetime64]:
    """Return random times of a night, in order."""
    rng = np.random.default_rng(seed)
    seconds = int((night.ends - night.closes) / np.timedelta64(1, "s"))
    return [
        night.closes + np.timedelta64(int(s), "s") for s in np.sort(rng.integers(0, seconds, n))
    ]
