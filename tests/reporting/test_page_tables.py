"""Cards of the page: values of the summary as text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.reporting.page_tables import cards
from tests.support.results import with_summary

if TYPE_CHECKING:
    import sim


def test_a_large_number_has_no_decimals(tiny: sim.RunResults) -> None:
    assert tiny.summary.staff is not None
    staff = replace(tiny.summary.staff, desk_hours=48688.0)
    found = {card.label: card.values for card in cards([with_summary(tiny, staff=staff)])}
    assert "48,688" in [value.text for values in found.values() for value in values]


@pytest.mark.parametrize(
    ("seconds", "text"), [(4069.0, "1 h 07 min"), (95.4, "1 min 35 s"), (0.0, "0 s")]
)
def test_durations_have_their_two_largest_units(
    tiny: sim.RunResults, seconds: float, text: str
) -> None:
    waits = replace(tiny.summary.waits, max_s=seconds)

    found = {card.label: card.values for card in cards([with_summary(tiny, waits=waits)])}

    assert [value.text for value in found["Longest wait"]] == [text]
