"""Explorations of small countries: every row is a run, and effects are differences of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.comparison.metrics import metrics_of
from sim.core.errors import InputError
from sim.day.reference import run_site
from sim.election import build_country
from sim.ensemble import local
from sim.ensemble.replication import run_replication
from sim.exploring import salib
from sim.exploring.designs import make_design
from sim.exploring.explore import explore, points_of
from sim.exploring.ranges import choose_parameters
from sim.results import csv_text
from sim.scenario import load_scenario, with_values
from sim.show.exploration import exploration_text
from sim.voting.ballots import support
from tests.support.explorations import LAST, tiny_exploration

if TYPE_CHECKING:
    from pathlib import Path

    from sim.day.reference import Plan, SiteDay
    from sim.results import ExplorationResults
    from sim.turnout import Voters


def texts(results: ExplorationResults) -> dict[str, str]:
    return {name: csv_text(table) for name, table in results.tables.items()}


def effects(results: ExplorationResults, metric: str) -> dict[tuple[str, str], float]:
    return {
        (each.parameter, each.measure): each.effect
        for each in results.summary.effects
        if each.metric == metric
    }


def assert_rows_are_runs(
    results: ExplorationResults, scenario: sim.Scenario, points: list[int]
) -> None:
    """Check rows of ``runs.csv`` against runs of the scenario with the values of the design."""
    _, design, runs, _ = results.tables.values()
    parameters, _ = choose_parameters(scenario, [each for each in design if "." in each], [])
    for point in points:
        changed = {
            key: value
            for parameter in parameters
            for key, value in parameter.values(design[parameter.key][point].item())
        }
        alone = sim.run(with_values(scenario, changed), seed=results.summary.seed)
        row = (runs["point"] == point) & (runs["replication"] == 0)
        for metric in (each for each in runs if each not in {"origin", "point", "replication"}):
            [value] = metrics_of(alone)[metric, alone.summary.nation].values
            [found] = runs[metric][row]
            assert found == value or np.isnan([found, value]).all(), metric


def test_rows_are_runs_with_those_values() -> None:
    results = tiny_exploration()

    assert_rows_are_runs(results, load_scenario("tiny"), [0, 1, 2, 4])


def test_rows_are_runs_where_the_register_changes() -> None:
    scenario = load_scenario("baseline", ["register.regions=['MAN']"])
    over = ["register.registered_per_desk", "register.site_size_spread", "arrivals.a"]

    results = explore(scenario, over=over, metrics=["waits", "night", "turnout_at"])

    assert results.tables["ranges"]["regions"].tolist() == [0, 0, 14]
    assert_rows_are_runs(results, scenario, [0, 1, 4, 5])
    assert effects(results, "waits.mean_s")["register.registered_per_desk", "at_high"] > 0
    assert effects(results, "turnout_at.10:00")["arrivals.a", "at_high"] < 0


def test_votes_are_sampled_once_where_no_parameter_changes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sampled: list[int] = []

    def counted(*arguments: Any) -> Any:
        sampled.append(1)
        return support(*arguments)

    monkeypatch.setattr("sim.day.reused.support", counted)
    over = ["polling.check_in_mean_s", "arrivals.a"]
    results = explore(load_scenario("tiny"), over=over, metrics=["waits", "turnout_at"])

    assert len(results.tables["design"]["point"]) == 5
    assert len(sampled) <= 1  # None if an exploration before was of the same scenario.
    assert_rows_are_runs(results, load_scenario("tiny"), [0, 1, 2, 3, 4])


def test_a_command_line_with_the_values_of_a_row_gives_its_metrics() -> None:
    [row] = (tiny_exploration().tables["runs"][LAST][2:3]).tolist()
    again = sim.run(load_scenario("tiny", ["counting.setup_mean_s=300.0"]))

    assert metrics_of(again)[LAST, again.summary.nation].values.tolist() == [row]


def test_what_cannot_touch_a_metric_has_an_effect_of_exactly_0() -> None:
    results = tiny_exploration()

    waits = {each.name for each in results.summary.metrics} - {LAST}
    assert waits
    assert {value for metric in waits for value in effects(results, metric).values()} == {0.0}
    found = effects(results, LAST)
    assert found["counting.phone_mean_s", "at_high"] == 0.0
    assert found["counting.setup_mean_s", "at_high"] == 4800.0
    still = [each.key for each in results.summary.parameters if not each.moves]
    assert still == ["counting.phone_mean_s"]


def test_effects_of_replications_have_intervals() -> None:
    summary = tiny_exploration().summary

    assert summary.replications == 2
    assert all(each.effect_p05 is not None for each in summary.effects)


def test_a_combination_that_is_not_allowed_is_listed_and_the_others_are_run() -> None:
    results = tiny_exploration()

    assert (results.summary.points, results.summary.refused, results.summary.runs) == (7, 1, 12)
    [refused] = results.summary.refused_first
    assert refused.values == {"counting.ballot_high_s": 2.5}
    assert "counting.ballot_mode_s must be between" in refused.why
    assert results.tables["design"]["refused"].tolist()[refused.point] == refused.why
    assert refused.point not in results.tables["runs"]["point"]
    assert ("counting.ballot_high_s", "at_low") not in effects(results, LAST)


def test_a_country_that_cannot_exist_is_refused_and_listed() -> None:
    scenario = load_scenario("baseline", ["register.regions=['MAN']"])

    # So few voters a site that a region has more sites than voters allow, or too few.
    results = explore(
        scenario, over=[], ranges=["register.site_registered_max=100:9000"], metrics=["cast"]
    )

    assert results.summary.refused == 1
    assert results.summary.refused_first[0].why
    assert results.tables["runs"]["point"].tolist() == [0, 2]
    assert [each.moves for each in results.summary.parameters] == [False]


def test_too_few_points_do_not_say_that_nothing_moves(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    results = explore(
        load_scenario("tiny"), over=[], ranges=["counting.ballot_low_s=4:9"], method="morris",
        samples=2, metrics=[LAST],
    )  # fmt: skip

    assert results.summary.refused
    assert [each.moves for each in results.summary.parameters] == [None]
    text = exploration_text(sim.save(results, tmp_path / "few"))
    assert "too few points have it" in text
    assert "Do not move" not in text


@pytest.mark.parametrize("method", ["grid", "morris", "sobol"])
def test_every_method_explores(method: Any) -> None:
    if method != "grid":
        pytest.importorskip("SALib")
    results = explore(
        load_scenario("tiny"), method=method, samples=4, metrics=[LAST],
        over=["counting.setup_mean_s", "counting.phone_mean_s", "counting.protocol_mean_s"],
    )  # fmt: skip

    assert results.summary.runs == {"grid": 64, "morris": 16, "sobol": 20}[method]
    found = effects(results, LAST)
    assert {value for (key, _), value in found.items() if "phone" in key} == {0.0}
    measure = "mean_size" if method == "morris" else "total"
    assert found["counting.setup_mean_s", measure] > 0
    # Without the scenario itself among the points, its value is not known.
    assert results.summary.metrics[0].unchanged is None


def test_the_number_of_workers_makes_no_difference() -> None:
    one, two = (
        explore(
            load_scenario("tiny"), over=["counting.setup_mean_s"], replications=2, workers=workers
        )
        for workers in (1, 2)
    )

    assert texts(one) == texts(two)
    assert one.summary == two.summary


def test_a_function_explores_and_is_named(tmp_path: Path) -> None:
    def my_rule(plan: Plan, voters: Voters) -> SiteDay:
        return run_site(plan, voters)

    over = ["polling.check_in_mean_s"]
    usual = explore(load_scenario("tiny"), over=over)

    # A function cannot be sent to another process, so it runs here whatever the workers.
    found = explore(load_scenario("tiny"), over=over, engine=my_rule, workers=2)

    saved = sim.save(found, tmp_path / "mine")
    assert saved.summary.engine == saved.manifest.engine == "function my_rule"
    assert texts(found) == texts(usual)
    warned = "CHANGED MODEL: the polling day by function my_rule, a user's"
    assert exploration_text(saved).splitlines()[1] == warned
    assert warned in repr(sim.load_results(tmp_path / "mine"))
    assert "CHANGED" not in exploration_text(usual)
    with pytest.raises(ValueError, match="cluster needs an engine by name"):
        explore(load_scenario("tiny"), over=over, engine=my_rule, cluster="tcp://x:1")


def test_both_engines_give_the_same() -> None:
    auto, simpy = (
        explore(load_scenario("tiny"), over=["polling.check_in_mean_s"], engine=engine)
        for engine in ("auto", "simpy")
    )

    assert texts(auto) == texts(simpy)


def test_an_interrupted_exploration_is_resumed_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def third_fails(job: Any, number: int) -> bytes:
        ran.append(number)
        if len(ran) == 3:
            raise KeyboardInterrupt
        return run_replication(job, number)

    def begin(**more: Any) -> ExplorationResults:
        return explore(load_scenario("tiny"), over=["counting.setup_mean_s"], **more)

    with monkeypatch.context() as patch:
        patch.setattr(local, "run_replication", third_fails)
        with pytest.raises(KeyboardInterrupt):
            begin(checkpoint=tmp_path / "runs")
    assert ran == [0, 1, 2]

    resumed = begin(checkpoint=tmp_path / "runs", resume=True)

    assert texts(resumed) == texts(begin())


def test_another_exploration_is_not_resumed(tmp_path: Path) -> None:
    scenario = load_scenario("tiny")
    explore(scenario, over=["counting.setup_mean_s"], checkpoint=tmp_path / "runs")

    with pytest.raises(InputError, match=r"exploration\.parameters\.counting"):
        explore(
            scenario, over=["counting.protocol_mean_s"], checkpoint=tmp_path / "runs", resume=True
        )


def test_other_metrics_are_measured_on_the_same_runs(tmp_path: Path) -> None:
    scenario, over = load_scenario("tiny"), ["counting.setup_mean_s"]
    explore(scenario, over=over, metrics=[LAST], checkpoint=tmp_path / "runs")

    again = explore(
        scenario, over=over, metrics=["waits.mean_s"], checkpoint=tmp_path / "runs", resume=True
    )

    assert [each.name for each in again.summary.metrics] == ["waits.mean_s"]


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [
        (["night.al_accepted"], "unknown metric 'night.al_accepted'; did you mean night.all_acc"),
        (["turnout_at.03:00"], "unknown metric 'turnout_at.03:00'"),
    ],
)
def test_an_unknown_metric_is_refused(metrics: list[str], expected: str) -> None:
    with pytest.raises(InputError) as refused:
        explore(load_scenario("tiny"), over=["counting.setup_mean_s"], metrics=metrics)

    assert expected in str(refused.value)


@pytest.mark.parametrize("samples", [1, 3])
def test_samples_of_sobol_are_a_power_of_two(samples: int) -> None:
    pytest.importorskip("SALib")
    with pytest.raises(InputError, match="samples: must be"):
        explore(load_scenario("tiny"), over=["counting"], method="sobol", samples=samples)


def test_samples_do_not_belong_to_one_at_a_time() -> None:
    """They were ignored, so that a wrong method was not noticed."""
    with pytest.raises(InputError, match=r"samples: belongs to morris, sobol and grid, .*; got 3"):
        explore(load_scenario("tiny"), over=["counting.setup_mean_s"], samples=3)


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> Any:
        raise ModuleNotFoundError("No module named 'SALib'")

    monkeypatch.setattr(salib, "import_module", missing)

    with pytest.raises(InputError, match=r"pip install 'saylau\[explore\]'"):
        explore(load_scenario("tiny"), over=["counting"], method="morris")


def test_declared_ranges_of_the_night_can_be_combined() -> None:
    pytest.importorskip("SALib")
    scenario = load_scenario("baseline", ["register.regions=['MAN']"])

    results = explore(scenario, over=["counting", "commission"], method="morris", samples=2)

    assert results.summary.refused == 0
    assert results.summary.effects


def test_a_base_that_cannot_be_run_is_an_error() -> None:
    scenario = load_scenario("baseline", ["register.site_registered_max=100"])
    with pytest.raises(InputError):
        build_country(scenario)

    with pytest.raises(InputError):
        explore(scenario, over=["counting.setup_mean_s"])


def test_points_name_only_what_differs_from_the_scenario() -> None:
    scenario = load_scenario("tiny")
    parameters, _ = choose_parameters(scenario, ["counting.setup_mean_s"], [])
    design = make_design("one-at-a-time", parameters, 1, 0, 1)

    assert points_of(parameters, design) == (
        {}, {"counting.setup_mean_s": 300.0}, {"counting.setup_mean_s": 5400.0},
    )  # fmt: skip


def test_what_was_never_varied_is_not_said_to_move_nothing() -> None:
    results = explore(
        load_scenario("tiny"), over=[], method="grid", samples=2, metrics=[LAST],
        ranges=["counting.ballot_high_s=4:8", "counting.ballot_mode_s=5:6"],
    )  # fmt: skip

    assert results.summary.refused == 2
    assert [each.moves for each in results.summary.parameters] == [None, True]
    assert {parameter for parameter, _ in effects(results, LAST)} == {"counting.ballot_mode_s"}
    text = exploration_text(results)
    assert "Do not move" not in text
    assert "Not known, as too few of the points could be run: counting.ballot_high_s" in " ".join(
        text.split()
    )
