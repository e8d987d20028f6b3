"""Real elections, run from their files; skipped where ``SAYLAU_DATA`` does not name them."""

from __future__ import annotations

import shutil
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.plots import plot_figures
from tests.support.moved_rows import change_rows, differing_columns
from tests.support.packs import real_data
from tests.support.votes import last_votes, tallied

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results.columns import Table


def test_mexico_2018_has_one_winner_with_the_expected_share() -> None:
    results = sim.run(sim.load_scenario(real_data("mx-2018")), seed=2021)

    races, tallies = results.tables["races"], results.tables["tallies"]
    assert (results.summary.sites, len(races["race"])) == (6307, 1)
    assert races["winner"].tolist() == ["AMLO"]
    votes = tallies["votes"]
    share = 100 * votes[tallies["choice"] == "AMLO"].sum() / votes.sum()
    assert share == pytest.approx(53.07, abs=0.5)


def test_mexico_2018_closes_at_18_local_in_tijuana_20_in_the_capital() -> None:
    turnout = sim.run(sim.load_scenario(real_data("mx-2018")), seed=2021).tables["turnout"]

    there, capital = _issued_by(turnout, "BC"), _issued_by(turnout, "CDMX")
    assert there["2018-07-01T10:00"] == 0
    assert there["2018-07-01T19:45"] < there["2018-07-01T20:00"]
    # Those in the queue at closing still vote.
    assert max(there) <= "2018-07-01T20:30"
    assert capital["2018-07-01T17:45"] < capital["2018-07-01T18:00"]
    assert capital["2018-07-01T18:30"] == capital[max(capital)]
    behind = turnout["capital_time"] - turnout["local_time"]
    assert set(behind[turnout["code"] == "BC"].astype("timedelta64[h]").astype(int)) == {2}


def test_mexico_2018_with_rows_in_another_order_and_one_more(tmp_path: Path) -> None:
    shutil.copytree(real_data("mx-2018"), tmp_path / "mx-2018")
    change_rows(tmp_path / "mx-2018", "one more")
    runs = [
        sim.run(sim.load_scenario(folder), seed=2021)
        for folder in (real_data("mx-2018"), tmp_path / "mx-2018")
    ]

    # Protocols queue at the commission of the site that was added.
    assert differing_columns(*runs) <= {"accepted"}


def _issued_by(turnout: Table, code: str) -> dict[str, int]:
    """Return ballots issued by capital time in an area."""
    rows = turnout["code"] == code
    at = turnout["capital_time"][rows].astype("datetime64[m]").astype(str).tolist()
    return dict(zip(at, turnout["issued"][rows].tolist(), strict=True))


@pytest.mark.usefixtures("svg_only")
def test_adams_2024_adds_up_at_each_site_and_names_no_other_election(tmp_path: Path) -> None:
    file = real_data("adams-2024-precinct.csv")
    made = CliRunner().invoke(
        main,
        ["pack", "import", "openelections", str(file), "--date", "2024-11-05",
         "--timezone", "America/New_York", "--out", str(tmp_path / "adams")],
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "42,097 on election day + 18,681 by mail + 261 provisional = 61,039" in made.output

    results = sim.run(sim.load_scenario(tmp_path / "adams"), seed=2021)

    assert (results.summary.sites, results.summary.registered) == (51, 76_008)
    tallies, sites = results.tables["tallies"], results.tables["sites"]
    cast = dict(zip(sites["site"].tolist(), sites["cast"].tolist(), strict=True))
    marks: dict[tuple[str, str], int] = defaultdict(int)
    for site, race, votes in zip(
        tallies["site"].tolist(), tallies["race"].tolist(), tallies["votes"].tolist(), strict=True
    ):
        marks[site, race] += votes
    assert len(marks) == 51 * 8
    assert last_votes(results) == tallied(results, by_party=False)
    assert len({contest for _, contest, *_ in last_votes(results)}) == 9
    assert results.summary.clock_name == "America/New_York time"
    assert all(marks[site, race] == cast[site] for site, race in marks)
    sim.save(results, tmp_path / "run", plot=plot_figures)
    for path in (tmp_path / "run").rglob("*"):
        if path.suffix in {".csv", ".json", ".svg"}:
            text = path.read_text(encoding="utf-8").lower()
            for word in ("kazakh", "äkım", "akim", "nur otan", "amanat", "mangystau", "kz"):
                assert word not in text or path.name == "manifest.json", (path.name, word)
