"""The kinds of results: what each names exists, fits the kind, and is named of every kind."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.results import manifests, results
from sim.results.manifests import Manifest
from sim.results.result_kinds import COMPARISON, RESULT_KINDS, Lazy, kind_named, kind_of
from sim.results.results import Results
from sim.results.summaries.any_kind import Summary
from tests.support.calibrations import tiny_calibration

if TYPE_CHECKING:
    from collections.abc import Callable

    import sim
    from sim.results.result_kinds import ResultKind

ROOT = Path(__file__).parents[2]
by_kind = pytest.mark.parametrize("kind", RESULT_KINDS, ids=lambda kind: kind.name)


def first_type(function: Callable[..., object]) -> str:
    """Return the annotation of the first parameter of a function."""
    return str(next(iter(inspect.signature(function).parameters.values())).annotation)


@by_kind
def test_all_that_a_kind_names_exists(kind: ResultKind) -> None:
    lazy = {field.name: getattr(kind, field.name) for field in fields(kind)}
    named = {name: each.value for name, each in lazy.items() if isinstance(each, Lazy)}

    assert {"declared", "results", "summary", "manifest", "text", "foot"} <= named.keys()
    assert issubclass(named["results"], Results)
    assert issubclass(named["summary"], Summary)
    assert issubclass(named["manifest"], Manifest)
    assert kind.tables
    assert all(callable(each) for name, each in named.items() if name != "declared")


@by_kind
def test_functions_take_the_results_and_the_summary_of_the_kind(kind: ResultKind) -> None:
    of_results = [kind.text.value]
    if kind.figures:
        package: Any = import_module(kind.figures)
        of_results += [package.figures_of, package.figure]
    summary = kind.summary.value

    assert {first_type(each) for each in of_results} == {kind.results.value.__name__}
    assert first_type(kind.foot.value) in {summary.__name__, "RunDescribed"}
    assert kind.results.value.__annotations__["summary"] == summary.__name__
    assert kind.results.value.__annotations__["manifest"] == kind.manifest.value.__name__
    declared = {field.name for field in fields(summary)}
    assert {key for key, _ in kind.size} <= declared
    assert ("kind" in declared) == (kind.name not in {"run", "ensemble"})


def test_every_class_of_results_is_that_of_a_kind() -> None:
    classes = {each for each in vars(results).values() if isinstance(each, type)}
    of_manifests = {each for each in vars(manifests).values() if isinstance(each, type)}

    assert {kind.results.value for kind in RESULT_KINDS} == {
        each for each in classes if issubclass(each, Results) and each is not Results
    }
    assert {kind.manifest.value for kind in RESULT_KINDS} == {
        each for each in of_manifests if issubclass(each, Manifest) and each is not Manifest
    }


def test_the_kind_of_a_result_is_that_of_its_manifest(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    for made in (tiny, tiny_ensemble, tiny_calibration()):
        given = {key: value for key, value in vars(made.manifest).items() if value is not None}
        found = kind_of(given)
        assert found is not None
        assert (found.name, type(made)) == (made.kind, found.results.value)
    assert kind_of({"kind": "run", "replications": 1}) is None
    assert kind_of({"kind": None, "replications": 1}) is None
    assert kind_of({"kind": ["plan"]}) is None
    assert kind_of({"replications": True}) is None


def test_only_comparisons_have_no_figures_of_results_alone() -> None:
    assert [kind for kind in RESULT_KINDS if not kind.figures] == [COMPARISON]
    assert kind_named("comparison") is COMPARISON


def test_the_name_of_a_kind_is_written_once_in_the_package() -> None:
    """Other modules read the record: a branch on the text of a name would be a second list."""
    names = "|".join(kind.name for kind in RESULT_KINDS)
    branch = re.compile(rf'kind (?:==|!=|in|not in) [({{]?"(?:{names})"|kind="(?:{names})"')

    found = {
        path.relative_to(ROOT / "sim").as_posix()
        for path in (ROOT / "sim").rglob("*.py")
        if branch.search(path.read_text(encoding="utf-8"))
    }

    # Of reasons for differences, not of results.
    assert found == {"comparison/reasons.py", "show/comparison.py"}
