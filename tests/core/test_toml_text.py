"""Deep, long, huge and odd input is refused in a sentence, or accepted unchanged."""

from __future__ import annotations

import time
import tomllib
from typing import TYPE_CHECKING

import pytest

from sim.calibration.targets.files import read_targets
from sim.comparison.conditions import parse_condition
from sim.core.errors import Problem, ScenarioError
from sim.core.suggest import nearest
from sim.results.target_sources import Errors
from sim.scenario import load_scenario, resolve, resolved_toml
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (f"polling.opens={'[' * 500}{']' * 500}", "polling.opens is nested too deeply"),
        (f"polling.opens={'[' * 20}{']' * 20}", "is nested more than 12 deep"),
        (f"polling.booth_cv={'9' * 5000}", "polling.booth_cv: holds a whole number of more than"),
        (f"polling.booth_cv=0x{'f' * 5000}", "polling.booth_cv is a whole number beyond 64 bits"),
        ("register.seed=9223372036854775808", "register.seed is a whole number beyond 64 bits"),
        (f"{'polling.' * 1000}x=1", "has 1,001 parts; no key has more than 12"),
        ('polling."opens=8:00', "has a quote that is not around a whole part"),
        ("polling.opens=07:00:00.0001", "must be a clock time of whole milliseconds"),
        ("polling.booth_cv=nan", "polling.booth_cv must be a number between 0 and 3; got nan"),
        ("polling.booth_cv=1e999", "polling.booth_cv must be a number between 0 and 3; got inf"),
        ("polling.opens=2021-07-25", "polling.opens must be a clock time"),
        ("announcements.lag_s={x=[]}", "--set: announcements.lag_s must be a number"),
    ],
)
def test_what_no_parameter_could_take_is_refused(
    option: str, expected: str, tmp_path: Path
) -> None:
    done = saylau_here("check", "tiny", "--set", option, cwd=tmp_path)

    assert done.returncode == 2
    assert "error: --set: " in done.stderr
    assert expected in done.stderr
    assert len(done.stderr) < 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{'a.' * 2000}b = 1", "has a key of more than 100 parts, at line 2"),
        (f"x = {{ {'a.' * 2000}b = 1 }}", "has a key of more than 100 parts, at line 2"),
        (f"{'a.' * 50}b = 1", "a.a.a.a.a.a.a.a.a.a.a.a.a is nested more than 12 deep"),
        (f"x = {'[' * 5000}", "is nested too deeply"),
        (f"x = {'9' * 5000}", "holds a whole number of more than 4,300 digits, at line 2"),
        ("[[target]]\ncode = 'EAST'\nvalue = 1000000000000000000000", "target.0.value is a whole"),
        ('extends = "a\\u0000b"', "extends: no scenario named"),
    ],
)
def test_a_file_that_no_scenario_could_be_is_refused(
    text: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "case.toml").write_text(f"# one line\n{text}\n")

    done = saylau_here("check", "case.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "error: case.toml: " in done.stderr
    assert expected in done.stderr


def test_dots_in_a_text_are_no_key(tmp_path: Path) -> None:
    text = "1.2." * 200
    (tmp_path / "case.toml").write_text(f'extends = "tiny"\ndescription = "{text}"\n')

    assert load_scenario(tmp_path / "case.toml").description == text


def test_a_file_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = load_scenario("tiny")
    monkeypatch.setattr("sim.core.toml_text.MOST_CHARACTERS", 1000)
    (tmp_path / "long.toml").write_text("#" * 1001)
    problems: list[Problem] = []

    with pytest.raises(ScenarioError, match=r"long\.toml: is longer than 1,000 characters"):
        load_scenario(tmp_path / "long.toml")
    read_targets("/dev/zero", 2, tiny, Errors(1.0, 1.0), problems)

    assert "is longer than 1,000 characters" in str(problems[0])


def test_a_chain_of_extends_ends_and_looks_only_at_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chain(n: int) -> Path:
        for number in range(n):
            parent = "tiny" if number == n - 1 else f"file{number + 1}"
            text = f"extends = '{parent}'\n[polling]\nbooth_cv = 0.{number + 1:02}\n"
            (tmp_path / f"file{number}.toml").write_text(text)
        return tmp_path / "file0.toml"

    def glob(*_: object) -> None:
        raise AssertionError("a folder was looked through")

    monkeypatch.setattr("pathlib.Path.glob", glob)

    with pytest.raises(ScenarioError) as error:
        load_scenario(chain(60))

    expected = "extends goes on for 50 files: file0.toml -> file1.toml -> file2.toml -> ... -> "
    assert expected in str(error.value)


def test_many_unknown_keys_take_no_minute(tmp_path: Path) -> None:
    (tmp_path / "many.toml").write_text("".join(f"a{k} = 1\n" for k in range(20_000)))

    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as error:
        load_scenario(tmp_path / "many.toml")

    assert time.perf_counter() - begun < 5
    assert len(error.value.problems) == 20_000
    assert "; known: " in str(error.value.problems[0])
    assert str(error.value.problems[-1]).endswith(": unknown key a19999")


@pytest.mark.parametrize("text", ["a\x7fb", "line\nline", 'quote " and \\', "\u2028", "é"])
def test_what_check_prints_is_the_scenario(text: str, tmp_path: Path) -> None:
    # A name that would end the comment with the origin of a value.
    file = tmp_path / "a\nb.toml"
    escaped = "".join(f"\\u{ord(character):04x}" for character in text)
    file.write_text(f'extends = "tiny"\nname = "case"\ndescription = "{escaped}"\n')
    resolved = resolve(file)

    printed = tomllib.loads(resolved_toml(resolved.scenario, resolved.origins))

    assert printed["description"] == text


def test_a_table_that_is_set_replaces_the_section_and_where_it_came_from() -> None:
    resolved = resolve("tiny", ["polling={booth_cv=0.1}"])

    printed = resolved_toml(resolved.scenario, resolved.origins)

    lines = {line.split(" = ")[0]: line for line in printed.splitlines()}
    assert lines["booth_cv"] == "booth_cv = 0.1  # overrides"
    assert lines["check_in_mean_s"] == "check_in_mean_s = 40.0  # default"


def test_long_texts_are_cut_in_messages() -> None:
    wrong = parse_condition("x" * 10_000 + " > 1", [("cast", "KZ")], "KZ")

    assert isinstance(wrong, Problem)
    assert len(str(wrong)) < 300
    assert nearest("zzz", map(str, range(100, 200))).endswith("104 and 95 more")
