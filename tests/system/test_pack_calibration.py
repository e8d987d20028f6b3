"""Calibrations of packs: their names, their prior, what is skipped, and how they are used."""

from __future__ import annotations

import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest

import sim
from sim.calibration.calibrate import calibrate
from sim.calibration.targets.usable import check_regions, check_swing
from sim.core.errors import InputError
from sim.election import build_country
from sim.ensemble.posterior_draws import load_posterior
from sim.plots import figures_of
from sim.plots.calibration.fit import figure, fit_data
from sim.results import CalibrationResults, csv_text, load_results
from tests.support.commands import saylau_here
from tests.support.packs import VALLEY, write_pack
from tests.support.totals import write_totals

if TYPE_CHECKING:
    from pathlib import Path

    from sim.calibration.calibrate import Calibration

REPORTED = """\
area,time,pct,source
,12:00,30,x
MAN,10:00,20.5,x
MAN,12:00,25.5,x
East,12:00,40.5,x
Ford,13:00,31,x
MAN,,60,x
"""
ONE_SITE_A_REGION = "site,side,parish,registered\n" + "".join(
    f"s{k},R{k},P{k},100\n" for k in range(101)
)


def island(folder: Path) -> Path:
    """Write a pack with a region that has the code of one of the default election."""
    sites = VALLEY["sites.csv"].replace(",West,", ",MAN,")
    areas = VALLEY["areas.csv"].replace("West,West Bank", "MAN,Isle of Man")
    write_pack(folder, VALLEY, sites=sites, areas=areas)
    (folder / "reported").mkdir()
    (folder / "reported" / "turnout.csv").write_text(REPORTED)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a pack, and its calibration in ``out/first``."""
    here = tmp_path_factory.mktemp("calibrated")
    island(here / "valley")
    command = "calibrate valley --quick --no-plots --seed 7 --out out/first"
    done = saylau_here(*command.split(), cwd=here)
    assert done.returncode == 0, done.stderr
    (here / "printed.txt").write_text(done.stdout)
    return here


def loaded(directory: Path) -> CalibrationResults:
    results = load_results(directory)
    assert isinstance(results, CalibrationResults)
    return results


def test_the_text_says_the_prior_and_what_is_skipped(made: Path) -> None:
    text = " ".join((made / "printed.txt").read_text().split())
    report = (made / "out" / "first" / "fit.md").read_text()

    assert "Prior of arrivals: wide (assumption), as the pack has no past/arrival_prior.csv" in text
    assert "Not calibrated: votes and seats: its votes are those that the pack expects" in text
    assert "Not calibrated: 1 value of another area" in text
    assert "arrivals a in Isle of Man" in report
    assert "other elections" not in report
    assert "Mang" not in text + report


def test_only_arrival_curves_are_calibrated(made: Path) -> None:
    results = loaded(made / "out" / "first")

    assert {key.partition(".")[0] for key in results.manifest.parameters} == {"arrivals"}
    assert results.tables["fit"]["target"].tolist() == [
        "ALL@12:00", "MAN@10:00", "MAN@12:00", "East@12:00", "MAN@final",
    ]  # fmt: skip
    assert results.manifest.pack is not None
    assert results.manifest.pack.folder == "valley"
    assert results.manifest.scenario["election"] == "valley"


def test_figures_have_the_names_of_the_pack(made: Path) -> None:
    results = loaded(made / "out" / "first")

    texts = " ".join(text.get_text() for text in figure(results).texts)

    assert figures_of(results) == ("fit", "parameters", "correlations", "trace")
    assert [panel.name for panel in fit_data(results)] == ["Isle of Man", "East Bank"]
    assert "Asia/Kolkata time" in texts
    assert "every area has an hourly report" in texts


def test_the_scenario_names_its_pack_and_meets_more_from_any_folder(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made / "out" / "first" / "scenario.toml"
    monkeypatch.chdir(tmp_path)

    fitted = sim.load_scenario(file)
    # One run of six sites meets a value by chance, so the share of many runs is compared.
    before, after = (
        sim.run(scenario, replications=60).summary.targets
        for scenario in (sim.load_scenario(made / "valley"), fitted)
    )

    content = tomllib.loads(file.read_text())
    assert content["election"] == "../../valley"
    assert "target" not in content
    assert len(after) == len(before)
    met = [sum(target.met_share or 0.0 for target in targets) for targets in (before, after)]
    assert met[1] > 1.3 * met[0] > 0


def test_a_posterior_is_of_its_election_and_its_sites(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    scenario = sim.load_scenario("valley")
    posterior = load_posterior("out/first", scenario, build_country(scenario).one)
    tiny, other = sim.load_scenario("tiny"), tmp_path / "valley"
    shutil.copytree(made / "valley", other)
    (other / "sites.csv").write_text((other / "sites.csv").read_text().replace("812", "813"))
    changed = sim.load_scenario(other)

    assert "arrivals.regions.MAN.a" in posterior.keys
    with pytest.raises(InputError, match="of the election valley; scenario tiny is of another"):
        load_posterior("out/first", tiny, build_country(tiny).one)
    with pytest.raises(InputError, match="is the calibration of another country"):
        load_posterior("out/first", changed, build_country(changed).one)


def test_the_prior_of_the_pack_is_used(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "valley"
    shutil.copytree(made / "valley", folder)
    (folder / "past").mkdir()
    (folder / "past" / "arrival_prior.csv").write_text(
        "area,mean_log_a,mean_log_b,scale_log_a,scale_log_b,correlation,dof,error_pct\n"
        "common,0.1,0.6,0.01,0.01,0,5,2\nMAN,0,0,0.01,0.01,0,5,\n"
    )

    done = saylau_here(
        "calibrate", "valley", "--quick", "--no-plots", "--out", "narrow", cwd=tmp_path
    )

    assert "Prior of arrivals: that of past/arrival_prior.csv of the pack" in done.stdout
    table = loaded(tmp_path / "narrow").tables["parameters"]
    assert table["prior_sd"].max() < 0.1


def test_the_same_calibration_from_another_folder_has_the_same_tables(made: Path) -> None:
    again = calibrate_here(made).results

    first = loaded(made / "out" / "first").tables
    assert {name: csv_text(table) for name, table in again.tables.items()} == {
        name: csv_text(table) for name, table in first.items()
    }


def calibrate_here(made: Path) -> Calibration:
    return calibrate(sim.load_scenario(made / "valley"), seed=7, effort="quick")


def test_a_calibration_that_python_saves_runs_from_where_it_is(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)

    sim.save(calibrate_here(made), made / "deep" / "below" / "fit")

    by_python, by_command = made / "deep" / "below" / "fit", made / "out" / "first"
    names = [{path.name for path in folder.iterdir()} for folder in (by_python, by_command)]
    assert names[0] == names[1]
    assert sim.run(by_python / "scenario.toml").summary.sites
    assert "quick" in (by_python / "fit.md").read_text(encoding="utf-8")


def test_regions_that_cannot_be_calibrated_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "wide", VALLEY, sites=ONE_SITE_A_REGION, areas=None)
    scenario = sim.load_scenario(folder)

    with pytest.raises(InputError, match="has 101 areas to report by; at most 100"):
        check_regions(scenario, build_country(scenario).register)


def test_a_swing_is_not_calibrated() -> None:
    plain = sim.load_scenario("baseline", ["swing.seed=5"])

    check_swing(plain)
    with pytest.raises(InputError, match="scenario baseline: swing: moves votes from those that"):
        calibrate(plain.with_({"swing.regions": {"AKM": {"Auyl": 0.1}}}), seed=1)


def test_a_pack_of_totals_is_calibrated_with_its_seats_and_run(tmp_path: Path) -> None:
    write_totals(tmp_path / "dales")

    done = saylau_here("calibrate", "dales", "--quick", "--no-plots", "--out", "fit", cwd=tmp_path)

    assert "Seats of all areas together" in done.stdout
    assert "Nothing reported by hour for Lower Dale: curves of the prior" in done.stdout
    fitted = sim.load_scenario(tmp_path / "fit" / "scenario.toml")
    # Its law has no line against all.
    assert fitted.choice.against_all_share == 0
    run = sim.run(fitted)
    assert run.summary.election is not None
    assert run.summary.election.name == "dales"
