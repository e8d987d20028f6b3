"""No percentage is 100 while anything is missing, or 0 when there is anything."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.comparison import compare
from sim.comparison.difference_text import metric_text
from sim.core.text import percent_text
from sim.plots import plot_figures
from sim.plots.comparison import plot_comparison
from sim.reporting import render
from sim.results import schema
from sim.results.columns import percent
from sim.show.comparison import comparison_text
from sim.show.run import summary_text
from tests.support.given import country, race
from tests.support.pages import Page

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 3))
@settings(deadline=None, derandomize=True)
def test_ends_are_reached_only_at_the_ends(part: int, total: int, places: int) -> None:
    part = min(part, total)
    pct = float(percent(part, total))
    for shown in (percent_text(pct, places), percent_text(100 * part / total, places)):
        assert (float(shown) == 0) == (part == 0)
        assert (float(shown) == 100) == (part == total)
    assert abs(pct - 100 * part / total) <= 0.01


def test_one_number_in_every_text() -> None:
    assert percent_text(99.996) == metric_text("%", 99.996) == "99.99"
    assert percent_text(0.0001, 1) == "0.1"
    assert float(percent(1_209_817, 1_209_818)) == 99.99


@pytest.fixture(scope="module")
def late() -> RunResults:
    """Return a night whose last ballot is late by hours, and whose first is early."""
    sites = [*({"registered": 3000, "members": 7, "desks": 5, "booths": 10} for _ in range(5)),
             {"registered": 1, "distance_km": 400.0}]  # fmt: skip
    cut = {"name": "No power", "kind": "power_cut", "from": dt.time(20), "to": dt.time(5),
           "where": {"sites": ["EAST-Big-06"]}}  # fmt: skip
    big = race("Big", votes=15_001) | {"sites": sites}
    return sim.run(country(big, incident=[cut]), seed=2021, site_queues=True)


def test_all_but_one_of_the_ballots_are_not_all(late: RunResults) -> None:
    night, turnout = late.tables["night"], late.tables["turnout"]
    out = night["ballots_counted"] < 15_001
    almost = out & (night["ballots_counted"] == 15_000)

    assert almost.sum() > 20
    assert (night["counted_pct"][almost] == 99.99).all()
    assert (night["counted_pct"] == 100).tolist() == (~out).tolist()
    assert (night["accepted_pct"] == 100).tolist() == (night["sites_accepted"] == 6).tolist()
    some = turnout["issued"] < turnout["registered"]
    assert (turnout["turnout_pct"][some] < 100).all()
    assert (turnout["turnout_pct"][turnout["issued"] > 0] > 0).all()
    reports = late.tables["turnout_reports"]
    assert ((reports["true_pct"] == 100) == (reports["issued"] == 15_001)).all()


PARTS = {
    "turnout.turnout_pct": ("issued", "registered"),
    "turnout_reports.true_pct": ("issued", "registered"),
    # Announced from the same counts, late and rounded.
    "turnout_reports.announced_pct": None,
    "sites.turnout_pct": ("issued", "registered"),
    # Of times and waits, which tests/results/test_queue_tables.py compares.
    **{
        f"{table}.{name}_pct": None
        for table, names in {
            "sites": ("desks_busy", "booths_busy"),
            "queues": ("desks_busy", "booths_busy", "long_or_left"),
            "site_queues": ("desks_busy", "booths_busy", "long_or_left"),
        }.items()
        for name in names
    },
    "races.winner_pct": ("winner_votes", "valid"),
    "night.accepted_pct": ("sites_accepted", "sites"),
    "night.counted_pct": ("ballots_counted", "cast"),
}
"""Parts and totals of the percentage columns: columns of the same table, or as below."""


def test_every_column_of_per_cent_reaches_its_ends_only_at_the_ends(late: sim.RunResults) -> None:
    declared = {
        f"{table.name}.{column.name}"
        for table in schema.TABLES_OF_RUN.values()
        for column in table.columns
        if column.unit == "%"
    }
    assert declared == set(PARTS)
    tally = late.tables["tallies"]
    valid = tally["votes"][tally["choice"] != "invalid"].sum()
    totals = {"registered": 15_001, "valid": valid, "sites": 6, "cast": 15_001}

    for name, parts in PARTS.items():
        table, _, column = name.partition(".")
        pct = late.tables[table][column]
        # Whole and two decimals, whatever it is made of.
        assert (pct == np.round(pct, 2)).all(), name
        assert ((pct >= 0) & (pct <= 100)).all(), name
        if parts is not None:
            part, total = late.tables[table][parts[0]], parts[1]
            all_of = late.tables[table].get(total, totals[total])
            assert ((pct == 0) == (part == 0)).all(), name
            assert ((pct == 100) == (part == all_of)).all(), name
            exact = 100 * part / all_of
            assert np.abs(pct - exact).max() <= 0.01, name


@pytest.mark.parametrize("step", [0, 1, 5])
def test_a_region_announces_all_or_nothing_only_when_it_is_so(step: float) -> None:
    big = race("Big", votes=15_000, registered=[3000] * 5)
    hours = [dt.time(8), dt.time(19), dt.time(20)]
    settings = {"rounding_pct": step, "lag_s": 0, "stale_share": 0, "times": hours}

    reports = sim.run(country(big, announcements=settings), seed=2021).tables["turnout_reports"]

    part, total = reports["issued"], 15_000
    assert ((reports["announced_pct"] == 100) == (part == total)).all()
    assert ((reports["announced_pct"] == 0) == (part == 0)).all()


@pytest.mark.usefixtures("svg_only")
def test_a_turnout_of_all_but_one_is_not_all_in_table_text_and_page(tmp_path: Path) -> None:
    sites = [{"registered": 3000, "members": 15, "desks": 13, "booths": 50, "boxes": 5}] * 10
    result = sim.run(country(race("Big", votes=29_999) | {"sites": sites}), seed=1)
    assert result.summary.cast == result.summary.registered - 1

    assert result.summary.turnout_pct == result.summary.regions["EAST"].turnout_pct
    assert result.summary.turnout_pct == 99.99
    assert result.tables["turnout"]["turnout_pct"].max() == 99.99
    text, page = summary_text(result), Page(render([result])).visible()
    assert " 99.9 " in text
    assert "100.0" not in text
    assert "99.99" in text
    # All protocols are accepted at the end, and that is 100.
    assert "99.99 % at 21:00; 99.99 % at the end" in render([result])
    assert "99.99 %" in page
    plot_figures(result, tmp_path)
    for name in ("turnout_nation", "turnout_regions"):
        drawn = (tmp_path / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        assert "99.9 %" in drawn
        assert "100.0 %" not in drawn


@pytest.fixture(scope="module")
def empty() -> list[RunResults]:
    """Return a night without a ballot: once, and three times with other seeds."""
    scenario = country(race("Empty", votes=0, registered=[1, 1]))
    return [
        sim.run(scenario, seed=2021),
        *(sim.run(scenario, seed=seed, replications=3) for seed in (2021, 5)),
    ]


def test_a_night_without_ballots_has_page_and_text(empty: list[RunResults]) -> None:
    for result in empty:
        page = render([result])
        shown = Page(page).visible()
        assert "Nobody waited: nobody voted at a site." in shown
        assert "nobody elected" in shown
        assert "nan" not in shown.lower().split()
        text = summary_text(result)
        assert "nobody voted at a site" in text
        assert "half of the ballots" not in text
        assert "nan" not in text.lower()
        assert not any(
            np.isnan(column).any()
            for name, table in result.tables.items()
            for key, column in table.items()
            if column.dtype.kind == "f" and name != "turnout_reports" and "_share" not in key
        )


def test_it_can_be_compared_with_others(empty: list[RunResults]) -> None:
    voted = sim.run(country(race("Empty", votes=2, registered=[1, 1])), seed=2021)

    for pair in ((empty[1], empty[2]), (empty[0], voted), (voted, empty[0])):
        shown = Page(render(pair)).visible()
        assert "Nobody waited" in shown
        text = comparison_text(compare(*pair).results)
        assert "nan" not in text.lower()
    chart = Page(render((empty[0], voted))).visible()
    assert chart.count("Nobody waited") == 1


@pytest.mark.usefixtures("svg_only")
def test_its_figures_are_plotted(empty: list[RunResults], tmp_path: Path) -> None:
    for number, result in enumerate(empty[:2]):
        (tmp_path / str(number)).mkdir()
        plot_figures(result, tmp_path / str(number))
        drawn = tmp_path / str(number) / "figures" / "seats.svg"
        assert "Nobody is elected" in drawn.read_text(encoding="utf-8")
    plot_comparison(compare(empty[1], empty[2]), tmp_path)
    assert len(list((tmp_path / "figures").glob("*.svg"))) == 5
