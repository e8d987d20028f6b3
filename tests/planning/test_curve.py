"""The trade-off is about what may be changed: desks, booths or both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.election import build_country
from sim.planning.asked import promise_of
from sim.planning.curve import trade_off
from sim.planning.days import Days
from sim.planning.plan import plan
from sim.planning.staff import staff_now
from sim.show.plan import plan_text
from sim.show.plan_page import plan_page
from tests.support.planned import QUICK, KeptInMemory, small_country

if TYPE_CHECKING:
    from sim.results import PlanResults


@pytest.fixture(scope="module")
def made() -> dict[str, PlanResults]:
    """Plans of few booths, in which many wait, by what may be changed."""
    scenario = small_country(7, booth_mean_s=300.0, check_in_mean_s=60.0)
    return {
        ",".join(change): plan(scenario, replace(QUICK, change=change, fresh_days=0), seed=1)
        for change in (("desks",), ("booths",), ("desks", "booths"))
    }


def test_of_desks_alone_it_has_the_booths_of_now(made: dict[str, PlanResults]) -> None:
    curve = made["desks"].tables["curve"]

    assert "booths" not in curve
    assert curve["sites_not_enough"].max() > 0


def test_of_booths_alone_it_has_the_desks_of_now(made: dict[str, PlanResults]) -> None:
    curve, now = made["booths"].tables["curve"], made["booths"].summary.now

    assert set(curve["desks"].tolist()) == {now.desks}
    assert set(curve["members_to_add"].tolist()) == {0}
    assert (np.diff(curve["booths"][curve["sites_not_enough"] == 0]) <= 0).all()
    promised = curve["max_wait_s"].tolist().index(300.0)
    planned = made["booths"].summary.planned.booths
    assert abs(curve["booths"][promised] - planned) <= 2


def test_of_both_it_has_the_desks_with_plenty_of_booths(made: dict[str, PlanResults]) -> None:
    curve, summary = made["desks,booths"].tables["curve"], made["desks,booths"].summary

    assert (curve["sites_not_enough"] <= made["desks"].tables["curve"]["sites_not_enough"]).all()
    assert curve["sites_not_enough"].tolist() == [0] * len(curve["desks"])
    promised = curve["max_wait_s"].tolist().index(summary.promise.max_wait_s)
    for name in ("desks", "booths"):
        # Ten days say less than a certificate, but are of the same staff.
        assert abs(curve[name][promised] - getattr(summary.planned, name)) <= 2


def test_the_page_and_the_text_name_what_changes(made: dict[str, PlanResults]) -> None:
    page, text = plan_page(made["booths"]), plan_text(made["booths"])
    sites = made["booths"].tables["plan"]
    more = sites["site"][sites["booths"] > sites["booths_now"]].tolist()

    section = page.split("## More booths, where most are missing")[1].split("##")[0]
    assert more
    for site in more:
        assert f"| {site} |" in section
    assert "More desks" not in page
    assert "| region | sites | booths now | booths | members to add |" in page
    assert "desks now" not in text
    assert "booths now" in text
    both = plan_text(made["desks,booths"])
    assert both.index("desks now") < both.index("booths now")
    assert max(map(len, both.splitlines())) <= 80


def test_its_days_are_kept() -> None:
    country, store = build_country(small_country(7, booth_mean_s=300.0)), KeptInMemory()
    now = staff_now(country.scenario, country.one)
    days, promise = Days(country, 1, None, store=store), promise_of(QUICK, 3)

    first, again = (trade_off(days, now, promise, ("desks", "booths")) for _ in range(2))

    assert again == first
    # Two rounds of desks, and two of booths for each of five limits.
    assert store.added == len(store.parts) == 2 + 2 * 5
