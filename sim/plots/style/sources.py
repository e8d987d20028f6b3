"""Sentences at the foot of a figure: what was simulated, and who reported the other values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.core.language import marked, named, tr, tr_n
from sim.core.text import number_text
from sim.pack.shipped import default_settings
from sim.results.calibration_records import fits
from sim.results.compared_names import LABEL, compared_name
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
OF_SCENARIO = marked("those of the scenario, with their sources")
"""Source of the values that are reported of the election of a pack."""
IN_TABLE = marked("in targets.csv")
"""Where reported values are that a figure does not show."""
NONE = marked("none")
NONE_OF_NIGHT = marked("none for the night")
NONE_OF_SEATS = marked("none for these seats")
NONE_OF_VOTES = marked("none for votes")
NONE_OF_WAITS = marked("none for waiting times")
NONE_OF_REPLICATIONS = marked("none for waiting times or the night")
_NOT_SHOWN = (
    IN_TABLE, NONE, NONE_OF_NIGHT, NONE_OF_SEATS, NONE_OF_VOTES, NONE_OF_WAITS,
    NONE_OF_REPLICATIONS,
)  # fmt: skip
"""Sources where a figure shows no reported value."""
COUNTING_ASSUMED = marked("Counting and transport times are assumptions.")
SERVICE_ASSUMED = marked("Service times and numbers of desks are assumptions.")
GIVEN, REPORTED = marked("given"), marked("reported")
"""What ``reference`` of a summary is, and the names of such values."""
_MOST_NAMED = 3
_LEAST_OF_QUANTILES = 20
"""Replications of which a band has quantiles; of fewer it is their range."""


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
        The source of the reported values; of values that are not shown one of the constants of
        this module.
    note
        Sentences that follow, in the current language.
    given
        Whether the scenario sets the reference values.
    """
    if given and reported not in _NOT_SHOWN:
        text = tr("Given values: set by the scenario.")
    else:
        is_message = reported in {OF_SCENARIO, NEWS, ARTICLE, *_NOT_SHOWN}
        shown = tr(reported) if is_message else reported
        text = tr("Reported values: {source}.", source=shown)
    return f"{text} {note}".strip()


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
    if known and (found := _named_sources(summary)):
        return _list(found)
    if not known and any(each.what != "votes" for each in summary.targets):
        return IN_TABLE
    return OF_SCENARIO if known else NONE


def fit_sources(results: CalibrationResults) -> str:
    """Return who reported the values that a calibration was fitted to, and where they are."""
    if results.summary.election is None:
        return tr("{sources}; each with its source in fit.csv", sources=tr(NEWS))
    known = dict.fromkeys(fit.target.source for fit in fits(results) if fit.target.source)
    if not known:
        return tr("those in fit.csv, with their sources")
    return tr("{sources}; each in fit.csv", sources=_list(known))


def is_given(summary: RunSummary) -> bool:
    """Return whether a scenario, and nobody who reported them, sets the reference values."""
    return summary.reference == GIVEN and not _named_sources(summary)


def _named_sources(summary: RunSummary) -> list[str]:
    """Return who reported the values of another election than the default one."""
    if summary.election is None:
        return []
    return [*dict.fromkeys(target.source for target in summary.targets if target.source)]


def _list(names: Iterable[str]) -> str:
    """Return the first names, and how many more there are."""
    first, more = [*names][:_MOST_NAMED], max(0, len([*names]) - _MOST_NAMED)
    text = ", ".join(map(named, first))
    return tr("{names} and {n} more", names=text, n=more) if more else text


def foot(summary: Summary | RunDescribed) -> Foot:
    """Return what a figure says of a result of any kind, or of ``saylau tune``."""
    kind = kind_named(summary.kind) if isinstance(summary, Summary) else RUN
    return kind.foot.value(summary)


def foot_of_run(summary: RunDescribed) -> Foot:
    """Return what a figure says of a run, an ensemble or a plan."""
    n, scenario = summary.replications, run_label(summary)
    if n > 1:
        is_range = n < _LEAST_OF_QUANTILES
        text = tr_n(
            "Simulated: scenario {scenario}, {n} replication; band: {band}",
            "Simulated: scenario {scenario}, {n} replications; band: {band}",
            n, scenario=scenario, band=tr("range of all {n}", n=n) if is_range else band_text(n),
        )  # fmt: skip
    else:
        text = tr("Simulated: scenario {scenario}", scenario=scenario)
    warned = bool(convergence_warning(summary))
    if summary.posterior is not None:
        text = f"{text}; {_posterior_text(posterior_name(summary), warned=warned)}"
    warning = tr("NOT CONVERGED: do not rely on it.") if warned else ""
    return Foot(f"{text}.", f"{warning} " if warning else "")


def _posterior_text(name: str, *, warned: bool) -> str:
    """Return where parameters are from."""
    if not warned:
        return tr("parameters sampled from the posterior {posterior}", posterior=name)
    return tr(
        "parameters sampled from the posterior {posterior}, whose chains have NOT CONVERGED",
        posterior=name,
    )


def foot_of_calibration(summary: CalibrationSummary) -> Foot:
    """Return what a figure says of a calibration."""
    text = tr_n(
        "Simulated: calibration of scenario {scenario}, {n} posterior draw.",
        "Simulated: calibration of scenario {scenario}, {n} posterior draws.",
        summary.draws, scenario=run_label(summary),
    )  # fmt: skip
    warned = tr("NOT CONVERGED: do not rely on any value here.")
    return Foot(text if summary.converged else f"{text} {warned}")


def foot_of_comparison(summary: ComparisonSummary) -> Foot:
    """Return what a figure says of a comparison."""
    results = "; ".join(map(_compared_result, summary.results))
    which = ", ".join(each.letter for each in summary.results if convergence_warning(each))
    warning = tr("NOT CONVERGED: do not rely on {results}.", results=which) if which else ""
    text = tr("Simulated: {results}. Reported values: none shown.", results=results)
    return Foot(text, f"{warning} " if warning else "")


def foot_of_feasibility(summary: FeasibilitySummary) -> Foot:
    """Return what a figure says of a feasibility check."""
    return Foot(
        tr(
            "Simulated: what sites could issue, scenario {scenario}. Ballots issued: as reported, "
            "{file}.",
            scenario=run_label(summary), file=summary.file,
        )
    )  # fmt: skip


def foot_of_exploration(summary: ExplorationSummary) -> Foot:
    """Return what a figure says of an exploration."""
    return Foot(
        tr_n(
            "Simulated: exploration of scenario {scenario}, {n} run.",
            "Simulated: exploration of scenario {scenario}, {n} runs.",
            summary.runs, scenario=run_label(summary),
        )
    )  # fmt: skip


def _compared_result(result: ComparedResult) -> str:
    """Return the letter, name and scenario of one of the compared results."""
    n = result.replications
    scenario = f" ({run_label(result)}{f' × {number_text(n)}' if n > 1 else ''})"
    # A name that is made of the changes says nothing more than they do.
    if result.changed and result.name_parts == (LABEL,):
        return f"{result.letter}{scenario}"
    return f"{result.letter} {compared_name(result)}{scenario}"


def band_text(n_replications: int) -> str:
    """Return the meaning of a band as text; with fewer than 20 replications it is their range.

    >>> band_text(30), band_text(3)
    ('90 % prediction interval', 'range of all 3 replications')
    """
    if n_replications >= _LEAST_OF_QUANTILES:
        return tr("90 % prediction interval")
    return tr_n("range of all {n} replication", "range of all {n} replications", n_replications)
