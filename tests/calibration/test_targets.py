"""Targets: reported values, those of a scenario, and those of files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sim.calibration.targets.collect import collect
from sim.core.errors import InputError, ScenarioError
from sim.register import all_copies, build_register
from sim.scenario import Scenario, load_scenario, resolve, resolved_toml

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.targets import Target

HOUR = 3_600_000


def targets(
    scenario: Scenario, *files: Path, drop: tuple[str, ...] = (), weights: tuple[str, ...] = ()
) -> tuple[Target, ...]:
    register = all_copies(build_register(scenario), scenario.register_.scale)
    return collect(scenario, register, files, drop, weights)


def written(folder: Path, text: str, name: str = "mine.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def refusal(*files: Path, drop: tuple[str, ...] = (), weights: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(InputError) as caught:
        targets(load_scenario("baseline"), *files, drop=drop, weights=weights)
    return [str(problem) for problem in caught.value.problems]


def find(found: tuple[Target, ...], label: str) -> list[Target]:
    return [target for target in found if target.label == label]


def test_all_reported_values_of_the_day_are_targets() -> None:
    found = targets(load_scenario("baseline"))
    kinds = Counter(target.what for target in found)

    assert kinds["turnout"] == 12
    assert kinds["final_turnout"] == 14
    # Aqmola's eight choices, and the choices of four by-elections.
    assert kinds["votes"] == 8 + 6 + 4 + 5 + 6
    assert kinds["incumbents"] == 1
    assert sum(target.value or 0 for target in found if target.what == "seats") == 730
    [jambyl] = [t for t in find(found, "ZHA@16:00") if t.relation == "equals"]
    assert (jambyl.value, jambyl.step, jambyl.error, jambyl.at) == (78.7, 0.1, 0.3, 16 * HOUR)
    assert {t.step for t in found if t.what == "turnout"} == {0.0, 0.01, 0.1, 1.0}
    counts = [t for t in found if t.what in {"seats", "votes", "final_turnout"}]
    assert {(t.step, t.error) for t in counts} == {(0.0, 0.0)}
    assert all(target.source for target in found)


def test_shares_of_a_whole_add_up() -> None:
    found = targets(load_scenario("baseline"))

    for code in ("AKM", "Aqqum", "Talaptan", "Ülken", "Berşügır"):
        shares = [t.value for t in found if t.what == "votes" and t.code == code]
        assert sum(value or 0 for value in shares) == pytest.approx(100)


def test_missing_regions_have_no_targets() -> None:
    found = targets(load_scenario("baseline", ["register.regions=['ZHA', 'KZY']"]))

    assert {t.code for t in found} == {"ZHA", "KZY", "Aqqum", "Talaptan"}
    # Two regions do not inform about the highest of fourteen.
    assert "highest" not in {t.relation for t in found}


def test_counts_of_voters_are_those_of_one_country() -> None:
    one = targets(load_scenario("baseline"))
    two = targets(load_scenario("baseline", ["register.scale=2"]))

    assert "count_at_least" in {t.relation for t in one}
    assert "count_at_least" not in {t.relation for t in two}
    [final_of_one], [final_of_two] = find(one, "MAN@final"), find(two, "MAN@final")
    assert final_of_one.value == final_of_two.value


def test_a_day_without_reports_keeps_what_the_country_gives() -> None:
    tiny = targets(load_scenario("tiny"))
    held = targets(load_scenario("byelection-talaptan"))

    final = {t.label: t.value for t in tiny if t.what == "final_turnout"}
    assert final == {"EAST@final": 70.0, "WEST@final": pytest.approx(1000 / 12)}
    assert {t.source for t in tiny} == {"made up: scenario tiny"}
    assert find(held, "Talaptan@votes (Nur Otan)")[0].value == pytest.approx(100 * 1816 / 1923)


def test_drop_and_weight_take_names() -> None:
    scenario = load_scenario("baseline")
    found = targets(scenario, drop=("ZHA@16:00", "AKM@votes"), weights=("KAR@10:00=0.5",))

    assert {t.name for t in targets(scenario)} - {t.name for t in found} == {
        "ZHA@16:00", "AKM@votes",
    }  # fmt: skip
    assert {t.name: t.weight for t in found if t.weight != 1} == {"KAR@10:00": 0.5}


def test_a_file_adds_targets_in_any_order_of_columns(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "value,code,time,what,item,note\n"
        '81.50,PAV,18:00,,,"so said, at least"\n'
        "\n"
        "23:40,KZ,,night,first_protocol,\n"
        "03:15,KZ,,night,all_accepted,\n"
        ",MAN,14:30:30,,,\n".replace(",MAN", "40,MAN"),
    )  # fmt: skip
    found = targets(load_scenario("baseline"), file)[-4:]

    assert [t.name for t in found] == [
        "PAV@18:00", "KZ@first_protocol", "KZ@all_accepted", "MAN@14:30",
    ]  # fmt: skip
    assert [t.value for t in found] == pytest.approx([81.5, 23 + 2 / 3, 27.25, 40])
    assert [t.step for t in found] == [0.01, 1 / 60, 1 / 60, 1.0]
    assert found[0].note == "so said, at least"
    assert found[3].at == (14 * 3600 + 30 * 60 + 30) * 1000


def test_a_value_that_agrees_replaces_the_reported_one(tmp_path: Path) -> None:
    file = written(tmp_path, "code,time,value,error\nZHA,16:00,78.9,0.3\n")
    found = targets(load_scenario("baseline"), file)

    equals = [t for t in find(found, "ZHA@16:00") if t.relation == "equals"]
    assert [(t.value, t.error) for t in equals] == [(78.9, 0.3)]
    assert len(found) == len(targets(load_scenario("baseline")))


def test_a_dropped_value_makes_room_for_another(tmp_path: Path) -> None:
    file = written(tmp_path, "code,time,value\nZHA,16:00,58.7\n")
    found = targets(load_scenario("baseline"), file, drop=("ZHA@16:00",))

    assert [t.value for t in find(found, "ZHA@16:00")] == [58.7]
    [message] = refusal(file)
    assert message.startswith(f"{file}:2: ZHA@16:00 = 58.7 contradicts ZHA@16:00 = 78.7 of the")
    assert "`drop`" in message


@pytest.mark.parametrize(
    ("row", "key", "expected"),
    [
        ("turnout,ZHB,,10:00,equals,9,", "code", "no region 'ZHB' for turnout; did you mean 'ZHA'"),
        ("votes,Talapan,Auyl,,equals,9,", "code", "no region or district 'Talapan' for votes"),
        ("turnout,ZHA,,06:30,equals,9,", "time", "from 07:00, when doors open in ZHA"),
        ("turnout,MAN,,07:30,equals,9,", "time", "from 08:00, when doors open in MAN"),
        ("turnout,KZ,,21:30,equals,9,", "time", "to 21:00, when the last doors close"),
        ("turnout,ZHA,,,equals,9,", "time", "is missing"),
        ("turnout,ZHA,,noon,equals,9,", "time", "must be a clock time, HH:MM; got 'noon'"),
        ("turnout,ZHA,,25:00,equals,9,", "time", "must be a clock time"),
        ("turnout,ZHA,,10:00,equals,100.5,", "value", "must be in [0, 100] per cent; got 100.5"),
        ("turnout,ZHA,,10:00,equals,-1,", "value", "must be in [0, 100] per cent; got -1"),
        ("turnout,ZHA,,10:00,equals,nan,", "value", "must be a number"),
        ("turnout,ZHA,,10:00,equals,,", "value", "is missing"),
        ("turnout,ZHA,,10:00,equals,09:00,", "value", "must be a number for turnout"),
        ("turnout,ZHA,,10:00,highest,9,", "value", "highest of all regions has none"),
        ("turnout,KZ,,10:00,highest,,", "code", "the nation cannot be the highest"),
        ("turnout,ZHA,,10:00,most,9,", "relation", "got 'most'"),
        ("seats,ZHA,Auyl,,highest,,", "relation", "must be one of equals, at_least for seats"),
        ("turnout,ZHA,Auyl,10:00,equals,9,", "item", "belongs to seats, votes and night"),
        ("seats,ZHA,Auil,,equals,9,", "item", "no party 'Auil'; did you mean 'Auyl'?"),
        ("seats,ZHA,,,equals,9,", "item", "is missing; known: "),
        ("seats,ZHA,Auyl,,equals,9.5,", "value", "must be a whole number, 0 or more; got 9.5"),
        ("votes,AKM,Against,,equals,9,", "item", "did you mean 'Against all'?"),
        ("votes,Aqqum,Independent,,equals,9,", "item", "no choice 'Independent'"),
        ("votes,AKM,Auyl,10:00,equals,9,", "time", "belongs to turnout"),
        ("night,KZ,all_in,,equals,23:00,", "item", "no time of the night 'all_in'"),
        ("night,KZ,all_accepted,,equals,23,", "value", "must be a clock time for night"),
        ("night,AKM,all_accepted,,equals,23:00,", "code", "no region 'AKM' for night"),
        ("poll,ZHA,,10:00,equals,9,", "what", "got 'poll'"),
        ("turnout,ZHA,,10:00,equals,9,-1", "weight", "greater than or equal to 0; got '-1'"),
        ("turnout,ZHA,,10:00,equals,9,1,2", "", "has 8 cells for 7 columns"),
    ],
)
def test_a_wrong_row_names_file_line_and_column(
    row: str, key: str, expected: str, tmp_path: Path
) -> None:
    file = written(tmp_path, f"what,code,item,time,relation,value,weight\n\n{row}\n")
    found = refusal(file)

    assert found[0].startswith(f"{file}:3: {key}")
    assert expected in found[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "has no header; columns: what, code, level, contest, item"),
        (b"code;time;value\n", "columns must be separated by commas"),
        (b"code,tiem,value\n", "unknown column 'tiem'; did you mean 'time'? known:"),
        (b"code,time\nZHA,10:00\n", "column value is missing"),
        (b"code,code,value\n", "column code is given twice"),
        (b"code,value\n\xff\xfe,3\n", "not a UTF-8 text file"),
        (b'code,time,value\n"ZHA,10:00,3\n', "not a CSV file"),
    ],
)
def test_a_file_that_is_none_is_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(content)

    assert expected in refusal(file)[0]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    file = written(tmp_path, "code,time,value\nZHB,10:00,9\nZHA,06:00,101\n")
    found = refusal(
        file, tmp_path / "none.csv", drop=("ZHA@17:00",), weights=("KAR@10:00=-1", "X@1=2")
    )

    assert len(found) == 7
    assert "no target is called 'ZHA@17:00'; known: ZHA@12:00, ZHA@16:00" in found[0]
    assert "none.csv: cannot be read: No such file" in found[4]
    assert found[5] == "weights: must read NAME=WEIGHT, a number of 0 or more; got 'KAR@10:00=-1'"
    assert found[6].startswith("weights: no target is called 'X@1'")


def test_one_file_gives_a_quantity_once(tmp_path: Path) -> None:
    file = written(tmp_path, "code,time,value\nPAV,14:00,60\nPAV,14:00,60\nPAV,14:00,90\n")
    twice, apart = refusal(file)

    assert twice == f"{file}:3: PAV@14:00 is given twice, see {file}:2; give it once"
    assert apart == f"{file}:4: PAV@14:00 = 90 contradicts PAV@14:00 = 60 of {file}:3"


def test_nothing_left_is_an_error() -> None:
    scenario = load_scenario("tiny")
    names = tuple({target.name for target in targets(scenario)})

    with pytest.raises(InputError, match="no target is left"):
        targets(scenario, drop=names)


WITH_TARGETS = """
extends = "baseline"
[[target]]
code = "PAV"
time = 14:00:00
value = 61
weight = 0.5
source = "a paper"
[[target]]
what = "night"
code = "KZ"
item = "all_accepted"
value = 02:30:00
"""


def test_a_scenario_has_targets(tmp_path: Path) -> None:
    file = written(tmp_path, WITH_TARGETS, "mine.toml")
    found = targets(load_scenario(file))

    pavlodar, night = found[-2:]
    assert (pavlodar.name, pavlodar.value, pavlodar.step) == ("PAV@14:00", 61.0, 1.0)
    assert (pavlodar.weight, pavlodar.source) == (0.5, "a paper")
    assert (night.name, night.value) == ("KZ@all_accepted", 26.5)
    resolved = resolve(file)
    again = written(tmp_path, resolved_toml(resolved.scenario, resolved.origins), "again.toml")
    assert load_scenario(again).targets == resolved.scenario.targets


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"PAV"', '"PAW"', "target.0.code: no region 'PAW' for turnout; did you mean 'PAV'?"),
        ("14:00:00", "05:00:00", "target.0.time must be from 07:00"),
        ("61", "610", "target.0.value must be in [0, 100] per cent; got 610"),
        ("61", '"61"', "target.0.value must be a number"),
        ("weight = 0.5", "wieght = 0.5", "unknown key target.0.wieght; did you mean 'weight'?"),
        ("weight = 0.5", "weight = -1.0", "target.0.weight must be"),
        ('"all_accepted"', '"all_accept"', "target.1.item: no time of the night 'all_accept'"),
        ('what = "night"', 'what = "nigth"', "target.1.what must be 'turnout', 'final_turnout'"),
    ],
)
def test_a_wrong_table_names_its_key(old: str, new: str, expected: str, tmp_path: Path) -> None:
    file = written(tmp_path, WITH_TARGETS.replace(old, new), "mine.toml")

    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert f"{file}: {expected}" in str(caught.value)


def test_a_contradicting_table_is_refused(tmp_path: Path) -> None:
    text = WITH_TARGETS.replace('"PAV"', '"ZHA"').replace("14:00", "16:00")
    with pytest.raises(InputError) as caught:
        targets(load_scenario(written(tmp_path, text, "mine.toml")))

    expected = (
        "scenario mine: target.0: ZHA@16:00 = 61 contradicts ZHA@16:00 = 78.7 of the reported"
    )
    assert str(caught.value).startswith(expected)
