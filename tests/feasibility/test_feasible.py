"""``sim.feasible``: rows of the table, what the scenario changes, saved and loaded."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import pytest

import sim
from sim.plots.feasibility.feasible import feasible_data
from sim.results import load_results
from sim.show.feasibility import feasibility_text
from tests.support.packs import VALLEY, write_pack
from tests.support.results import load_feasibility

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import FeasibilityResults

ROWS = "site,hour,issued\nEAST-Alma-01,09:00,{}\nEAST-Alma-02,07:00,{}\nWEST-Bulaq-01,19:00,{}\n"
HALL = """name = "hall"
[register]
source = "given"
[[register.races]]
name = "Town"
region = "AKM"
candidates = ["Independent", "Independent"]
winner = "Independent"
votes_cast = 1830
sites = [{ registered = 2400, members = 7, desks = 4, booths = 2 }]
"""


def check(folder: Path, text: str, *changes: str, **options: float) -> FeasibilityResults:
    path = folder / "issued.csv"
    path.write_text(text, encoding="utf-8")
    return sim.feasible(sim.load_scenario("tiny", changes), path, **options)  # type: ignore[arg-type]


def test_each_row_of_the_file_is_a_row_of_the_table(tmp_path: Path) -> None:
    """Check-in takes 60 s, a booth 90 s; booths have ten minutes more."""
    found = check(tmp_path, ROWS.format(47, 121, 0))
    table = found.tables["feasible"]

    assert {name: values.tolist() for name, values in table.items()} == {
        "origin": ["simulated"] * 3,
        "site": ["EAST-Alma-01", "EAST-Alma-02", "WEST-Bulaq-01"],
        "code": ["EAST", "EAST", "WEST"],
        "hour": ["09:00", "07:00", "19:00"],
        "until": ["10:00", "08:00", "20:00"],
        "issued": [47, 121, 0],
        "desks": [1, 2, 1],
        "booths": [1, 2, 1],
        "desk_s_each": [pytest.approx(3600 / 47, abs=0.05), 59.5, pytest.approx(nan, nan_ok=True)],
        "booth_s_each": [76.6, 59.5, pytest.approx(nan, nan_ok=True)],
        # 1 + 70 min ÷ 90 s in a booth; 60 at each of two desks from the opening of the doors.
        "probability": [1.0, 0.0, 1.0],
        "limit": ["none", "booths", "none"],
        "would_need": [1, 3, 0],
        "would_need_booths": [1, 3, 0],
        "at_most": [47, 94, 47],
    }


def test_the_summary_counts_rows_in_both_directions(tmp_path: Path) -> None:
    summary = check(tmp_path, ROWS.format(5, 121, 0), level=0.05).summary

    assert (summary.rows, summary.sites, summary.issued) == (3, 3, 126)
    assert (summary.feasible, summary.below, summary.with_fewer) == (2, 1, 1)
    assert summary.by_limit == {"booths": 1}
    assert summary.by_chance == pytest.approx(0.15)
    # Eight voters are on its list.
    assert summary.above_list == 1
    assert [row.site for row in summary.rows_below] == ["EAST-Alma-02"]


def test_the_scenario_decides_desks_booths_and_times(tmp_path: Path) -> None:
    text = ROWS.format(60, 100, 60)

    def possible(*changes: str) -> list[float]:
        return list(check(tmp_path, text, *changes).tables["feasible"]["probability"])

    assert possible() == [0, 0, 0]
    assert possible("polling.booth_mean_s=60") == [1, 1, 1]
    assert possible("polling.booth_mean_s=60", "polling.check_in_mean_s=100") == [0, 0, 0]
    more = ("polling.booth_mean_s=60", "polling.check_in_mean_s=100", "polling.desks_extra=1")
    assert possible(*more) == [1, 1, 1]


def test_a_longer_wait_for_a_booth_allows_more(tmp_path: Path) -> None:
    at_most = [
        check(tmp_path, ROWS.format(1, 1, 1), booth_wait_s=wait).tables["feasible"]["at_most"][0]
        for wait in (0, 600, 3600)
    ]

    # 1 + 60 or 70 min ÷ 90 s; then desks limit it: 61 ballots, and 6 of voters at home.
    assert at_most == [41, 47, 67]


def test_incidents_count(tmp_path: Path) -> None:
    path = tmp_path / "late.toml"
    path.write_text(
        'extends = "tiny"\n[[incident]]\nname = "Key"\nkind = "late_opening"\nto = 09:00:00\n',
        encoding="utf-8",
    )
    issued = tmp_path / "issued.csv"
    issued.write_text("site,hour,issued\nEAST-Alma-01,08:00,1\nEAST-Alma-01,09:00,40\n")
    table = sim.feasible(sim.load_scenario(str(path)), issued).tables["feasible"]

    assert table["probability"].tolist() == [0.0, 1.0]
    assert table["desks"].tolist() == [0, 1]
    # As if a desk had been open.
    assert table["would_need"].tolist() == [1, 1]


def test_a_pack_is_checked_by_its_own_clocks(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    issued = tmp_path / "issued.csv"
    issued.write_text("site,hour,issued\nquay,08:00,200\ninn,17:00,400\n", encoding="utf-8")
    found = sim.feasible(sim.load_scenario(str(folder)), issued)

    assert found.tables["feasible"]["code"].tolist() == ["West", "East"]
    assert found.summary.nation == "ALL"
    assert found.manifest.pack is not None


def test_it_is_saved_and_loaded(tmp_path: Path) -> None:
    found = check(tmp_path, ROWS.format(5, 121, 0))
    sim.save(found, tmp_path / "out")
    loaded = load_feasibility(tmp_path / "out")

    assert loaded.summary == found.summary
    assert loaded.tables.keys() == {"feasible"}
    assert (loaded.tables["feasible"]["would_need"] == [1, 3, 0]).all()
    assert "feasibility check, simulated" in repr(loaded)
    assert "3 rows, 3 sites" in repr(loaded)
    assert load_results(tmp_path / "out").feasible.name == "feasible"


@pytest.mark.parametrize("level", [0.0085995, 0.00102, 0.01])
def test_no_probability_is_rounded_across_the_level(tmp_path: Path, level: float) -> None:
    """202 ballots have a probability of 0.0085988, and 206 of 0.0010295."""
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    issued = tmp_path / "issued.csv"
    rows = (f"AKM-Town-01,10:{n - 195},{n}\n" for n in range(205, 209))
    issued.write_text("site,hour,issued\nAKM-Town-01,09:00,202\n" + "".join(rows), "utf-8")
    found = sim.feasible(tmp_path / "hall.toml", issued, level=level)
    table = found.tables["feasible"]
    below = table["issued"] > table["at_most"]

    assert (below == (table["would_need_booths"] > table["booths"])).all()
    assert (below == (table["probability"] < level)).all()
    assert (below == feasible_data(found).below).all()
    assert below.sum() == found.summary.below == len(found.summary.rows_below)
    listed = [float(line.split()[-1]) for line in feasibility_text(found).splitlines()
              if line.startswith("  AKM-Town-01")]  # fmt: skip
    assert len(listed) == below.sum()
    assert all(shown < level for shown in listed)


def test_nothing_is_random(tmp_path: Path) -> None:
    one, other = (check(tmp_path, ROWS.format(5, 100, 0), seed=seed) for seed in (1, 2))

    assert (one.tables["feasible"]["probability"] == other.tables["feasible"]["probability"]).all()


@pytest.mark.parametrize(
    "wrong",
    [{"level": 0.0}, {"level": 0.0009}, {"level": 0.6}, {"booth_wait_s": -1.0}, {"seed": -1}],
)
def test_settings_out_of_range_are_refused(tmp_path: Path, wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        check(tmp_path, ROWS.format(1, 1, 1), **wrong)
