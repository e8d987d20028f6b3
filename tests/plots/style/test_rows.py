"""The names of the rows of a panel fit their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.plots.style.boxes import Box, extent_of
from sim.plots.style.rows import name_rows
from sim.plots.style.slide import Slide
from sim.plots.style.style import house_style
from sim.plots.style.texts import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.text import Text

LONG = "Federation of Free Fishers"


def _labels(names: Sequence[str], height: float, size: float = 10) -> Sequence[Text]:
    """Return the names of rows in 80 points, of a panel that is so high."""
    with house_style():
        axes = Slide("slide").panel(Box(200, 20, 400, 20 + height))
        axes.set_ylim(len(names) - 0.5, -0.5)
        name_rows(axes, names, 80, size)
    assert extent_of(axes) == pytest.approx((200, height))
    return axes.get_yticklabels()


def _text(label: Text) -> tuple[str, float]:
    return label.get_text(), float(label.get_fontsize())


def test_a_long_name_has_several_lines_where_rows_are_high() -> None:
    first, second = _labels(["Hill", LONG], 80)

    assert _text(first) == ("Hill", 10)
    assert _text(second) == ("Federation of\nFree Fishers", 10)


def test_lines_of_one_name_are_nearer_to_each_other_than_to_the_next() -> None:
    """Two names of two lines in full size would need 60 points."""
    labels = _labels([LONG, LONG], 52)

    sizes = {round(float(label.get_fontsize()), 2) for label in labels}
    assert {label.get_text().count("\n") for label in labels} == {1}
    assert sizes == {8.49}
    assert 26 - 1.2 * 8.49 > 1.5 * 1.2 * 8.49


def test_a_name_has_smaller_letters_or_is_cut_where_rows_are_low() -> None:
    slightly, much = _labels(["Federation of All", LONG], 30)

    (text, size), (cut, least) = _text(slightly), _text(much)
    assert text == "Federation of All"
    assert 7.5 < size < 10
    assert text_width(text, size) < 80
    assert least == 7.5
    assert cut == "Federation of Free…"


def test_letters_of_names_are_not_too_small_to_be_read() -> None:
    """Three quarters of nine points are less than seven."""
    _, long = _labels(["Hill", LONG], 26, 9)

    assert _text(long) == ("Federation of Free Fi…", 7)


def test_names_that_nearly_fit_have_letters_of_one_size() -> None:
    """Every second row of a check of desks and booths was larger."""
    short, longer = _labels(["Hill", "Federation of All"], 30)

    assert _text(short)[1] == _text(longer)[1]
    assert 8 < _text(longer)[1] < 10


def test_names_of_low_rows_do_not_touch_each_other() -> None:
    names = _labels(["Hill", "Town"], 18)

    assert [_text(name)[1] for name in names] == pytest.approx([9 / 1.1] * 2)
