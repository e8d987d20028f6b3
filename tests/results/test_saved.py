"""The results in a folder, found without loading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.core.language import in_language
from sim.day.reference import PollingSite
from sim.results.saved import saved_results
from tests.support.calibrations import tiny_calibration

if TYPE_CHECKING:
    from sim.day.reference import Plan, SiteDay
    from sim.results.saved import SavedResult
    from sim.turnout import Voters


def found(folder: Path) -> dict[str, SavedResult]:
    return {each.directory.relative_to(folder).as_posix(): each for each in saved_results(folder)}


def test_each_kind_is_named_by_what_it_is_of(
    tmp_path: Path, tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    sim.save(tiny, tmp_path / "results/tiny/seed-2021")
    sim.save(tiny_ensemble, tmp_path / "many")
    sim.save(sim.compare(tiny, tiny_ensemble), tmp_path / "both")
    sim.save(tiny_calibration(), tmp_path / "fit")
    (tmp_path / "late.unfinished").mkdir()

    listed = found(tmp_path)

    assert {name: each.what for name, each in listed.items()} == {
        "both": "comparison of tiny (A) | tiny (B)",
        "fit": "calibration of tiny, seed 2021",
        "late.unfinished": "unfinished: resume it with --resume",
        "many": "tiny, seed 2021, 3 replications",
        "results/tiny/seed-2021": "tiny, seed 2021",
    }
    assert len(listed["many"].made) == len("2021-07-25")


def test_what_was_changed_is_named(tmp_path: Path, tiny: sim.RunResults) -> None:
    def slow(plan: Plan, voters: Voters) -> SiteDay:
        return PollingSite(plan, voters).run()

    desks = sim.load_scenario("tiny", ["polling.check_in_mean_s=90"])
    changed, ruled = sim.run(desks), sim.run("tiny", engine=slow)
    sim.save(changed, tmp_path / "changed")
    sim.save(ruled, tmp_path / "ruled")
    sim.save(sim.compare(tiny, changed), tmp_path / "both")
    posterior = {"directory": "quick-fit", "converged": False}
    manifest = json.loads((tmp_path / "changed/manifest.json").read_text())
    (tmp_path / "fitted").mkdir()
    (tmp_path / "fitted/manifest.json").write_text(json.dumps({**manifest, "posterior": posterior}))

    with in_language("ru"):
        russian = {name: each.what for name, each in found(tmp_path).items()}

    rule = "CHANGED MODEL: the polling day by function slow, a user's"
    label = "tiny, changed: check-in 60 → 90 s"
    never = "parameters sampled from the posterior quick-fit, whose chains have NOT CONVERGED"
    assert {name: each.what for name, each in found(tmp_path).items()} == {
        "both": f"comparison of tiny | {label}",
        "changed": f"{label}; seed 2021",
        "fitted": f"{label}; seed 2021, {never}",
        "ruled": f"tiny, seed 2021, {rule}",
    }
    assert russian["both"] == "сравнение: tiny | tiny, изменено: регистрация 60 → 90 с"
    assert russian["changed"] == "tiny, изменено: регистрация 60 → 90 с; начальное число 2021"


def test_what_is_no_result_is_passed_over(tmp_path: Path) -> None:
    deep = tmp_path / "a/b/c/d/e"
    for folder, content in (
        (tmp_path / "text", "no json"), (tmp_path / "list", "[1]"), (tmp_path / "other", "{}"),
        (tmp_path / "kind", '{"kind": "x"}'), (tmp_path / ".hidden", '{"replications": 1}'),
        (deep, '{"replications": 1}'),
    ):  # fmt: skip
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(content)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd/manifest.json").write_text('{"replications": 1, "scenario": 3, "times": []}')

    assert [(each.what, each.made) for each in saved_results(tmp_path)] == [("run", "")]
    assert list(saved_results(Path("nowhere"))) == []
