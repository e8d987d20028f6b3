"""Reported values of several results: one table, each value once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.reporting import render
from sim.reporting.reported import targets, targets_together
from tests.support.results import with_summary

if TYPE_CHECKING:
    import sim


def test_each_reported_value_is_one_row_with_a_column_of_each_result(
    baseline: sim.RunResults,
) -> None:
    first, *others = baseline.summary.targets
    other = with_summary(baseline, targets=(replace(first, residual=first.residual + 1), *others))
    rows = targets_together([baseline.summary, other.summary])

    assert len(rows) == len(baseline.summary.targets)
    columns = zip(*(row.values for row in rows), strict=True)
    assert [list(column) for column in columns] == [
        targets(baseline.summary),
        targets(other.summary),
    ]
    page = render([baseline, other])
    assert page.count('id="reported"') == 1
    assert page.count("<caption>Reported values") == 1
    assert "Almaty (ALM)" in {row.where for row in rows}


def test_a_value_that_one_result_lacks_has_a_dash_there(baseline: sim.RunResults) -> None:
    fewer = with_summary(baseline, targets=baseline.summary.targets[1:])
    rows = targets_together([fewer.summary, baseline.summary])
    lacking = [row for row in rows if None in row.values]
    assert len(lacking) == 1
    assert lacking[0].values[0] is None
