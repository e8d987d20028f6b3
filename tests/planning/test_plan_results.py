"""A plan as results: what its summary says, its tables bear out."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

from sim.planning.plan import plan
from sim.results.summaries.plan import (
    BudgetSummary,
    PlanSummary,
    PromiseSummary,
    ResultsBySummary,
    ValidationSummary,
)
from tests.support.planned import QUICK, small_country

DOCS = Path(__file__).parents[2] / "docs"


def test_every_key_of_the_summary_is_in_the_documents() -> None:
    text = (DOCS / "results.md").read_text(encoding="utf-8")
    section = text.split("#### Summary of a plan")[1].split("\n## ")[0]

    for summary in (PlanSummary, PromiseSummary, BudgetSummary, ValidationSummary,
                    ResultsBySummary):  # fmt: skip
        of_it = section
        if summary is ResultsBySummary:
            of_it = section.split("| `results_by` |")[1]
        for field in fields(summary):
            assert f"`{field.name}`" in of_it, f"{summary.__name__}.{field.name}"


def test_where_no_desks_are_certified_it_is_said_of_the_most_desks_with_plenty_of_booths() -> None:
    scenario = small_country(7, booth_mean_s=300.0, check_in_mean_s=900.0)
    asked = replace(QUICK, change=("desks", "booths"), max_wait_s=900.0, share=1.0, fresh_days=0)

    made = plan(scenario, replace(asked, most_days=22), seed=1)

    sites = made.tables["plan"]
    assert sites["certified"].tolist() == ["no"] * 3
    assert sites["days"].tolist() == [1, 3, 11]
    # Of the search of desks, until the planned number was given up.
    assert sites["bad_days"].tolist() == [1, 1, 1]
    assert made.summary.binds == {"door": 3}
    lacking = sites["bad_days"] <= (1 - 0.8) * sites["days"]
    assert made.summary.too_few_days == lacking.sum() == 1
    for name in ("desks", "booths"):
        assert (sites[name] >= sites[f"{name}_now"]).all()


def test_days_of_both_searches_are_counted() -> None:
    asked = replace(QUICK, max_wait_s=36_000.0, fresh_days=0)
    both, desks = (
        plan(small_country(1), replace(asked, change=change), seed=1)
        for change in (("desks", "booths"), ("desks",))
    )

    days = both.tables["plan"]["days"]
    assert both.summary.site_days == 2 * days.sum()
    assert desks.summary.site_days == desks.tables["plan"]["days"].sum()
