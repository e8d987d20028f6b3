"""The figure of a feasibility check: its data, its title, and that it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.plots import figure, figures_of
from sim.plots.feasibility.feasible import MOST_ROWS, Fullest, feasible_data

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
        Fullest("EAST-Alma-01, 11:00", 1, 2, True),
        Fullest("EAST-Alma-01, 09:00", 1, 1, False),
        Fullest("EAST-Alma-02, 09:00", 2, 1, False),
    )


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


@pytest.mark.parametrize(("issued", "is_more"), [(4, False), (900, True)])
def test_the_key_is_beside_the_marks_and_names_only_those_that_are_there(
    tmp_path: Path, issued: int, *, is_more: bool
) -> None:
    """Inside of the panel it lay on the desks of the first row."""
    results = check(tmp_path, f"EAST-Alma-01,09:00,{issued}\nEAST-Alma-02,09:00,4\n")
    slide = figure(results, "feasible", "square")

    texts = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert ("would need more" in texts) == is_more
    assert {"feasible", "open", "would need"} <= {*texts}
    assert not any(axes.get_legend() for axes in slide.axes)
