"""Reports of NIST SP 1500-100 are valid, say what the tables say, and nothing before its time."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.exporting.object_ids import names_of
from sim.results.table_view import TableView
from tests.support.contests import bay
from tests.support.nist import (
    RULES,
    broken_rules,
    json_counts,
    site_votes,
    valid_json,
    valid_xml,
    xml_counts,
)
from tests.support.results import load_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.results import RunResults

REFERENCE = Path(__file__).parents[2] / "results" / "baseline" / "reference"
TIMES = ("20:00", "20:30", "21:30", "23:00", "04:00", None)


@pytest.fixture(scope="module")
def reference() -> RunResults:
    return load_run(REFERENCE)


@pytest.fixture(scope="module")
def part() -> RunResults:
    """Two regions, with 50 of the 730 races."""
    return sim.run(sim.load_scenario("baseline", ["register.regions=['MAN','KZY']"]), workers=1)


@pytest.fixture(scope="module")
def part_at(part: RunResults) -> Callable[[str | None], Any]:
    """Their reports, each made once; no test changes them."""
    return cache(lambda at: valid_json(part, at))


@pytest.fixture(scope="module")
def report_at(reference: RunResults) -> Callable[[str | None], Any]:
    """Its reports, each made once; no test changes them."""
    return cache(lambda at: valid_json(reference, at))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    """A majority, two seats, a list and a question on one ballot."""
    return sim.run(bay(tmp_path_factory.mktemp("bay")), workers=1)


def test_a_report_is_valid_in_both_formats_with_the_same_counts(
    reference: RunResults,
    report_at: Callable[[str | None], Any],
    part: RunResults,
    part_at: Callable[[str | None], Any],
) -> None:
    reports = [(reference, at, report_at(at)) for at in ("23:00", None)]
    for results, at, report in (*reports, *((part, at, part_at(at)) for at in TIMES)):
        assert json_counts(report) == xml_counts(valid_xml(results, at))
        assert broken_rules(report) == []
        assert report["IsTest"] is True
        assert report["TestType"] == "simulation"
        is_complete = at is None or (results is part and at == "04:00")
        assert report["Status"] == f"unofficial-{'complete' if is_complete else 'partial'}"


def test_the_end_is_what_the_tables_say(
    reference: RunResults, report_at: Callable[[str | None], Any]
) -> None:
    report = report_at(None)
    tables, election = reference.tables, report["Election"][0]
    tallies = tables["tallies"]

    shown = tallies["choice"] != "invalid"
    columns = (tallies[name][shown].tolist() for name in ("race", "choice", "site", "votes"))
    expected = {
        (race, choice.replace("against_all", "Against all"), site): votes
        for race, choice, site, votes in zip(*columns, strict=True)
    }
    found = {
        (*names_of(selection)[1:], names_of(site)[1]): votes
        for (selection, site), votes in site_votes(report).items()
    }
    assert found == expected
    counts = json_counts(report)
    assert counts["VotersParticipated", "nation.KZ"] == tables["sites"]["issued"].sum()
    assert counts["VotersRegistered", "nation.KZ"] == tables["sites"]["registered"].sum()
    assert counts["BallotsRejected", "nation.KZ"] == tallies["votes"][~shown].sum()
    winners = Counter(
        names_of(each["PartyId"])[1]
        for each in election["Candidate"]
        if each.get("PostElectionStatus") == "winner"
    )
    assert winners == Counter(tables["races"]["party"].tolist())
    assert report["GeneratedDate"] == f"{tables['sites']['accepted'].max()}+06:00"


def test_at_a_time_the_night_is_as_it_was_known_then(
    reference: RunResults, report_at: Callable[[str | None], Any]
) -> None:
    report = report_at("23:00")
    night = reference.tables["night"]
    at = (night["code"] == "KZ") & (night["capital_time"] == np.datetime64("2021-07-25T23:00"))
    status = Counter(each.get("PostElectionStatus") for each in report["Election"][0]["Candidate"])

    counts = json_counts(report)
    assert counts["SubUnitsReported", "nation.KZ"] == night["sites_accepted"][at]
    assert counts["BallotsCast", "nation.KZ"] == night["ballots_accepted"][at]
    assert status["winner"] == night["races_declared"][at]
    assert status["winner"] + status["projected-winner"] == night["races_called"][at]
    assert status["projected-winner"] > 0


def test_nothing_that_is_accepted_later_changes_a_report(
    part: RunResults, part_at: Callable[[str | None], Any]
) -> None:
    """Votes of later sites, and the winners that they decide, are replaced by others."""
    at = np.datetime64("2021-07-25T23:00")
    sites, tallies, races = (dict(part.tables[n]) for n in ("sites", "tallies", "races"))
    later = sites["accepted"] > at
    sites["accepted"] = np.where(later, sites["accepted"] + 1, sites["accepted"])
    for name in ("issued", "cast"):
        sites[name] = np.where(later, sites[name] + 1, sites[name])
    of_later = np.isin(tallies["site"], sites["site"][later])
    tallies["votes"] = np.where(of_later, tallies["votes"] + 1, tallies["votes"])
    for name in ("winner", "party", "decided"):
        races[name] = np.where(races["called"] > at, "", races[name])
    changed = type(part)(
        part.summary,
        {**part.tables, "sites": sites, "tallies": tallies, "races": races},
        part.manifest,
    )

    assert valid_json(changed, "23:00") == part_at("23:00")
    assert valid_json(changed) != part_at(None)


def test_areas_have_codes_of_iso_where_their_pack_says_so(
    reference: RunResults, report_at: Callable[[str | None], Any], several: RunResults
) -> None:
    def codes(report: Any) -> dict[str, dict[str, str]]:
        units = report["GpUnit"]
        return {
            unit["@id"]: {i["OtherType"]: i["Value"] for i in unit["ExternalIdentifier"]}
            for unit in units
        }

    found = codes(report_at(None))
    assert found["nation.KZ"]["iso-3166-1"] == "KZ"
    areas = {code: found[f"area.{code}"]["iso-3166-2"] for code in reference.summary.regions}
    assert areas == {code: f"KZ-{code}" for code in reference.summary.regions}
    assert sum("iso-3166-2" in ids for ids in found.values()) == len(areas)
    for id_, ids in found.items():
        assert ids["stable-id"] == id_
        assert names_of(id_)[-1] == ids["saylau"]
    assert not any("iso" in kind for ids in codes(valid_json(several)).values() for kind in ids)
    assert "ocd" not in json.dumps(report_at(None)).lower()


def test_contests_of_each_kind_have_the_type_of_the_format(several: RunResults) -> None:
    report = valid_json(several)
    contests = {names_of(c["@id"])[1]: c for c in report["Election"][0]["Contest"]}
    counts = json_counts(report)
    tallies = several.tables["tallies"]

    assert broken_rules(report) == []
    assert counts == xml_counts(valid_xml(several))
    assert {name: contest["@type"].partition(".")[2] for name, contest in contests.items()} == {
        "mayor": "CandidateContest",
        "council": "CandidateContest",
        "board": "PartyContest",
        "bridge": "BallotMeasureContest",
    }
    assert (contests["council"]["NumberElected"], contests["council"]["VotesAllowed"]) == (2, 2)
    seats = sum(n for names, n in counts.items() if names[1] == "seats")
    assert seats == 5
    for race in contests:
        for choice, key in (("undervotes", "Undervotes"), ("invalid", "Overvotes")):
            rows = (tallies["race"] == race) & (tallies["choice"] == choice)
            expected = int(tallies["votes"][rows].sum())
            on_first = (several.tables["sites"]["race"] == race).any()
            found = sum(
                n
                for names, n in counts.items()
                if names[:2] == (f"contest.{race}", key) and names[2].startswith("site.")
            )
            assert found == (0 if choice == "invalid" and on_first else expected)


@pytest.mark.parametrize(
    "changes", [("two-ballots", "register.regions=['TUR']"), ("byelection-talaptan",), ("tiny",)]
)
def test_by_elections_and_second_ballots_are_valid(changes: tuple[str, ...]) -> None:
    results = sim.run(sim.load_scenario(changes[0], list(changes[1:])), workers=1)

    for at in (None, "21:15"):
        report = valid_json(results, at)
        assert broken_rules(report) == []
        assert json_counts(report) == xml_counts(valid_xml(results, at))
    issued, cast = (int(results.tables["sites"][name].sum()) for name in ("issued", "cast"))
    counts = json_counts(valid_json(results))
    assert counts["VotersParticipated", "nation.KZ"] == issued
    assert counts["BallotsCast", "nation.KZ"] == cast


ODD = ("<&>", "a,b", '"Q"', "O'Neil", "Ә №5 «ж»", "x 2", "x", "😀", "invalid", "_2e_", "ﬁ.-")


@pytest.mark.parametrize("seed", range(10))
def test_small_countries_with_odd_names_are_valid(seed: int, tmp_path: Path) -> None:
    results = sim.run(odd_country(seed, tmp_path), workers=1)

    for at in (None, "20:10"):
        report = valid_json(results, at)
        assert broken_rules(report) == []
        assert json_counts(report) == xml_counts(valid_xml(results, at))
    tallies = results.tables["tallies"]
    invalid = (tallies["choice"] == "invalid") & (tallies["party"] == "")
    unused = tallies["choice"] == "undervotes"
    votes = sum(site_votes(valid_json(results)).values())
    assert votes == tallies["votes"][~invalid & ~unused].sum()


def odd_country(seed: int, folder: Path) -> Any:
    """Return the scenario of a random pack: sites, contests, systems and names vary."""
    random = np.random.default_rng(seed)

    def names(n: int) -> list[str]:
        return [ODD[k] for k in random.permutation(len(ODD))[:n].tolist()]

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    areas = [f"{name} area" for name in names(int(random.integers(1, 4)))]
    sites = "site,ward,registered\n" + "".join(
        f"s{k},{cell(areas[k % len(areas)])},{random.integers(5, 60)}\n"
        for k in range(int(random.integers(len(areas), 9)))
    )
    contests, candidates = "contest,name,vote_for,seats,system,area\n", "contest,candidate,party\n"
    parties = [name for name in names(len(ODD)) if name.strip("_")[0].isalnum()][:2]
    for k in range(int(random.integers(1, 4))):
        system = ("plurality", "majority", "list-dhondt", "question")[int(random.integers(4))]
        seats = int(random.integers(1, 3)) if system in {"plurality", "list-dhondt"} else 1
        where = "" if k == 0 else cell(areas[int(random.integers(len(areas)))])
        contests += f"c{k},{cell(names(1)[0])},1,{seats},{system},{where}\n"
        # An answer has no party, so that one called invalid would be read as invalid ballots.
        for name in [name for name in names(4) if name != "invalid" or system != "question"]:
            party = "" if system == "question" else (*map(cell, parties), "")[random.integers(3)]
            candidates += f"c{k},{cell(name)},{party}\n"
    settings = (
        'name = "odd"\ntitle = "Odd & <small>"\ndate = 2024-11-05\ntimezone = "America/Denver"\n'
        'opens = 07:00:00\ncloses = 20:00:00\nlevels = ["ward"]\nexpected_turnout_pct = 60\n'
    )
    settings += "".join(f"[parties.{json.dumps(name)}]\n" for name in parties)
    return bay(folder, election=settings, sites=sites, contests=contests, candidates=candidates)


def test_each_rule_notices_what_breaks_it(part_at: Callable[[str | None], Any]) -> None:
    text = json.dumps(part_at("23:00"))
    faults: list[Callable[[Any, Any], object]] = [
        lambda r, e: r["GpUnit"].append(r["GpUnit"][-1]),
        lambda r, e: e["Candidate"][0].update(PartyId="party.nobody"),
        lambda r, e: r["GpUnit"][0]["ComposingGpUnitIds"].pop(),
        lambda r, e: r["GpUnit"][1]["ComposingGpUnitIds"].append("nation.KZ"),
        lambda r, e: e["Contest"][0].update(Name=e["Contest"][1]["Name"]),
        lambda r, e: [c.update(PostElectionStatus="winner") for c in e["Candidate"][:3]],
        lambda r, e: e["Contest"][0]["ContestSelection"][0]["VoteCounts"][0].update(Count=9**9),
        lambda r, e: r["Party"][0].update(Abbreviation=r["Party"][1]["Abbreviation"]),
        lambda r, e: r["GpUnit"][1].update(OtherType=""),
        lambda r, e: e["Candidate"][0].update(ExternalIdentifier=[]),
        lambda r, e: e["BallotCounts"][0].update(Type="other", OtherType="x"),
    ]
    for rule, fault in zip(RULES, faults, strict=True):
        report = json.loads(text)
        fault(report, report["Election"][0])
        assert broken_rules(report, [rule]), rule.__name__


def test_columns_of_systems_are_there_where_a_race_has_another(
    several: RunResults, tiny: sim.RunResults
) -> None:
    races = several.races
    assert isinstance(races, TableView)
    assert races["system"].tolist() == ["majority", "plurality", "list-dhondt", "question"]
    assert races["seats"].tolist() == [1, 2, 5, 1]
    assert races["vote_for"].tolist() == [1, 2, 1, 1]
    assert "system" not in tiny.races
