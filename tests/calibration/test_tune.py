"""Tuning by hand: simulated and reported values, before and after a change."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from matplotlib.text import Text

from sim.calibration.tune import tune
from sim.core.language import in_language
from sim.core.text import signed_text
from sim.plots.calibration.tune import figure, save_tune, tune_data
from sim.plots.style.boxes import SIZES
from sim.plots.style.style import house_style
from sim.results.summaries.tune import TunedMet, TuneSummary
from sim.scenario import load_scenario
from sim.show.tune import tune_text
from tests.support.tuned import turned, write_island

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results.summaries.tune import TunedSeats, TunedTarget

FEWER_DESKS = "polling.desks_extra=-5"
SLOW_JAMBYL = "arrivals.regions.ZHA.a=1.8"


def row(tuned: TuneSummary, label: str, relation: str = "equals") -> TunedTarget:
    [found] = [row for row in tuned.figures if (row.label, row.relation) == (label, relation)]
    return found


def known(value: float | None) -> float:
    assert value is not None
    return value


def seats(tuned: TuneSummary) -> TunedSeats:
    assert tuned.seats is not None
    return tuned.seats


@pytest.fixture(scope="module")
def slow_jambyl() -> TuneSummary:
    return turned("baseline", SLOW_JAMBYL)


@pytest.fixture(scope="module")
def fewer_desks() -> TuneSummary:
    """Two regions, of which one reported its turnout at 10:00, the other votes."""
    regions = "register.regions=['AKM', 'ALM']"
    return tune(
        load_scenario("baseline", [regions]), load_scenario("baseline", [regions, FEWER_DESKS]),
        changes=[FEWER_DESKS], seed=2021,
    )  # fmt: skip


def test_a_later_region_loses_its_values_and_no_other(slow_jambyl: TuneSummary) -> None:
    noon = row(slow_jambyl, "ZHA@12:00")
    lead = row(slow_jambyl, "ZHA@16:00", "highest")

    assert noon.unchanged_met
    assert not noon.met
    assert noon.change == pytest.approx(known(noon.changed) - known(noon.unchanged))
    assert known(noon.change) < -10
    assert known(lead.changed) < 0 < known(lead.unchanged)
    assert slow_jambyl.met.shown < slow_jambyl.met.unchanged
    others = [r for r in slow_jambyl.figures if r.code != "ZHA"]
    assert others
    assert {r.change for r in others} == {0.0}


def test_desks_change_no_seat_and_no_vote(fewer_desks: TuneSummary) -> None:
    for party in seats(fewer_desks).parties:
        assert party.changed == party.unchanged == party.reported
    for cell in fewer_desks.seats_by_region:
        assert cell.change == 0
    assert {r.change for r in fewer_desks.figures if r.what == "votes"} == {0.0}
    # But queues are longer, so ballots are issued later.
    assert known(row(fewer_desks, "ALM@10:00").change) < 0


def test_a_changed_country_is_built_anew() -> None:
    tuned = turned("baseline", "register.incumbents_stand_share=0.5", "outcome.winners='sampled'")

    assert known(row(tuned, "KZ@incumbents").change) < -5
    missed = seats(tuned).missed
    cells = tuned.seats_by_region
    assert missed.unchanged == 0 < known(missed.changed)
    assert missed.changed == sum(abs(known(c.changed) - known(c.reported)) for c in cells)
    assert sum(known(party.changed) for party in seats(tuned).parties) == 730


def test_without_a_change_the_scenario_is_shown() -> None:
    tuned = turned("tiny")
    text = tune_text(tuned)

    assert {r.changed for r in tuned.figures} == {None}
    assert tuned.met == TunedMet(unchanged=2, shown=2, of=2)
    assert text.startswith("SIMULATED: tiny, seed 2021 (2021-07-25), one run\n")
    assert "change" not in text


def test_the_same_twice_is_the_same(slow_jambyl: TuneSummary) -> None:
    assert turned("baseline", SLOW_JAMBYL, workers=2) == slow_jambyl


def test_a_region_that_only_one_of_them_has_is_not_compared() -> None:
    more = tune(
        load_scenario("baseline", ["register.regions=['MAN']"]),
        load_scenario("baseline", ["register.regions=['MAN', 'AKM']"]),
        changes=["register.regions=['MAN', 'AKM']"], seed=1,
    )  # fmt: skip
    aqmola = row(more, "AKM@final")

    assert aqmola.unchanged is None
    assert aqmola.change is None
    assert known(aqmola.changed) > 70
    text = tune_text(more)
    assert "AKM 10:00" in text
    assert re.search(r"^  AKM .* -  ", text, re.MULTILINE)
    figure(more)


def test_text_fits_80_columns(slow_jambyl: TuneSummary) -> None:
    long = replace(slow_jambyl, changes=(SLOW_JAMBYL,) * 7 + ("x" * 100,))

    for tuned in (slow_jambyl, long, turned("baseline")):
        text = tune_text(tuned)
        assert max(map(len, text.splitlines())) <= 80
        assert "  Nationwide Social Democratic Party" in text
        assert "Democra…" not in text


def test_text_names_what_changed(slow_jambyl: TuneSummary) -> None:
    text = tune_text(slow_jambyl)
    noon = row(slow_jambyl, "ZHA@12:00")

    assert re.search(r"^changed: arrivals a in Jambyl [\d.]+ → 1\.8$", text, re.MULTILINE)
    [line] = [
        line
        for line in text.splitlines()
        if line.startswith("  ZHA 12:00       ") and "56.00" in line
    ]
    assert f"{known(noon.unchanged):.2f}" in line
    assert f"{known(noon.changed):.2f}" in line
    assert signed_text(known(noon.change), 2) in line
    assert line.endswith("NOT MET*")
    assert "* not so without the changes" in text
    assert "votes of Aqqum, Talaptan, Ülken, Berşügır" in text


def test_no_two_rows_of_the_dots_are_called_the_same(slow_jambyl: TuneSummary) -> None:
    twice = replace(
        slow_jambyl, figures=(*slow_jambyl.figures, row(slow_jambyl, "ZHA@16:00"))
    )  # fmt: skip
    lines = tune_text(twice).splitlines()
    begins = next(line.index("0") for line in lines if re.fullmatch(r" +0 +20 .*", line))
    names = [" ".join(line[:begins].split()) for line in lines if "···" in line]

    assert Counter(names).most_common(1)[0][1] == 1
    assert {"ZHA ≥12:00", "ZHA 12:00", "ZHA 16:00", "ZHA 16:00 (2)"} <= set(names)
    assert max(map(len, lines)) <= 80


def test_dots_are_at_the_values(slow_jambyl: TuneSummary) -> None:
    lines = tune_text(slow_jambyl).splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("% of registered:"))
    [dots] = [line for line in lines[head:] if line.startswith("  ZHA  16:00")]
    sixteen = row(slow_jambyl, "ZHA@16:00")
    begins = lines[head + 1].index("0")

    for mark, value in (("|", 78.7), ("x", known(sixteen.changed))):
        assert dots[begins + round(value * 0.6)] == mark
    ends = lines[head + 1].index("100")
    assert ends - begins == 60


def test_night_targets_are_clock_times(tmp_path: Path) -> None:
    file = tmp_path / "night.csv"
    file.write_text("what,code,item,value\nnight,KZ,all_accepted,06:30\n")
    tuned = turned("tiny", "counting.setup_mean_s=3000", files=(file,))
    night = row(tuned, "KZ@all_accepted")

    assert night.reported == 30.5
    assert known(night.changed) > known(night.unchanged)
    assert re.search(r"KZ all_accepted +06:30", tune_text(tuned))
    assert f"{signed_text(60 * known(night.change))} min" in tune_text(tuned)
    with in_language("kk"):
        assert f"{signed_text(60 * known(night.change))} мин" in tune_text(tuned)


def test_the_slide_and_the_text_agree(slow_jambyl: TuneSummary, tmp_path: Path) -> None:
    data = tune_data(slow_jambyl)
    slide = figure(slow_jambyl)
    words = [text.get_text() for text in slide.texts]

    labels = [dots.label for dots in data.turnout]
    assert {"Jambyl 12:00", "Jambyl 12:00 or more"} <= set(labels)
    assert len(set(labels)) == len(labels)
    assert len(data.shares) == 9
    assert sum(dots.reported for dots in data.seats) == 730
    met = slow_jambyl.met
    fewer = met.unchanged - met.shown
    assert (
        words[0]
        == f"{met.shown} of 35 reported values are met, {fewer} fewer than without the change"
    )
    assert any(
        "Simulated: scenario baseline, changed: arrivals a in Jambyl" in text for text in words
    )
    for name in ("one.png", "one.svg", "one.pdf"):
        save_tune(slow_jambyl, tmp_path / name)
        before = (tmp_path / name).read_bytes()
        save_tune(slow_jambyl, tmp_path / name)
        assert (tmp_path / name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.pdf", "one.png", "one.svg"]


@pytest.mark.parametrize("size", SIZES)
def test_its_texts_are_inside_at_every_size(size: str, slow_jambyl: TuneSummary) -> None:
    with house_style():
        slide = figure(slow_jambyl, size)
        slide.draw_without_rendering()

    for text in slide.findobj(Text):
        if any(letter.isalpha() for letter in text.get_text()):
            box = text.get_window_extent()
            assert 0 <= box.x0 <= box.x1 <= slide.bbox.x1, text
            assert 0 <= box.y0 <= box.y1 <= slide.bbox.y1, text


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a region that has the code of one of the default election."""
    return write_island(tmp_path_factory.mktemp("packs") / "valley")


def test_areas_of_a_pack_have_its_names_in_the_figure(island: Path) -> None:
    tuned = turned(str(island))

    labels = [dots.label for dots in tune_data(tuned).turnout]
    texts = " ".join(text.get_text() for text in figure(tuned).texts)

    assert labels == ["all 12:00", "Isle of Man 12:00", "Ford 13:00", "Isle of Man final"]
    assert "Asia/Kolkata time" in texts
    assert "those of the scenario, with their sources" in texts
    assert "capital time" not in texts


def test_the_figure_says_how_many_values_it_has_no_room_for(island: Path) -> None:
    tuned = turned(str(island))
    many = replace(tuned, figures=tuned.figures[:1] * 30)

    assert tune_data(many).n_more == 6
    texts = " ".join(text.get_text() for text in figure(many).texts)
    assert "6 more values are in the text." in " ".join(texts.split())


def test_the_default_election_is_not_in_the_json() -> None:
    tuned = turned("tiny")

    assert (tuned.election, tuned.area_names) == (None, None)
    assert tuned.area_name("MAN") != "MAN"


def test_marks_at_the_edge_of_a_panel_are_not_cut() -> None:
    with house_style():
        slide = figure(turned("tiny", "polling.check_in_mean_s=90"), "square")

    marks = [line for axes in slide.axes if axes.axison for line in axes.lines
             if line.get_marker() not in {"None", ""}]  # fmt: skip
    assert len(marks) >= 3
    assert not any(line.get_clip_on() for line in marks)
