"""The figure of a feasibility check: its data, its title, and that it is drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.plots import figure, figures_of
from sim.plots.feasibility.feasible import MOST_ROWS, Fullest, feasible_data
from tests.support.shown_texts import Unread, unread

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import FeasibilityResults


def check(folder: Path, rows: str) -> FeasibilityResults:
    path = folder / "issued.csv"
    path.write_text(f"site,hour,issued\n{rows}", encoding="utf-8")
    return sim.feasible(sim.load_scenario("tiny"), path)


def test_the_fullest_rows_come_first(tmp_path: Path) -> None:
    rows = "EAST-Alma-01,09:00,40\nEAST-Alma-01,11:00,75\nEAST-Alma-02,09:00,41\n"
    data = feasible_data(check(tmp_path, rows))

    assert data.issued.tolist() == [40, 75, 41]
    assert data.at_most.tolist() == [47, 47, 94]
    assert data.below.tolist() == [False, True, False]
    assert data.fullest == (
        Fullest("EAST-Alma-01, 11:00", "booths", (1, 2), True),
        Fullest("EAST-Alma-01, 11:00", "desks", (1, 2), True),
        Fullest("EAST-Alma-01, 09:00", "desks", (1, 1), False),
        Fullest("EAST-Alma-02, 09:00", "desks", (2, 1), False),
    )


HALL = """\
name = "hall"
[register]
source = "given"
[[register.races]]
name = "Town"
region = "AKM"
candidates = ["Independent", "Independent"]
winner = "Independent"
votes_cast = 1830
sites = [{ registered = 2400, members = 7, desks = 4, booths = 2 }]
"""
"""Of docs/feasible.md."""


@pytest.mark.parametrize("size", ["slide", "phone"])
def test_booths_are_shown_where_they_were_too_few(tmp_path: Path, size: str) -> None:
    """The title said that rows needed more, and their desks were enough."""
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    issued = tmp_path / "issued.csv"
    rows = "07:00,1830,20:00", "08:00,327,09:00", "10:00,900,11:00"
    lines = "".join(f"AKM-Town-01,{row}\n" for row in rows)
    issued.write_text(f"site,hour,issued,until\n{lines}", encoding="utf-8")
    results = sim.feasible(tmp_path / "hall.toml", issued)
    slide = figure(results, "feasible", size)

    assert feasible_data(results).fullest == (
        Fullest("AKM-Town-01, 10:00", "booths", (2, 10), True),
        Fullest("AKM-Town-01, 10:00", "desks", (4, 10), True),
        Fullest("AKM-Town-01, 08:00", "booths", (2, 4), True),
        Fullest("AKM-Town-01, 07:00", "desks", (4, 2), False),
    )
    assert unread(slide) == Unread([], [], [])
    axes = slide.axes[-1]
    assert {"ballots issued", "desks, booths"} <= {text.get_text() for text in slide.texts}
    labels = [" ".join(each.get_text().split()) for each in axes.get_yticklabels()]
    assert labels == [
        "AKM-Town-01, 10:00: booths", "AKM-Town-01, 10:00: desks", "AKM-Town-01, 08:00: booths",
        "AKM-Town-01, 07:00: desks",
    ]  # fmt: skip


def test_what_is_not_counted_is_named(tmp_path: Path) -> None:
    results = check(tmp_path, "EAST-Alma-01,11:00,75\nEAST-Alma-02,09:00,41\n")
    table = {**results.tables["feasible"], "limit": np.array(["ballots", "boxes"])}
    table["would_need"] = table["would_need_booths"] = np.array([1, 1])
    slide = figure(replace(results, tables={"feasible": table}), "feasible", "phone")

    axes = slide.axes[-1]
    assert {"ballots issued", "desks"} <= {text.get_text() for text in slide.texts}
    names = ["EAST-Alma-01, 11:00: ballots", "EAST-Alma-02, 09:00: desks"]
    assert [" ".join(each.get_text().split()) for each in axes.get_yticklabels()] == names
    [text] = axes.texts
    assert text.get_text() == "would need more"
    assert unread(slide) == Unread([], [], [])


def test_where_nothing_is_counted_no_key_names_counts(tmp_path: Path) -> None:
    results = check(tmp_path, "EAST-Alma-01,11:00,75\n")
    table = {**results.tables["feasible"], "limit": np.array(["ballots"])}
    table["would_need"] = table["would_need_booths"] = np.array([1])
    slide = figure(replace(results, tables={"feasible": table}), "feasible", "phone")

    texts = {text.get_text() for axes in slide.axes for text in axes.texts}
    assert "ballots" in {text.get_text() for text in slide.texts}
    assert not texts & {"had", "would need"}
    assert "would need more" in texts


def test_as_many_rows_are_shown_as_fit(tmp_path: Path) -> None:
    rows = "".join(
        f"EAST-Alma-01,{hour}:{minute},3\n" for hour in (9, 10) for minute in range(10, 20)
    )

    assert len(feasible_data(check(tmp_path, rows)).fullest) == MOST_ROWS


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ("EAST-Alma-01,09:00,4\n", "Feasible: 1 reported number"),
        ("EAST-Alma-01,09:00,0\nEAST-Alma-02,09:00,0\n", "Feasible: all of 2 reported numbers"),
        ("EAST-Alma-01,09:00,900\nEAST-Alma-02,09:00,4\n",
         "1 of 2 reported numbers would need more than the sites had"),
    ],
)  # fmt: skip
def test_the_title_says_what_was_found(tmp_path: Path, rows: str, title: str) -> None:
    results = check(tmp_path, rows)
    assert figures_of(results) == ("feasible",)
    texts = {text.get_gid(): text.get_text() for text in figure(results, "feasible").texts}

    assert texts["title"] == title
    assert "as reported" in texts["source"]
    assert texts["source"].startswith("Simulated")


def test_long_names_of_sites_leave_room_for_the_desks(tmp_path: Path) -> None:
    """On a telephone they took more than the whole width."""
    results = check(tmp_path, "EAST-Alma-01,09:00,40\nEAST-Alma-02,09:00,41\n")
    long = "Polling station of the Upper Valley Secondary School Number 5"
    table = {**results.tables["feasible"], "site": np.array([long, "short"])}

    slide = figure(replace(results, tables={"feasible": table}), "feasible", "phone")

    assert unread(slide) == Unread([], [], [])
    labels = {" ".join(each.get_text().split()) for each in slide.axes[-1].get_yticklabels()}
    assert labels == {f"{long}, 09:00", "short, 09:00"}
    assert slide.axes[-1].get_position().width > 0.4


@pytest.mark.parametrize(("issued", "is_more"), [(4, False), (900, True)])
def test_the_key_is_beside_the_marks_and_names_only_those_that_are_there(
    tmp_path: Path, issued: int, *, is_more: bool
) -> None:
    """Inside of the panel it lay on the desks of the first row."""
    results = check(tmp_path, f"EAST-Alma-01,09:00,{issued}\nEAST-Alma-02,09:00,4\n")
    slide = figure(results, "feasible", "square")

    texts = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert ("would need more" in texts) == is_more
    assert {"feasible", "had", "would need"} <= {*texts}
    assert not any(axes.get_legend() for axes in slide.axes)
