"""The style that all figures share: axes, bands, panels and slides."""

from __future__ import annotations

import os
from itertools import combinations
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from PIL import Image

from sim.core.errors import SaylauError
from sim.plots.style.axes import clock_axis, crossing
from sim.plots.style.bands import Band, band_of, interval_suffix, wait_interval_text
from sim.plots.style.boxes import SIZES, Box
from sim.plots.style.interval_bars import plot_posterior, plot_prior
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.left import floor_of, left_axis, left_of
from sim.plots.style.panels import n_columns_of, panel_grid
from sim.plots.style.places import box_at, freest
from sim.plots.style.process import plotting_process
from sim.plots.style.saving import KINDS, PDF, save
from sim.plots.style.slide import new_figure, written_slide
from sim.plots.style.style import house_style
from sim.plots.style.texts import fitted, text_width
from sim.results import Interval
from sim.results.calibration_records import Quantiles

if TYPE_CHECKING:
    from pathlib import Path

    import sim


def test_a_band_shows_its_unit_once() -> None:
    assert interval_suffix(Interval(33, 30, 36), str) == " (30–36)"
    assert interval_suffix(Interval(51, 50, 54), "{} s".format) == " (50–54 s)"
    assert interval_suffix(Interval(1, 1, 1), str) == ""
    both = {61: "61 s", 300: "5.0 min"}
    assert interval_suffix(Interval(61, 61, 300), both.__getitem__) == " (61 s–5.0 min)"


# --- axes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "step", "labels"),
    [
        (6.5, 10, 1, ["07:00", "08:00", "09:00", "10:00"]),
        (22, 26, 2, ["22:00", "00:00\n+1 d", "02:00"]),
        # At most 16 steps.
        (0, 24, 1, [*(f"{hour:02d}:00" for hour in range(0, 24, 2)), "00:00\n+1 d"]),
        (0, 240, 1, ["00:00", *(f"00:00\n+{day} d" for day in range(1, 11))]),
    ],
)
def test_a_clock_axis_has_whole_hours_and_not_too_many(
    first: float, last: float, step: int, labels: list[str]
) -> None:
    axes = Figure(figsize=(12.8, 2)).add_subplot()
    clock_axis(axes, first, last, step)

    assert [label.get_text() for label in axes.get_xticklabels()] == labels
    assert axes.get_xlim() == (first, last)


def test_a_crossing_is_interpolated_and_the_end_if_there_is_none() -> None:
    assert crossing([0, 2, 4], [0, 10, 20], 15) == 3
    assert crossing([0, 2, 4], [0, 10, 20], 10) == 2
    assert crossing([0, 2, 4], [0, 10, 20], 25) == 4


# --- bands ---------------------------------------------------------------------------------------


def test_a_band_is_that_of_some_rows_in_another_unit() -> None:
    table = {"a": np.array([1, 2, 3]), "a_p05": np.array([0, 1, 2]), "a_p95": np.array([4, 5, 6])}

    assert band_of(table, "a", np.array([0, 2]), 0.5) == Band([0.0, 1.0], [2.0, 3.0])
    assert band_of({"a": table["a"]}, "a") is None


def test_a_wait_and_its_band_are_in_one_unit() -> None:
    assert wait_interval_text(Interval(300.0, 30.0, 900.0)) == "5.0 min (0.5–15 min)"
    assert wait_interval_text(Interval(12.0, 10.0, 90.0)) == "12 s (10–90 s)"


# --- bars of intervals ---------------------------------------------------------------------------


def test_bars_reach_from_quantile_to_quantile() -> None:
    axes = Figure().add_subplot()
    plot_posterior(axes, 1.0, Quantiles(p05=1.0, p25=2.0, p50=3.0, p75=5.0, p95=9.0), 0.5)
    plot_prior(axes, 1.0, -4.0, 12.0, 0.5)

    spans = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]  # type: ignore[attr-defined]
    assert spans == [(1.0, 9.0), (2.0, 5.0), (-4.0, 12.0)]
    assert axes.lines[0].get_xdata() == [3.0]


# --- panels --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("n", [1, 4, 5, 14, 24])
def test_panels_are_apart_and_only_the_outer_ones_have_labels(n: int, size: str) -> None:
    slide = written_slide("A title", "what it shows", "a source", size)
    panels = panel_grid(slide, [f"area {k}" for k in range(n)])
    boxes = [panel.get_position() for panel in panels]

    assert len(panels) == n
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert min(box.x0 for box in boxes) > 0
    assert max(box.x1 for box in boxes) < 1
    left = [panel.yaxis.get_tick_params()["labelleft"] for panel in panels]
    low = [panel.xaxis.get_tick_params()["labelbottom"] for panel in panels]
    columns = n_columns_of(n, size)
    assert left == [k % columns == 0 for k in range(n)]
    assert low == [k + columns >= n for k in range(n)]


# --- slides --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("n_words", [1, 8, 20])
def test_texts_fit_and_leave_room_for_panels(n_words: int, size: str, tiny: sim.RunResults) -> None:
    title, source = "An extraordinary finding " * n_words, "who reported it, " * n_words
    with house_style():
        slide = new_figure(title, "what it shows " * n_words, tiny.summary, source, size)
        slide.draw_without_rendering()

    texts = {text.get_gid(): text.get_window_extent() for text in slide.texts}
    for box in texts.values():
        assert 0 <= box.x0 <= box.x1 <= slide.bbox.x1
        assert 0 <= box.y0 <= box.y1 <= slide.bbox.y1
    assert texts["title"].y0 > texts["subtitle"].y1
    points = slide.dpi / 72
    assert texts["subtitle"].y0 > slide.body.top * points
    assert texts["source"].y1 < slide.body.bottom * points
    assert slide.body.height > 150


def test_the_same_slide_gives_the_same_bytes_and_tells_what_it_is(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        with house_style():
            slide = new_figure("A <finding>", "of $100 and $200", tiny.summary)
            save(slide, tmp_path, name, (*KINDS, PDF))

    for ending in ("svg", "png", "pdf"):
        one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    text = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert 'aria-label="A &lt;finding&gt;"' in text
    assert "<desc>of $100 and $200 Simulated: scenario tiny" in text


def test_text_in_an_svg_is_text_with_fonts_that_have_the_letters(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    letters = "Ә ғ Қ ң Ө ұ Ү һ І Ä ğ ı Ñ ö ş Ū ü"
    with house_style():
        slide = new_figure(letters, "of all", tiny.summary)
        slide.panel(slide.body.inset(left=40, bottom=30)).set_title("Қостанай")
    # Outside of the style, as in a notebook with settings of its own.
    with mpl.rc_context({"svg.fonttype": "path", "font.family": "monospace", "savefig.dpi": 30}):
        slide.savefig(tmp_path / "one.svg")
        slide.savefig(tmp_path / "one.png")
        slide.savefig(tmp_path / "one.pdf")

    root = ET.parse(tmp_path / "one.svg").getroot()  # noqa: S314  a file that we wrote
    texts = {"".join(node.itertext()): node for node in root.findall(".//{*}text")}
    assert {letters, "of all", "Қостанай"} <= set(texts)
    assert "sans-serif" in texts["Қостанай"].attrib["style"]
    assert "Noto Sans" in texts["Қостанай"].attrib["style"]
    assert "monospace" not in (tmp_path / "one.svg").read_text(encoding="utf-8")
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (1600, 900)
    assert b"/Subtype /Type0" in (tmp_path / "one.pdf").read_bytes()
    for weight in ("", "-Bold"):
        known = FT2Font(f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans{weight}.ttf").get_charmap()
        assert not [letter for letter in letters.replace(" ", "") if ord(letter) not in known]


@pytest.mark.parametrize("size", SIZES)
def test_a_key_wraps_and_stays_inside(size: str) -> None:
    slide = written_slide("A title", "what it shows", "a source", size)
    before = slide.body
    items = [KeyItem(f"the name of mark number {k}", marker="o") for k in range(9)]
    rest = plot_key(slide, items)
    slide.draw_without_rendering()

    (axes,) = slide.axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) == 9
    assert max(box.x1 for box in boxes) <= slide.bbox.x1
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert rest == slide.body
    assert rest.top < before.top
    assert min(box.y0 for box in boxes) >= rest.top * slide.dpi / 72


def test_a_long_name_in_a_key_has_two_lines_in_place_of_tiny_letters() -> None:
    slide = written_slide("A title", "what it shows", "a source", "phone")
    before = slide.body
    name = "the name of a mark that is much too long for one line of a telephone, in words"
    plot_key(slide, [KeyItem(name)])
    slide.draw_without_rendering()

    texts = slide.axes[0].texts
    assert " ".join(text.get_text() for text in texts) == name
    assert [text.get_fontsize() for text in texts] == [10, 10]
    assert max(text.get_window_extent().x1 for text in texts) <= slide.bbox.x1
    assert slide.body.top < before.top - 27


def test_what_is_left_reaches_none_at_the_end_only() -> None:
    floor = floor_of(730)
    left = left_of([0.0, 99.0, 99.95, 99.9999, 100.0], floor)

    assert left[0] == 100
    assert left[1] == pytest.approx(1)
    assert left[-1] == floor
    assert all(value > floor for value in left[:-1])
    axes = written_slide("A", "B", "C").panel(Box(50, 50, 500, 300))
    left_axis(axes, floor)
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels[0] == "100 %"
    assert labels[-1] == "none"


# --- plotting in another process -----------------------------------------------------------------


def test_a_process_that_dies_says_how_to_go_without_it(tmp_path: Path) -> None:
    with (
        pytest.raises(SaylauError, match="the plotting process died; --no-plots runs without it"),
        plotting_process("sim.plots.run.seats", "figure") as plot,
    ):
        plot(Dies(), tmp_path)()


class Dies:
    """Kills the process that it is sent to."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


# --- texts ---------------------------------------------------------------------------------------


def test_a_text_has_two_lines_rather_than_letters_that_cannot_be_read() -> None:
    text = "Simulated: what was assumed, and what was reported, in one line"
    width = 0.9 * text_width(text, 8)

    assert fitted(text, width, 8, 4).size == 8
    assert len(fitted(text, width, 8, 4).lines) == 2
    assert len(fitted(text, 0.9 * text_width(text, 12), 12, 4).lines) == 1


def test_the_freest_place_is_on_no_text_and_then_on_no_line() -> None:
    right, above, below = (box_at(10, 10, 20, 6, side) for side in ((1, 0), (0, 1), (0, -1)))
    number, line = box_at(12, 8, 10, 4), [(0.0, 12.0), (30.0, 12.0)]

    assert freest([right, above, below], [], []) == 0
    assert freest([right, above, below], [number], line) == 2
    assert freest([right, above], [number, box_at(0, 12, 30, 2)], []) == 0
