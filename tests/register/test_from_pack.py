"""The register of a pack: keys by id, and sites that do not depend on each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.register import build_register
from sim.register.from_pack import _hash, _keys
from sim.scenario import load_scenario
from sim.voting.ballots import support
from tests.support.packs import VALLEY, edited, read, register_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.register import Register
    from sim.results import RunResults

NIGHT = {"returned", "accepted"}
"""Columns of sites.csv that depend on the queue at the commission."""
SNOW = """
extends = "."
[[incident]]
name = "Snow on some roads"
kind = "roads_slow"
factor = 4.0
where = { share = 0.5 }
[[incident]]
name = "Some clerks are away"
kind = "clerks_absent"
clerks = 1
from = 18:00:00
to = 20:00:00
where = { share = 0.5 }
"""

Rows = dict[str, dict[str, object]]


def valley(folder: Path, **changed: str | None) -> Register:
    return register_of(read(write_pack(folder / "valley", VALLEY, **changed)))


def rows(results: RunResults) -> tuple[Rows, dict[str, dict[str, int]]]:
    """Return the rows of sites.csv by site, and the votes of each by choice."""
    sites, tallies = results.tables["sites"], results.tables["tallies"]
    # As text, since not-a-number does not equal itself.
    found: Rows = {
        site: {name: str(column[k]) for name, column in sites.items()}
        for k, site in enumerate(sites["site"].tolist())
    }
    votes: dict[str, dict[str, int]] = {site: {} for site in found}
    for site, choice, n in zip(
        *(tallies[name].tolist() for name in ("site", "choice", "votes")), strict=True
    ):
        votes[site][choice] = n
    return found, votes


def shuffled(name: str) -> str:
    header, *lines = VALLEY[name].splitlines(keepends=True)
    return "".join([header, *lines[::-2], *lines[-2::-2]])


def without(name: str, *starts: str) -> str:
    return "".join(line for line in VALLEY[name].splitlines(keepends=True)
                   if not line.startswith(starts))  # fmt: skip


CHANGES: dict[str, dict[str, str]] = {
    "sites in another order": {"sites": shuffled("sites.csv")},
    "candidates in another order": {"candidates": shuffled("candidates.csv")},
    "areas in another order": {"areas": shuffled("areas.csv")},
    "one site less": {"sites": without("sites.csv", "weir")},
    "the first site left out": {"sites": without("sites.csv", "mill")},
    "one parish less": {"sites": without("sites.csv", "scree", "inn")},
    "a large site more, in front": {
        "sites": edited("sites.csv", ("mill,", "abbey,West,Mere,2900,\nmill,"), base=VALLEY)
    },
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    folder = write_pack(tmp_path_factory.mktemp("usual") / "valley", VALLEY)
    (folder / "snow.toml").write_text(SNOW)
    return sim.run(sim.load_scenario(folder / "snow.toml"))


@pytest.mark.parametrize("change", CHANGES)
def test_a_site_has_the_same_rows_whatever_the_others_are(
    change: str, usual: RunResults, tmp_path: Path
) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY, **CHANGES[change])
    (folder / "snow.toml").write_text(SNOW)
    changed = sim.run(sim.load_scenario(folder / "snow.toml"))

    (sites, votes), (new_sites, new_votes) = rows(usual), rows(changed)
    differing = {
        (sites | new_sites)[site]["commission"] for site in sites.keys() ^ new_sites.keys()
    }
    both = sites.keys() & new_sites.keys()
    assert len(both) >= 7
    for site in both:
        varying = NIGHT if sites[site]["commission"] in differing else set()
        for name, value in sites[site].items():
            assert name in varying or new_sites[site][name] == value, (site, name)
        assert new_votes[site] == votes[site], site


def test_keys_depend_on_the_id_alone_and_do_not_collide() -> None:
    ids = [f"site {k}" for k in range(2000)]
    key = dict(zip(ids, _keys(ids).tolist(), strict=True))

    assert len(set(key.values())) == 2000
    assert _keys(ids[::-7]).tolist() == [key[name] for name in ids[::-7]]
    assert min(key.values()) >= 0
    assert max(key.values()) < 2**32


def test_two_ids_with_the_same_hash_have_different_keys() -> None:
    one, other = "site-111287", "site-118105"  # the first that have
    assert _hash(one, 0) == _hash(other, 0)

    first, second = _keys([other, one]).tolist()

    assert second == _hash(one, 0)
    assert first == _hash(other, 1) != second
    assert _keys([other]).tolist() == [second]


def test_expected_shares_are_met_in_the_mean_and_the_rest_is_invalid(tmp_path: Path) -> None:
    lines = [f"s{k},West,Ford,1000,\n" for k in range(3000)]
    header = VALLEY["sites.csv"].splitlines(keepends=True)[0]
    folder = write_pack(tmp_path / "valley", VALLEY, sites=header + "".join(lines),
                        areas=without("areas.csv", "East"))  # fmt: skip
    scenario = load_scenario(folder, ["choice.site_spread=1.5"])
    register = build_register(scenario)
    layout = register.tally

    votes = support(scenario, register, Streams(3))

    before = np.concatenate([[0], votes.thresholds[:-1]]).astype(float)
    before[layout.start[:-1]] = 0
    share = (votes.thresholds - before) / 2**32
    mean = {name: share[layout.candidate == k].mean()
            for k, name in enumerate(register.candidate_name)}  # fmt: skip
    error = 4 * 0.25 / np.sqrt(3000)
    assert mean == pytest.approx({"Al Rye": 0.41, "Nan Poe": 0.46, "Vi Orr": 0.11}, abs=error)
    assert share[layout.invalid].mean() == pytest.approx(0.02, abs=0.001)
    assert share[layout.against_all].max() == 0
    # Without the correction the largest would be pulled down by more than that.
    assert share[layout.candidate == 2].std() > 0.1


def test_turnout_is_that_of_the_site_or_of_the_election(tmp_path: Path) -> None:
    register = valley(tmp_path)
    known = dict(zip(register.site_id, zip(register.site_registered, register.site_voters,
                     np.round(register.site_turnout, 3), strict=True), strict=True))  # fmt: skip

    assert known["mill"] == (812, 812, 0.6)
    assert known["lock"] == (455, 455, 0.662)
    # Nobody is on its list: voters of other sites come.
    assert known["inn"] == (0, 240, 1.0)


def test_expected_voters_come_in_the_mean(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)

    issued = [
        sim.run(sim.load_scenario(folder), seed=seed).tables["sites"]["issued"]
        for seed in range(60)
    ]

    sites = sim.run(sim.load_scenario(folder)).tables["sites"]["site"].tolist()
    mean = dict(zip(sites, np.mean(issued, axis=0), strict=True))
    # Turnout of a site has a standard deviation of about 8 points.
    assert mean["lock"] == pytest.approx(301, abs=4 * 0.08 * 455 / np.sqrt(60))
    assert mean["mill"] == pytest.approx(0.6 * 812, abs=4 * 0.08 * 812 / np.sqrt(60))
    assert mean["inn"] == pytest.approx(240, abs=1)


def test_clocks_are_those_of_the_zones_on_the_day(tmp_path: Path) -> None:
    register = valley(tmp_path)
    minutes = register.site_behind_ms // 60_000

    assert dict(zip(register.site_id, minutes.tolist(), strict=True))["ridge"] == -15
    assert minutes[register.site_region == register.region_code.tolist().index("West")].max() == 0
    assert register.race_region.tolist() == [-1]
    assert register.race_code.tolist() == ["ALL"]
    assert register.commission_id.tolist() == ["Ford", "Mere", "Tor", "Fell"]


def test_sites_of_one_building_have_one_key_and_others_their_own(tmp_path: Path) -> None:
    header, *lines = VALLEY["sites.csv"].strip().split("\n")
    places = {"mill": "hall", "lock": "hall"}
    given = [f"{line},{places.get(line.partition(',')[0], '')}" for line in lines]
    alone = valley(tmp_path)

    register = valley(tmp_path / "given", sites="\n".join([f"{header},place", *given, ""]))

    assert alone.site_place_key.tolist() == alone.site_key.tolist()
    key = dict(zip(register.site_id.tolist(), register.site_place_key.tolist(), strict=True))
    assert key["mill"] == key["lock"]
    assert len(set(key.values())) == register.n_sites - 1
    assert register.digest() != alone.digest()


def test_turnout_of_a_site_where_nobody_is_registered_is_empty(tmp_path: Path) -> None:
    results = sim.run(sim.load_scenario(write_pack(tmp_path / "valley", VALLEY)), seed=1)
    sim.save(results, tmp_path / "run")

    sites = sim.load_results(tmp_path / "run").tables["sites"]
    at_inn = sites["site"] == "inn"
    assert sites["issued"][at_inn][0] > 0
    assert np.isnan(sites["turnout_pct"]).tolist() == at_inn.tolist()
