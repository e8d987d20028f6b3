"""A plan as results: what its summary says, its tables bear out."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from sim.results.summaries.plan import (
    BudgetSummary,
    PlanSummary,
    PromiseSummary,
    ResultsBySummary,
    ValidationSummary,
)

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
