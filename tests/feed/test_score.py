"""Forecasts are scored against the truth: perfect ones perfectly, others by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.feed.score import score
from sim.feed.score_text import score_text
from tests.feed.test_forecasts import HEADER
from tests.support.commands import saylau_here
from tests.support.feeds import REFERENCE, whole_night

if TYPE_CHECKING:
    from pathlib import Path


def file_of(folder: Path, rows: list[str]) -> Path:
    path = folder / "forecasts.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_who_forecasts_the_truth_has_no_error(tmp_path: Path) -> None:
    night = whole_night()
    rows = []
    for race, contest in enumerate(night.contests[:60]):
        for choice, votes in zip(contest.choices, contest.votes.sum(axis=1), strict=True):
            called = "yes" if choice.name in contest.elected else "no"
            at = night.called[race]
            rows.append(f"{at},{contest.id},{choice.name},{votes},{votes},{votes},{called}")
    found = score(file_of(tmp_path, rows), REFERENCE)
    every = found.accuracy[0]

    assert (every.forecasts, every.mean_error, every.error_pct) == (len(rows), 0.0, 0.0)
    assert (every.covered_pct, every.mean_width) == (100.0, 0.0)
    assert (found.calls_right, found.calls_false, found.median_minutes) == (60, (), 0.0)
    assert (found.races_called, found.races_not_called) == (730, 670)


def test_errors_intervals_and_calls_by_hand(tmp_path: Path) -> None:
    night = whole_night()
    contest = next(one for one in night.contests if len(one.sites) == 2)
    race = night.contests.index(contest)
    (winner,) = contest.elected
    loser = next(c.name for c in contest.choices if c.is_candidate and c.name != winner)
    votes = int(contest.votes[[c.name for c in contest.choices].index(winner)].sum())
    cast = night.results.tables["sites"]["cast"][contest.sites]
    first = np.sort(night.accepted[contest.sites])[0]
    at = str(first + np.timedelta64(1, "s"))
    certain = night.called[race] - np.timedelta64(30 * 60, "s")
    found = score(
        file_of(tmp_path, [
            f"20:00,{contest.id},{winner},{votes + 10},{votes},{votes + 20},",
            f"20:00,{contest.id},turnout,{cast.sum() - 30},{cast.sum() - 40},{cast.sum() - 20},",
            f"{at},{contest.id},{winner},{votes - 2},,,",
            f"{certain},{contest.id},{winner},,,,yes",
            f"2021-07-26T10:00,{contest.id},{winner},,,,yes",
            f"2021-07-26T09:00,{contest.id},{loser},,,,yes",
        ]), REFERENCE,
    )  # fmt: skip
    every, nothing, part = found.accuracy

    assert (every.forecasts, every.mean_error) == (3, 14.0)
    assert every.error_pct == round(100 * 42 / (3 * cast.sum()), 2)
    assert (nothing.counted, nothing.intervals, nothing.covered_pct) == ("nothing", 2, 50.0)
    assert nothing.mean_width == 20.0
    assert (part.forecasts, part.intervals, part.covered_pct) == (1, 0, None)
    assert part.counted in {"up to 25 %", "up to 50 %", "up to 75 %", "below 100 %"}
    # A call that is repeated counts once, by its first time.
    assert (found.calls_right, found.calls_before_certain, found.median_minutes) == (1, 1, -30.0)
    (false,) = found.calls_false
    assert (false.contest, false.candidate, false.right) == (contest.id, loser, False)
    text = score_text(found)
    assert "Right calls: 1; median 30 min before the count was certain, 1 of them" in text
    assert f"2021-07-26 09:00:00  {contest.id}: {loser}" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_command_prints_text_or_json(tmp_path: Path) -> None:
    path = file_of(tmp_path, ["23:00,AKM-001,turnout,800,700,900,"])
    arguments = ("feed", "score", path.name, "--truth", str(REFERENCE))
    text = saylau_here(*arguments, cwd=tmp_path)
    content = saylau_here(*arguments, "--json", cwd=tmp_path)

    assert text.returncode == content.returncode == 0
    assert text.stdout.startswith("SIMULATED: forecasts.csv, of scenario baseline, seed 2021\n")
    assert json.loads(content.stdout)["accuracy"][0]["covered_pct"] == 100.0
    assert "simul" in json.loads(content.stdout)["simulated"]


@pytest.mark.parametrize("truth", ["nothing", "ensemble"])
def test_the_truth_is_one_run(truth: str, tmp_path: Path) -> None:
    path = file_of(tmp_path, ["23:00,AKM-001,turnout,800,,,"])
    result = REFERENCE.parent / truth
    done = saylau_here("feed", "score", str(path), "--truth", str(result), cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
