"""The law of a pack: each switch is read, checked, followed and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.pack.files.law import Law, has_against_all, law_switches
from sim.pack.files.summary import summarize
from sim.scenario import Scenario, load_scenario
from sim.show.pack import pack_lines
from tests.support.packs import TOWN, VALLEY, edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('tie = "coin"', "law.tie must be lot or runoff; got 'coin'"),
        ('majority_of = "voters"', "law.majority_of must be valid or cast; got 'voters'"),
        ('read_aloud = "no"', "law.read_aloud must be true or false; got 'no'"),
        ('system = "majorty"', "law.system must be one of plurality, majority, list-dhondt"),
        ("ballots_reserve_pct = -1", "law.ballots_reserve_pct must be a number from 0 to 100"),
        ('against_all = "yes"', "law.against_all must be true or false; got 'yes'"),
        ("members = [7, 5]", "law.members must be a list of whole numbers from 1 to 1,000, incr"),
        ("members = [0]", "law.members"),
        ("members = []", "law.members"),
        ("member = [5]", "law.member: unknown key; did you mean 'members'?"),
    ],
)
def test_a_faulty_switch_is_one_fault(line: str, message: str, tmp_path: Path) -> None:
    (found,) = faults_in(
        tmp_path, "election.toml", ("[parties.RED]", f"[law]\n{line}\n[parties.RED]")
    )

    assert found.startswith(f"election.toml:9: {message.partition(' ')[0]}")
    assert message in found


def with_law(*lines: str) -> str:
    law = "\n".join(lines)
    return edited("election.toml", ("[parties.RED]", f"[law]\n{law}\n[parties.RED]"))


def test_the_usual_system_holds_where_contests_csv_says_none(tmp_path: Path) -> None:
    contests = TOWN["contests.csv"].replace("2,2,plurality", "2,2,")

    pack = read(write_pack(tmp_path, election=with_law('system = "majority"'), contests=contests))

    assert pack.contests.system.tolist() == ["majority", "majority", "question"]


def test_a_single_contest_has_the_usual_system(tmp_path: Path) -> None:
    pack = read(
        write_pack(
            tmp_path, election=with_law('system = "majority"'), contests=None, expected=None,
            candidates="candidate\nA\nB\n",
        )
    )  # fmt: skip

    assert pack.contests.system.tolist() == ["majority"]
    assert "1 seat, majority" in next(f.by for f in pack.filled if f.what == "contests.csv")


def test_commissions_have_sizes_that_the_law_allows(tmp_path: Path) -> None:
    law = with_law("members = [3, 4]")
    sites = edited("sites.csv", ("closes\n", "closes,members\n"), ("900,,", "900,,,6"))
    sites = "\n".join(
        f"{line}," if n > 1 and line else line for n, line in enumerate(sites.split("\n"))
    )

    assert faults_of(write_pack(tmp_path / "a", election=law, sites=sites)) == [
        "sites.csv:2: members must be 3 or 4 (law.members of election.toml); got 6"
    ]
    free = read(write_pack(tmp_path / "b", election=law)).sites
    # Two of each commission hand out no ballots, so that the largest has two desks.
    assert free.members.tolist() == [4] * 6
    assert free.desks.tolist() == [2, 2, 2, 1, 2, 1]
    wide = read(write_pack(tmp_path / "c", election=with_law("members = [5, 9]"))).sites
    assert wide.members.tolist() == [5, 5, 5, 5, 5, 5]


def test_against_all_is_on_the_ballot_if_said_or_if_it_has_a_share() -> None:
    share = {"choice": {"against_all_share": 0.02}}
    of_region = {"choice": {"regions": {"North": {"against_all_share": 0.02}}}}

    assert not has_against_all(Law(), {})
    assert not has_against_all(Law(against_all=False), share)
    assert all(has_against_all(Law(), model) for model in (share, of_region))
    assert has_against_all(Law(against_all=True), {})


def test_every_switch_is_listed_with_what_stands_in() -> None:
    listed = {one.switch: one for one in law_switches(Law(), {})}

    of_ballot = {"against_all_rule"}  # It is listed where against all is on the ballot.
    named = {switch.removeprefix("law.") for switch in listed}
    assert named == Law.model_fields.keys() - of_ballot
    assert not any(one.given for one in listed.values())
    given = Law(tie="runoff", against_all=True, read_aloud=False, members=(5, 7),
                ballots_reserve_pct=2.5)  # fmt: skip
    said = {one.switch: one.value for one in law_switches(given, {}) if one.given}
    assert said == {
        "law.ballots_reserve_pct": "one ballot per registered voter delivered, and 2.5 % more",
        "law.against_all": "against all is on the ballot",
        "law.read_aloud": "teams of a commission read ballots at the same time",
        "law.tie": "a further vote decides a tie",
        "law.members": "a commission has 5 or 7 members",
    }


def test_pack_check_prints_the_law(tmp_path: Path) -> None:
    pack = read(write_pack(tmp_path, election=with_law('tie = "runoff"')))

    lines = "\n".join(pack_lines(summarize(pack)))

    assert "a further vote decides a tie\n" in lines
    assert "majority is more than half of the valid" in lines
    assert "(assumption)" in lines


def test_the_law_says_what_follows_where_against_all_leads(tmp_path: Path) -> None:
    rule = 'against_all_rule = "nobody_elected"'
    law = f"[law]\nagainst_all = true\n{rule}\n"
    folder = write_pack(tmp_path / "a", VALLEY, election=VALLEY["election.toml"] + law)

    switches = {one.switch: one for one in law_switches(read(folder).settings.law, {})}

    assert load_scenario(str(folder)).outcome.against_all_rule == "nobody_elected"
    assert switches["law.against_all_rule"].value == "if against all leads, nobody is elected"
    assert switches["law.against_all_rule"].given
    twice = f"{VALLEY['election.toml']}{law}[outcome]\n{rule}\n"
    message = "outcome.against_all_rule is given as law.against_all_rule, too: leave one of the two"
    [both] = faults_of(write_pack(tmp_path / "b", VALLEY, election=twice))
    assert both == f"election.toml:17: {message} out"
    wrong = VALLEY["election.toml"] + '[law]\nagainst_all_rule = "nobody"\n'
    [fault] = faults_of(write_pack(tmp_path / "c", VALLEY, election=wrong))
    assert fault.endswith("must be leader_wins or nobody_elected; got 'nobody'")


def test_what_stands_in_is_the_default_of_scenarios() -> None:
    scenario = Scenario(name="x")
    listed = {one.switch: one.value for one in law_switches(Law(against_all=True), {})}

    assert f"and {scenario.law.ballots_reserve_pct:g} % more" in listed["law.ballots_reserve_pct"]
    assert (
        f"a share of {scenario.choice.against_all_share} of" in listed["choice.against_all_share"]
    )
    assert (scenario.law.tie, scenario.law.majority_of) == ("lot", "valid")
    assert listed["law.tie"] == "a lot decides a tie"
    assert listed["law.majority_of"] == "a majority is more than half of the valid votes"
    assert scenario.law.read_aloud
    assert listed["law.read_aloud"] == "ballots are read aloud, one after the other"
    assert scenario.outcome.against_all_rule == "leader_wins"
