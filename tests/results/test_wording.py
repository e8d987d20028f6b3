"""Names of regions, parties and parameters; values of targets in their unit."""

from __future__ import annotations

import math

import pytest

from sim.core.text import NO_VALUE
from sim.results.wording import (
    parameter_name,
    quantity_text,
    region_name,
    short_party,
    value_text,
    z_text,
)
from sim.scenario import parameters
from tests.support.published import OF


def test_regions_have_names_of_their_own_and_other_codes_stay() -> None:
    names = [region_name(region.code) for region in OF.regions]

    assert len(set(names)) == len(names)
    assert not {region.code for region in OF.regions} & set(names)
    assert region_name("QQQ") == "QQQ"


def test_short_names_of_parties_fit_and_differ() -> None:
    short = [short_party(party) for party in OF.party_names]

    assert max(map(len, short)) <= 15
    assert len(set(short)) == len(short)
    # Two words give no name of three letters.
    assert short_party("Extraordinarily Longnamed").startswith("Extra")


def test_every_parameter_has_a_name_without_its_section() -> None:
    for parameter in parameters():
        key = f"{parameter.section}.{parameter.key}"
        name = parameter_name(key, "")

        assert name
        assert "." not in name, key


@pytest.mark.parametrize(
    ("what", "relation", "value", "text"),
    [
        ("turnout", "equals", 99.99, "99.9 %"),
        ("turnout", "highest", -1.25, "−1.2 points"),
        ("turnout", "count_at_least", 1200.0, "1,200 voters"),
        ("night", "equals", 24.0, "00:00"),
        ("seats", "equals", 1030.0, "1,030"),
        ("votes", "equals", math.nan, NO_VALUE),
    ],
)
def test_values_are_in_the_unit_of_their_quantity(
    what: str, relation: str, value: float, text: str
) -> None:
    assert value_text(what, relation, value) == text


def test_quantities_have_names() -> None:
    assert quantity_text("votes", "Against all") == "votes: Against all"
    assert quantity_text("incumbents", "") == "incumbents among winners"


@pytest.mark.parametrize(("z", "text"), [(-0.04, "0.0"), (-3.06, "−3.1"), (math.inf, NO_VALUE)])
def test_scores_have_a_sign_unless_they_round_to_zero(z: float, text: str) -> None:
    assert z_text(z) == text
