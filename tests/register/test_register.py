"""The register as a record: its parts fit together, and a part of the country is one, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.clock import HOUR_MS
from sim.register import Register, build_register
from sim.register.kept_regions import keep_regions
from sim.scenario import load_scenario


@pytest.fixture(scope="module")
def country() -> Register:
    return build_register(load_scenario("baseline"))


def test_a_part_of_the_country_has_its_sites_and_nothing_points_elsewhere(
    country: Register,
) -> None:
    codes = ["AKM", "MAN"]
    part = keep_regions(country, codes)
    inside = np.isin(country.region_code[country.site_region], codes)

    assert part.region_code.tolist() == codes
    assert part.site_id.tolist() == country.site_id[inside].tolist()
    # The words of random numbers are those of the whole.
    assert part.site_key.tolist() == country.site_key[inside].tolist()
    for of_part, of_country in (
        (part.race_id[part.site_race], country.race_id[country.site_race]),
        (part.region_code[part.site_region], country.region_code[country.site_region]),
        (part.commission_id[part.site_commission], country.commission_id[country.site_commission]),
        (part.quota_votes[part.site_quota], country.quota_votes[country.site_quota]),
    ):
        assert of_part.tolist() == of_country[inside].tolist()
    assert part.candidate_start[-1] == len(part.candidate_race)


def test_the_whole_country_kept_is_the_same(country: Register) -> None:
    assert keep_regions(country, country.region_code.tolist()).digest() == country.digest()


def test_candidates_are_numbered_on_each_ballot(country: Register) -> None:
    first = country.candidate_number[country.candidate_start[:-1]]
    last = country.candidate_number[country.candidate_start[1:] - 1]

    assert not first.any()
    assert (last == np.diff(country.candidate_start) - 1).all()


def test_hours_of_the_scenario_do_not_change_the_digest_and_others_do(country: Register) -> None:
    late = build_register(load_scenario("baseline", ["polling.closes=01:00"]))
    assert set(late.site_closes_ms.tolist()) == {25 * HOUR_MS}
    assert late.digest() == country.digest()

    one_site = country.site_opens_ms.copy()
    one_site[7] += HOUR_MS
    assert replace(country, site_opens_ms=one_site).digest() != country.digest()


@pytest.mark.parametrize("name", ["site_registered", "candidate_party", "quota_votes", "parties"])
def test_any_other_value_gives_another_digest(name: str, country: Register) -> None:
    value = getattr(country, name)
    if isinstance(value, np.ndarray):
        changed = value.copy()
        changed[-1] += 1
    else:
        changed = value[::-1]

    values: dict[str, Any] = {name: changed}
    assert replace(country, **values).digest() != country.digest()
