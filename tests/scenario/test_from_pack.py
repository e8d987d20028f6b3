"""Scenarios of a pack: the folder itself, and files beside it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sim.core.errors import InputError, PackError, ScenarioError
from sim.pack.shipped import ELECTIONS
from sim.register import build_register
from sim.scenario import load_scenario, resolve, resolved_toml
from sim.scenario.from_pack import pack_scenario
from tests.support.packs import VALLEY, edited, write_pack


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_pack(tmp_path / "valley", VALLEY)
    (tmp_path / "plans").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scenario_file(name: str, text: str) -> Path:
    Path(name).write_text(text, encoding="utf-8")
    return Path(name)


@pytest.mark.usefixtures("here")
def test_a_folder_is_a_scenario_with_its_own_day_and_hours() -> None:
    scenario = load_scenario("valley")

    assert (scenario.name, scenario.description) == ("valley", "Mayor of the Valley, 2025")
    assert scenario.date == dt.date(2025, 5, 11)
    assert (scenario.polling.opens, scenario.polling.closes) == (dt.time(8), dt.time(18))
    assert (scenario.turnout.final, scenario.outcome.winners) == ("sampled", "sampled")
    assert scenario.choice.against_all_share == 0
    assert build_register(scenario).n_sites == 9


@pytest.mark.parametrize("line", ['extends = "../valley"', 'election = "../valley"'])
def test_a_file_names_the_folder_from_where_it_lies(
    line: str, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = scenario_file("plans/slow.toml", f"{line}\n[polling]\ncheck_in_mean_s = 70\n")
    registers = [build_register(load_scenario(file)).digest()]

    monkeypatch.chdir(here / "plans")
    scenario = load_scenario("slow.toml", ["polling.booth_cv=0.1"])
    registers.append(build_register(scenario).digest())

    assert registers[0] == registers[1]
    assert (scenario.name, scenario.description) == ("slow", "")
    assert (scenario.polling.check_in_mean_s, scenario.polling.booth_cv) == (70, 0.1)
    assert scenario.date == dt.date(2025, 5, 11)


@pytest.mark.usefixtures("here")
def test_parameters_of_the_pack_are_those_of_a_file_that_extends_it() -> None:
    settings = "valley/election.toml"
    scenario_file(settings, VALLEY["election.toml"] + "[choice]\nsite_spread = 0.5\n")
    child = scenario_file("child.toml", 'extends = "valley"\n[choice]\nincumbency = 0.2\n')

    resolved = resolve(child)

    assert resolved.scenario.choice.site_spread == 0.5
    assert resolved.origins["choice.site_spread"] == settings
    assert resolved.origins["choice.incumbency"] == "child.toml"
    text = resolved_toml(resolved.scenario, resolved.origins)
    assert text.startswith(f"# election.toml: {settings}\n")
    assert 'election = "valley"  # election.toml' in text


@pytest.mark.usefixtures("here")
def test_a_file_between_may_be_of_any_election() -> None:
    scenario_file("common.toml", "[polling]\nbooth_cv = 0.1\n")
    scenario_file("middle.toml", 'extends = "common"\nelection = "valley"\n')

    scenario = load_scenario(scenario_file("last.toml", 'extends = "middle"\n'))

    assert scenario.polling.booth_cv == 0.1
    assert scenario.election == "valley"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("election = 3", "election must be kz-2021 or the folder of a pack; got 3"),
        ('election = "nowhere"', "election: no such folder: nowhere"),
        ('election = "plans"', "election: plans is not the folder of a pack"),
        ('election = "valley/sites.csv"', "valley/sites.csv is a file; a pack is a folder: valley"),
        ('extends = "plans"', "extends: plans is not the folder of a pack"),
        (
            'extends = "baseline"\nelection = "valley"',
            "extends baseline, which is of the election kz-2021, not of valley",
        ),
        ('extends = "valley"\nelection = "kz-2021"', "of the election valley, not of kz-2021"),
        ('extends = "valley"\n[register]\nsource = "reported"', "register.source must be 'pack'"),
        ('extends = "valley"\n[turnout]\nfinal = "reported"', "turnout.final must be 'sampled'"),
        (
            'extends = "valley"\n[outcome]\nwinners = "reported"',
            "outcome.winners must be 'sampled'",
        ),
        ('extends = "valley"\n[register]\nregions = ["Wst"]', "no region 'Wst'"),
        ('extends = "valley"\n[choice.strength]\nHILLS = 1.0', "no party 'HILLS'"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_does_not_fit_is_refused_with_the_file(text: str, message: str) -> None:
    file = scenario_file("wrong.toml", text + "\n")

    with pytest.raises(InputError) as error:
        build_register(load_scenario(file))

    assert message in str(error.value)
    assert "wrong" in str(error.value)
    assert len(error.value.problems) == 1


@pytest.mark.usefixtures("here")
def test_the_election_is_not_set_on_the_command_line() -> None:
    with pytest.raises(ScenarioError, match="election belongs in a scenario file"):
        load_scenario("baseline", ["election=valley"])


@pytest.mark.usefixtures("here")
def test_kz_2021_is_the_election_that_ships_and_a_path_to_such_a_folder_is_not() -> None:
    write_pack(Path("kz-2021"), VALLEY)
    shipped = load_scenario(scenario_file("a.toml", 'extends = "tiny"\nelection = "kz-2021"\n'))
    of_path = load_scenario(scenario_file("b.toml", 'election = "./kz-2021"\n'))

    assert build_register(shipped).n_sites == 3
    assert build_register(of_path).n_sites == 9
    assert build_register(load_scenario("./kz-2021")).n_sites == 9


def test_the_default_election_is_run_by_its_baseline() -> None:
    # Results of the pack are in a folder of its name, as those of other packs are.
    baseline = load_scenario("baseline").tree() | {"name": "kz-2021"}

    assert load_scenario("kz-2021").tree() == baseline
    assert load_scenario(str(ELECTIONS / "kz-2021")).tree() == baseline
    assert load_scenario(str(ELECTIONS / "kz-2021" / "election.toml")).tree() == baseline
    assert load_scenario("baseline").name == "baseline"


def test_faults_of_the_pack_are_all_listed(here: Path) -> None:
    sites = edited("sites.csv", ("812", "8,12"), ("640", "many"), base=VALLEY)
    write_pack(here / "valley", VALLEY, sites=sites)

    with pytest.raises(PackError) as error:
        load_scenario(scenario_file("child.toml", 'extends = "valley"\n'))

    assert len(error.value.problems) >= 2
    assert all("sites.csv" in str(problem) for problem in error.value.problems)


@pytest.mark.usefixtures("here")
def test_the_law_of_the_pack_is_that_of_its_scenario() -> None:
    law = '[law]\ntie = "runoff"\nballots_reserve_pct = 5\nmajority_of = "cast"\n'
    law += "read_aloud = false\nmembers = [5, 9]\n"
    scenario_file("valley/election.toml", f"{VALLEY['election.toml']}{law}")

    scenario = load_scenario("valley", ["law.tie=lot"])

    assert scenario.law.model_dump() == {
        "ballots_reserve_pct": 5.0, "against_all": False, "read_aloud": False, "tie": "lot",
        "majority_of": "cast",
    }  # fmt: skip
    assert scenario.register_.members_sizes == [5, 9]


@pytest.mark.usefixtures("here")
def test_against_all_has_a_share_only_where_it_is_on_the_ballot() -> None:
    with pytest.raises(
        ScenarioError, match=r"must be 0, since law\.against_all is false .*; got 0\.01"
    ):
        load_scenario("valley", ["choice.against_all_share=0.01"])

    scenario_file("valley/election.toml", VALLEY["election.toml"] + "[law]\nagainst_all = true\n")
    assert load_scenario("valley").choice.against_all_share == 0.025
    # Candidates are expected to have 98 %.
    build_register(load_scenario("valley", ["choice.against_all_share=0.02"]))
    with pytest.raises(InputError, match=r"must be at most .* mayor, a share of 0.02; got 0.05"):
        build_register(load_scenario("valley", ["choice.against_all_share=0.05"]))


FAULTY = """
[counting]
ballot_mode_s = 1000.0
[choice]
sharpness = 2
[arrivals.regions.Wets]
a = 2
""" + "".join(
    f'[[target]]\ncode = "Q{k}"\nwhat = "turnout"\ntime = 12:00:00\nvalue = 20\nsource = "x"\n'
    for k in range(12)
)


def test_a_run_lists_the_faults_that_a_check_lists(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY, election=VALLEY["election.toml"] + FAULTY)

    with pytest.raises(PackError) as checked:
        pack_scenario(folder)
    with pytest.raises(PackError) as run:
        load_scenario(str(folder))

    assert str(run.value) == str(checked.value)
    found = [str(problem).partition("/valley/")[2] for problem in run.value.problems]
    # What is no number does not hide areas that nobody names.
    assert found[0].startswith("election.toml:15: counting.ballot_mode_s must be a number between")
    assert found[1].startswith("election.toml:18: arrivals.regions.Wets: no region 'Wets'")
    assert found[-1].startswith("election.toml:87: target.11.code: no area or site 'Q11'")
    assert len(found) == 14


def test_faults_of_a_pack_have_lines_in_scenarios_of_it(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY, election=VALLEY["election.toml"] + FAULTY)
    file = tmp_path / "rain.toml"
    file.write_text(f'election = "{folder}"\n[choice]\ninvalid_share = 9\n')

    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(file))

    found = [str(problem) for problem in caught.value.problems]
    assert any("election.toml:15: counting.ballot_mode_s" in text for text in found)
    assert any("rain.toml: choice.invalid_share" in text for text in found)


def test_rules_about_what_is_not_allowed_are_passed_over(tmp_path: Path) -> None:
    faulty = '[choice]\nagainst_all_share = 0.1\nsharpness = "x"\n[law]\nagainst_all = 3\n'
    folder = write_pack(tmp_path / "valley", VALLEY, election=VALLEY["election.toml"] + faulty)

    with pytest.raises(PackError) as caught:
        load_scenario(str(folder))

    assert not any("must be 0" in str(problem) for problem in caught.value.problems)
