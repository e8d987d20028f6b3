"""A feasibility check as one page of Markdown: ``feasible.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.labels import run_label
from sim.show.feasibility import ALIGN, HEADING, row_cells, sentences
from sim.show.markdown import markdown_table, markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results.results import FeasibilityResults
    from sim.results.summaries.feasibility import FeasibilitySummary


def feasibility_report(results: FeasibilityResults, figures: Sequence[str] = ()) -> str:
    """Return a feasibility check in Markdown.

    Parameters
    ----------
    results
        The results of a feasibility check.
    figures
        Names of its figures, which the page shows.
    """
    summary = results.summary
    lines = [
        "# Could as many ballots be issued?",
        "",
        f"Scenario {markdown_text(run_label(summary))} ({summary.date}).",
        "What sites could issue is simulated; how many ballots were issued is as reported.",
        "",
        *(f"- {markdown_text(sentence)}." for sentence in sentences(summary)),
        "",
    ]
    if summary.rows_below:
        lines += markdown_table(
            ([markdown_text(cell) for cell in row_cells(row)] for row in summary.rows_below),
            ALIGN, HEADING,
        )  # fmt: skip
        lines += ["", "All rows are in `feasible.csv`.", ""]
    for name in figures:
        lines += [f"![{name}](figures/{name}.png)", ""]
    return "\n".join([*lines, "## How to read it", "", *_explained(summary)]) + "\n"


def _explained(summary: FeasibilitySummary) -> Iterator[str]:
    """Yield what the numbers mean."""
    yield (
        "The probability is that of at least as many ballots from the desks, booths, boxes and "
        "hours of the scenario, by its service times, if the queue never ended: the most that "
        "the site can do."
    )
    yield (
        "`s each` is the time of all open desks (or booths) for each ballot, in seconds: "
        "compare it with the service times of the scenario."
    )
    yield (
        "`would need` is the fewest desks (or booths) that could have issued as many with a "
        f"probability of {summary.level:g}; `at most` the largest number that could be issued."
    )
    minutes = f"{summary.booth_wait_s / 60:g}"
    yield f"A voter may wait {minutes} minutes for a booth; a longer wait would allow more."
    yield ""
    yield (
        "A row below the level says that something is not as the scenario has it: more desks "
        "were open, voters were served faster, ballots of other hours or of the portable box "
        "were added, a digit is wrong."
    )
    yield "It does not say which."
    yield "A row above the level is possible; nothing more is known of it."
