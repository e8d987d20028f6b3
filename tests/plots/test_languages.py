"""Figures in other languages: every word is a message, numbers and letters are right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure as MplFigure
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

import sim
import sim.plots.comparison as of_comparison
from sim.core.language import LANGUAGES, in_language, read_catalog
from sim.core.text import number_text
from sim.pack.records import published
from sim.planning.plan import plan
from sim.plots import figure, figures_of
from sim.plots.calibration.tune import figure as tune_figure
from sim.plots.style.bands import medians_of
from sim.plots.style.style import house_style
from sim.plots.style.texts import FONT
from sim.plots.style.ticks import Numbers, in_language_of_now
from sim.results.translated import shown_in
from tests.support.calibrations import calibration_results
from tests.support.explorations import tiny_exploration
from tests.support.feasibility import tiny_feasibility
from tests.support.planned import QUICK, small_country
from tests.support.pseudo_language import outside_messages, pseudo_language
from tests.support.tuned import turned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.results import Results

KEPT = {
    "EAST", "WEST", "North", "South", "Alma",  # names of areas, which have no translation here
    "Nur", "Otan", "Auyl", "Adal", "Ak", "Zhol", "People", "Party", "NSDP", "Independent",
    "Europe", "Tallinn", "hat",  # R-hat
    "Aqqum", "Talaptan", "Julio",  # districts, and a month as Babel writes it
    "first", "other", "seed", "tiny", "baseline", "csv", "issued",  # names and files
}  # fmt: skip
"""Words that are the same in every language."""


def _texts(made: Figure) -> Iterator[str]:
    with house_style():
        made.draw_without_rendering()
    for text in made.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            yield text.get_text()


def _english(made: Figure, names: set[str]) -> set[str]:
    """Return the words of a figure that are neither messages nor names."""
    words = {word for text in _texts(made) for word in outside_messages(text)}
    return {word for word in words - names - KEPT if word.isascii()}


def _names() -> set[str]:
    """Return the words of the names of the default election."""
    known = [*published().region_names.values(), *(party.name for party in published().parties)]
    return {word for name in known for word in re.findall(r"[^\W\d_]{2,}", name)}


def test_every_word_of_a_figure_is_a_message(
    tiny: sim.RunResults,
    tiny_ensemble: sim.RunResults,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of_kinds: list[Results] = [
        tiny,
        tiny_ensemble,
        calibration_results(regions={"ALM": 72.5, "ZHA": 90.66}, told={"ALM": (12,), "ZHA": (12,)}),
        plan(small_country(3, n_sites=6, booth_mean_s=20.0), QUICK, seed=1),
        tiny_exploration(),
        tiny_feasibility(tmp_path),
    ]
    compared = sim.compare(tiny, sim.run("tiny", seed=9), names=["first", "other seed"])
    changed = sim.run(sim.load_scenario("tiny", ["polling.check_in_mean_s=90"]), seed=2021)
    unnamed = sim.compare(tiny, changed)
    tuned = turned("tiny", "polling.check_in_mean_s=90")

    with pseudo_language(monkeypatch):
        found = {
            f"{name} of kind {kind}": _english(figure(results, name), _names())
            for kind, results in enumerate(of_kinds)
            for name in figures_of(results)
        }
        for name in of_comparison.figures_of(compared):
            found[name] = _english(of_comparison.figure(compared, name), set())
            found[f"{name} unnamed"] = _english(of_comparison.figure(unnamed, name), set())
        with house_style(), shown_in(tuned):
            found["tune"] = _english(tune_figure(tuned), set())

    assert {name: words for name, words in found.items() if words} == {}
    assert len(found) >= 25


def test_no_name_of_a_value_is_cut_on_a_phone() -> None:
    tuned = turned("baseline")
    with house_style(), shown_in(tuned, "ru"):
        made = tune_figure(tuned, "phone")

    shown = set(_texts(made))
    assert "Акмолинская Самовыдвижение" in shown
    assert [text for text in shown if text.endswith("…")] == []


def test_numbers_on_axes_are_those_of_the_language_in_which_a_figure_was_made(
    baseline: sim.RunResults,
) -> None:
    made = baseline.plot.waits(language="ru")

    shown = set(_texts(made))
    assert "10:00" in shown
    assert any(re.fullmatch(r"\d+\N{NO-BREAK SPACE}000", text) for text in shown)
    assert not any(re.search(r"\d[,.]\d{3}", text) for text in shown)


def test_ticks_are_formatted_in_the_language_of_their_figure() -> None:
    axis = MplFigure().add_subplot().xaxis
    with in_language("ru"):
        axis.set_major_formatter(Numbers())
        text_of = in_language_of_now(number_text)

    assert axis.get_major_formatter().format_ticks([0.0, 0.5]) == ["0,0", "0,5"]
    assert text_of(1234.0) == "1\N{NO-BREAK SPACE}234"
    assert number_text(1234.0) == "1,234"


def test_words_have_the_form_of_their_number(tiny_ensemble: sim.RunResults) -> None:
    n = tiny_ensemble.summary.replications
    with in_language("ru"):
        text = medians_of(tiny_ensemble.summary)

    assert text == (f"Медианы {n} прогона" if n % 10 == 1 else f"Медианы {n} прогонов")


def test_names_of_regions_and_parties_are_those_of_the_language(baseline: sim.RunResults) -> None:
    regions = set(_texts(baseline.plot.turnout_regions(language="kk")))
    seats = set(_texts(baseline.plot.seats("phone", "ru")))

    assert {"Қостанай", "Шығыс Қазақстан"} <= regions
    assert {"Нур Отан", "Самовыдвижение"} <= seats
    assert "мандаты" in seats  # over an axis; after a number it is "мандатов"


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("size", ["slide", "phone"])
def test_texts_stay_within_figures(baseline: sim.RunResults, code: str, size: str) -> None:
    """Long words are broken at hyphens, long titles wrap or have smaller letters."""
    for name in ("seats", "turnout_regions", "night"):
        made = figure(baseline, name, size, code)
        with house_style():
            made.draw_without_rendering()
            (axes, *_) = [each for each in made.axes if each.get_yticklabels()][-1:]
            labels = [*axes.get_yticklabels(), *made.texts]
            ends = [text.get_window_extent() for text in labels if text.get_text()]
        assert min(each.x0 for each in ends) >= -0.5
        assert max(each.x1 for each in ends) <= made.bbox.width + 0.5


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "en"])
def test_the_font_has_every_letter(code: str) -> None:
    letters = set(FT2Font(findfont(FONT)).get_charmap())
    texts = [
        text
        for message in read_catalog(code)
        for text in ([message.string] if isinstance(message.string, str) else message.string or ())
    ]
    texts += published().names[code].values()

    missing = {letter for text in texts for letter in text if letter.isprintable()}
    assert {letter for letter in missing if ord(letter) not in letters} == set()
