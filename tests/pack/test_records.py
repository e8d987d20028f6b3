"""The published values of a pack: names, clocks and numbers are those of its files."""

from __future__ import annotations

import dataclasses
import pickle
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.arrivals.prior import arrival_prior
from sim.core.errors import InputError
from sim.election import build_country
from sim.pack.contradictions import inconsistencies
from sim.pack.membership import by_membership, national_seats_from_regions
from sim.pack.records import Published, published
from sim.pack.values import published_percentages, targets
from sim.register import build_register
from sim.scenario import load_scenario
from tests.support.totals import DALES, write_totals

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3_600_000


@pytest.fixture
def dales(tmp_path: Path) -> Published:
    return published(str(write_totals(tmp_path / "dales")))


def test_names_and_numbers_are_those_of_the_pack(dales: Published) -> None:
    assert dales.party_names == ("RED", "BLUE", "Alone")
    assert dict(dales.region_names) == {"U": "Upper Dale", "L": "Lower Dale"}
    assert (dales.nation_code, dales.nation_name) == ("DALES", "The Dales")
    assert [target.name for target in targets(dales)] == ["U@12:00", "DALES@16:00"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        dales.regions[0].registered = 1  # type: ignore[misc]


def test_clocks_are_those_of_time_zones(dales: Published) -> None:
    assert [region.behind_ms for region in dales.regions] == [0, -HOUR]
    assert dales.opening_hours("L") == (7 * HOUR, 20 * HOUR)
    assert dales.opening_hours("DALES") == (7 * HOUR, 21 * HOUR)


def test_what_was_not_published_is_empty(tmp_path: Path) -> None:
    bare = published(str(write_totals(tmp_path, reported_turnout=None, reported_by_elections=None)))

    assert not targets(bare)
    assert not bare.by_elections
    assert not inconsistencies(bare)


def test_winners_are_shifted_to_their_parties_as_the_pack_says(dales: Published) -> None:
    nominated = national_seats_from_regions(dales)

    assert by_membership(nominated, dales) == dict(dales.seats_national)


def test_a_printed_percentage_is_checked_against_its_counts(dales: Published) -> None:
    [printed] = [t for t in published_percentages(dales) if t.what == "votes"]

    assert (printed.count, printed.base, printed.value) == (6, 300, 2.0)


def test_a_contradiction_names_published_values_only(dales: Published) -> None:
    entry = '[[contradiction]]\nkey = "k"\nwhat = "w"\none = "{facts.none}"\nother = "o"\nused = ""'
    (dales.folder / "reported" / "contradictions.toml").write_text(entry)

    with pytest.raises(InputError, match=r"k: facts\.none was not published in this pack"):
        inconsistencies(dales)


def test_a_contradiction_that_is_none_is_not_listed(dales: Published) -> None:
    entry = (
        '[[contradiction]]\nkey = "k"\nwhat = "w"\none = "{sums.races|,}"\nother = "o"\nused = ""\n'
        'differ = ["facts.sites_national", "{}"]\n'
    )
    file = dales.folder / "reported" / "contradictions.toml"
    file.write_text(entry.replace("{}", "facts.sites_national"))
    assert not inconsistencies(dales)
    file.write_text(entry.replace("{}", "sums.races"))
    assert [found.one for found in inconsistencies(dales)] == ["5"]


def test_a_pack_without_other_elections_has_a_wide_prior(dales: Published) -> None:
    wide = arrival_prior(dales).for_codes(["U", "L"])

    assert (
        np.diagonal(wide.common_scale) > np.diagonal(arrival_prior(published()).common_scale)
    ).all()
    assert (wide.offset_mean == 0).all()


def test_a_country_of_totals_has_them_whatever_is_generated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_totals(tmp_path / "dales")

    register = build_register(load_scenario("./dales"))

    assert register.region_code.tolist() == ["U", "L"]
    assert register.parties == ("RED", "BLUE", "Alone")
    assert np.bincount(register.site_region, register.site_registered).tolist() == [3000, 2000]
    assert np.bincount(register.site_region).tolist() == [6, 4]
    assert register.quota_votes.tolist() == [1500, 1200]
    assert register.quota_seats.tolist() == [[2, 0, 1], [1, 1, 0]]
    assert register.region_behind_ms.tolist() == [0, -HOUR]
    assert register.synthetic
    assert build_country(load_scenario("./dales")).register.n_races == 5


def test_a_by_election_of_the_pack_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_totals(tmp_path / "dales")
    (tmp_path / "beck.toml").write_text(
        'extends = "./dales"\n[register]\nsource = "by-elections"\n'
    )

    register = build_register(load_scenario("beck.toml", ["register.districts=['Beck']"]))

    assert register.race_name.tolist() == ["Beck"]
    assert register.site_registered.sum() == 500


def test_by_elections_have_the_clocks_of_their_regions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = DALES["reported/by_elections.csv"].replace("Beck,U", "Beck,L")
    write_totals(tmp_path / "dales", reported_by_elections=there)
    (tmp_path / "beck.toml").write_text(
        'extends = "./dales"\n[register]\nsource = "by-elections"\n'
    )

    assert build_register(load_scenario("beck.toml")).region_behind_ms.tolist() == [-HOUR]


def test_faults_are_listed_when_a_scenario_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_totals(tmp_path / "dales", areas=DALES["areas.csv"].replace(",1500,", ",many,"))

    with pytest.raises(InputError, match="votes_cast must be a whole number"):
        load_scenario("./dales")


def test_published_records_can_be_sent_to_other_processes(dales: Published) -> None:
    assert pickle.loads(pickle.dumps(dales.by_elections)) == dales.by_elections  # noqa: S301
    assert pickle.loads(pickle.dumps(dales.regions)) == dales.regions  # noqa: S301
