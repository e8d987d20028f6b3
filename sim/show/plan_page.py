"""``plan.md``: a plan on one page, for those who staff the sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.results.labels import convergence_warning, run_label
from sim.show.markdown import markdown_table, markdown_text
from sim.show.plan import STAFF_HEADING, curve_rows, curve_searched, staff_rows
from sim.show.plan_night import night_texts, path_heading, path_rows
from sim.show.plan_words import (
    certified_texts,
    days_text,
    people_text,
    promise_text,
    sites_text,
    validation_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import PlanResults

_MOST_SITES = 15
"""Sites, or commissions, that a list names; plan.csv and intake.csv have all."""
_BY_NIGHT = ("vehicles", "clerks")


def plan_page(results: PlanResults, *, is_taken: bool = True) -> str:
    """Return a plan in Markdown.

    Parameters
    ----------
    results
        The plan.
    is_taken
        Whether a scenario beside the page takes it.
    """
    summary = results.summary
    warning, searched = convergence_warning(summary), curve_searched(results)
    lines = [
        f"# Staff of {markdown_text(run_label(summary))}",
        "",
        *([f"**{markdown_text(warning)}**", ""] if warning else []),
        "Everything here is simulated.",
        f"The plan: {markdown_text(promise_text(summary))}.",
        f"Days: {markdown_text(days_text(summary))}.",
        "",
        *markdown_table(staff_rows(summary), "<>>>", ("", *STAFF_HEADING)),
        "",
        *(
            f"- {markdown_text(text[:1].upper() + text[1:])}."
            for text in (
                sites_text(summary), people_text(summary), *certified_texts(summary),
                *validation_texts(summary), *night_texts(summary),
            )
        ),
        "",
        *(
            line
            for what in summary.change
            for most_missing in (True, False)
            for line in _sites(results, what, most_missing=most_missing)
        ),
        *_commissions(results),
        *_paths(results),
        *_regions(results),
        "## Other limits of waits",
        "",
        "Estimated from a few days, without a certificate.",
        "",
        *markdown_table(
            curve_rows(results), "<>>>>" + ">" * (len(searched) - 1),
            ("waits of", *searched, "members", "members to add", "sites where no number is enough"),
        ),
        "",
        _closing(results, is_taken=is_taken),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _sites(results: PlanResults, what: str, *, most_missing: bool) -> Iterator[str]:
    """Yield the sites with most more, or most fewer, desks or booths; nothing if none has."""
    columns = results.tables["plan"]
    more = columns[what] - columns[f"{what}_now"]
    heading = (
        f"More {what}, where most are missing" if most_missing
        else f"Fewer {what}, where most are idle"
    )  # fmt: skip
    change = more if most_missing else -more
    found = np.flatnonzero(change > 0)
    if not len(found):
        return
    largest = found[np.argsort(-change[found], kind="stable")][:_MOST_SITES]
    names = ("registered", "desks_now", "desks", "booths_now", "booths", "members_to_add",
             "members_spare")  # fmt: skip
    rest = f" The first {len(largest)} of {len(found):,}." if len(found) > len(largest) else ""
    yield from (f"## {heading}", "")
    if rest:
        yield from (rest.strip(), "")
    yield from markdown_table(
        (
            (
                markdown_text(str(columns["site"][k])),
                *(f"{columns[name][k]:,}" for name in names),
                str(columns["certified"][k]),
            )
            for k in largest.tolist()
        ),
        "<>>>>>>><",
        ("site", "voters", "desks now", "desks", "booths now", "booths", "members to add", "spare",
         "certified"),
    )  # fmt: skip
    yield ""


def _closing(results: PlanResults, *, is_taken: bool) -> str:
    intake = ", `intake.csv` every commission" if "intake" in results.tables else ""
    has = f"`plan.csv` has every site{intake}"
    if not is_taken:
        return f"{has}."
    return f"{has}; `saylau run scenario.toml` simulates an election with it."


def _commissions(results: PlanResults) -> Iterator[str]:
    """Yield the commissions that need more by night, most first; nothing if none does."""
    columns = results.tables.get("intake")
    if columns is None:
        return
    more = sum(np.maximum(columns[name] - columns[f"{name}_now"], 0) for name in _BY_NIGHT)
    more += columns["members_to_add"]
    found = np.flatnonzero(more > 0)
    if not len(found):
        return
    most = found[np.argsort(-more[found], kind="stable")][:_MOST_SITES]
    yield from ("## Results: the commissions that need more", "")
    if len(found) > len(most):
        yield from (f"The first {len(most)} of {len(found):,}.", "")
    names = ("sites", "tables", "members_to_add", "vehicles_now", "vehicles", "clerks_now",
             "clerks")  # fmt: skip
    yield from markdown_table(
        (
            (
                markdown_text(str(columns["commission"][k])),
                *(f"{columns[name][k]:,}" for name in names),
            )
            for k in most.tolist()
        ),
        "<>>>>>>>",
        ("commission", "sites", "tables at each", "members to add for them", "vehicles now",
         "vehicles", "clerks now", "clerks"),
    )  # fmt: skip
    yield ""


def _paths(results: PlanResults) -> Iterator[str]:
    rows = [*path_rows(results, _MOST_SITES)]
    if not rows:
        return
    yield from ("## Results: the sites that bind most often", "")
    yield (
        "On one of its late days each, with what its commission has now; `paths.csv` has every "
        "site."
    )
    yield ""
    cells = ((markdown_text(row[0]), *row[1:]) for row in rows)
    headings = ("site", *path_heading(results)[1:])
    yield from markdown_table(cells, "<" + ">" * (len(rows[0]) - 1), headings)
    yield ""


def _regions(results: PlanResults) -> Iterator[str]:
    columns, summary = results.tables["regions"], results.summary
    certified = () if summary.budget else ("certified",)
    staff = [name for what in summary.change for name in (f"{what}_now", what)]
    names = ("sites", *staff, "members_to_add", "members_spare", *certified)
    yield from (f"## By {summary.a_region_word}", "")
    yield from markdown_table(
        (
            (
                markdown_text(summary.area_name(str(code))),
                *(f"{columns[name][k]:,}" for name in names),
            )
            for k, code in enumerate(columns["code"])
        ),
        "<" + ">" * len(names),
        (summary.a_region_word, "sites", *(name.replace("_", " ") for name in staff),
         "members to add", "spare", *(["certified sites"] if certified else [])),
    )  # fmt: skip
    yield ""
