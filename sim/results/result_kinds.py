"""The kinds of results, each declared once: its tables, classes, text, figures and checks.

What differs between kinds stands here as the name of a class, function or package, and is
imported when it is used: so a run loads nothing of other kinds, and results need not import what
shows them (``docs/decisions.md``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar, cast

from sim.core.language import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from sim.results.columns import Table as Columns
    from sim.results.json_shapes import KeyProblem
    from sim.results.manifests import Manifest
    from sim.results.schema import Table
    from sim.results.summaries.any_kind import Summary

    Files: TypeAlias = Mapping[str, bytes]
    """Contents of files, by name."""

T = TypeVar("T")


@dataclass(frozen=True)
class Lazy(Generic[T]):
    """Something in a module, ``MODULE:NAME``, which is imported when it is used."""

    path: str

    @property
    def value(self) -> T:
        """Import the module, and return what is named in it."""
        module, _, name = self.path.partition(":")
        return cast("T", getattr(import_module(module), name))


class Foot(NamedTuple):
    """What figures say of a result."""

    origin: str
    """What was simulated: scenario, seed, replications, posterior."""
    warning: str = ""
    """Precedes the subtitle, if the result is not reliable."""


@dataclass(frozen=True, kw_only=True)
class ResultKind:
    """A kind of result: all that other modules need to know of it."""

    name: str
    """``kind`` in manifest and summary; those of runs and ensembles have no such key."""
    called: str
    """What people call it."""
    declared: Lazy[tuple[Table, ...]]
    """Its tables, in :mod:`sim.results.schema`."""
    results: Lazy[type[Any]]
    """Its class in :mod:`sim.results.results`."""
    summary: Lazy[type[Summary]]
    manifest: Lazy[type[Manifest]]
    text: Lazy[Callable[[Any], str]]
    """Returns results as text of 80 columns: ``saylau show``."""
    figures: str = ""
    """Package with ``figures_of(results)``, the names of figures, and ``figure(results, name,
    size)``; empty if results alone have none."""
    foot: Lazy[Callable[[Any], Foot]] = Lazy("sim.plots.style.sources:foot_of_run")
    """Returns what figures say of a summary: what was simulated, and whether to rely on it."""
    size: tuple[tuple[str, str], ...] = ()
    """Keys of the summary that say how large it is, each with the word for one of what it counts;
    for the text form in Python."""
    documents: Lazy[Callable[[Any, Path], Files]] | None = None
    """Returns the further files that its texts name, given results and their directory."""
    reported: str = "columns named reported"
    """Where its tables have reported numbers, for exports."""
    former: Lazy[Callable[[Files, Mapping[str, Any]], Files]] | None = None
    """Converts the files of earlier versions, given them and the summary as JSON."""
    former_summary: Lazy[Callable[[Mapping[str, Any]], Mapping[str, Any]]] | None = None
    """Converts the summary of earlier versions, as JSON, once it is checked."""
    summary_problems: Lazy[Callable[[Mapping[str, Any]], Iterator[KeyProblem]]] | None = None
    """Yields where parts of a summary, as JSON, do not agree."""
    table_problems: (
        Lazy[Callable[[Any, Mapping[str, Columns]], Iterator[tuple[str, str, str]]]] | None
    ) = None
    """Yields where tables do not agree with each other or with the summary: table, column,
    message."""

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Its tables, by name."""
        return {table.name: table for table in self.declared.value}


RUN = ResultKind(
    name="run",
    called=marked("run"),
    declared=Lazy("sim.results.schema:RUN_TABLES"),
    results=Lazy("sim.results.results:RunResults"),
    summary=Lazy("sim.results.summaries:RunSummary"),
    manifest=Lazy("sim.results.manifests:RunManifest"),
    text=Lazy("sim.show.run:run_text"),
    figures="sim.plots.run",
    size=(("replications", "replication"), ("sites", "site"), ("races", "race")),
    former=Lazy("sim.results.former_tables:with_votes"),
    summary_problems=Lazy("sim.results.summary_consistency:problems_of_run"),
    table_problems=Lazy("sim.results.table_consistency:problems_of_run"),
)
ENSEMBLE = ResultKind(
    name="ensemble",
    called=marked("ensemble"),
    declared=Lazy("sim.results.schema:ENSEMBLE_TABLES"),
    results=RUN.results,
    summary=RUN.summary,
    manifest=RUN.manifest,
    text=RUN.text,
    figures=RUN.figures,
    size=RUN.size,
    former=RUN.former,
    summary_problems=Lazy("sim.results.summary_consistency:problems_of_ensemble"),
    table_problems=Lazy("sim.results.table_consistency:problems_of_ensemble"),
)
CALIBRATION = ResultKind(
    name="calibration",
    called=marked("calibration"),
    declared=Lazy("sim.results.schema.calibration_tables:CALIBRATION_TABLES"),
    results=Lazy("sim.results.results:CalibrationResults"),
    summary=Lazy("sim.results.summaries.calibration:CalibrationSummary"),
    manifest=Lazy("sim.results.manifests:CalibrationManifest"),
    text=Lazy("sim.show.calibration:calibration_text"),
    figures="sim.plots.calibration",
    foot=Lazy("sim.plots.style.sources:foot_of_calibration"),
    size=(("draws", "posterior draw"),),
    documents=Lazy("sim.show.documents:of_calibration"),
    former=Lazy("sim.results.former_tables:with_new_names"),
    table_problems=Lazy("sim.results.table_consistency:problems_of_calibration"),
)
COMPARISON = ResultKind(
    name="comparison",
    called=marked("comparison"),
    declared=Lazy("sim.results.schema.comparison_tables:COMPARISON_TABLES"),
    results=Lazy("sim.results.results:ComparisonResults"),
    summary=Lazy("sim.results.summaries.comparison:ComparisonSummary"),
    manifest=Lazy("sim.results.manifests:ComparisonManifest"),
    text=Lazy("sim.show.comparison:comparison_text"),
    # Its figures show the compared results, too: see sim.plots.comparison.
    foot=Lazy("sim.plots.style.sources:foot_of_comparison"),
    documents=Lazy("sim.show.documents:of_comparison"),
    former_summary=Lazy("sim.results.compared_names:with_name_parts"),
    summary_problems=Lazy("sim.results.summary_consistency:problems_of_comparison"),
)
FEASIBILITY = ResultKind(
    name="feasibility",
    called=marked("feasibility check"),
    declared=Lazy("sim.results.schema.feasibility_tables:FEASIBILITY_TABLES"),
    results=Lazy("sim.results.results:FeasibilityResults"),
    summary=Lazy("sim.results.summaries.feasibility:FeasibilitySummary"),
    manifest=Lazy("sim.results.manifests:FeasibilityManifest"),
    text=Lazy("sim.show.feasibility:feasibility_text"),
    figures="sim.plots.feasibility",
    foot=Lazy("sim.plots.style.sources:foot_of_feasibility"),
    size=(("rows", "row"), ("sites", "site")),
    documents=Lazy("sim.show.documents:of_feasibility"),
    reported="the column issued",
)
EXPLORATION = ResultKind(
    name="exploration",
    called=marked("exploration"),
    declared=Lazy("sim.results.schema.exploration_tables:EXPLORATION_TABLES"),
    results=Lazy("sim.results.results:ExplorationResults"),
    summary=Lazy("sim.results.summaries.exploration:ExplorationSummary"),
    manifest=Lazy("sim.results.manifests:ExplorationManifest"),
    text=Lazy("sim.show.exploration:exploration_text"),
    figures="sim.plots.exploration",
    foot=Lazy("sim.plots.style.sources:foot_of_exploration"),
    size=(("runs", "run"),),
)
PLAN = ResultKind(
    name="plan",
    called=marked("plan"),
    declared=Lazy("sim.results.schema.plan_tables:PLAN_TABLES"),
    results=Lazy("sim.results.results:PlanResults"),
    summary=Lazy("sim.results.summaries.plan:PlanSummary"),
    manifest=Lazy("sim.results.manifests:PlanManifest"),
    text=Lazy("sim.show.plan:plan_text"),
    figures="sim.plots.planning",
    size=(("sites", "site"),),
    documents=Lazy("sim.planning.files:documents"),
)

# The kinds, in the order of the documentation.
RESULT_KINDS = (
    RUN, ENSEMBLE, CALIBRATION, COMPARISON, FEASIBILITY, EXPLORATION, PLAN,
)  # fmt: skip
"""Every kind of result."""
_BY_REPLICATIONS = (RUN, ENSEMBLE)
"""Kinds whose manifests have no key ``kind``."""


def kind_named(name: str) -> ResultKind:
    """Return a kind of result by its name.

    Raises
    ------
    KeyError
        If there is none of this name.
    """
    return {kind.name: kind for kind in RESULT_KINDS}[name]


def run_or_ensemble(replications: int) -> ResultKind:
    """Return the kind of a result that has a number of replications.

    >>> run_or_ensemble(1).name, run_or_ensemble(9).name
    ('run', 'ensemble')
    """
    return ENSEMBLE if replications > 1 else RUN


def kind_of(manifest: Mapping[str, Any]) -> ResultKind | None:
    """Return the kind of the result that a manifest describes; None if it describes none.

    >>> kind_of({"replications": 9}).name, kind_of({"kind": "plan"}).name, kind_of({"kind": "x"})
    ('ensemble', 'plan', None)
    """
    if "kind" in manifest:
        named = (kind for kind in RESULT_KINDS if kind not in _BY_REPLICATIONS)
        return next((kind for kind in named if kind.name == manifest["kind"]), None)
    replications = manifest.get("replications")
    if not isinstance(replications, int) or isinstance(replications, bool):
        return None
    return run_or_ensemble(replications)
