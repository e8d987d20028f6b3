"""The time by which results are to be complete."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from sim.core.errors import InputError
from sim.planning.deadline import deadline
from sim.planning.plan import plan
from sim.scenario import load_scenario, with_values
from tests.support.planned import QUICK

HOUR = 3_600_000
PARTS = [[], ["ATY"], ["MAN"], ["KAR"]]
"""The whole country, two regions whose polls close an hour after the others, and one of these."""


@pytest.mark.parametrize("regions", PARTS)
@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("02:00", 26),
        ("23:00", 23),
        ("21:30", 21.5),
        ("06:30", 30.5),
        ("07:00", 31),
        ("08:00 +1 d", 32),
        ("20:00+1d", 44),
        ("02:00 +2 d", 50),
    ],
)
def test_it_is_the_first_after_the_last_polls_close_for_every_part_of_the_country(
    regions: list[str], text: str, hours: float
) -> None:
    scenario = with_values(load_scenario("baseline"), {"register.regions": regions})

    assert deadline(scenario, text) == hours * HOUR


@pytest.mark.parametrize("regions", PARTS)
@pytest.mark.parametrize("text", ["07:01", "12:00", "20:00", "20:30", "21:00"])
def test_a_time_while_polls_are_open_is_refused(regions: list[str], text: str) -> None:
    scenario = with_values(load_scenario("baseline"), {"register.regions": regions})

    with pytest.raises(InputError, match="results_by: must not be while polls are open, 07:00 to") \
            as error:  # fmt: skip
        plan(scenario, replace(QUICK, results_by=text))
    assert f"21:00 capital time, the first to the last; got {text}; a later" in str(error.value)


def test_polls_may_close_after_midnight() -> None:
    late = with_values(load_scenario("tiny"), {"polling.closes": dt.time(1)})

    # An hour later in the east.
    assert deadline(late, "02:30") == 26.5 * HOUR
    for text in ("23:00", "00:30", "01:45", "01:45 +1 d"):
        with pytest.raises(InputError, match=r"07:00 to 02:00 \+1 d capital time") as error:
            deadline(late, text)
        assert f"got {text}" in str(error.value)
