"""What a plan says of the night: what is certified, the sites that bind, and their paths."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.planning.files import files_of
from sim.planning.paths import binding_sites, lacking_days
from sim.planning.plan import plan
from sim.planning.promise import Promise, bad_days_limit
from sim.register.area_sites import clerks_of, vehicles_of
from sim.results import csv_text, save
from sim.results.checkpoint import Checkpoint
from sim.scenario import load_scenario, with_values
from sim.show.plan import plan_text
from sim.show.plan_page import plan_page
from tests.planning.test_nights import ATY
from tests.support.planned import QUICK

if TYPE_CHECKING:
    from pathlib import Path


def test_what_the_plan_says_of_the_night() -> None:
    scenario = with_values(load_scenario("baseline", ATY), {"commission.clerks": 1}, "here")
    asked = replace(QUICK, days=0.6, fresh_days=0, results_by="03:30")
    made, other = (plan(scenario, asked, seed=5, workers=workers) for workers in (1, 2))

    night, intake, paths = made.summary.results_by, made.tables["intake"], made.tables["paths"]
    assert night is not None
    assert night == other.summary.results_by
    for name in ("intake", "paths"):
        for column, values in made.tables[name].items():
            assert np.array_equal(values, other.tables[name][column]), column
    assert night.time == "2021-07-26T03:30:00"
    assert night.change == ("tables", "vehicles", "clerks")
    assert night.certified == (intake["certified"] == "yes").sum()
    assert 0 < night.certified < night.commissions
    assert night.clerks == intake["clerks"].sum() > night.clerks_now == len(intake["clerks"])
    assert night.vehicles == intake["vehicles"].sum() < night.vehicles_now == intake["sites"].sum()
    added = (
        made.tables["plan"]["members_to_add"].sum() - made.tables["intake"]["members_to_add"].sum()
    )
    assert night.members_for_tables == intake["members_to_add"].sum()
    assert added >= 0
    assert night.sites_in_pct_now < night.sites_in_pct_at_most < 100
    lengths = np.sum([paths[name] for name in paths if name.endswith("_s")], axis=0)
    total = (paths["accepted"] - paths["closes"]) / np.timedelta64(1, "s")
    assert np.abs(lengths - total).max() <= 1
    late = paths["late_days"] > 0
    assert (late == (paths["accepted"] > np.datetime64(night.time))).all()
    binds = paths["binds"] == "yes"
    of = intake["commission"][intake["certified"] == "no"]
    assert night.sites_binding == binds.sum() > 0
    assert set(paths["commission"][binds]) <= set(of)
    page = plan_page(made)
    needs_more = (intake["clerks"] > 1) | (intake["members_to_add"] > 0)
    section = page.split("## Results: the commissions that need more")[1].split("##")[0]
    assert 0 < needs_more.sum() < len(needs_more)
    for k, name in enumerate(intake["commission"]):
        row = f"| {name} | {intake['sites'][k]} | {intake['tables'][k]} |"
        assert (row in section) == needs_more[k]
    assert "`plan.csv` has every site, `intake.csv` every commission; " in page


def test_the_sites_that_bind_are_as_few_as_let_the_others_be_in() -> None:
    # Ten days; two commissions of three sites. The first is late by its first site on four days,
    # and by its second on one; the second is certified.
    late = np.zeros((10, 6), dtype=np.int64)
    late[:4, 0] = late[5, 1] = late[:9, 5] = 1
    found: Any = SimpleNamespace(
        by=0, nights=SimpleNamespace(best=late), found=SimpleNamespace(certified=np.arange(2) == 1)
    )
    register: Any = SimpleNamespace(site_commission=np.array([0, 0, 0, 1, 1, 1]))

    def binding(days: float) -> list[int]:
        found.promise = Promise(1, 0.95, days=days, confidence=0.9)
        return np.flatnonzero(binding_sites(found, register)).tolist()

    assert binding(0.4) == []
    # Then the first commission lacks days only, whatever its last search ended with.
    assert lacking_days(found, register).tolist() == [True, False]
    assert binding(0.8) == [0]
    assert lacking_days(found, register).tolist() == [False, False]
    assert binding(0.95) == [0, 1]


def test_the_scenario_with_the_plan_has_its_night_and_keeps_the_promise(tmp_path: Path) -> None:
    scenario = with_values(load_scenario("baseline", ATY), {"commission.clerks": 1}, "here")
    asked = replace(QUICK, most_days=80, fresh_days=8, results_by="08:00 +1 d")
    made = plan(scenario, asked, seed=5)
    save(made, tmp_path / "plan", files=files_of(made, scenario, tmp_path / "plan"))
    planned = load_scenario(tmp_path / "plan/scenario.toml")

    country, intake = build_country(planned), made.tables["intake"]
    clerks, vehicles = intake["clerks"], intake["vehicles"]
    assert clerks_of(country.one, 1) == clerks.tolist()
    assert vehicles_of(country.one, 0) == vehicles.tolist()
    assert (vehicles < intake["sites"]).any()
    night, of_fresh = made.summary.results_by, made.tables["intake"]
    assert night is not None
    assert (night.fresh_days, of_fresh["fresh_days"].tolist()) == (8, [8] * len(clerks))
    found = f"on 8 fresh days, {night.over} of {night.certified} certified commissions had clearly"
    assert found in " ".join(plan_text(made).split())
    bad = np.zeros(len(clerks), dtype=np.int64)
    # On days that the search has not seen, at most 20 in 100 may be bad.
    for day in range(1000, 1020):
        late = run_election(country, Streams(5, day)).night.accepted_at > 32 * 3_600_000
        bad[np.unique(country.one.site_commission[late])] += 1
    assert (bad < bad_days_limit(20, 0.2)).all()


def test_a_search_that_chose_before_takes_more_nights_to_certify() -> None:
    made, of_clerks = (
        plan(
            load_scenario("tiny"),
            replace(QUICK, fresh_days=0, results_by="12:00 +1 d", change_night=change),
        )
        for change in (None, ("clerks",))
    )

    # Four numbers of tables, and of vehicles up to the sites of each, were chosen among.
    promise = Promise(300_000, 0.9, days=0.8, confidence=0.8)
    sites = made.tables["intake"]["sites"].tolist()
    assert sites == [2, 1]
    for result, chosen in ((made, [4 * n for n in sites]), (of_clerks, [1, 1])):
        least = [promise.least_days(n) for n in chosen]
        assert set(result.tables["intake"]["bad_days"].tolist()) == {0}
        assert result.tables["intake"]["days"].tolist() == least
    night = made.summary.results_by
    assert night is not None
    assert night.certified == night.commissions


def test_a_part_of_the_country_gets_its_part_of_the_night() -> None:
    asked = replace(QUICK, fresh_days=0, results_by="04:30")
    # Commissions of the other region have up to 18 sites, of this one up to 5, so that they choose
    # among other numbers of vehicles.
    part, whole = (
        plan(load_scenario("baseline", [*ATY[1:], f"register.regions={regions}"]), asked, seed=5)
        for regions in (["MAN"], ["ATY", "MAN"])
    )

    of_part, of_whole = (made.tables["intake"] for made in (part, whole))
    there = np.isin(of_whole["commission"], of_part["commission"])
    assert there.sum() == len(of_part["commission"]) < len(there)
    assert "yes" in of_part["certified"]
    for name in ("tables", "members_to_add", "vehicles", "clerks", "certified", "days", "bad_days",
                 "bad_days_pct_at_most", "bad_days_with_less"):  # fmt: skip
        assert np.array_equal(of_whole[name][there], of_part[name]), name


def test_interrupted_nights_resume_to_the_same(tmp_path: Path) -> None:
    scenario = load_scenario("baseline", ATY)
    asked = replace(QUICK, fresh_days=0, results_by="04:00")
    usual, kept = Checkpoint.add, tmp_path / "kept"

    def add(self: Checkpoint, name: str, content: bytes) -> None:
        if name == "tables-000008":
            raise KeyboardInterrupt
        usual(self, name, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, "add", add)
        with pytest.raises(KeyboardInterrupt):
            plan(scenario, asked, seed=5, checkpoint=kept)

    with pytest.raises(InputError, match="results_by"):
        plan(scenario, replace(asked, results_by="05:00"), seed=5, checkpoint=kept, resume=True)
    resumed = plan(scenario, asked, seed=5, checkpoint=kept, resume=True)
    whole = plan(scenario, asked, seed=5)
    assert resumed.summary == whole.summary
    for name in ("intake", "paths"):
        assert csv_text(resumed.tables[name]) == csv_text(whole.tables[name])
