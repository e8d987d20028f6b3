"""When results of sites came in: the reported times beside those of the same sites in a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import sim
from sim.results.arrivals_table import SHARES_PCT
from sim.show.run import summary_text
from tests.pack.files.test_reported import reported
from tests.support.packs import VALLEY

if TYPE_CHECKING:
    from pathlib import Path

ARRIVALS = """\
site,stage,at,source
mill,phoned,19:30,Feed
weir,phoned,21:00,Feed
lock,phoned,2025-05-12T00:30,Feed
pond,accepted,2025-05-11T23:00:00+05:30,Feed
"""


def test_shares_of_the_reported_sites(tmp_path: Path) -> None:
    folder = reported(tmp_path / "valley", VALLEY, arrivals=ARRIVALS)
    found = sim.run(sim.load_scenario(folder), seed=1)
    rows, sites = found.tables["arrivals"], found.tables["sites"]

    assert rows["share_pct"].tolist() == [*SHARES_PCT] * 2
    assert rows["sites"].tolist() == [3] * 6 + [1] * 6
    at = rows["reported"].astype(str)
    assert [text[11:16] for text in at[:6]] == ["19:30", "19:30", "21:00", "00:30", "00:30",
                                                "00:30"]  # fmt: skip
    assert at[6] == "2025-05-11T23:00:00"
    of_sites = np.sort(sites["phoned"][np.isin(sites["site"], ["mill", "weir", "lock"])])
    assert rows["simulated"][[0, 2, 5]].tolist() == of_sites.tolist()
    late = (rows["simulated"] - rows["reported"]) / np.timedelta64(1, "m")
    assert np.abs(late - rows["later_min"]).max() < 0.06
    text = summary_text(found)
    assert f"Results of sites that came in, {found.summary.clock_name}" in text
    assert "  phoned     25 %  of 3 sites  reported 19:30 " in text
    assert max(map(len, text.splitlines())) <= 80


def test_ensembles_have_bands_and_results_are_read_again(tmp_path: Path) -> None:
    folder = reported(tmp_path / "valley", VALLEY, arrivals=ARRIVALS)
    found = sim.run(sim.load_scenario(folder), seed=1, replications=3)
    sim.save(found, tmp_path / "run")

    loaded = sim.load_results(tmp_path / "run")
    assert "later_min_p95" in loaded.tables["arrivals"]
    assert loaded.tables["arrivals"]["sites"].tolist() == [3] * 6 + [1] * 6


def test_without_reported_arrivals_there_is_no_table(tmp_path: Path) -> None:
    found = sim.run(sim.load_scenario(reported(tmp_path / "valley", VALLEY)), seed=1)

    assert "arrivals" not in found.tables
    assert "came in" not in summary_text(found)
