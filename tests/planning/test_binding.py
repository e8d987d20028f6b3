"""What binds where no staff is enough: the hall, or ballots, and not the desks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.election import build_country
from sim.planning.asked import promise_of
from sim.planning.binding import most_staff, other_limits
from sim.planning.days import Days
from sim.planning.plan import plan
from sim.planning.staff import staff_now
from sim.scenario import load_scenario
from sim.show.plan_words import certified_texts
from tests.support.planned import QUICK, KeptInMemory, small_country

MAN = ["register.regions=['MAN']"]


@pytest.mark.parametrize(("scenario", "binds"), [("covid", "hall"), ("ballot-shortage", "ballots")])
def test_more_desks_do_not_bind_where_few_are_let_in_or_ballots_run_out(
    scenario: str, binds: str
) -> None:
    asked = replace(QUICK, max_wait_s=600.0, share=0.95, days=0.95, most_days=100, fresh_days=0)

    made = plan(load_scenario(scenario, MAN), asked, seed=5)

    sites = made.tables["plan"]
    not_certified = sites["certified"] == "no"
    assert not_certified.sum() > 0
    assert set(sites["binds"][not_certified].tolist()) == {binds}
    assert made.summary.binds == {binds: not_certified.sum()}
    assert f"what binds: {binds} at {not_certified.sum()}" in next(certified_texts(made.summary))
    # Where one desk less is not enough, desks bind.
    assert not {"hall", "ballots"} & set(sites["binds"][~not_certified].tolist())


def test_a_limit_that_keeps_nobody_waiting_does_not_bind() -> None:
    # Thirteen desks are too few for these voters, and the hall has room for hundreds.
    scenario = small_country(7, booth_mean_s=20.0, check_in_mean_s=900.0, inside_max=300)
    country = build_country(scenario)
    now, store = staff_now(scenario, country.one), KeptInMemory()
    days = Days(country, 1, None, store=store)
    promise = promise_of(replace(QUICK, max_wait_s=1.0, share=1.0), 3)

    found = other_limits(
        days, most_staff(days, now, QUICK.change), promise, np.array([1, 0, 1]) > 0
    )

    assert found.tolist() == ["", "", ""]
    added = store.added
    assert added > 0
    again = other_limits(
        days, most_staff(days, now, QUICK.change), promise, np.array([1, 0, 1]) > 0
    )
    assert (again.tolist(), store.added) == (found.tolist(), added)
    unasked = other_limits(days, now, promise, np.zeros(3, dtype=bool))
    assert unasked.tolist() == ["", "", ""]
