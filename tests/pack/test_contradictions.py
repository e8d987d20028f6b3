"""The reported values, and each known contradiction: both values, and which one is used."""

from __future__ import annotations

import dataclasses

import pytest

from sim.pack.contradictions import Inconsistency, inconsistencies
from sim.pack.membership import by_membership, national_seats_from_regions
from sim.pack.past_elections import agreeing_regions, usable_curves
from sim.pack.values import targets
from tests.support.published import OF


def entry(key: str) -> Inconsistency:
    return next(entry for entry in inconsistencies(OF) if entry.key == key)


def test_fourteen_regions_add_up() -> None:
    regions = OF.regions

    assert len(regions) == 14
    assert sum(region.votes_cast for region in regions) == 956_984
    assert sum(region.races for region in regions) == 730


def test_records_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        OF.regions[0].registered = 1  # type: ignore[misc]


def test_1_polls_did_not_open_at_18() -> None:
    found = entry("opening")
    assert "18:00" in found.one
    assert "07:00" in found.other
    assert found.used.startswith("07:00")


def test_2_western_regions_are_an_hour_behind() -> None:
    behind = {region.code for region in OF.regions if region.behind_ms}
    assert behind == {"AKT", "ATY", "ZAP", "KZY", "MAN"}
    assert "21:00 capital time" in entry("time zones").other


def test_3_registered_voters_differ_by_one() -> None:
    found = entry("registered")
    assert "1,209,817" in found.one
    assert "1,209,818" in found.other
    assert found.used.startswith("1,209,818")


def test_4_sites_1847_or_1845() -> None:
    found = entry("sites")
    assert "1,847" in found.one
    assert "1,845" in found.other
    assert found.used == "1,847"


def test_5_seats_by_nomination_and_by_membership() -> None:
    found = entry("seats")
    assert found.one.startswith("563/98/32")
    assert found.other.startswith("627/33/33")
    nominated = national_seats_from_regions(OF)
    assert sum(nominated.values()) == 730
    assert by_membership(nominated, OF) == {
        **dict.fromkeys(OF.party_names, 0),
        **OF.seats_national,
    }


def test_5_another_outcome_is_shifted_in_proportion() -> None:
    other = {**national_seats_from_regions(OF), "Independent": 49, "Nur Otan": 612}

    moved = by_membership(other, OF)

    assert moved["Independent"] == 49 - round(49 * 65 / 98)
    assert sum(moved.values()) == sum(other.values())


def test_6_races_730_743_and_737() -> None:
    found = entry("races")
    assert "730" in found.one
    assert "743" in found.other
    assert "737" in found.other
    assert found.used.startswith("730")


def test_7_almaty_elected_more_than_were_nominated() -> None:
    found = entry("Almaty candidates")
    assert "57" in found.one
    assert "51" in found.other
    assert found.used.startswith("57")


def test_8_jambyl_at_noon_has_a_weak_and_a_strong_statement() -> None:
    found = entry("Jambyl at noon")
    assert "over 30 %" in found.one
    assert "56 %" in found.other
    noon = {t.relation for t in targets(OF) if t.code == "ZHA" and t.at == 43_200_000}
    assert noon == {"at_least", "equals", "highest"}


def test_9_issued_during_the_day_cast_in_the_final() -> None:
    found = entry("issued or cast")
    assert "issued" in found.one
    assert "cast" in found.other


def test_10_percentages_that_do_not_follow_from_counts() -> None:
    found = entry("percentages")
    assert "90.88" in found.one
    assert "90.89" in found.other
    assert "0 invalid of 860" in found.other
    assert "3.77 %" in found.one
    assert "independents 24.02 %" in found.one
    assert "60.80, 23.95, 2.39 and 6.44 % computed" in found.other
    assert found.used == "the counts, always"


def test_11_repeated_mornings_are_left_out_of_the_curves() -> None:
    assert agreeing_regions(OF, "2021-01-10 12:00", "2022-06-05 10:00") == 16
    assert "16 of 17" in entry("other elections").one
    for curve in usable_curves(OF):
        if curve.date.isoformat() == "2022-06-05":
            assert min(curve.at) > 12 * 3_600_000


def test_12_undated_value_is_not_used() -> None:
    found = entry("North Kazakhstan")
    assert "61.2" in found.one
    assert "not used" in found.used
    assert all(target.value != 61.2 for target in targets(OF))


def test_every_inconsistency_shows_two_values_and_a_choice() -> None:
    entries = inconsistencies(OF)
    assert len({entry.key for entry in entries}) == len(entries) == 12
    for found in entries:
        assert found.one
        assert found.other
        assert found.used
        assert found.one != found.other


def test_targets_name_their_sources() -> None:
    assert len(targets(OF)) == 12
    assert all(target.source for target in targets(OF))
    hundreds = [t for t in targets(OF) if t.relation == "count_at_least"]
    assert {t.code for t in hundreds} == {"ALM", "SEV", "KUS"}
    assert {t.value for t in hundreds} == {200}


def test_by_elections_name_no_candidates() -> None:
    talaptan = next(race for race in OF.by_elections if race.district == "Talaptan")
    assert talaptan.candidates == ("Nur Otan", "Independent")
    assert talaptan.votes == (1816, 94, 0)
    assert sum(talaptan.votes) + talaptan.invalid == talaptan.votes_cast == 1923
    parties = {party for race in OF.by_elections for party in race.candidates}
    assert parties <= set(OF.party_names)
