"""Sizes and formats of figures: of every command that plots, and refused where it plots none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sim.cli.figure_options import SIZES
from sim.plots.style import boxes
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path


def test_sizes_are_those_of_the_figures() -> None:
    assert tuple(boxes.SIZES) == SIZES


def test_a_run_plots_for_a_phone_and_as_pdf(tmp_path: Path) -> None:
    done = saylau_here(
        "run", "tiny", "--size", "phone", "--pdf", "--quiet", "--out", "small", cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    files = {path.name for path in (tmp_path / "small" / "figures").iterdir()}
    assert {"night.svg", "night.png", "night.pdf"} <= files
    with Image.open(tmp_path / "small" / "figures" / "night.png") as picture:
        assert picture.size == (1080, 1920)


ISSUED = "site,hour,issued\nEAST-Alma-01,09:00,75\n"


@pytest.mark.parametrize(("options", "figure"), [
    (("explore", "tiny", "--over", "counting.slip_share"), "effects"),
    (("feasible", "tiny", "--issued", "issued.csv"), "feasible"),
    (("plan", "tiny", "--days", "0.8", "--most-days", "20", "--fresh-days", "2"), "plan_waits"),
])  # fmt: skip
def test_commands_beside_a_run_plot_for_a_phone(
    options: tuple[str, ...], figure: str, tmp_path: Path
) -> None:
    (tmp_path / "issued.csv").write_text(ISSUED)

    done = saylau_here(*options, "--size", "phone", "--quiet", "--out", "small", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    with Image.open(tmp_path / "small" / "figures" / f"{figure}.png") as picture:
        assert picture.size == (1080, 1920)


@pytest.mark.parametrize(("options", "words"), [
    (("run", "tiny", "--size", "square", "--no-plots"), "--no-plots excludes --size"),
    (("compare", "a", "b", "--pdf", "--no-plots"), "--no-plots excludes --pdf"),
    (("tune", "tiny", "--size", "phone", "--no-plots"), "--no-plots excludes --size"),
    (("run", "tiny", "--size", "phone", "--pdf", "--no-plots"),
     "Error: --no-plots excludes --size and --pdf"),
    (("tune", "tiny", "--figure", "one.gif"), "must end in .png, .svg or .pdf; got one.gif"),
    (("calibrate", "tiny", "--size", "wide"), "'wide' is not one of 'slide', 'square', 'phone'"),
])  # fmt: skip
def test_options_that_cannot_be_followed_are_refused(
    options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    done = saylau_here(*options, cwd=tmp_path)

    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_tune_plots_square_and_as_pdf(tmp_path: Path) -> None:
    for name in ("one.pdf", "one.png"):
        done = saylau_here("tune", "tiny", "--size", "square", "--figure", name, cwd=tmp_path)
        assert done.returncode == 0, done.stderr

    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (1080, 1080)
