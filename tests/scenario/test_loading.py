"""Scenario files: inheritance, overrides, origins of values, and every error at once."""

from __future__ import annotations

import datetime as dt
import shutil
import tomllib
from pathlib import Path

import pytest

from sim.core.errors import InputError, ScenarioError
from sim.register import build_register
from sim.scenario import (
    load_scenario,
    resolve,
    resolved_toml,
    scenario_files,
)

INVALID = sorted((Path(__file__).parent / "invalid").glob("*.toml"))


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_file_gives_the_message_on_its_first_line(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")

    with pytest.raises(ScenarioError) as error:
        load_scenario(path)

    message = str(error.value)
    assert expected in message
    assert path.name in message


@pytest.mark.parametrize("path", scenario_files(), ids=lambda path: path.stem)
def test_every_shipped_scenario_loads_and_has_its_file_name(path: Path) -> None:
    scenario = load_scenario(path.stem)

    assert scenario.name == path.stem
    assert scenario.description
    assert build_register(scenario).n_sites > 0


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    file = tmp_path / "many.toml"
    file.write_text("[polling]\nopens = 3\nchekin = 1\n[outcome]\nwinners = 'me'\n")

    with pytest.raises(ScenarioError) as error:
        load_scenario(file, ["turnout.site_spread=-1"])

    keys = {problem.key for problem in error.value.problems}
    assert keys == {"polling.opens", "polling.chekin", "outcome.winners", "turnout.site_spread"}


def test_a_problem_names_the_file_that_holds_the_value(tmp_path: Path) -> None:
    (tmp_path / "parent.toml").write_text("[polling]\nbooth_cv = -1.0\n")
    child = tmp_path / "child.toml"
    child.write_text("extends = 'parent'\n[polling]\nbox_cv = -2.0\n")

    with pytest.raises(ScenarioError) as error:
        load_scenario(child, ["polling.check_in_cv=-3"])

    where = {problem.key: Path(problem.where).name for problem in error.value.problems}
    assert where == {
        "polling.booth_cv": "parent.toml",
        "polling.box_cv": "child.toml",
        "polling.check_in_cv": "overrides",
    }


def test_extends_keeps_what_the_child_does_not_say(tmp_path: Path) -> None:
    shutil.copy(next(p for p in scenario_files() if p.stem == "baseline"), tmp_path)
    child = tmp_path / "child.toml"
    child.write_text('extends = "baseline"\n[arrivals.regions]\nZHA = { a = 2.0 }\n')

    scenario, parent = load_scenario(child), load_scenario("baseline")

    assert scenario.name == "child"
    assert scenario.arrivals.regions["ZHA"].a == 2.0
    assert scenario.arrivals.regions["ZHA"].b == parent.arrivals.regions["ZHA"].b
    assert scenario.arrivals.regions["ALM"] == parent.arrivals.regions["ALM"]


def test_overrides_are_typed_like_the_file() -> None:
    scenario = load_scenario(
        "baseline",
        [
            "polling.closes=21:30",
            "turnout.final=sampled",
            "register.regions=['MAN']",
            "polling.renege_share=.5",
            'choice.strength."Nur Otan"=1.5',
        ],
    )

    assert scenario.polling.closes == dt.time(21, 30)
    assert scenario.turnout.final == "sampled"
    assert scenario.register_.regions == ["MAN"]
    assert scenario.polling.renege_share == 0.5
    assert scenario.choice.strength["Nur Otan"] == 1.5


@pytest.mark.parametrize(
    "text",
    ["polling.opens", "=3", "name.x=3", "polling.opens.x=3", "polling..opens=8:00", "extends=tiny"],
)
def test_overrides_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ScenarioError, match="overrides"):
        load_scenario("baseline", [text])


def test_a_file_that_extends_its_name_means_the_shipped_scenario(tmp_path: Path) -> None:
    file = tmp_path / "baseline.toml"
    file.write_text('\ufeffextends = "baseline"\n[polling]\nbooth_cv = 0.1\n', encoding="utf-8")

    scenario = load_scenario(file)

    assert scenario.polling.booth_cv == 0.1
    assert scenario.arrivals.regions["ZHA"] == load_scenario("baseline").arrivals.regions["ZHA"]


def test_a_change_leaves_the_description_and_the_values_of_the_file() -> None:
    changed, plain = load_scenario("baseline", ["turnout.final=sampled"]), load_scenario("baseline")

    # Changes are named separately: tests/results/test_naming.py.
    assert changed.description == plain.description
    assert changed.given.base == plain.tree()
    assert changed.given.keys == ("turnout.final",)


def test_a_quoted_key_is_known_by_its_name() -> None:
    resolved = resolve("baseline", ['choice.strength."Nur Otan"=1.5'])

    assert resolved.origins["choice.strength.Nur Otan"] == "overrides"


def test_resolved_form_is_valid_and_has_the_origin_of_values() -> None:
    resolved = resolve("evening-only", ["polling.booth_cv=0.1"])

    text = resolved_toml(resolved.scenario, resolved.origins)

    again = tomllib.loads(text)
    assert again["polling"]["booth_cv"] == 0.1
    assert again["arrivals"]["regions"]["ZHA"]["a"] == resolved.scenario.arrivals.regions["ZHA"].a
    assert again["choice"]["regions"]["AKM"]["strength"]["Auyl"] == 0.5572
    lines = {line.split(" = ")[0]: line for line in text.splitlines()}
    assert lines["regions.AKM.strength.Auyl"].endswith("# baseline.toml")
    assert lines["booth_cv"].endswith("# overrides")
    assert lines["opens"].endswith("evening-only.toml")
    assert lines["a"].endswith("baseline.toml")
    assert lines["box_cv"].endswith("# default")


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (["register.sites.AKM=50"], r"\(95 races, at most 3,000 voters at a site\); got 50"),
        (["register.site_registered_max=200"], "at most 200 voters at a site"),
        (["register.regions=['EAST']"], "no region 'EAST'"),
    ],
)
def test_impossible_registers_are_refused(overrides: list[str], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        build_register(load_scenario("baseline", overrides))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            'candidates = ["Auyl"]\nwinner = "Adal"',
            "winner must be the party of a candidate; got 'Adal'",
        ),
        ('candidates = ["Greens"]\nwinner = "Greens"', "no party 'Greens'; known:"),
        (
            'candidates = ["Auyl"]\nwinner = "Auyl"\nincumbent = 1',
            "incumbent must be between 0 and 0; got 1",
        ),
        ('candidates = ["Auyl"]', "needs a winner"),
        ('candidates = ["Auyl"]\nwinner = "Auyl"\nregion = "KZ"', "the code of the nation"),
    ],
)
def test_impossible_races_are_refused(tmp_path: Path, changes: str, expected: str) -> None:
    file = tmp_path / "given.toml"
    region = "" if "region" in changes else 'region = "X"'
    file.write_text(
        '[register]\nsource = "given"\n[[register.races]]\nname = "A"\n'
        f"{region}\nvotes_cast = 3\nsites = [{{ registered = 5 }}]\n{changes}\n"
    )

    with pytest.raises(InputError, match=expected):
        build_register(load_scenario(file))


def test_more_votes_than_voters_and_double_names_are_refused_together(tmp_path: Path) -> None:
    race = (
        '[[register.races]]\nname = "A"\nregion = "X"\ncandidates = ["Auyl"]\nwinner = "Auyl"\n'
        "votes_cast = 9\nsites = [{ registered = 5 }]\n"
    )
    file = tmp_path / "given.toml"
    file.write_text(f'[register]\nsource = "given"\n{race}{race}')

    with pytest.raises(InputError) as error:
        build_register(load_scenario(file))

    messages = str(error.value)
    assert messages.count("votes_cast must be at most 5") == 2
    assert (
        "register.races: 0 and 1 of region X have the same name, 'A'; give one of them another name"
        in messages
    )
