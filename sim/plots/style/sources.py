"""Sentences at the foot of a figure: what was simulated, and who reported the other values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.pack.shipped import default_settings
from sim.results.calibration_records import fits
from sim.results.labels import convergence_warning, posterior_name, run_label
from sim.results.result_kinds import RUN, Foot, kind_named
from sim.results.summaries.any_kind import Summary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.results import CalibrationResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.calibration import CalibrationSummary
    from sim.results.summaries.comparison import ComparedResult, ComparisonSummary
    from sim.results.summaries.exploration import ExplorationSummary
    from sim.results.summaries.feasibility import FeasibilitySummary
    from sim.results.summaries.shared import Change, PosteriorUsed

NEWS, ARTICLE = (default_settings()["credits"][key] for key in ("news", "article"))
"""Sources of values of the default election."""
OF_SCENARIO = "those of the scenario, with their sources"
"""Source of the values that are reported of the election of a pack."""
IN_TABLE = "in targets.csv"
"""Where reported values are that a figure does not show."""
COUNTING_ASSUMED = "Counting and transport times are assumptions."
SERVICE_ASSUMED = "Service times and numbers of desks are assumptions."
_MOST_NAMED = 3


class RunDescribed(Protocol):
    """The run that a figure names: see :class:`sim.results.summaries.RunSummary`."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """Parameters that were changed."""

    @property
    def seed(self) -> int:
        """The seed."""

    @property
    def replications(self) -> int:
        """Number of replications."""

    @property
    def posterior(self) -> PosteriorUsed | None:
        """The posterior that parameters were sampled from."""


def sources(reported: str, note: str = "", *, given: bool = False) -> str:
    """Return the sentence about the sources of values that are not simulated.

    Parameters
    ----------
    reported
        The source of the reported values, or ``none`` and what for: ``none for the night``.
    note
        Sentences that follow.
    given
        Whether the scenario sets the reference values.
    """
    is_made_up = given and not reported.startswith(("none", IN_TABLE))
    text = "Given values: set by the scenario" if is_made_up else f"Reported values: {reported}"
    return f"{text}. {note}".strip()


def sources_of(summary: RunSummary, published: str, *, known: bool) -> str:
    """Return the source of reported values for :func:`sources`, by the election of a result.

    Parameters
    ----------
    summary
        Of the result.
    published
        Who reported them of the default election.
    known
        Whether the figure shows any.
    """
    if summary.election is None:
        return published
    if known and (named := _named_sources(summary)):
        return _list(named)
    if not known and any(each.what != "votes" for each in summary.targets):
        return IN_TABLE
    return OF_SCENARIO if known else "none"


def fit_sources(results: CalibrationResults) -> str:
    """Return who reported the values that a calibration was fitted to, and where they are."""
    if results.summary.election is None:
        return f"{NEWS}; each with its source in fit.csv"
    named = dict.fromkeys(fit.target.source for fit in fits(results) if fit.target.source)
    return f"{_list(named)}; each in fit.csv" if named else "those in fit.csv, with their sources"


def is_given(summary: RunSummary) -> bool:
    """Return whether a scenario, and nobody who reported them, sets the reference values."""
    return summary.reference == "given" and not _named_sources(summary)


def _named_sources(summary: RunSummary) -> list[str]:
    """Return who reported the values of another election than the default one."""
    if summary.election is None:
        return []
    return [*dict.fromkeys(target.source for target in summary.targets if target.source)]


def _list(names: Iterable[str]) -> str:
    """Return the first names, and how many more there are."""
    first, more = [*names][:_MOST_NAMED], max(0, len([*names]) - _MOST_NAMED)
    return ", ".join(first) + (f" and {more} more" if more else "")


def foot(summary: Summary | RunDescribed) -> Foot:
    """Return what a figure says of a result of any kind, or of ``saylau tune``."""
    kind = kind_named(summary.kind) if isinstance(summary, Summary) else RUN
    return kind.foot.value(summary)


def foot_of_run(summary: RunDescribed) -> Foot:
    """Return what a figure says of a run, an ensemble or a plan."""
    text = f"Simulated: scenario {run_label(summary)}"
    n_replications = summary.replications
    if n_replications > 1:
        band = band_text(n_replications).removesuffix(" replications")
        text += f", {n_replications:,} replications; band: {band}"
    warning = "NOT CONVERGED: do not rely on it. " if convergence_warning(summary) else ""
    if summary.posterior is not None:
        text += f"; parameters sampled from the posterior {posterior_name(summary)}"
        text += ", whose chains have NOT CONVERGED" if warning else ""
    return Foot(f"{text}.", warning)


def foot_of_calibration(summary: CalibrationSummary) -> Foot:
    """Return what a figure says of a calibration."""
    not_converged = "" if summary.converged else (
        " NOT CONVERGED: do not rely on any value here."
    )  # fmt: skip
    return Foot(
        f"Simulated: calibration of scenario {run_label(summary)}, "
        f"{summary.draws:,} posterior draws.{not_converged}"
    )


def foot_of_comparison(summary: ComparisonSummary) -> Foot:
    """Return what a figure says of a comparison."""
    results = "; ".join(map(_compared_result, summary.results))
    letters = [result.letter for result in summary.results if convergence_warning(result)]
    warning = f"NOT CONVERGED: do not rely on {', '.join(letters)}. " if letters else ""
    return Foot(f"Simulated: {results}. Reported values: none shown.", warning)


def foot_of_feasibility(summary: FeasibilitySummary) -> Foot:
    """Return what a figure says of a feasibility check."""
    rows = f"Ballots issued: as reported, {summary.file}."
    return Foot(f"Simulated: what sites could issue, scenario {run_label(summary)}. {rows}")


def foot_of_exploration(summary: ExplorationSummary) -> Foot:
    """Return what a figure says of an exploration."""
    scenario = run_label(summary)
    return Foot(f"Simulated: exploration of scenario {scenario}, {summary.runs:,} runs.")


def _compared_result(result: ComparedResult) -> str:
    """Return the letter, name and scenario of one of the compared results."""
    n = result.replications
    scenario = f" ({run_label(result)}{f' × {n:,}' if n > 1 else ''})"
    return f"{result.letter} {result.name}{scenario}"


def band_text(n_replications: int) -> str:
    """Return the meaning of a band as text; with fewer than 20 replications it is their range.

    >>> band_text(30), band_text(3)
    ('90 % prediction interval', 'range of all 3 replications')
    """
    if n_replications >= 20:
        return "90 % prediction interval"
    return f"range of all {n_replications} replications"
