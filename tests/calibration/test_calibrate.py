"""A complete calibration: its files, what it depends on, and its interruption."""

from __future__ import annotations

import io
import tomllib
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.arrivals.correction import CorrectionSettings
from sim.calibration.effort import Effort
from sim.calibration.fit.calibration_summary import is_outside
from sim.calibration.free_parameters import choose_free_parameters
from sim.calibration.mcmc.sampler import ChainSettings
from sim.calibration.stages import Stages
from sim.core.errors import InputError, ResultsError
from sim.results.checkpoint import Checkpoint
from sim.scenario import with_values
from sim.scenario.write import scenario_toml
from tests.support.small_calibrations import SMALL, calibrated, country, saved

if TYPE_CHECKING:
    from pathlib import Path

    from sim.calibration.calibrate import Calibration


MAN = country("MAN")


@pytest.fixture(scope="module")
def man() -> Calibration:
    return calibrated(MAN)


@pytest.fixture(scope="module")
def man_files(man: Calibration, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return saved(man, tmp_path_factory.mktemp("man") / "fit")


@pytest.fixture(scope="module")
def of_votes() -> Calibration:
    """A region with seats, votes, other marks, and two freed parameters."""
    return calibrated(country("AKM"), free=("choice.site_spread", "arrivals.site_spread"))


# --- files ---------------------------------------------------------------------------------------


def test_all_files_and_tables_exist(man_files: dict[str, bytes]) -> None:
    tables = {"correlations", "curves", "fit", "parameters", "posterior", "trace"}

    assert set(man_files) == {
        *(f"{name}.csv" for name in tables),
        "datapackage.json", "manifest.json", "posterior.npz", "scenario.toml", "summary.json",
    }  # fmt: skip
    for name in tables:
        assert man_files[f"{name}.csv"].startswith(b"origin,")


def assert_loads(calibration: Calibration, file: Path) -> None:
    file.write_bytes(calibration.files["scenario.toml"])
    loaded = sim.load_scenario(file)
    assert loaded == calibration.scenario
    calibrated_then = calibration.results.manifest.calibrated
    assert loaded.model_dump(mode="json", by_alias=True) == calibrated_then


def test_the_calibrated_scenario_loads_and_is_that_of_the_manifest(
    man: Calibration, tmp_path: Path
) -> None:
    assert_loads(man, tmp_path / "scenario.toml")


def test_one_with_votes_loads_too(of_votes: Calibration, tmp_path: Path) -> None:
    assert_loads(of_votes, tmp_path / "scenario.toml")


def test_the_calibrated_scenario_has_the_medians_and_their_origin(
    of_votes: Calibration,
) -> None:
    posterior, parameters = (of_votes.results.tables[k] for k in ("posterior", "parameters"))
    written = tomllib.loads(of_votes.files["scenario.toml"].decode())
    lines = of_votes.files["scenario.toml"].decode().splitlines()

    for row, key in enumerate(parameters["parameter"].tolist()):
        table = written
        *sections, last = key.split(".")
        for section in sections:
            table = table.get(section, {})
        median = float(f"{np.median(posterior[key]):.4g}")
        assert table[last] == median
        assert parameters["p05"][row] <= median * (1 + 1e-3 * np.sign(median))
        assert parameters["p95"][row] >= median * (1 - 1e-3 * np.sign(median))
    commented = [line for line in lines if "  # " in line]
    assert len(commented) == len(parameters["parameter"])
    assert all("90 %" in line or "held" in line for line in commented)


def test_quantiles_are_in_order_and_those_of_the_draws(of_votes: Calibration) -> None:
    tables = of_votes.results.tables
    fit, parameters, curves = (tables[name] for name in ("fit", "parameters", "curves"))
    for table, names in (
        (fit, ("p05", "p25", "p50", "p75", "p95")),
        (fit, ("prior_p05", "prior_p25", "prior_p50", "prior_p75", "prior_p95")),
        (parameters, ("p05", "p50", "p95")), (parameters, ("prior_p05", "prior_p50", "prior_p95")),
        (curves, ("p05", "p25", "p50", "p75", "p95")),
    ):  # fmt: skip
        for low, high in pairwise(names):
            assert (table[low] <= table[high]).all()
    for row, key in enumerate(parameters["parameter"].tolist()):
        drawn = tables["posterior"][key]
        assert parameters["sd"][row] == pytest.approx(drawn.std(), rel=1e-3, abs=1e-9)
        assert parameters["p50"][row] in drawn
        removed = 1 - (drawn.std() / parameters["prior_sd"][row]) ** 2
        assert parameters["variance_reduction"][row] == pytest.approx(removed, abs=0.01)
    assert (np.diff(curves["p50"]) >= -0.2).all()
    assert curves["p50"][-1] > curves["p50"][0] + 40


def test_arrays_are_the_draws_of_the_table(of_votes: Calibration) -> None:
    posterior = of_votes.results.tables["posterior"]
    with np.load(io.BytesIO(of_votes.files["posterior.npz"])) as arrays:
        names = arrays["parameters"].tolist()
        draws, prior = arrays["posterior"], arrays["prior"]

    assert tuple(names) == of_votes.results.manifest.parameters == tuple(posterior)[2:]
    assert draws.shape == prior.shape == (SMALL.n_draws, len(names))
    assert np.array_equal(draws, np.column_stack([posterior[name] for name in names]))
    assert posterior["draw"].tolist() == list(range(SMALL.n_draws))


def test_every_target_has_a_row_and_every_free_parameter_a_chain(of_votes: Calibration) -> None:
    tables = of_votes.results.tables
    summary = of_votes.results.summary
    fit, parameters = tables["fit"], tables["parameters"]

    assert len(fit["target"]) == summary.targets.n
    assert {"AKM@votes", "AKM@seats", "AKM@final"} <= set(fit["target"].tolist())
    assert (fit["met"] == "yes").sum() == summary.targets.met
    assert {"choice.site_spread", "arrivals.site_spread", "choice.regions.AKM.invalid_share"} <= (
        set(parameters["parameter"].tolist())
    )
    assert np.isfinite(parameters["r_hat"]).all()
    assert not summary.converged
    assert [chains.group for chains in summary.chains] == ["day", "others", "choice"]
    assert set(tables["trace"]["group"].tolist()) == {"day", "others", "choice"}
    site_spread = tables["posterior"]["arrivals.site_spread"]
    assert (site_spread >= 0).all()
    assert (site_spread <= 0.4).all()


def test_draws_are_of_the_scenario_that_was_calibrated(
    man: Calibration, man_files: dict[str, bytes], tmp_path: Path
) -> None:
    assert man_files
    saved(man, tmp_path / "fit")

    results = sim.run(MAN, replications=3, posterior=tmp_path / "fit")
    again = sim.run(man.scenario, replications=3, posterior=tmp_path / "fit")

    assert results.summary.posterior is not None
    assert results.summary.posterior.draws == SMALL.n_draws
    assert np.array_equal(
        results.tables["replications"]["draw"], again.tables["replications"]["draw"]
    )
    for row in range(SMALL.n_draws):
        draw = {
            key: float(values[row])
            for key, values in man.results.tables["posterior"].items()
            if key not in {"origin", "draw"}
        }
        assert with_values(MAN, draw) != MAN
    # Simulations of the first draws lie around the expectation of the calibration.
    noon = man.results.tables["curves"]
    at = noon["capital_time"].astype(str) == "2021-07-25T12:00:00"
    low, high = noon["p05"][at][0], noon["p95"][at][0]
    turnout = results.tables["replications"]["turnout_at_12_00"]
    assert low - 10 < np.median(turnout) < high + 10


# --- what it depends on --------------------------------------------------------------------------


def test_same_seed_same_bytes_and_other_seed_other_bytes(
    man_files: dict[str, bytes], tmp_path: Path
) -> None:
    assert saved(calibrated(MAN), tmp_path / "again") == man_files

    other = saved(calibrated(MAN, seed=7), tmp_path / "other")
    differing = {name for name, content in other.items() if content != man_files[name]}
    assert {"posterior.csv", "posterior.npz", "fit.csv", "curves.csv", "trace.csv"} <= differing


def test_two_workers_write_what_one_does(man_files: dict[str, bytes], tmp_path: Path) -> None:
    assert saved(calibrated(MAN, workers=2), tmp_path / "two") == man_files


def test_old_values_of_what_is_tuned_do_not_matter(tmp_path: Path) -> None:
    # With values of the day, so that simulations matter.
    figures = tmp_path / "mine.csv"
    figures.write_text("code,time,value\nMAN,12:00,45\nMAN,16:00,70\n")
    first = calibrated(MAN, files=(figures,))
    files = saved(first, tmp_path / "first")

    again = saved(calibrated(first.scenario, files=(figures,)), tmp_path / "again")

    for name in ("posterior.npz", "posterior.csv", "parameters.csv", "fit.csv", "curves.csv"):
        assert again[name] == files[name], name
    assert first.scenario != MAN


def test_what_is_held_stays_and_the_rest_is_tuned() -> None:
    held = ("arrivals.regions.MAN", "choice.incumbency", "choice.strength")
    values = {
        "arrivals.regions.MAN.a": 1.25, "choice.incumbency": 2.5, "choice.strength.Nur Otan": 1.5,
    }  # fmt: skip
    scenario = with_values(
        country("MAN", changes=("arrivals.b=2.25", "arrivals.regions={}")), values
    )
    calibration = calibrated(scenario, fix=held)
    posterior = calibration.results.tables["posterior"]

    # A region has the national value where the scenario has none for it.
    expected = values | {"arrivals.regions.MAN.b": 2.25}
    for key, value in expected.items():
        assert posterior[key] == pytest.approx(value, rel=1e-5)
    assert posterior["arrivals.a"].std() > 0
    assert posterior["choice.regions.MAN.strength.Nur Otan"].std() > 0
    lines = calibration.files["scenario.toml"].decode().splitlines()
    assert sum(line.endswith("  # held") for line in lines) >= 4


def test_all_may_be_held() -> None:
    calibration = calibrated(MAN, fix=("arrivals", "choice"))
    tables = calibration.results.tables

    keys = calibration.results.manifest.parameters
    assert not any(np.ptp(tables["posterior"][key]) for key in keys)
    assert len(tables["trace"]["step"]) == 0
    assert set(tables["fit"]["target"].tolist()) == {"MAN@final", "MAN@seats"}


def test_a_time_of_the_night_informs_a_parameter_without_a_formula(tmp_path: Path) -> None:
    medians = []
    for clock in ("21:40", "22:25"):
        file = tmp_path / "mine.csv"
        file.write_text(f"what,code,item,value,error\nnight,KZ,all_accepted,{clock},0.05\n")
        calibration = calibrated(
            sim.load_scenario("tiny"), free=("commission.speed_kmh",), files=(file,)
        )
        tables = calibration.results.tables
        medians.append(np.median(tables["posterior"]["commission.speed_kmh"]))
        assert "KZ@all_accepted" in tables["fit"]["target"].tolist()
    # The later the time, the slower the drive.
    assert medians[0] > medians[1] + 10


# --- a wrong value -------------------------------------------------------------------------------

ENOUGH = Effort(
    "enough",
    CorrectionSettings(2, 2, 6, ChainSettings(16, 50, 50, 50, 5)),
    ChainSettings(16, 200, 300, 300, 5),
    200,
)


def test_a_wrong_value_is_named_by_the_lint_and_changes_others_little(tmp_path: Path) -> None:
    scenario = country("ALM", "PAV")
    file = tmp_path / "wrong.csv"
    # 33.74 was reported, and 17.47 by 10:00.
    file.write_text("code,time,value\nALM,12:00,53.74\n")
    right, wrong = (
        calibrated(scenario, effort=ENOUGH, fix=("choice",), **more)
        for more in ({}, {"drop": ("ALM@12:00",), "files": (file,)})
    )

    named = [finding.message for finding in wrong.results.summary.lint]
    assert any(message.startswith("ALM@12:00 is 53.74 %") for message in named)
    assert not any("ALM@12:00" in finding.message for finding in right.results.summary.lint)
    for shape in "ab":
        keys = [f"arrivals.regions.{code}.{shape}" for code in ("ALM", "PAV")]
        moved = {}
        for key in keys:
            one, other = (np.log(c.results.tables["posterior"][key]) for c in (right, wrong))
            moved[key] = abs(np.median(one) - np.median(other)) / one.std()
        # Half of this country is wrong; the common parameters hardly change.
        assert moved[keys[1]] < 1.0
        assert moved[keys[1]] < moved[keys[0]] / 2


# --- interrupted ---------------------------------------------------------------------------------


@dataclass
class Breaks:
    """Interrupts after a number of progress reports, and records what was begun."""

    after: int
    told: int = 0
    begun: list[str] = field(default_factory=list)

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        assert 0 <= done <= total
        self.begun.append(stage)

    def advance(self, steps: int) -> None:
        assert steps > 0
        self.told += 1
        if self.told == self.after:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def n_told() -> int:
    whole = Breaks(-1)
    calibrated(MAN, progress=whole)
    return whole.told


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_interrupted_and_resumed_equals_one_go(
    part: float, n_told: int, man_files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "fit.unfinished"
    breaks = Breaks(round(part * n_told))
    with pytest.raises(KeyboardInterrupt):
        calibrated(MAN, checkpoint=folder, progress=breaks)
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.record")}
    again = Breaks(-1)

    files = saved(calibrated(MAN, checkpoint=folder, resume=True, progress=again), tmp_path / "fit")

    assert files == man_files
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("*.record")}
    assert before.items() <= after.items()
    if before:
        assert again.told < n_told


def test_a_stage_of_another_job_or_name_is_refused(tmp_path: Path) -> None:
    for job in (1, 2):
        stages = Stages(Checkpoint.start(tmp_path / f"job-{job}", {"a": job}))
        for name in ("one", "two"):
            stages(name, lambda: {"x": np.arange(job)})  # noqa: B023  called at once
    mine, other = (tmp_path / f"job-{job}" for job in (1, 2))
    (mine / "two.record").write_bytes((mine / "one.record").read_bytes())
    (mine / "one.record").write_bytes((other / "one.record").read_bytes())

    with pytest.raises(ResultsError) as error:
        Stages(Checkpoint.resume(mine, {"a": 1}))

    assert str(error.value).splitlines() == [
        f"{mine / 'one.record'}: the record is of another run; remove it to resume",
        f"{mine / 'two.record'}: the record is one.record, renamed; remove it to resume",
    ]


@pytest.mark.parametrize("damage", ["cut off", "one bit", "gone"])
def test_a_damaged_stage_is_run_again(
    damage: str, man_files: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "fit.unfinished"
    calibrated(MAN, checkpoint=folder)
    path = folder / "day-000.record"
    before = path.read_bytes()
    changed = bytearray(before)
    changed[len(before) // 2] ^= 1
    damaged = {"cut off": before[:-20], "one bit": bytes(changed)}
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(damaged[damage])

    files = saved(calibrated(MAN, checkpoint=folder, resume=True), tmp_path / "fit")

    assert path.read_bytes() == before
    assert files == man_files


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun") / "fit.unfinished"
    with pytest.raises(KeyboardInterrupt):
        calibrated(MAN, checkpoint=folder, progress=Breaks(8))
    return folder


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"seed": 3}, "seed"),
        ({"free": ("arrivals.site_spread",)}, "free"),
        ({"fix": ("arrivals.a",)}, "fix"),
        ({"drop": ("MAN@seats",)}, "targets"),
        ({"weights": ("MAN@seats=0.5",)}, "targets"),
        ({"effort": SMALL._replace(name="other")}, "effort"),
        ({"scenario": country("MAN", changes=("polling.desks_extra=1",))}, "scenario"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_stages_of_another_calibration_are_refused(
    changed: dict[str, object], key: str, begun: Path
) -> None:
    before = {path.name: path.read_bytes() for path in begun.iterdir()}
    arguments = {"scenario": MAN, **changed}

    with pytest.raises(ResultsError) as caught:
        calibrated(**arguments, checkpoint=begun, resume=True)  # type: ignore[arg-type]

    assert all(problem.key.startswith(key) for problem in caught.value.problems)
    assert caught.value.exit_code == 2
    assert {path.name: path.read_bytes() for path in begun.iterdir()} == before


def test_an_existing_folder_is_refused(begun: Path) -> None:
    with pytest.raises(ResultsError, match="exists already"):
        calibrated(MAN, checkpoint=begun)


def test_a_stage_is_run_once(tmp_path: Path) -> None:
    made = []

    def make() -> dict[str, np.ndarray]:
        made.append(1)
        return {"x": np.arange(3), "y": np.array(2.5)}

    stages = Stages(Checkpoint.start(tmp_path / "job", {"a": 1}))
    first, second = stages("one", make), stages("one", make)
    third = Stages(Checkpoint.resume(tmp_path / "job", {"a": 1}))("one", make)
    Stages()("one", make)

    assert len(made) == 2
    for found in (first, second, third):
        assert found["x"].tolist() == [0, 1, 2]
        assert float(found["y"]) == 2.5


# --- options -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "fix", "expected"),
    [
        (["polling.check_in_men_s"], [], "is no parameter with a calibration range; did you mean"),
        (["polling.desks_extra"], [], "is no parameter with a calibration range"),
        (["arrivals.site_spread"], ["arrivals.site_spread"], "is also held fixed by --fix"),
        (["arrivals.site_spread"], ["arrivals"], "is also held fixed by --fix"),
        (["arrivals.regions.MAN.a"], ["arrivals.regions.MAN"], "is also held fixed by --fix"),
        (["choice.strength.Foo"], [], "no party 'Foo'"),
        (["arrivals.regions.QQQ.a"], [], "no region 'QQQ'"),
        (["arrivals.regions.MAN.site_spread"], [], "unknown key"),
    ],
)
def test_what_cannot_be_freed_is_named(free: list[str], fix: list[str], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        choose_free_parameters(MAN, free, fix)

    [problem] = caught.value.problems
    assert problem.where == "--free"
    assert expected in problem.message


def test_a_range_that_the_scenario_does_not_allow_is_refused_at_once() -> None:
    # All ballots of `tiny` take five seconds; the range is 3 to 8.
    with pytest.raises(InputError, match="must be between ballot_low_s"):
        choose_free_parameters(sim.load_scenario("tiny"), ["counting.ballot_mode_s"], [])


def test_all_that_cannot_be_freed_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        choose_free_parameters(MAN, ["no.such", "choice.strength.Foo", "arrivals.early_share"], [])

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", ["arrivals.q", "arrivals.regions.QQQ", "choise"])
def test_what_cannot_be_fixed_is_named(name: str) -> None:
    with pytest.raises(InputError, match=f"--fix: {name} is no parameter"):
        calibrated(MAN, fix=(name,))


def test_what_is_always_tuned_may_be_freed_by_name_too(man: Calibration) -> None:
    plan = choose_free_parameters(
        MAN, ["arrivals.a", "choice.strength.Auyl", "choice.incumbency"], []
    )

    assert plan == choose_free_parameters(MAN, [], [])
    assert man.results.manifest.parameters


# --- scenarios as text ---------------------------------------------------------------------------


def test_a_made_up_country_can_be_calibrated(tmp_path: Path) -> None:
    tiny = sim.load_scenario("tiny")
    calibration = calibrated(tiny, effort=SMALL._replace(n_draws=20))
    file = tmp_path / "tiny.toml"
    file.write_text(scenario_toml(calibration.scenario), encoding="utf-8")

    assert sim.load_scenario(file) == calibration.scenario
    assert set(calibration.results.tables["curves"]["code"].tolist()) == {"EAST", "WEST"}


def test_a_target_is_named_if_it_is_far_off_with_or_without_itself() -> None:
    z, left_out = np.array([0.3, -3.1, 0.1, np.nan]), np.array([1.9, 0.0, -2.4, 2.1])
    assert is_outside(z, left_out).tolist() == [False, True, True, True]
