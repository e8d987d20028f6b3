"""Targets of any area and contest of a pack: observed values are those of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.targets.collect import collect
from sim.calibration.targets.usable import of_pack
from sim.calibration.tune import tune
from sim.core.errors import InputError
from sim.register import build_register
from sim.reporting import write_report
from sim.results.saving import save
from sim.show.run import summary_text
from tests.support.given import country, race
from tests.support.packs import VALLEY, real_data, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults

TARGETS = """
[[target]]
what = "votes"
code = "East"
contest = "council"
item = "Eve Moss"
value = 50
[[target]]
what = "votes"
code = "ALL"
contest = "mayor"
item = "Tide Party"
value = 50
[[target]]
what = "votes"
code = "W1"
contest = "bridge"
item = "Yes"
value = 50
[[target]]
what = "final_turnout"
code = "E3"
level = "site"
value = 50
"""


def run_with(tmp_path: Path, election: str, targets: str, **options: str) -> RunResults:
    file = tmp_path / "x.toml"
    file.write_text(f'extends = "{election}"\n{targets}', encoding="utf-8")
    return sim.run(sim.load_scenario(file), seed=3, **options)  # type: ignore[arg-type]


def test_votes_are_those_of_the_tallies_and_every_output_lists_them(tmp_path: Path) -> None:
    result = run_with(tmp_path, "two-shores", TARGETS)
    tallies, sites = result.tables["tallies"], result.tables["sites"]
    cast = dict(zip(sites["site"].tolist(), sites["cast"].tolist(), strict=True))

    def pct(race: str, choice: str, *where: str) -> float:
        rows = (tallies["race"] == race) & np.isin(tallies["site"], where)
        rows &= tallies["choice"] == choice
        return float(100 * tallies["votes"][rows].sum() / sum(cast[site] for site in where))

    simulated = result.tables["targets"]["simulated"].tolist()
    every = list(cast)
    assert simulated[:3] == pytest.approx(
        [
            pct("council", "Eve Moss", "E1", "E2", "E3"),
            pct("mayor", "Ada Reed", *every),
            pct("bridge", "Yes", "W1"),
        ],
        abs=1e-4,
    )
    assert simulated[3] == pytest.approx(100 * cast["E3"] / 30, abs=1e-4)
    assert result.tables["targets"]["contest"].tolist() == ["council", "mayor", "bridge", ""]
    assert "East Shore votes: Eve Moss (council)" in summary_text(result)
    save(result, tmp_path / "out")
    write_report([tmp_path / "out"], tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "votes: Eve Moss (council)" in page
    assert "E3 (site)" in page


OF_HOURS = """
[[target]]
code = "{code}"
time = {time}
relation = "count_at_least"
value = 1
"""


@pytest.mark.parametrize("engine", ["auto", "simpy"])
@pytest.mark.parametrize("time", ["12:00:00", "12:07:00"])
def test_ballots_by_hour_of_the_parts_of_a_region_add_up(
    time: str, engine: str, tmp_path: Path
) -> None:
    write_pack(tmp_path / "valley", VALLEY)
    codes = ["West", "Ford", "Mere", "quay", "pond"]

    result = run_with(
        tmp_path, "valley", "".join(OF_HOURS.format(code=code, time=time) for code in codes),
        engine=engine,
    )  # fmt: skip

    of = dict(zip(codes, result.tables["targets"]["simulated"].tolist(), strict=True))
    assert of["West"] == of["Ford"] + of["Mere"]
    assert of["Mere"] == of["quay"] + of["pond"]
    assert min(of.values()) > 0


def test_voters_who_voted_before_count_from_the_first_hour(tmp_path: Path) -> None:
    sites = (
        "site,side,parish,registered,voted_before\nmill,West,Ford,800,300\nridge,East,Tor,900,\n"
    )
    write_pack(tmp_path / "valley", VALLEY, sites=sites)

    result = run_with(tmp_path, "valley", OF_HOURS.format(code="Ford", time="08:00:00"))

    assert result.tables["targets"]["simulated"].tolist() == [300]


def test_a_district_of_mexico_has_turnout_by_hour_and_votes(tmp_path: Path) -> None:
    folder = real_data("mx-2018")
    targets = OF_HOURS.format(code="BC-01", time="12:00:00")
    result = run_with(
        tmp_path, str(folder), f'{targets}[[target]]\nwhat = "votes"\ncode = "ALL"\n'
        'item = "AMLO"\nvalue = 53.07\nerror = 0.25\n',
    )  # fmt: skip

    assert result.tables["targets"]["met"].tolist() == ["yes", "yes"]


def test_tune_compares_areas_and_contests_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "targets.csv"
    file.write_text(
        "what,code,level,contest,item,time,value\n"
        "votes,East,,council,Eve Moss,,50\nturnout,E3,site,,,12:07,30\nturnout,W1,,,,12:00,30\n",
        encoding="utf-8",
    )

    tuned = tune(sim.load_scenario("two-shores"), None, seed=3, files=[file])

    assert {one.label for one in tuned.figures} == {
        "East@votes council (Eve Moss)", "site E3@12:07", "W1@12:00",
    }  # fmt: skip


def test_the_highest_area_of_a_level_leads_over_the_next(tmp_path: Path) -> None:
    write_pack(tmp_path / "valley", VALLEY)
    parishes = ("Ford", "Mere", "Tor", "Fell")
    place = 'time = 12:07:00\nlevel = "parish"'
    texts = [f'[[target]]\ncode = "{code}"\n{place}\nvalue = 20\n' for code in parishes]
    highest = [f'[[target]]\ncode = "{code}"\n{place}\nrelation = "highest"\n'
               for code in ("Ford", "Fell")]  # fmt: skip

    result = run_with(tmp_path, "valley", "".join([*texts, *highest]))

    turnout = {target.code: target.simulated_pct or 0.0 for target in result.summary.targets[:4]}
    for target in result.summary.targets[4:]:
        others = max(pct for code, pct in turnout.items() if code != target.code)
        assert target.residual == pytest.approx(turnout[target.code] - others, abs=0.02)
        assert target.met == (turnout[target.code] > others) == (target.code == "Fell")
    assert "highest of level parish" in summary_text(result)


def test_votes_of_a_given_race_are_those_of_its_tallies() -> None:
    target = {"what": "votes", "code": "EAST", "contest": "EAST-Birch", "item": "Auyl", "value": 9}
    races = [race("Alma", registered=(90,), votes=80), race("Birch", registered=(70, 40), votes=99)]
    result = sim.run(country(*races, target=[target]), seed=3)

    tallies, rows = result.tables["tallies"], result.tables["races"]
    of_race = (tallies["race"] == "EAST-Birch") & (tallies["party"] == "Auyl")
    [cast] = rows["cast"][rows["race"] == "EAST-Birch"].tolist()
    pct = 100 * int(tallies["votes"][of_race].sum()) / cast
    assert result.summary.targets[0].simulated == pytest.approx(pct, abs=0.01)
    assert result.summary.targets[0].contest == "EAST-Birch"


def test_votes_of_a_given_race_are_not_calibrated() -> None:
    target = {"what": "votes", "code": "EAST", "contest": "EAST-Alma", "item": "Auyl", "value": 9}
    scenario = country(race("Alma"), target=[target])
    register = build_register(scenario)

    with pytest.raises(InputError, match="not those of the race EAST-Alma"):
        of_pack(scenario, register, collect(scenario, register))


def test_regions_of_given_races_may_have_any_name() -> None:
    result = sim.run(country(race("Alma", region="Ауыл №5 «Жаңа»")), seed=3)

    assert result.tables["races"]["code"].tolist() == ["Ауыл №5 «Жаңа»"]
