"""Names of compared results are composed in every language; those of earlier versions, too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.comparison import Comparison
from sim.core.language import choose_language, in_language
from sim.results import ComparisonResults
from sim.results.compared_names import compared_name
from sim.show.run import summary_text
from tests.support.results import put_right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SLOWER = "polling.check_in_mean_s=90"
LABEL = "tiny, changed: check-in 60 → 90 s"
RUSSIAN = "tiny, изменено: регистрация 60 → 90 с"


def slower(seed: int = 2021) -> sim.RunResults:
    return sim.run(sim.load_scenario("tiny", [SLOWER]), seed=seed)


def _leave_out_name_parts(folder: Path) -> None:
    for file in ("summary.json", "manifest.json"):
        content: dict[str, Any] = json.loads((folder / file).read_text(encoding="utf-8"))
        for each in content["results"]:
            del each["name_parts"]
        (folder / file).write_text(json.dumps(content), encoding="utf-8")
    put_right(folder)


def _names(comparison: Comparison | ComparisonResults) -> list[str]:
    results = comparison.results if isinstance(comparison, Comparison) else comparison
    return [compared_name(each) for each in results.summary.results]


@pytest.mark.parametrize(
    ("runs", "names", "english", "russian"),
    [
        ((slower(), slower(7)), None,
         [f"{LABEL}, seed 2021", f"{LABEL}, seed 7"],
         [f"{RUSSIAN}, начальное число 2021", f"{RUSSIAN}, начальное число 7"]),
        ((sim.run("tiny"), slower()), None, ["tiny", LABEL], ["tiny", RUSSIAN]),
        ((slower(), slower()), None, [f"{LABEL} (A)", f"{LABEL} (B)"],
         [f"{RUSSIAN} (A)", f"{RUSSIAN} (B)"]),
        # A name that was given is shown as it is, whatever it looks like.
        ((sim.run("tiny"), slower()), ["usual", f"{LABEL}, seed 9"],
         ["usual", f"{LABEL}, seed 9"], ["usual", f"{LABEL}, seed 9"]),
    ],
)  # fmt: skip
def test_a_name_is_in_the_language_if_it_is_composed(
    runs: Sequence[sim.RunResults], names: Sequence[str] | None,
    english: list[str], russian: list[str],
) -> None:  # fmt: skip
    with in_language("ru"):
        comparison = sim.compare(*runs, names=names)

    assert _names(comparison) == english
    assert [each.name for each in comparison.results.summary.results] == english
    assert [comparison.name, comparison.others[0].name] == english
    with in_language("ru"):
        assert _names(comparison) == russian


def test_a_condition_names_the_result_in_the_language() -> None:
    comparison = sim.compare(sim.run("tiny"), slower(), fail_if=["waits.mean_s > base"])

    with choose_language("ru"):
        text = " ".join(summary_text(comparison.results).split())
    assert f"waits.mean_s > base: ВЫПОЛНЯЕТСЯ для {RUSSIAN}" in text


def test_results_of_earlier_versions_have_their_names_in_every_language(tmp_path: Path) -> None:
    """Their entries have a name alone."""
    runs = [slower(), slower(7)]
    saved = {"composed": sim.compare(*runs), "given": sim.compare(*runs, names=["one", "other"])}
    for folder, comparison in saved.items():
        sim.save(comparison, tmp_path / folder)
        _leave_out_name_parts(tmp_path / folder)

    composed, given = (sim.load_results(tmp_path / folder) for folder in saved)

    assert isinstance(composed, ComparisonResults)
    assert isinstance(given, ComparisonResults)
    with in_language("ru"):
        assert _names(composed) == [f"{RUSSIAN}, начальное число {seed}" for seed in (2021, 7)]
        assert _names(given) == ["one", "other"]
