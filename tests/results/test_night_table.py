"""The night as a table: what has been reached by each time, and votes by party."""

from __future__ import annotations

import numpy as np

from sim.register import build_register
from sim.results.night_table import _reached, votes_by_party
from sim.scenario import load_scenario


def test_what_is_reached_counts_from_its_time_on_in_its_region() -> None:
    reached_at, region = np.array([30, 10, 20, 10]), np.array([0, 0, 1, 0])
    at = np.array([9, 10, 19, 20, 30, 99])

    found = _reached(reached_at, at, region, 2, np.ones(4, dtype=int), np.array([1, 10, 100, 1000]))

    assert found[0].tolist() == [[0, 2, 2, 2, 3, 3], [0, 0, 0, 1, 1, 1], [0] * 6]
    assert found[1].tolist() == [[0, 1010, 1010, 1010, 1011, 1011], [0, 0, 0, *[100] * 3], [0] * 6]


def test_a_race_in_several_regions_is_reached_in_none_of_them() -> None:
    found = _reached(np.array([5, 7]), np.array([6, 8]), np.array([-1, 0]), 1, np.array([1, 1]))

    assert found[0].tolist() == [[0, 1], [1, 1]]


def test_votes_by_party_add_up_to_the_tally_site_by_site() -> None:
    register = build_register(load_scenario("baseline", ["register.regions=['MAN']"]))
    layout = register.tally
    tally = np.random.default_rng(1).integers(0, 50, len(layout.site))

    votes = votes_by_party(register, tally)

    assert votes.shape == (len(register.parties) + 2, register.n_sites)
    assert votes.sum(axis=0).tolist() == np.bincount(layout.site, tally).tolist()
    for site in (0, register.n_sites - 1):
        inside = layout.site == site
        race = register.site_race[site]
        candidates = slice(register.candidate_start[race], register.candidate_start[race + 1])
        # The last two counts of a site are those against all, and the invalid ones.
        *votes_for, against_all, invalid = tally[inside].tolist()
        parties = register.candidate_party[candidates]
        expected = np.bincount(parties, votes_for, minlength=len(register.parties))
        assert votes[:, site].tolist() == [*expected, against_all, invalid]
