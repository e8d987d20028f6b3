"""A complete calibration: its files, what it depends on, and its interruption."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.free_parameters import choose_free_parameters
from sim.core.errors import ResultsError
from sim.scenario import with_values
from sim.scenario.write import scenario_toml
from tests.support.small_calibrations import SMALL, calibrated, country, saved

if TYPE_CHECKING:
    from sim.calibration.calibrate import Calibration


MAN = country("MAN")


@pytest.fixture(scope="module")
def man() -> Calibration:
    return calibrated(MAN)


@pytest.fixture(scope="module")
def man_files(man: Calibration, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return saved(man, tmp_path_factory.mktemp("man") / "fit")


# --- files ---------------------------------------------------------------------------------------


def test_all_files_and_tables_exist(man_files: dict[str, bytes]) -> None:
    tables = {"correlations", "curves", "fit", "parameters", "posterior", "trace"}

    assert set(man_files) == {
        *(f"{name}.csv" for name in tables),
        "datapackage.json", "fit.md", "manifest.json", "posterior.npz", "scenario.toml",
        "summary.json",
    }  # fmt: skip
    for name in tables:
        assert man_files[f"{name}.csv"].startswith(b"origin,")


def assert_loads(calibration: Calibration, file: Path) -> None:
    file.write_bytes(calibration.files_in(Path())["scenario.toml"])
    loaded = sim.load_scenario(file)
    assert loaded == calibration.scenario
    calibrated_then = calibration.results.manifest.calibrated
    assert loaded.model_dump(mode="json", by_alias=True) == calibrated_then


def test_the_calibrated_scenario_loads_and_is_that_of_the_manifest(
    man: Calibration, tmp_path: Path
) -> None:
    assert_loads(man, tmp_path / "scenario.toml")


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


# --- options -------------------------------------------------------------------------------------


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
