"""The country: published values are met exactly, all others are within their bounds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.register import Register, build_register
from sim.scenario import load_scenario
from tests.support.published import OF


@pytest.fixture(scope="module")
def register() -> Register:
    return build_register(load_scenario("baseline"))


def test_size_of_the_country(register: Register) -> None:
    assert (register.n_regions, register.n_races, register.n_sites) == (14, 730, 1847)
    assert register.site_registered.sum() == 1_209_818


def test_published_totals_by_region(register: Register) -> None:
    for row, region in enumerate(OF.regions):
        inside = register.site_region == row
        assert register.site_registered[inside].sum() == region.registered
        assert (register.race_region == row).sum() == region.races
        if region.sites is not None:
            assert inside.sum() == region.sites
        if region.members is not None:
            assert register.site_members[inside].sum() == region.members
        if region.commissions is not None:
            assert (register.commission_region == row).sum() == region.commissions
    aqtobe = register.site_region == register.region_code.tolist().index("AKT")
    assert aqtobe.sum() > 70


def test_known_race_sizes(register: Register) -> None:
    size = np.bincount(register.site_race, weights=register.site_registered)
    known = [region for region in OF.regions if region.smallest_race or region.largest_race]
    assert len(known) == 3
    for region in known:
        inside = size[register.region_code[register.race_region] == region.code]
        assert inside.min() == region.smallest_race
        assert region.largest_race in {None, inside.max()}


def test_sites_within_bounds(register: Register) -> None:
    assert register.site_registered.max() <= 3000
    assert set(np.unique(register.site_members)) <= {5, 6, 7}
    # At most one commission of six a region, where its total is odd.
    sixes = np.bincount(register.site_region[register.site_members == 6], minlength=14)
    assert sixes.max() == 1
    assert sixes[register.region_code.tolist().index("ZAP")] == 1
    assert (register.site_desks <= register.site_members - 2).all()
    assert (register.site_booths >= 2).all()
    assert (register.site_distance_km <= 140).all()
    assert (register.site_distance_km > 0).all()


def correlation(register: Register) -> float:
    """Return that of size and distance, by rank within regions, all regions together."""
    scores = []
    for region in range(register.n_regions):
        sites = register.site_region == region
        columns = register.site_registered[sites], register.site_distance_km[sites]
        scores.append([np.argsort(np.argsort(column)) / sites.sum() - 0.5 for column in columns])
    return float(np.corrcoef(np.hstack(scores))[0, 1])


def test_remote_sites_are_smaller(register: Register) -> None:
    # The rank correlation of normal values with a correlation of -0.4 is -0.38.
    assert correlation(register) == pytest.approx(-0.38, abs=0.06)


@pytest.mark.parametrize(("given", "found"), [(0.0, 0.0), (-0.8, -0.79), (0.5, 0.48)])
def test_the_relation_of_size_and_distance_changes_no_size_and_no_spread(
    given: float, found: float, register: Register
) -> None:
    key = f"register.size_distance_correlation={given}"
    other = build_register(load_scenario("baseline", [key]))

    assert correlation(other) == pytest.approx(found, abs=0.07)
    assert other.site_registered.tolist() == register.site_registered.tolist()
    assert other.site_distance_km.mean() == pytest.approx(34, rel=0.05)
    assert other.site_distance_km.std() == pytest.approx(24.5, rel=0.08)


def test_candidates_of_each_race(register: Register) -> None:
    for race, (start, end) in enumerate(pairwise(register.candidate_start)):
        parties = register.candidate_party[start:end].tolist()
        named = [p for p in parties if register.parties[p] != "Independent"]
        assert len(parties) >= 2, register.race_id[race]
        assert len(set(named)) == len(named)
        assert register.candidate_incumbent[start:end].sum() <= 1


def test_candidates_by_party_as_published_or_as_many_as_won(register: Register) -> None:
    region = register.race_region[register.candidate_race]
    for row, code in enumerate(register.region_code.tolist()):
        for column, party in enumerate(register.parties):
            standing = ((region == row) & (register.candidate_party == column)).sum()
            published = OF.candidates[code][party]
            assert standing == max(published, OF.seats_by_region[code][party])


def test_register_depends_on_its_seed_only(register: Register) -> None:
    same = build_register(load_scenario("baseline", ["polling.check_in_mean_s=99"]))
    other = build_register(load_scenario("baseline", ["register.seed=1"]))

    assert same.digest() == register.digest()
    assert other.digest() != register.digest()
    assert other.site_registered.sum() == register.site_registered.sum()


def test_part_of_the_country_keeps_its_rows_and_random_words(register: Register) -> None:
    part = build_register(load_scenario("baseline", ["register.regions=['MAN', 'KZY']"]))

    inside = np.isin(register.region_code[register.site_region], ["MAN", "KZY"])
    assert part.site_id.tolist() == register.site_id[inside].tolist()
    assert part.site_key.tolist() == register.site_key[inside].tolist()
    assert part.race_id[part.site_race].tolist() == (
        register.race_id[register.site_race][inside].tolist()
    )
    assert part.quota_seats.sum() == part.n_races == 50
    assert part.candidate_race.max() == part.n_races - 1


def test_sites_of_one_region_share_no_random_words_with_another(register: Register) -> None:
    other = build_register(load_scenario("baseline", ["register.sites={ AKM = 219 }"]))

    assert other.n_sites == register.n_sites + 1
    for code in ("AKT", "TUR"):
        mine = register.site_key[register.region_code[register.site_region] == code]
        its = other.site_key[other.region_code[other.site_region] == code]
        assert mine.tolist() == its.tolist()
    assert len(set(register.site_key.tolist())) == register.n_sites
    assert len(set(register.race_key.tolist())) == register.n_races


def test_by_elections_have_their_published_counts() -> None:
    everything = build_register(load_scenario("baseline", ["register.source=by-elections"]))

    assert everything.race_name.tolist() == ["Aqqum", "Talaptan", "Ülken", "Berşügır"]
    assert everything.quota_votes.tolist() == [928, 1923, 860, 768]
    assert everything.candidate_votes_share[0] == 731 / 928


def test_a_country_that_was_built_is_not_built_again() -> None:
    def built(*changes: str) -> Register:
        return build_register(load_scenario("baseline", list(changes)))

    whole = built()
    assert built("polling.check_in_mean_s=90") is whole
    assert built("register.seed=7") is not whole
    assert built("register.members_mean=5.5") is not whole
    assert built("polling.members_not_issuing=1") is not whole
    # A part of the country is selected from the same one.
    part = built("register.regions=['MAN']")
    inside = whole.region_code[whole.site_region] == "MAN"
    assert part.site_id.tolist() == whole.site_id[inside].tolist()
