"""Helpers of all tables: percentages, sums, times and column names."""

from __future__ import annotations

from sim.results.columns import slug


def test_slugs_are_column_names() -> None:
    assert slug("Nationwide Social Democratic Party") == "nationwide_social_democratic_party"
