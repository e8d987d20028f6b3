"""A folder has the snapshots of a night: at once or in its time the same, each whole."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.feed.folder import LATEST, check_folder, interval_s, write_folder
from tests.support.feeds import Wall, feed_of, get_json, races_path, region_night

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_snapshots_are_those_of_their_times(tmp_path: Path) -> None:
    feed = feed_of(region_night(), start="21:00")
    numbers = []
    for number in write_folder(feed, tmp_path / "it", 3600, at_once=True):
        numbers.append(number)
        files = contents(tmp_path / "it")
        # While it is written there is nothing but whole snapshots.
        assert list(files) == [*(f"{n:06d}.json" for n in numbers), LATEST]
        assert files[LATEST] == files[f"{number:06d}.json"]
        at = region_night().moment("21:00") + np.timedelta64(3600 * (number - 1), "s")
        races = get_json(feed, f"{races_path(feed)}?level=ru&at={at}")["races"]
        snapshot = json.loads(files[LATEST])
        assert snapshot["races"] == races
        assert (snapshot["test"], "nextrequest" in snapshot) == (True, False)
    wholes = [race["reportingUnits"][0] for race in snapshot["races"]]
    assert all(whole["precinctsReporting"] == whole["precinctsTotal"] for whole in wholes)


def test_in_its_time_they_are_the_same(tmp_path: Path) -> None:
    night = region_night()
    for name, at_once in (("once", True), ("time", False)):
        feed = feed_of(night, ["swapped"], start="21:00", wall=None if at_once else Wall())
        if not at_once:
            feed.clock.wait_until = lambda at, _most_s, clock=feed.clock: clock.set(now=at)  # type: ignore[method-assign, misc]
        assert list(write_folder(feed, tmp_path / name, 1800, at_once=at_once))
    assert contents(tmp_path / "once") == contents(tmp_path / "time")


def test_nothing_is_published_while_the_feed_is_down(tmp_path: Path) -> None:
    night = region_night()
    feeds = [feed_of(night, faults, start="21:00") for faults in ((), ("outage",))]
    all_, some = (
        list(write_folder(feed, tmp_path / str(i), 600, at_once=True))
        for i, feed in enumerate(feeds)
    )
    (fault,) = feeds[1].faults
    down = int((fault.ends - fault.begins) / np.timedelta64(600, "s"))
    assert down > 2
    assert len(all_) - len(some) in {down, down + 1}


@pytest.mark.parametrize("text", ["", "3", "0s", "25h", "3 days", "-3min", "1e3s"])
def test_what_is_no_time_between_snapshots(text: str) -> None:
    with pytest.raises(InputError, match="such as 90s, 3min or 1h"):
        interval_s(text)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    check_folder(tmp_path)
    check_folder(tmp_path / "new")
    (tmp_path / "file").touch()
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(InputError, match="must be a new or an empty folder"):
            check_folder(folder)
