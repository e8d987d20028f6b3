"""Dataclasses as JSON and back: committed and new results, and every kind of key."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003  read while the test runs
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.results.json_shapes import shape_problems
from sim.results.labels import convergence_warning, posterior_name
from sim.results.result_kinds import kind_named
from sim.results.summaries import RunSummary
from sim.results.summaries.comparison import ComparisonSummary
from sim.results.summaries.run import Breach
from sim.results.summaries.shared import Change, PosteriorUsed
from sim.results.summary_consistency import summary_problems
from sim.results.typed_json import as_json, from_json, optional, renamed, shape_of
from tests.support.calibrations import calibration_results
from tests.support.explorations import tiny_exploration
from tests.support.feasibility import tiny_feasibility

if TYPE_CHECKING:
    from sim.results import Results

COMMITTED = Path(__file__).parents[2] / "results" / "baseline"
POSTERIOR = PosteriorUsed(directory="fit", sha256="0", draws=7, converged=False, why="quick")


@dataclass(frozen=True, kw_only=True)
class Part:
    """An entry of a list."""

    n: int


@dataclass(frozen=True, kw_only=True)
class Example:
    """A key of every kind."""

    first: float
    before: str | None = renamed("from")
    later: int | None = None
    extra: str | None = optional()
    behind: str | None = optional(last=True)
    parts: tuple[Part, ...] = ()
    by_name: Mapping[str, Part]
    part: Part | str | None


EXAMPLE = Example(
    first=1.5, before="a", parts=(Part(n=1),), by_name={"x": Part(n=2)}, part=Part(n=3)
)
PLAIN: dict[str, Any] = {
    "first": 1.5,
    "from": "a",
    "later": None,
    "parts": [{"n": 1}],
    "by_name": {"x": {"n": 2}},
    "part": {"n": 3},
}


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in PLAIN.items() if name != key}


# --- keys ----------------------------------------------------------------------------------------


def test_keys_stand_in_the_order_of_the_fields_and_those_that_are_last_behind() -> None:
    full = replace(EXAMPLE, extra="e", behind="z")

    assert list(as_json(EXAMPLE)) == list(PLAIN)
    assert list(as_json(full)) == [
        "first", "from", "later", "extra", "parts", "by_name", "part", "behind"
    ]  # fmt: skip
    assert from_json(Example, as_json(full)) == full


def test_a_dataclass_is_written_as_json_and_loaded() -> None:
    assert as_json(EXAMPLE) == PLAIN
    assert json.loads(json.dumps(as_json(EXAMPLE))) == PLAIN
    assert from_json(Example, PLAIN) == EXAMPLE


def test_an_optional_key_that_is_absent_is_none_and_left_out_when_written() -> None:
    read = from_json(Example, PLAIN)

    assert (read.extra, read.behind) == (None, None)
    assert as_json(read).keys().isdisjoint({"extra", "behind"})
    # None of another key is a different value.
    assert as_json(read)["later"] is None
    assert from_json(Example, without("later")).later is None
    assert from_json(Example, without("parts")).parts == ()


def test_a_renamed_key_has_its_name_only_in_the_file() -> None:
    change = Change("polling.check_in_mean_s", "check-in", "s", before=60.0, after=None)
    plain = {
        "key": "polling.check_in_mean_s", "label": "check-in", "unit": "s", "from": 60.0, "to": None
    }  # fmt: skip

    assert as_json(change) == plain
    assert list(as_json(change)) == list(plain)
    assert from_json(Change, plain) == change
    misnamed = {"before": 1, **{key: value for key, value in plain.items() if key != "from"}}
    assert list(shape_problems(shape_of(Change), misnamed)) == [("from", "is missing")]


def test_a_key_that_no_field_names_is_left_out() -> None:
    more = {**PLAIN, "stranger": [1], "parts": [{"n": 1, "stranger": 2}]}

    assert list(shape_problems(shape_of(Example), more)) == []
    assert from_json(Example, more) == EXAMPLE


@pytest.mark.parametrize("key", ["first", "from", "by_name", "part"])
def test_a_missing_key_is_named(key: str) -> None:
    assert list(shape_problems(shape_of(Example), without(key))) == [(key, "is missing")]


@pytest.mark.parametrize(
    ("changed", "key", "message"),
    [
        ({"first": "1"}, "first", "must be a number; got '1'"),
        ({"first": None}, "first", "must be a number; got nothing"),
        ({"first": True}, "first", "must be a number; got True"),
        ({"from": 1}, "from", "must be text, or null; got 1"),
        ({"extra": []}, "extra", "must be text, or null; got []"),
        ({"later": 1.5}, "later", "must be a whole number, or null; got 1.5"),
        ({"parts": {}}, "parts", "must be a list; got {}"),
        ({"parts": [{"n": 1}, {}]}, "parts[1].n", "is missing"),
        ({"by_name": {"x": {"n": "2"}}}, "by_name.x.n", "must be a whole number; got '2'"),
        ({"part": 5}, "part", "must be a table of keys; got 5"),
        ({"part": {"n": None}}, "part.n", "must be a whole number; got nothing"),
    ],
)
def test_a_wrong_type_is_named(changed: dict[str, Any], key: str, message: str) -> None:
    assert list(shape_problems(shape_of(Example), {**PLAIN, **changed})) == [(key, message)]


@pytest.mark.parametrize("value", ["its name", None, {"n": 4}])
def test_a_dataclass_or_text_is_read_as_what_it_is(value: Any) -> None:
    plain = {**PLAIN, "part": value}

    assert list(shape_problems(shape_of(Example), plain)) == []
    read = from_json(Example, plain)
    assert read.part == (Part(n=4) if isinstance(value, dict) else value)
    assert as_json(read) == plain


# --- results -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["reference", "ensemble", "calibration"])
@pytest.mark.parametrize("file", ["summary.json", "manifest.json"])
def test_committed_files_are_unchanged_after_loading_and_writing(name: str, file: str) -> None:
    kind = "run" if name == "reference" else name
    declared: Any = getattr(kind_named(kind), file.removesuffix(".json")).value
    content = json.loads((COMMITTED / name / file).read_text(encoding="utf-8"))

    # Of the first layout, and not used.
    content.pop("empty_numbers", None)
    assert list(shape_problems(shape_of(declared), content)) == []
    again = as_json(from_json(declared, content))

    assert _without_later_keys(again, content) == content


def _without_later_keys(again: Any, content: Any) -> Any:
    """Return a loaded value without the keys that an earlier version lacks: they are empty."""
    if isinstance(again, dict) and isinstance(content, dict):
        assert all(again[key] in (None, []) for key in again.keys() - content.keys())
        return {
            key: _without_later_keys(value, content[key])
            for key, value in again.items()
            if key in content
        }
    if isinstance(again, list) and isinstance(content, list):
        pairs = zip(again, content, strict=True)
        return [_without_later_keys(value, other) for value, other in pairs]
    return again


@pytest.fixture(scope="module")
def made(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Results]:
    return {
        "run": tiny,
        "ensemble": tiny_ensemble,
        "calibration": calibration_results(),
        "comparison": sim.compare(tiny, tiny_ensemble, names=["a", "b"]).results,
        "feasibility": tiny_feasibility(tmp_path_factory.mktemp("feasibility")),
        "exploration": tiny_exploration(),
    }


KINDS = ("run", "ensemble", "calibration", "comparison", "feasibility", "exploration")


@pytest.mark.parametrize("kind", KINDS)
def test_new_summaries_keep_their_order_after_writing_and_loading(
    kind: str, made: dict[str, Results], tmp_path: Path
) -> None:
    results = sim.save(made[kind], tmp_path / kind)
    loaded = sim.load_results(tmp_path / kind)

    assert type(loaded) is type(results)
    assert loaded.summary == results.summary
    assert loaded.manifest == results.manifest
    records: dict[str, Any] = {"summary.json": loaded.summary, "manifest.json": loaded.manifest}
    for file, record in records.items():
        content = (tmp_path / kind / file).read_text(encoding="utf-8")
        # The text, so that the order of keys is the same, too.
        assert json.dumps(as_json(record)) == json.dumps(json.loads(content))
        declared: Any = type(record)
        assert list(shape_problems(shape_of(declared), json.loads(content))) == []
    assert list(as_json(loaded.manifest))[-2:] == ["bytes", "sha256"]


# --- posteriors and breaches ---------------------------------------------------------------------


def test_a_comparison_names_a_posterior_as_each_version_did(made: dict[str, Results]) -> None:
    content: Any = as_json(made["comparison"].summary)
    content["results"][0]["posterior"] = as_json(POSTERIOR)
    content["results"][1]["posterior"] = "calibration-7"

    assert list(summary_problems(kind_named("comparison"), content, {"kind": "comparison"})) == []
    summary = from_json(ComparisonSummary, content)

    assert [result.posterior for result in summary.results] == [POSTERIOR, "calibration-7"]
    assert [posterior_name(result) for result in summary.results] == ["fit", "calibration-7"]
    assert "NOT CONVERGED" in convergence_warning(summary.results[0])
    assert convergence_warning(summary.results[1]) == ""
    assert as_json(summary) == content


def test_a_breach_of_an_ensemble_must_have_its_replication(made: dict[str, Results]) -> None:
    for kind, wrong in (
        ("run", []), ("ensemble", [("invariants.breached[0].replication", "is missing")])
    ):  # fmt: skip
        summary = made[kind].summary
        assert isinstance(summary, RunSummary)
        breach = Breach(code="I1", text="a law", where=("X-01",))
        breached = replace(summary.invariants, breached=(breach,))
        content = as_json(replace(summary, invariants=breached))
        manifest = as_json(made[kind].manifest)
        assert list(summary_problems(kind_named(kind), content, manifest)) == wrong
