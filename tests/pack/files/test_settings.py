"""``election.toml``: each key, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sim.pack.files.declared import KEYS, MODEL_SECTIONS
from sim.pack.files.settings import Settings
from sim.scenario import Scenario
from tests.support.packs import TOWN, edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def test_every_key_is_declared() -> None:
    assert {key.name for key in KEYS} == Settings.model_fields.keys() - {"model"}
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert {key.name for key in KEYS if key.required} == required


def test_the_sections_of_the_model_are_those_of_scenarios() -> None:
    fields = {field.alias or name for name, field in Scenario.model_fields.items()}

    # Of [law] scenarios have those switches that runs follow.
    assert set(MODEL_SECTIONS) == fields - {"name", "description", "date", "election", "law"}


def test_times_may_be_texts_and_sections_of_the_model_are_kept(tmp_path: Path) -> None:
    settings = read(write_pack(tmp_path, election=edited(
        "election.toml",
        ("opens = 07:00:00", 'opens = "7:30"'),
        ("closes = 19:00:00", 'closes = "24:00"'),
        ("[parties.RED]", 'sources = "by hand"\n[polling]\nbooth_cv = 0.4\n[parties.RED]'),
        ("[parties.BLUE]", '[[source]]\ntext = "gazette"\n[parties.BLUE]'),
    ))).settings  # fmt: skip

    assert (settings.opens, settings.closes) == (dt.time(7, 30), dt.time(0))
    assert settings.model == {"polling": {"booth_cv": 0.4}}
    assert settings.sources == ("by hand",)
    assert [source.text for source in settings.source] == ["gazette"]
    assert (settings.report_level, settings.intake_level) == ("county", "ward")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"town"', '"Our Town"', "name must be lower-case letters"),
        ('"Town and', '" Town and', "title must be a text of 1 to 80 characters"),
        ("2024-11-05", "2024-11-05T10:00:00", "date must be a date such as"),
        ("America/Denver", "UTC-7", "got 'UTC-7'; not an offset"),
        ("07:00:00", '"26:00"', "a time that is not after opens is on the next day: write 02:00"),
        ("07:00:00", "7:00", "line 5: write 07:00:00"),
        ("opens = 07:00:00\n", "", "opens is missing: it must be a clock time"),
        ('"ward"]', '"site"]', "none of the columns that it has anyway; got"),
        ('"ward"]', '"county"]', "levels must be a list of different texts"),
        ('levels = ["county", "ward"]', "levels = 3", "levels must be a list of different texts"),
        ("[parties.RED]", "expected_turnout_pct = 101\n[parties.RED]", "number from 0 to 100"),
        (
            "[parties.RED]",
            "[law]\nties = 1\n[parties.RED]",
            "law.ties: unknown key; did you mean 'tie'",
        ),
        ("[parties.RED]", "[parties.RED]\nlogo = 1", "parties.RED.logo: unknown key"),
        ("[parties.RED]", "[poling]\n[parties.RED]", "'poling'; did you mean 'polling'?"),
        ("[parties.RED]", "intake_at = 'x'\n[parties.RED]", "intake_at must be one of levels"),
        ("[parties.RED]", "[parties.RED", "not valid TOML"),
        ("[parties.RED]", f"[polling]\nx = {2**70}\n[parties.RED]", "is a whole number beyond"),
    ],
)
def test_a_faulty_key_is_one_fault(before: str, after: str, message: str, tmp_path: Path) -> None:
    (found,) = faults_in(tmp_path, "election.toml", (before, after))

    settings = edited("election.toml", (before, after))
    line = found.removeprefix("election.toml:").partition(":")[0]
    # A text that is no TOML has its line in the message, and a key that is missing has none.
    assert line.isdecimal() or "not valid TOML" in found or "is missing: it must" in found
    if line.isdecimal():
        shown_line = settings.splitlines()[int(line) - 1]
        assert shown_line not in TOWN["election.toml"]
    assert message in found


def test_a_file_that_is_not_text_is_a_fault(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, election=b"name = '\xff'")

    assert faults_of(folder) == ["election.toml: not a UTF-8 text file"]
