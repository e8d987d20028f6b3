"""The fit of a calibration as Markdown, ``fit.md``: its quality, its data, and what is unknown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core.text import NO_VALUE, counted, number_text, share_text, signed_text
from sim.results.calibration_records import Fit, fits, n_inside, reported_text
from sim.results.labels import scenario_label
from sim.results.wording import value_text, z_text
from sim.show.calibration import target_names, worst_first
from sim.show.markdown import markdown_table, markdown_text
from sim.show.table import distinct
from sim.show.undetermined import unknown_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.results import CalibrationResults
    from sim.results.summaries.calibration import CalibrationSummary, SeatsPredicted

_WORST = 10
"""Seats by region and party that are listed, those that fit worst."""
_FINAL_WITHIN_PCT = 0.1


def fit_report(results: CalibrationResults) -> str:
    """Return the report of a calibration as Markdown, one sentence per line."""
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


def _head(results: CalibrationResults) -> Iterator[str]:
    summary = results.summary
    changed = summary.changed or ()
    if not summary.converged:
        yield "**NOT converged: the chains have not settled, so no value below can be relied on.**"
        yield ""
    yield f"# Fit of the calibration of {markdown_text(scenario_label(summary, len(changed)))}"
    yield ""
    yield "This is a calibration of a simulation, not a measurement."
    yield "Everything that is not called reported is simulated."
    if summary.command:  # One that Python made has none.
        yield "The command was:"
        yield ""
        yield f"    {' '.join(summary.command.split())}"
        yield ""
    targets = summary.targets
    yield f"{targets.met:,} of {targets.n:,} reported values are met."
    n_parameters = summary.informed + len(summary.uninformed)
    yield (
        f"They inform {summary.informed:,} of {n_parameters:,} parameters; "
        "the last chapter lists what is still unknown."
    )
    effort = "quick" if summary.effort == "quick" else "full"
    if summary.prior is not None:
        yield f"The prior of arrivals is {markdown_text(summary.prior)}."
    for what, why in (summary.skipped or {}).items():
        yield f"Not calibrated: {markdown_text(what)}: {markdown_text(why)}."
    yield f"There are {summary.draws:,} draws, of {effort} effort, with seed {summary.seed}."
    yield "“p05” to “p95” is the 90 % interval of the posterior’s predictions, “p50” their median."
    yield "“z” is the residual, predicted minus reported, in standard deviations."


def _table(found: Iterable[Fit], *, named: bool, left_out: bool = False) -> Iterator[str]:
    """Yield a table of targets.

    Parameters
    ----------
    found
        The targets.
    named
        Whether the party or choice has a column.
    left_out
        Whether the z-score of a prediction without the target has a column.
    """
    columns = [
        ("target", "<"), *([("for", "<")] if named else []), ("reported", ">"), ("p05", ">"),
        ("p50", ">"), ("p95", ">"), ("residual", ">"), ("z", ">"),
        *([("z, left out", ">")] if left_out else []), ("met", "<"),
    ]  # fmt: skip
    heading, align = zip(*columns, strict=True)
    found = [*found]
    names = target_names(found) if named else distinct(target_names(found))
    rows = (
        [markdown_text(name), *_cells(fit, named=named, left_out=left_out)]
        for name, fit in zip(names, found, strict=True)
    )
    return markdown_table(rows, "".join(align), heading)


def _cells(fit: Fit, *, named: bool, left_out: bool) -> list[str]:
    """Return the cells of a target after its name."""
    ends = (fit.posterior.p05, fit.posterior.p50, fit.posterior.p95)
    return [
        *([markdown_text(fit.target.item)] if named else []),
        reported_text(fit),
        *(value_text(fit.target.what, fit.target.relation, end) for end in ends),
        _residual(fit),
        z_text(fit.z) if fit.target.relation == "equals" else NO_VALUE,
        *([_left_out(fit)] if left_out else []),
        _met(fit),
    ]


def _left_out(fit: Fit) -> str:
    return z_text(fit.left_out_z) if fit.target.relation == "equals" else NO_VALUE


def _residual(fit: Fit) -> str:
    """Return the median of the predictions minus the reported value."""
    if not math.isfinite(fit.residual):
        return NO_VALUE
    if fit.target.what == "night":
        return f"{signed_text(60 * fit.residual)} min"
    is_count = fit.target.what == "seats" or fit.target.relation == "count_at_least"
    return signed_text(fit.residual, 0 if is_count else 1)


def _met(fit: Fit) -> str:
    verdict = "yes" if fit.met else "**no**"
    if fit.target.relation == "equals":
        return verdict
    return f"{verdict}, {share_text(fit.holds_share)} of posterior draws"


def _turnout(results: CalibrationResults) -> Iterator[str]:
    found = fits(results, "turnout")
    yield ""
    yield "## Turnout during the day"
    yield ""
    if not found:
        yield "No turnout was reported during the day."
        return
    yield f"{n_inside(found)} of {len(found)} values are as predicted."
    word = results.summary.a_region_word
    yield f"“Highest of all” has no number: predicted is the lead over the next {word}, in points."
    yield f"{_a(word)} has two shape parameters, which can meet nearly any value reported for it."
    yield "So “z, left out” is that of a prediction from the other values alone."
    yield ""
    yield from _table(found, named=False, left_out=True)


def _finals(results: CalibrationResults) -> Iterator[str]:
    found = fits(results, "final_turnout")
    if not found:
        return
    far = max(found, key=lambda fit: abs(fit.residual))
    yield ""
    yield "## Turnout in the end"
    yield ""
    yield _why_finals_fit(results.summary)
    if abs(far.residual) > _FINAL_WITHIN_PCT:
        where = markdown_text(results.summary.area_name(far.target.code))
        yield f"The largest residual is {number_text(abs(far.residual), 2)} points, in {where}."


def _a(word: str) -> str:
    return f"{'An' if word[0] in 'aeio' else 'A'} {word}"


def _why_finals_fit(summary: CalibrationSummary) -> str:
    if summary.skipped is None:
        each = f"Each {summary.a_region_word}"
        return f"{each} has the votes that were published, so these values fit by design."
    return "Turnout in the end is not calibrated: it is what the pack expects."


def _seats(results: CalibrationResults) -> Iterator[str]:
    found, nation = fits(results, "seats"), results.summary.seats_national
    if not found:
        return
    yield ""
    yield "## Seats"
    yield ""
    ranked = sorted(nation.items(), key=lambda item: -item[1].reported)
    rows = (_party_cells(party, seats) for party, seats in ranked)
    yield from markdown_table(rows, "<>>>><", ("party", "reported", "p05", "p50", "p95", ""))
    yield ""
    fitting = f"{n_inside(found)} of {len(found)} values lie in the 90 % interval"
    yield f"By {results.summary.a_region_word} and party {fitting}."
    yield "These fit worst:"
    yield ""
    yield from _table(worst_first(found)[:_WORST], named=True)


def _party_cells(party: str, seats: SeatsPredicted) -> tuple[str, ...]:
    inside = seats.p05 <= seats.reported <= seats.p95
    numbers = (seats.reported, seats.p05, seats.p50, seats.p95)
    mark = "" if inside else "**outside the interval**"
    return markdown_text(party), *map(number_text, numbers), mark


def _votes(results: CalibrationResults) -> Iterator[str]:
    found = fits(results, "votes")
    if not found:
        return
    yield ""
    yield "## Votes"
    yield ""
    yield f"{n_inside(found)} of {len(found)} shares of ballots cast lie in the 90 % interval."
    yield "A single race depends on who its candidates are, so its intervals are wide."
    yield ""
    yield from _table(found, named=True)


def _others(results: CalibrationResults) -> Iterator[str]:
    found = fits(results, "incumbents", "night")
    if not found:
        return
    yield ""
    yield "## Incumbents and the night"
    yield ""
    yield from _table(found, named=False)


def _chosen(results: CalibrationResults) -> Iterator[str]:
    """Yield the targets that were left out or weighted."""
    dropped = results.summary.dropped
    weights = {
        fit.target.name: fit.target.weight for fit in fits(results) if fit.target.weight != 1
    }
    yield ""
    yield "## Left out or weighted"
    yield ""
    if not dropped and not weights:
        yield "Nothing: every value counts in full."
    for name in dropped:
        yield f"- {markdown_text(name)} was left out."
    for name, weight in weights.items():
        use = "is shown but does not count" if weight == 0 else f"counts with weight {weight:g}"
        yield f"- {markdown_text(name)} {use}."


def _remarks(results: CalibrationResults) -> Iterator[str]:
    """Yield the findings of the check of the reported values."""
    found = results.summary.lint
    yield ""
    yield "## Check of the reported values"
    yield ""
    if results.summary.skipped is not None:
        yield "Not here: `saylau pack check` checks the values of a pack."
        return
    if not found:
        yield "The check found nothing wrong or unusual."
        return
    yield "These values are wrong or unusual in themselves, whatever is simulated:"
    yield ""
    for each in found:
        code, severity, message = map(markdown_text, (each.code, each.severity, each.message))
        yield f"- {code} ({severity}): {message}."


def _convergence(results: CalibrationResults) -> Iterator[str]:
    summary = results.summary
    yield ""
    yield "## Can the sampling be trusted?"
    yield ""
    if summary.converged:
        yield "Yes: independent chains agree with each other, and each is long enough."
    else:
        yield "No: independent chains still differ, or are too short to decide."
        if summary.effort == "quick":
            yield "A quick calibration is a first look: run it again without `--quick`."
        else:
            yield "Free fewer parameters, or check whether reported values contradict each other."
    yield ""
    for chain in summary.chains:
        yield f"- {markdown_text(chain.group)}: {markdown_text(chain.sentence)}."
    correction = summary.correction
    if correction and correction.rounds:
        yield ""
        yield (
            "The waiting time between arrival and ballot was simulated and corrected for "
            f"{counted(correction.rounds, 'time')}; "
            f"the last correction changed turnout by at most {correction.moved_pct:.2f} points."
        )
