"""A plan: what it says, that it holds, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.election import build_country
from sim.ensemble.posterior_draws import Posterior
from sim.planning.asked import Budget
from sim.planning.days import Days
from sim.planning.files import files_of
from sim.planning.plan import plan
from sim.results import PlanResults, csv_text, load_results, save
from sim.results.checkpoint import Checkpoint
from sim.scenario import load_scenario
from tests.support.planned import QUICK, small_country
from tests.support.posteriors import write_posterior

if TYPE_CHECKING:
    from pathlib import Path

    from sim.planning.asked import PlanAsked
    from sim.scenario import Scenario

QUICK_BUDGET = replace(QUICK, confidence=0.95, most_days=400)
"""As a total that is given needs no confidence."""
MAN = ["register.regions=['MAN']", "polling.check_in_mean_s=90"]


@pytest.fixture(scope="module")
def man() -> PlanResults:
    return plan(load_scenario("baseline", MAN), QUICK, seed=5, workers=2)


def texts(results: PlanResults) -> dict[str, str]:
    return {name: csv_text(table) for name, table in results.tables.items()}


def test_a_plan_is_saved_with_its_page_and_a_scenario_that_takes_it(
    man: PlanResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "a" / "plan"
    save(man, directory)
    loaded = load_results(directory)
    save(loaded, tmp_path / "again")

    page = (directory / "plan.md").read_text(encoding="utf-8")
    assert page.endswith("; `saylau run scenario.toml` simulates an election with it.\n")
    monkeypatch.chdir(tmp_path)
    planned = load_scenario("a/plan/scenario.toml")
    assert sim.run(planned).summary.staff == sim.run(directory / "scenario.toml").summary.staff
    desks = sim.run(planned).summary.staff
    assert desks is not None
    assert desks.desks_open == man.summary.planned.desks != man.summary.now.desks
    # A plan that was loaded has no scenario, and its page names none.
    assert not (tmp_path / "again" / "scenario.toml").exists()
    again = (tmp_path / "again" / "plan.md").read_text(encoding="utf-8")
    assert again.splitlines()[:-1] == page.splitlines()[:-1]
    assert again.endswith("`plan.csv` has every site.\n")


def test_the_tables_agree(man: PlanResults) -> None:
    sites, regions, summary = man.tables["plan"], man.tables["regions"], man.summary

    for name in ("desks", "desks_now", "booths", "members", "members_now", "members_to_add",
                 "members_spare"):  # fmt: skip
        assert regions[name][0] == sites[name].sum()
    assert (summary.planned.desks, summary.now.desks) == (regions["desks"][0], 41)
    assert summary.certified == (sites["certified"] == "yes").sum() == summary.sites
    assert (sites["desks"] != sites["desks_now"]).any()
    assert (sites["members"] >= np.maximum(sites["members_now"], sites["desks"] + 2)).all()
    certified = sites["certified"] == "yes"
    assert (sites["bad_days_pct_at_most"][certified] <= 20).all()
    one_desk = sites["desks"] == 1
    assert ((sites["bad_days_with_less"] == -1) == one_desk).all()
    assert (sites["binds"][one_desk] == "").all()


def test_the_curve_falls_with_the_limit_and_has_the_one_promised(man: PlanResults) -> None:
    curve = man.tables["curve"]

    assert 300.0 in curve["max_wait_s"].tolist()
    assert (np.diff(curve["max_wait_s"]) > 0).all()
    assert (np.diff(curve["desks"]) <= 0).all()
    assert curve["desks"][0] > curve["desks"][-1]


def test_fresh_days_agree_with_the_promise(man: PlanResults) -> None:
    found, rows = man.summary.validation, man.tables["validation"]

    assert found is not None
    assert (found.days, found.expected_at_most) == (20, round(0.2 * man.summary.sites, 2))
    assert found.sites_over <= 0.2 * man.summary.sites
    assert rows["bad_days"].sum() == pytest.approx(
        found.bad_days_pct / 100 * found.days * man.summary.sites, rel=1e-3
    )
    assert found.waited_too_long_pct < found.waited_too_long_now_pct
    same = man.tables["plan"]["desks"] == man.tables["plan"]["desks_now"]
    assert (rows["waited_too_long"] == rows["waited_too_long_now"])[same].all()


def test_the_plan_does_not_depend_on_workers(man: PlanResults) -> None:
    other = plan(load_scenario("baseline", MAN), QUICK, seed=5, workers=1)

    assert texts(other) == texts(man)
    assert other.summary == man.summary


def test_a_part_of_the_country_gets_its_part_of_the_plan(man: PlanResults) -> None:
    changes = ["register.regions=['ATY','MAN']", MAN[1]]
    both = plan(load_scenario("baseline", changes), replace(QUICK, fresh_days=0), seed=5)

    of_man = both.tables["plan"]["code"] == "MAN"
    for name, column in man.tables["plan"].items():
        assert np.array_equal(both.tables["plan"][name][of_man], column), name


def interrupted_at(part: str, scenario: Scenario, asked: PlanAsked, folder: Path) -> None:
    """Run a plan until a round with this name is to be kept."""
    usual = Checkpoint.add

    def add(self: Checkpoint, name: str, content: bytes) -> None:
        if name == part:
            raise KeyboardInterrupt
        usual(self, name, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checkpoint, "add", add)
        with pytest.raises(KeyboardInterrupt):
            plan(scenario, asked, seed=5, checkpoint=folder)


@pytest.mark.parametrize(
    "part", ["desks-000016", "curve-000008", "fresh-more-000008", "fresh-now-000000"]
)
def test_an_interrupted_plan_resumes_to_the_same(
    part: str, man: PlanResults, tmp_path: Path
) -> None:
    scenario, folder = load_scenario("baseline", MAN), tmp_path / "kept"

    interrupted_at(part, scenario, QUICK, folder)

    with pytest.raises(InputError, match="seed"):
        plan(scenario, QUICK, seed=6, checkpoint=folder, resume=True)
    for key, value in (("max_wait_s", 200.0), ("fresh_days", 10)):
        other = replace(QUICK, **{key: value})  # type: ignore[arg-type]
        with pytest.raises(InputError, match=key):
            plan(scenario, other, seed=5, checkpoint=folder, resume=True)
    before = {path.name for path in folder.glob("*.record")}
    resumed = plan(scenario, QUICK, seed=5, checkpoint=folder, resume=True)
    added = {path.name.removesuffix(".record") for path in folder.glob("*.record")} - {
        name.removesuffix(".record") for name in before
    }
    assert texts(resumed) == texts(man)
    assert resumed.summary == man.summary
    # Days that were kept are not run again.
    assert part in added
    assert f"{part[:-6]}000000" in {part, *(name.removesuffix(".record") for name in before)}


def test_an_interrupted_placement_resumes_to_the_same(tmp_path: Path) -> None:
    scenario, folder = small_country(3), tmp_path / "kept"
    asked = replace(QUICK_BUDGET, fresh_days=4, budget=Budget("desks", 5))

    interrupted_at("days-000024", scenario, asked, folder)

    assert len(list(folder.glob("days-*.record"))) == 3
    resumed = plan(scenario, asked, seed=5, checkpoint=folder, resume=True)
    assert texts(resumed) == texts(plan(scenario, asked, seed=5))


def test_the_scenario_with_the_plan_leaves_other_sites_as_they_were(
    man: PlanResults, tmp_path: Path
) -> None:
    scenario, directory = load_scenario("baseline", MAN), tmp_path / "plan"
    save(man, directory, files=files_of(man, scenario, directory))
    moved = directory.rename(tmp_path / "elsewhere")

    before = sim.run(scenario, seed=3).tables["sites"]
    after = sim.run(load_scenario(moved / "scenario.toml"), seed=3).tables["sites"]

    table = man.tables["plan"]
    assert after["desks"].tolist() == table["desks"].tolist()
    assert after["members"].tolist() == table["members"].tolist()
    same = table["desks"] == table["desks_now"]
    assert same.any()
    for name in ("issued", "wait_mean_s", "whole_wait_max_s", "last_left", "protocol_signed"):
        if name in before:
            assert np.array_equal(before[name][same], after[name][same]), name
    assert not np.array_equal(before["wait_mean_s"], after["wait_mean_s"])


def test_a_saved_plan_is_loaded(man: PlanResults, tmp_path: Path) -> None:
    save(man, tmp_path / "plan")

    loaded = load_results(tmp_path / "plan")

    assert isinstance(loaded, PlanResults)
    assert loaded.kind == "plan"
    assert loaded.summary == man.summary
    assert texts(loaded) == texts(man)
    assert "plan, simulated" in repr(loaded)


def test_booths_are_planned_with_the_desks() -> None:
    scenario = small_country(7, booth_mean_s=300.0)
    desks = plan(scenario, replace(QUICK, fresh_days=0), seed=1)
    both = plan(scenario, replace(QUICK, change=("desks", "booths"), fresh_days=0), seed=1)
    only = plan(scenario, replace(QUICK, change=("booths",), fresh_days=0), seed=1)

    assert desks.summary.certified < both.summary.certified
    assert "booth" in desks.summary.binds
    assert "booth" not in both.summary.binds
    assert both.summary.planned.booths > both.summary.now.booths
    assert only.summary.planned.desks == only.summary.now.desks


def test_jointly_needs_no_fewer_desks() -> None:
    scenario = small_country(3, n_sites=6)
    asked = replace(QUICK, fresh_days=0)

    each, joint = (plan(scenario, replace(asked, jointly=jointly), seed=2)
                   for jointly in (False, True))  # fmt: skip

    certified = joint.tables["plan"]["certified"] == "yes"
    assert certified.any()
    assert (joint.tables["plan"]["desks"] >= each.tables["plan"]["desks"])[certified].all()
    assert (joint.tables["plan"]["days"] > each.tables["plan"]["days"])[certified].any()


def test_budgets_are_used_and_not_exceeded() -> None:
    scenario = small_country(3, n_sites=6)
    asked = replace(QUICK_BUDGET, fresh_days=10)
    with_desks, with_members = (
        plan(scenario, replace(asked, budget=budget), seed=2)
        for budget in (Budget("desks", 12), Budget("members", 34))
    )

    assert with_desks.summary.planned.desks <= 12
    assert with_members.summary.planned.members <= 34
    for results in (with_desks, with_members):
        assert results.summary.budget is not None
        assert results.summary.validation is not None
        found = results.summary.validation
        assert found.expected_at_most is None
        assert found.waited_too_long_pct < found.waited_too_long_now_pct
        assert (results.tables["plan"]["certified"] == "").all()
    with pytest.raises(InputError, match="desks: must be at least 6 desks, the least for 6 sites"):
        plan(scenario, replace(asked, budget=Budget("desks", 5)))


def test_a_posterior_gives_each_day_its_parameters(tmp_path: Path) -> None:
    scenario = load_scenario("baseline", MAN)
    rng = np.random.default_rng(1)
    draws = {"polling.check_in_mean_s": np.exp(rng.normal(4.5, 0.5, 30)).tolist()}
    posterior = write_posterior(tmp_path / "posterior", scenario, draws)

    fixed, drawn = (
        plan(scenario, QUICK, seed=5, posterior=given) for given in (None, posterior)
    )  # fmt: skip

    assert drawn.summary.posterior is not None
    assert drawn.summary.planned.desks > fixed.summary.planned.desks


def test_turnout_is_sampled_unless_the_reported_one_is_asked_for() -> None:
    scenario = load_scenario("baseline", MAN)
    assert scenario.turnout.final == "reported"
    said = load_scenario("baseline", [*MAN, "turnout.final='reported'"])

    with pytest.raises(InputError, match="would not be made for days with more"):
        plan(said, QUICK)
    with pytest.raises(InputError, match="reported_turnout: has no effect"):
        plan(load_scenario("open-outcome"), replace(QUICK, reported_turnout=True))
    forced = plan(said, replace(QUICK, reported_turnout=True, fresh_days=0), seed=5)

    assert forced.summary.reported_turnout
    assert not plan(scenario, replace(QUICK, fresh_days=0), seed=5).summary.reported_turnout


def test_a_scenario_alone_is_planned_as_usual() -> None:
    usual = sim.plan("tiny")

    assert usual.summary.promise.most_days == sim.PlanAsked().most_days == 400
    for wrong in ({"seed": -1}, {"seed": 1.5}, {"workers": 0}):
        with pytest.raises(ValueError, match="must be a whole number"):
            plan("tiny", **wrong)


def test_fresh_days_have_other_draws_of_the_posterior() -> None:
    country = build_country(load_scenario("tiny"))
    names = ("posterior", "", ("polling.check_in_mean_s",))
    seen = 13

    def fresh(n_draws: int) -> tuple[list[int], int]:
        posterior = Posterior(*names, np.linspace(20, 60, n_draws)[:, None], True, "")
        numbers, repeated = Days(country, 7, posterior).fresh(10, seen)
        return [posterior.draw_of(Streams(7, number)) for number in numbers], repeated

    for n_draws, expected in ((23, 0), (22, 1), (14, 9), (7, 10)):
        posterior = Posterior(*names, np.linspace(20, 60, n_draws)[:, None], True, "")
        searched = {posterior.draw_of(Streams(7, day)) for day in range(seen)}
        draws, repeated = fresh(n_draws)

        assert repeated == expected == sum(draw in searched for draw in draws)
        assert len(set(draws)) == min(10, n_draws)
    assert Days(country, 7, None).fresh(10, seen) == (range(1 << 21, (1 << 21) + 10), 0)


def test_the_scenario_with_the_plan_has_no_settings_without_effect(
    man: PlanResults, tmp_path: Path
) -> None:
    scenario, directory = load_scenario("baseline", MAN), tmp_path / "plan"
    save(man, directory, files=files_of(man, scenario, directory))

    text = (directory / "scenario.toml").read_text()
    planned = load_scenario(directory / "scenario.toml")

    assert 'extends = "baseline"' in text
    assert len(text.splitlines()) < 20
    assert planned.register_.regions == ["MAN"]
    assert planned.polling.check_in_mean_s == 90
    assert sim.run(planned, seed=3).summary.without_effect == ()
