"""Clock times are of one day, and time zones have names."""

from __future__ import annotations

import pytest

from sim.pack.files.clocks import clock_hint, clock_ms, is_zone, zone_hint


def test_clock_times_are_of_one_day() -> None:
    assert clock_ms("7:05") == clock_ms("07:05:00") == 25_500_000
    assert clock_ms("00:00") == 0
    assert [clock_ms(text) for text in ("24:01", "7", "0705", "07:5", "", "٠٧:٠٠")] == 6 * [None]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("26:30", "write 02:30"),
        ("8 p.m.", "24 hours"),
        ("08:00Z", "without an offset"),
        ("08:00-0600", "without an offset"),
        ("noon", ""),
    ],
)
def test_other_ways_to_write_a_time_have_a_hint(text: str, hint: str) -> None:
    assert hint in clock_hint(text)
    assert bool(hint) == bool(clock_hint(text))


@pytest.mark.parametrize("text", ["Asia/Almaty", "America/St_Johns", "UTC", "Europe/Kyiv"])
def test_zones_have_iana_names(text: str) -> None:
    assert is_zone(text)


@pytest.mark.parametrize(
    "text", ["UTC+5", "GMT-6", "+05:30", "5", "Etc/GMT+5", "America", "Nowhere/City", "../x", "a\0"]
)
def test_offsets_and_others_are_no_zones(text: str) -> None:
    assert not is_zone(text)


def test_zones_are_found_by_their_city_or_a_typing_error() -> None:
    assert zone_hint("Kolkata") == "did you mean 'Asia/Kolkata'?"
    assert zone_hint("america/mexico city") == "did you mean 'America/Mexico_City'?"
    assert zone_hint("Asia/Almati") == "did you mean 'Asia/Almaty'?"
    assert zone_hint("UTC+5") == "not an offset: its clocks may change"
    assert zone_hint("xyz") == ""
