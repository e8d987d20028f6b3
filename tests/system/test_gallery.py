"""The gallery shows every figure, and its commands are valid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from PIL import Image

from sim.cli import main
from sim.plots.calibration import CALIBRATION_FIGURES
from sim.plots.comparison import COMPARISON_FIGURES
from sim.plots.run import ENSEMBLE_FIGURES, FIGURES
from tests.gallery import PAGE, SMALL, WIDTH, commands, pictures, shrink

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 1_000_000


def test_every_picture_of_the_page_is_there() -> None:
    for link in pictures():
        with Image.open(PAGE.parent / link) as picture:
            picture.verify()
            assert picture.format == "PNG", link


def test_every_figure_of_the_program_is_on_the_page() -> None:
    shown = {Path(link).stem for link in pictures()}

    figures = {*FIGURES, *ENSEMBLE_FIGURES, *CALIBRATION_FIGURES, *COMPARISON_FIGURES, "tune"}
    assert shown == figures


def test_small_pictures_are_few_and_small() -> None:
    linked = {Path(link).name for link in pictures() if link.startswith("gallery/")}

    assert {path.name for path in SMALL.iterdir()} == linked
    assert sum(path.stat().st_size for path in SMALL.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_the_page_parses(words: Sequence[str]) -> None:
    program, name, *options = words
    command = main.get_command(click.Context(main), name)

    assert program == "saylau"
    assert command is not None
    command.make_context(name, list(options))
    with pytest.raises(click.UsageError):
        command.make_context(name, [*options, "--no-such-option"])


def test_a_small_picture_is_as_wide_as_the_page_and_the_same_every_time(tmp_path: Path) -> None:
    source = tmp_path / "large.png"
    Image.linear_gradient("L").resize((1600, 900)).save(source)

    for name in ("one.png", "two.png"):
        shrink(source, tmp_path / name)

    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    with Image.open(tmp_path / "one.png") as small:
        assert small.size == (WIDTH, 540)
