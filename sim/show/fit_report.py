"""The fit of a calibration as Markdown: how well, with what, and what it cannot tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.results.columns import percent_text
from sim.results.fit_rows import Fit, fits, n_inside, reported_text
from sim.results.naming import scenario_label
from sim.results.wording import region_name, signed_text, value_text, z_text
from sim.show.calibration import worst
from sim.show.undetermined import plain, unknown_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.results import Results

_WORST = 10
"""So many of the worst cells of seats are listed."""
_FINAL_WITHIN_PCT = 0.1


def fit_report(results: Results) -> str:
    """Return the report of a calibration, one sentence a line."""
    lines = [
        *_head(results),
        *_turnout(results),
        *_finals(results),
        *_seats(results),
        *_votes(results),
        *_others(results),
        *_chosen(results),
        *_remarks(results),
        *_convergence(results),
        *unknown_lines(results),
    ]
    return "\n".join(lines) + "\n"


def _head(results: Results) -> Iterator[str]:
    summary = results.summary
    changed = summary.get("changed") or ()
    if not summary["converged"]:
        yield "**NOT converged: the chains have not settled, so no figure below can be relied on.**"
        yield ""
    yield f"# Fit of the calibration of {plain(scenario_label(summary, len(changed)))}"
    yield ""
    yield "This is a calibration of a simulation, not a measurement."
    yield "All that is not called reported here is simulated."
    yield "It was made by:"
    yield ""
    yield f"    {' '.join(summary['command'].split())}"
    yield ""
    targets = summary["targets"]
    yield f"{targets['met']:,} of {targets['n']:,} reported figures are met."
    n_parameters = summary["informed"] + len(summary["uninformed"])
    yield (
        f"They inform {summary['informed']:,} of {n_parameters:,} parameters; "
        "the last chapter says what stays open."
    )
    effort = "quick" if summary["effort"] == "quick" else "full"
    yield f"There are {summary['draws']:,} draws, of {effort} effort, with seed {summary['seed']}."
    yield "“p05” to “p95” is the band that holds 90 in 100 draws, “p50” its middle."
    yield "“z” is how many standard deviations the prediction is above what was reported."


def _table(found: Iterable[Fit], *, named: bool, left_out: bool = False) -> Iterator[str]:
    """Yield a table of figures; ``named`` says the party or choice in a column of its own.

    ``left_out`` says how far off a figure is if it is not used itself.
    """
    without = " z, left out |" if left_out else ""
    column = " for |" if named else ""
    yield f"| figure |{column} reported | p05 | p50 | p95 | residual | z |{without} met |"
    numbers = 7 if left_out else 6
    yield f"|---|{'---|' if named else ''}{'---:|' * numbers}---|"
    for fit in found:
        ends = (fit.posterior.p05, fit.posterior.p50, fit.posterior.p95)
        cells = [
            plain(fit.target.name),
            *([plain(fit.target.item)] if named else []),
            reported_text(fit),
            *(value_text(fit.target.what, fit.target.relation, end) for end in ends),
            _residual(fit),
            z_text(fit.z) if fit.target.relation == "equals" else "-",
            *([_left_out(fit)] if left_out else []),
            _met(fit),
        ]
        yield f"| {' | '.join(cells)} |"


def _left_out(fit: Fit) -> str:
    return z_text(fit.left_out_z) if fit.target.relation == "equals" else "-"


def _residual(fit: Fit) -> str:
    """Say how far the middle is from what was reported."""
    if not math.isfinite(fit.residual):
        return "-"
    if fit.target.what == "night":
        return f"{signed_text(60 * fit.residual, 0)} min"
    whole = fit.target.what == "seats" or fit.target.relation == "count_at_least"
    return signed_text(fit.residual, 0 if whole else 1)


def _met(fit: Fit) -> str:
    said = "yes" if fit.met else "**no**"
    return (
        said
        if fit.target.relation == "equals"
        else f"{said}, {percent_text(100 * fit.holds_share, 0)} % of draws"
    )


def _turnout(results: Results) -> Iterator[str]:
    found = fits(results, "turnout")
    yield ""
    yield "## Turnout during the day"
    yield ""
    if not found:
        yield "No turnout was reported during the day."
        return
    yield f"{n_inside(found)} of {len(found)} figures are as predicted."
    yield "“Highest of all” has no number: predicted is the lead over the next region, points."
    yield "A region has two shapes and meets nearly any figure of its own."
    yield "So “z, left out” holds a figure against what the others lead to without it."
    yield ""
    yield from _table(found, named=False, left_out=True)


def _finals(results: Results) -> Iterator[str]:
    found = fits(results, "final_turnout")
    if not found:
        return
    far = max(found, key=lambda fit: abs(fit.residual))
    yield ""
    yield "## Turnout in the end"
    yield ""
    yield "Each region has the votes that were published, so these figures fit by design."
    if abs(far.residual) > _FINAL_WITHIN_PCT:
        where = plain(region_name(far.target.code))
        yield f"The largest difference is {abs(far.residual):.2f} points, in {where}."


def _seats(results: Results) -> Iterator[str]:
    found, nation = fits(results, "seats"), results.summary["seats_national"]
    if not found:
        return
    yield ""
    yield "## Seats"
    yield ""
    yield "| party | reported | p05 | p50 | p95 | |"
    yield "|---|---:|---:|---:|---:|---|"
    for party, own in sorted(nation.items(), key=lambda item: -item[1]["reported"]):
        inside = own["p05"] <= own["reported"] <= own["p95"]
        numbers = " | ".join(f"{own[key]:,.0f}" for key in ("reported", "p05", "p50", "p95"))
        yield f"| {plain(party)} | {numbers} | {'' if inside else '**outside the band**'} |"
    yield ""
    yield f"By region and party {n_inside(found)} of {len(found)} figures lie in the 90 % band."
    yield "These fit worst:"
    yield ""
    yield from _table(worst(found)[:_WORST], named=True)


def _votes(results: Results) -> Iterator[str]:
    found = fits(results, "votes")
    if not found:
        return
    yield ""
    yield "## Votes"
    yield ""
    yield f"{n_inside(found)} of {len(found)} shares of ballots cast lie in the 90 % band."
    yield "A single race depends on who its candidates are, so its bands are wide."
    yield ""
    yield from _table(found, named=True)


def _others(results: Results) -> Iterator[str]:
    found = fits(results, "incumbents", "night")
    if not found:
        return
    yield ""
    yield "## Incumbents and the night"
    yield ""
    yield from _table(found, named=False)


def _chosen(results: Results) -> Iterator[str]:
    """Yield what was left out or weighted."""
    dropped = results.summary["dropped"]
    weights = {
        fit.target.name: fit.target.weight for fit in fits(results) if fit.target.weight != 1
    }
    yield ""
    yield "## Left out or weighted"
    yield ""
    if not dropped and not weights:
        yield "Nothing: every figure counts in full."
    for name in dropped:
        yield f"- {plain(name)} was left out."
    for name, weight in weights.items():
        said = "is shown but does not count" if weight == 0 else f"counts with weight {weight:g}"
        yield f"- {plain(name)} {said}."


def _remarks(results: Results) -> Iterator[str]:
    """Yield what the check of the figures found."""
    found = results.summary["lint"]
    yield ""
    yield "## Check of the reported figures"
    yield ""
    if not found:
        yield "The check found nothing wrong or unusual."
        return
    yield "These figures are wrong or unusual in themselves, whatever is simulated:"
    yield ""
    for own in found:
        yield f"- {plain(own['code'])} ({plain(own['severity'])}): {plain(own['message'])}."


def _convergence(results: Results) -> Iterator[str]:
    summary = results.summary
    yield ""
    yield "## Can the sampling be trusted?"
    yield ""
    if summary["converged"]:
        yield "Yes: chains that never met agree with each other, and each is long enough."
    else:
        yield "No: chains that never met still differ, or are too short to tell."
        if summary["effort"] == "quick":
            yield "A quick calibration is a first look: run it again without `--quick`."
        else:
            yield "Free fewer parameters, or ask whether two figures contradict each other."
    yield ""
    for chain in summary["chains"]:
        yield f"- {plain(chain['group'])}: {plain(chain['sentence'])}."
    correction = summary["correction"]
    if correction and correction.get("rounds"):
        yield ""
        yield (
            "The wait between arrival and ballot was simulated and put in "
            f"{correction['rounds']} time{'s' * (correction['rounds'] != 1)}; "
            f"the last moved turnout by at most {correction['moved_pct']:.2f} points."
        )
