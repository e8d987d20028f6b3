"""Names and ids: what is allowed, what collides, and what is shown."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.errors import InputError
from sim.core.names import LONGEST_NAME, id_in
from sim.plots import figures_of
from sim.register import build_register
from sim.reporting import render
from sim.reporting.replay import calls_of
from sim.results import csv_text
from tests.support.commands import saylau_here
from tests.support.given import country, race
from tests.support.pages import Page

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "Ауыл №5",
    "«Жаңа» \"quoted\" 'x' / back\\slash",
    "مرحبا بالعالم",
    "👩‍🌾 😀",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "$x^2$ 100%, a;b",
    "-",
    "2021",
    "nan",
    "हिन्दी",
    "x" * LONGEST_NAME,
)


def test_any_printable_name_is_a_name_and_reaches_table_and_page() -> None:
    scenario = country(
        *(race(name) for name in NAMES),
        incident=[{"name": name, "kind": "power_cut", "from": dt.time(20), "to": dt.time(21)}
                  for name in NAMES],
    )  # fmt: skip
    register = build_register(scenario)
    result = sim.run(scenario)
    races = result.tables["races"]

    assert races["name"].tolist() == register.race_name.tolist() == list(NAMES)
    assert len(set(races["race"].tolist())) == len(NAMES)
    read = list(csv.DictReader(csv_text(races).splitlines()))
    assert [row["name"] for row in read] == list(NAMES)
    page = render([result])
    assert "<script>alert(1)" not in page
    shown = Page(page).visible()
    calls = [call.race for call in calls_of(result)]
    assert sorted(calls) == sorted(
        race if name in race else f"{race} {name}"
        for race, name in zip(races["race"].tolist(), NAMES, strict=True)
    )
    for name in NAMES:
        assert " ".join(name.split()) in " ".join(shown.split()), name


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("a\nb", "must not hold a control character, U+000A"),
        ("a\x1b[2Jb", "must not hold a control character, U+001B"),
        ("a\x85b", "must not hold a control character, U+0085"),
        ("a\u2028b", "must not hold a line separator, U+2028"),
        ("a\u2029b", "must not hold a paragraph separator, U+2029"),
        ("a\u202eb", "must not hold a control of the text direction, U+202E"),
        ("a\u2066b", "must not hold a control of the text direction, U+2066"),
        ("a\udcffb", "must not hold half of a surrogate pair, U+DCFF"),
        ("", "must be 1 to 80 characters"),
        ("\u200d", "must be 1 to 80 characters, some of them visible"),
        (" a", "no space around them"),
        ("x" * 81, "must be 1 to 80 characters"),
    ],
)
def test_what_reads_otherwise_than_it_is_is_refused_everywhere(name: str, rule: str) -> None:
    incident = [{"name": name, "kind": "power_cut", "from": dt.time(20), "to": dt.time(21)}]

    with pytest.raises(InputError) as error:
        country(race(name), race("B", commission=name), incident=incident)

    messages = str(error.value).splitlines()
    assert len(messages) == 3
    for line, key in zip(
        messages, ("register.races.0.name", "register.races.1.commission", "incident "), strict=True
    ):
        assert line.startswith(f"given.toml: {key}")
        assert rule in line
    assert ": name must" in messages[-1]


def test_texts_of_targets_are_held_to_the_same_characters() -> None:
    target = {"code": "EAST", "what": "final_turnout", "value": 60.0}
    fine = country(race("A"), target=[{**target, "source": "№ <b> " + "x" * 200}])
    assert fine.targets[0].source.startswith("№ <b>")

    with pytest.raises(InputError, match=r"target\.0\.source must not hold a line separator"):
        country(race("A"), target=[{**target, "source": "a\u2028b"}])


@pytest.mark.parametrize("code", ["№5", "x/y", "", "-a", "a ", "a\u202eb", "x" * 41])
def test_an_id_stays_plain(code: str) -> None:
    with pytest.raises(InputError) as error:
        country(race("A", id=code))

    assert "register.races.0.id must be letters, digits, spaces" in str(error.value)


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("", "must be 1 to 80 characters"),
        (" a", "no space around them"),
        ("a ", "no space around them"),
        ("a\nb", "must not hold a control character, U+000A"),
        ("a\u202eb", "must not hold a control of the text direction, U+202E"),
        ("x" * 81, "must be 1 to 80 characters"),
    ],
)
def test_a_region_is_named_by_a_name_and_by_nothing_else(code: str, rule: str) -> None:
    with pytest.raises(InputError) as error:
        country(race("A", region=code))

    (message,) = str(error.value).splitlines()
    assert message.startswith("given.toml: register.races.0.region must ")
    assert rule in message


def test_codes_of_regions_are_in_tables_and_page_and_in_no_name_of_a_file(tmp_path: Path) -> None:
    codes = ["№5", "x/y", "-a", "../../x", "C:\\x", "=1+1", "nan", "x" * LONGEST_NAME]
    result = sim.run(country(*(race("A", region=code) for code in codes)))
    plain = sim.run(country(race("A")))

    assert list(result.summary.regions) == result.tables["sites"]["code"].tolist() == codes
    files: list[list[Path]] = []
    for each in (result, plain):
        folder = tmp_path / "in" / f"{len(files)}"
        sim.save(each, folder)
        files.append(sorted(file.relative_to(folder) for file in folder.rglob("*")))
    assert files[0] == files[1]
    assert figures_of(result) == figures_of(plain)
    assert [each.name for each in tmp_path.iterdir()] == ["in"]
    loaded = sim.load_results(tmp_path / "in" / "0")
    assert loaded.tables["sites"]["code"].tolist() == codes
    shown = Page(render([result])).visible()
    assert all(code in shown for code in codes)


@pytest.mark.parametrize(
    ("races", "parts"),
    [
        # Two regions and races with the same ids.
        (
            (race("C", region="A-B"), race("B-C", region="A")),
            ("'C' of region 'A-B'", "'B-C' of region 'A'", "'A-B-C'"),
        ),
        # An id that another race has without one.
        ((race("X", id="EAST-Y"), race("Y")), ("'X'", "'Y'", "'EAST-Y'")),
        ((race("X", id="Z"), race("Y", id="Z")), ("'X'", "'Y'", "'Z'")),
        (
            (race("P", region="A-B", commission="C"), race("Q", region="A", commission="B-C")),
            ("commission 'C' of region 'A-B'", "commission 'B-C' of region 'A'", "'A-B-C'"),
        ),
        # The same letter in two encodings.
        (
            (race("Қой"), race(unicodedata.normalize("NFD", "Қой"))),
            ("of region EAST have the same name, 'Қой'", "0 and 1"),
        ),
    ],
)
def test_ids_that_run_together_are_an_error_that_names_both(
    races: tuple[dict[str, Any], ...], parts: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as error:
        build_register(country(*races))

    assert all(part in str(error.value) for part in parts)
    assert str(error.value).startswith("scenario given: register.races: ")


def test_a_given_id_distinguishes_them_in_copies_as_well() -> None:
    races = (race("C", region="A-B", id="A-B:C".replace(":", " ")), race("B-C", region="A"))
    scenario = country(*races, register={"scale": 3})
    tables = sim.run(scenario).tables

    for table, column in (("races", "race"), ("sites", "site")):
        names = tables[table][column].tolist()
        assert len(set(names)) == len(names) == 6
    assert tables["sites"]["site"].tolist()[:2] == ["A-B C-01", "A-B-C-01"]


def test_the_id_of_a_race_depends_on_nothing_else() -> None:
    one = build_register(country(race("Ауыл №5"), race("Alma"))).race_id.tolist()
    two = build_register(country(race("Алма №1"), race("Ауыл №5"))).race_id.tolist()

    assert one[1] == "EAST-Alma"
    assert one[0] == two[1] == id_in("EAST", "Ауыл №5")
    assert id_in("EAST", "Ауыл №5") != id_in("EAST", "Ауыл 5 ") != id_in("EAST", "Ауыл№5")


def test_the_same_name_in_two_regions_is_two_races() -> None:
    register = build_register(country(race("A", region="X"), race("A", region="Y")))

    assert register.race_id.tolist() == ["X-A", "Y-A"]


def test_incidents_find_races_and_sites_however_they_are_written() -> None:
    name = "Ақкөл й"
    apart = unicodedata.normalize("NFD", f"EAST-{name}-01")
    assert apart != unicodedata.normalize("NFC", apart)
    cut = {"name": "x", "kind": "power_cut", "from": dt.time(20), "to": dt.time(23, 59),
           "where": {"sites": [apart]}}  # fmt: skip
    tables = sim.run(
        country(race(name, registered=[5, 5]), incident=[cut], register={"scale": 2})
    ).tables
    late = np.datetime64("2021-07-25T23:59")

    # The incident affects the sites of the second copy, too.
    assert (tables["sites"]["signed"] > late).tolist() == [True, False, True, False]


@pytest.mark.parametrize(("most", "registered", "fine"), [
    (None, 3000, True), (None, 3001, False), (9000, 9000, True), (9000, 9001, False),
    (10_000, 10_000, True), (100, 101, False),
])  # fmt: skip
def test_given_sites_obey_the_limit_of_generated_ones(
    most: int | None,
    registered: int,
    fine: bool,
) -> None:
    register = {} if most is None else {"site_registered_max": most}
    given = race("A", registered=[4, registered])
    if fine:
        built = build_register(country(given, register=register))
        assert built.site_registered.tolist() == [4, registered]
        return
    key = r"register\.races\.0\.sites\.1\.registered"
    limit = rf"must be at most register\.site_registered_max \({most or 3000:,}\)"
    with pytest.raises(InputError, match=f"given.toml: {key} {limit}; got {registered:,}"):
        country(given, register=register)


def test_a_name_with_a_sign_goes_through_the_commands(tmp_path: Path) -> None:
    (tmp_path / "n.toml").write_text(
        'name = "n"\n[register]\nsource = "given"\n[[register.races]]\nname = "Ауыл №5"\n'
        'region = "EAST"\ncandidates = ["Auyl", "Independent"]\nwinner = "Auyl"\n'
        "votes_cast = 20\nsites = [{ registered = 30 }]\n",
        encoding="utf-8",
    )

    for command in (("check", "n.toml"), ("run", "n.toml", "--no-plots", "--out", "r"),
                    ("show", "r"), ("report", "r", "--out", "r.html")):  # fmt: skip
        assert saylau_here(*command, cwd=tmp_path).returncode == 0, command
    assert "Ауыл №5" in Page((tmp_path / "r.html").read_text(encoding="utf-8")).visible()
