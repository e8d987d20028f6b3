"""The record of an election in a summary: of a pack, and none of 2021."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import sim
from sim.pack.shipped import ELECTIONS
from sim.results.held_election import held_election
from sim.results.summaries.election import PartySummary
from sim.show.run_night import night_lines
from sim.show.run_turnout import turnout_lines
from tests.support.packs import ISLES, write_isles

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pack_names_its_areas_and_parties(tmp_path: Path) -> None:
    found = held_election(sim.load_scenario(str(write_isles(tmp_path / "isles"))))

    assert found is not None
    assert (found.name, found.nation, found.region) == ("isles", "ALL", "isle")
    assert found.title == "Keeper of the isles"
    assert found.parties == {
        "Party of the Harbours and Fisheries of all Isles": PartySummary(
            abbreviation="MHK", colour="#7a1fa2"
        ),
        "Новый путь": PartySummary(abbreviation="TYN", colour=""),
    }


def test_a_region_with_the_code_of_the_whole_gives_the_whole_another(tmp_path: Path) -> None:
    files = {name.partition(".")[0]: text.replace("SRK", "ALL") for name, text in ISLES.items()}
    found = held_election(sim.load_scenario(str(write_isles(tmp_path / "isles", **files))))

    assert found is not None
    assert found.nation == "ALL*"


def test_the_election_of_2021_needs_no_record(tiny: sim.RunResults) -> None:
    summary = tiny.summary

    assert held_election(sim.load_scenario("tiny")) is None
    assert (summary.nation, summary.nation_name, summary.region_word) == ("KZ", "nation", "region")
    assert summary.party_text("Nur Otan") == "Nur Otan"
    assert summary.party_colour("Nur Otan", "#000000") == "#000000"


def test_a_summary_shows_parties_of_its_election_as_it_says(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    pack = held_election(sim.load_scenario(str(write_isles(tmp_path / "isles"))))
    summary = replace(tiny.summary, election=pack)

    assert summary.party_text("Party of the Harbours and Fisheries of all Isles") == "MHK"
    assert summary.party_text("Independent") == "Independent"
    assert summary.party_colour("Новый путь", "grey") == "grey"
    assert (summary.nation, summary.nation_name, summary.regions_word) == ("ALL", "all", "areas")


def test_a_pack_names_its_clock_and_2021_that_of_the_capital(
    tiny: sim.RunResults,
) -> None:
    found = held_election(sim.load_scenario("two-shores"))

    assert found is not None
    shores = replace(tiny.summary, election=found)
    assert shores.clock_name == "Europe/Tallinn time"
    assert tiny.summary.clock_name == "capital time"
    # Of earlier versions the zone is not known.
    assert replace(tiny.summary, election=replace(found, timezone="")).clock_name == "capital time"
    texts = [night_lines(replace(tiny, summary=shores)), turnout_lines(shores)]
    assert all("Europe/Tallinn time" in next(lines) for lines in texts)


def test_codes_of_iso_are_those_of_a_pack_that_says_so(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    pack = tmp_path / "copy"
    shutil.copytree(ELECTIONS / "kz-2021", pack)
    settings = (pack / "election.toml").read_text(encoding="utf-8").replace("kz-2021", "copy")
    (pack / "election.toml").write_text(settings, encoding="utf-8")
    found = held_election(sim.load_scenario(str(pack)))
    without = settings.replace("iso_3166_2 = true", "")
    (pack / "election.toml").write_text(without, encoding="utf-8")
    silent = held_election(sim.load_scenario(str(pack)))

    assert found is not None
    assert found.iso_3166_2 is True
    named = replace(tiny.summary, election=found)
    assert (named.iso_code("KZ"), named.iso_code("TUR")) == ("KZ", "KZ-TUR")
    assert silent is not None
    assert silent.iso_3166_2 is None
    assert replace(tiny.summary, election=silent).iso_code("TUR") == ""
    assert (tiny.summary.iso_code("KZ"), tiny.summary.iso_code("EAST")) == ("KZ", "")
