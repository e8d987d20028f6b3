"""The interface for Python: what its names are, what they take, and what they refuse."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import saylau
import sim
from sim.core.errors import InputError, ResultsError, ScenarioError
from sim.day.reference import run_site
from sim.election import run_election
from sim.results import csv_text, load_results
from sim.results.notebook import TableAccess

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.day import VoterRecord
    from sim.night import AcceptedProtocol

FOR_TYPES = {
    f"{alias.asname}": f"{node.module}"
    for node in ast.walk(ast.parse(Path(inspect.getfile(sim)).read_text(encoding="utf-8")))
    if isinstance(node, ast.ImportFrom) and f"{node.module}".startswith("sim.")
    for alias in node.names
}
"""The names that type checkers see, and where they come from."""


def test_type_checkers_see_the_names_that_python_has() -> None:
    assert FOR_TYPES == sim._HOMES


def test_the_page_has_every_name_and_its_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")

    table = page.split("| name |")[1].split("\n\n")[0]
    assert set(re.findall(r"`sim\.(\w+)`", table)) == set(dir(sim))
    exec(page.split("```python\n")[1].split("```")[0], {})  # noqa: S102  our page
    assert "verdict   2 of 2 values met; 2 without the changes" in capsys.readouterr().out


@pytest.mark.parametrize("module", [sim, saylau])
def test_a_tab_lists_the_names_and_nothing_else(module: object) -> None:
    assert dir(module) == sorted(sim._HOMES)
    assert all(getattr(module, name) is getattr(sim, name) for name in sim._HOMES)
    assert vars(module)["__all__"] == list(sim._HOMES)


def test_modules_inside_have_both_names_and_are_there_once() -> None:
    code = """
import sys
from saylau.day.reference import PollingSite
import sim.day.reference, saylau.day, saylau.scenario.overrides
assert sys.modules["saylau.day.reference"] is sys.modules["sim.day.reference"]
assert saylau.day is sim.day and saylau.scenario.overrides is sim.scenario.overrides
assert PollingSite is sim.day.reference.PollingSite
assert PollingSite.__module__ == "sim.day.reference.site"
assert sim.day.reference.__spec__.name == sim.day.reference.__name__ == "sim.day.reference"
files = [m.__file__ for n, m in sys.modules.items() if n.startswith("sim.") and m.__file__]
assert len(files) == len(set(files))
try:
    import saylau.nothing
except ModuleNotFoundError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("No module named 'saylau.nothing'\n", "")


def test_the_version_is_that_of_the_distribution() -> None:
    assert sim.__version__ == saylau.__version__ == version("saylau")


def test_no_package_inside_takes_the_place_of_a_name() -> None:
    modules = {path.stem for path in Path(inspect.getfile(sim)).parent.iterdir()}

    # The folder of scenarios in a wheel holds no module.
    assert modules & set(dir(sim)) <= {"scenarios"}


def test_importing_either_name_loads_nothing_heavy() -> None:
    code = "import sys, saylau; dir(saylau); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert not {"numpy", "simpy", "pydantic", "sim.api"} & set(loaded.stdout.split())


def test_python_runs_the_command_by_either_name() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-m", name, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for name in ("sim", "saylau")
    ]

    assert said[0].startswith("Usage: ")
    assert said[0].replace("-m sim", "-m saylau") == said[1]


def test_names_and_paths_are_taken_as_text(tmp_path: Path, tiny: sim.RunResults) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "tiny"\n')

    saved = sim.save(sim.run("tiny"), str(tmp_path / "run"))
    sim.save(sim.run(str(mine)), tmp_path / "mine")
    page = sim.report(str(tmp_path / "run"), tmp_path / "mine", out=str(tmp_path / "two.html"))

    assert saved.summary == tiny.summary
    assert saved.directory == tmp_path / "run"
    assert "<html" in page.read_text(encoding="utf-8")
    assert sim.compare(str(tmp_path / "run"), tmp_path / "mine").others[0].pairing.pairs
    explored = sim.explore("tiny", over=["counting.slip_share"], metrics=["night.all_accepted"])
    assert explored.summary.scenario == "tiny"


def test_a_page_of_a_result_that_is_not_saved(
    tmp_path: Path, tiny: sim.RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert sim.report(tiny) == tmp_path / "tiny-seed-2021.html"
    assert sim.report(tiny, tiny).name == "tiny-seed-2021-vs-tiny-seed-2021.html"
    with pytest.raises(InputError, match="result 2: "):
        sim.report(tiny, sim.compare(tiny, tiny).results, out="x.html")


def test_a_saved_result_is_exported(
    tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = sim.save(tiny, "run")

    assert sim.export(saved, "nist") == Path("run-nist.json")
    assert sim.export("run", "excel", tmp_path / "csv") == tmp_path / "csv"
    assert (tmp_path / "csv" / "sites.csv").is_file()
    early = sim.export(saved, "ap", at="20:30")
    assert early == Path("run-at-2030-ap.json")
    assert early.is_file()
    for arguments, named, why in (
        ((tiny, "nist"), {}, "results: is not saved, and only a saved result is exported"),
        ((sim.load_scenario("tiny"), "nist"), {}, "results: must be results, or their directory"),
        ((saved, "excel", "x"), {"at": "20:30"}, "at: is for the formats of a night"),
        ((saved, "ap", "x"), {"at": "25:30"}, "at: must be a time such as 23:00"),
        ((saved, "openelections", "x.csv"), {}, "path: must have 'simulated' in its name"),
    ):
        with pytest.raises(InputError, match=why):
            sim.export(*arguments, **named)


def test_scenarios_are_listed_with_what_they_are() -> None:
    found = sim.scenarios()

    assert next(iter(found)) == "baseline"
    assert "power-cut" in found
    assert found["two-shores"]
    assert all(sim.load_scenario(name) for name in ("tiny", "evening-only"))


def test_values_are_given_by_key_or_by_section() -> None:
    by_key = sim.load_scenario("tiny", {"polling.check_in_mean_s": 90})

    assert by_key == sim.load_scenario("tiny", {"polling": {"check_in_mean_s": 90}})
    assert by_key == sim.load_scenario("tiny", ["polling.check_in_mean_s=90"])
    assert sim.run(by_key).summary.changed[0].after == 90
    changed = sim.load_scenario("tiny").with_(polling={"check_in_mean_s": 90})
    assert sim.run(changed).summary == sim.run(by_key).summary


def test_errors_name_arguments_of_python(tiny: sim.RunResults) -> None:
    def refused(call: object, *arguments: object, **named: object) -> str:
        assert callable(call)
        with pytest.raises(InputError) as error:
            call(*arguments, **named)
        return "\n".join([str(error.value), *getattr(error.value, "__notes__", ())])

    said = [
        refused(sim.load_scenario, "tiny", {"polling.check_in_mean_s": -90}),
        refused(sim.load_scenario, "tiny", ["polling.check_in_mean_s=-90"]),
        refused(sim.load_scenario, "tiny", {"election": "x"}),
        refused(sim.compare, tiny, tiny, fail_if=["nothing > 1"]),
        refused(sim.compare, tiny, tiny, metrics=["turnut_pct"]),
        refused(sim.calibrate, "baseline", fix=["polling.nothing"]),
        refused(sim.calibrate, "baseline", free=["polling.nothing"]),
        refused(sim.calibrate, "baseline", drop=["nothing"], weights=["nothing=2"]),
    ]

    assert not [text for text in said if "--" in text]
    assert [text.partition(":")[0] for text in said] == [
        "overrides", "overrides", "overrides", "fail_if", "metrics", "fix", "free", "drop",
    ]  # fmt: skip


def test_what_is_given_for_a_result_is_named_in_words_of_python(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    scenario, compared = sim.load_scenario("tiny"), sim.compare(tiny, tiny)
    new: Any = tmp_path / "new"

    def said(call: Callable[..., object], *arguments: object, **named: object) -> str:
        with pytest.raises(InputError) as error:
            call(*arguments, **named)
        return str(error.value)

    unfit = "must be results, or their directory; got"
    assert said(sim.report, compared) == (
        "result 1: this is a comparison; a page shows runs and ensembles"
    )
    assert said(sim.report, tiny, scenario) == (
        f"result 2: {unfit} a Scenario; run it first, with sim.run()"
    )
    assert said(sim.report, None) == f"result 1: {unfit} a NoneType"
    assert said(sim.compare, tiny, scenario).startswith(f"result B: {unfit} a Scenario")
    assert said(sim.compare, compared, tiny).startswith("result A: this is a comparison")
    assert said(sim.save, scenario, new).startswith("results: must be results, as sim.run() ")
    assert said(sim.load_results, scenario).startswith("directory: must be the path of a ")
    assert said(sim.report, tiny, language="de") == (
        "language: must be one of en, kk, ru; got 'de'"
    )
    assert said(sim.run, "tiny", posterior=f"{new}").endswith("; a calibration makes one")
    assert not new.exists()
    with pytest.raises(ValueError, match="effort must be 'full' or 'quick'; got 'fast'"):
        sim.calibrate("tiny", effort="fast")  # type: ignore[arg-type]


def test_a_scenario_that_is_set_says_what_changes_it() -> None:
    tiny = sim.load_scenario("tiny")
    parts: list[tuple[Any, str, str]] = [
        (tiny.polling, "check_in_mean_s", "{'polling.check_in_mean_s': 90}"),
        (tiny.register, "seed", "{'register.seed': 90}"),
        (tiny, "name", ""),
    ]

    assert tiny.register is tiny.register_
    for part, name, change in parts:
        with pytest.raises(AttributeError) as error:
            setattr(part, name, 90)
        assert str(error.value) == (
            f"{name} cannot be set; a scenario does not change: scenario.with_({change}) "
            "returns one with another value"
        )


def test_a_scenario_that_cannot_be_made_says_so_in_our_words() -> None:
    with pytest.raises(ScenarioError) as error:
        sim.Scenario(name="X Y", polling={"check_in_mean_s": -1})  # type: ignore[arg-type]

    assert str(error.value) == (
        "Scenario: name must be lower-case letters, digits, - and _, since it names a directory; "
        "got 'X Y'\n"
        "Scenario: polling.check_in_mean_s must be a number between 1 and 900 s; got -1"
    )


def test_tune_takes_a_name_and_values() -> None:
    tuned = sim.tune("tiny", {"polling.check_in_mean_s": 90})

    assert tuned.changes == ("polling.check_in_mean_s=90",)
    assert [change.after for change in tuned.changed] == [90]
    assert sim.tune("tiny").changed == ()
    with pytest.raises(ScenarioError, match="check_in_mean_s must be a number between 1 and 900"):
        sim.tune("tiny", {"polling.check_in_mean_s": -90})


def test_changes_that_tune_is_told_are_made() -> None:
    by_values = sim.tune("tiny", {"polling.check_in_mean_s": 90})
    slow = sim.load_scenario("tiny", {"polling.check_in_mean_s": 90})
    said = "polling.check_in_mean_s=90"

    assert sim.tune("tiny", changes=said) == by_values
    assert sim.tune("tiny", slow, changes=[said]) == by_values
    with pytest.raises(ScenarioError, match=r"changes: polling\.check_in_mean_s must be a number"):
        sim.tune("tiny", changes=["polling.check_in_mean_s=-90"])
    with pytest.raises(ScenarioError, match=r"changes: must read section\.key=value; got 'slow'"):
        sim.tune("tiny", changes=["slow"])
    with pytest.raises(InputError, match=f"changes: must be what `changed` has; got {said}"):
        sim.tune("tiny", slow.with_(polling={"check_in_mean_s": 80}), changes=[said])


def test_one_text_stands_for_a_list_of_it(tiny: sim.RunResults, tmp_path: Path) -> None:
    change, over, metric = "polling.check_in_mean_s=90", "counting.slip_share", "waits.mean_s"
    condition = "waits.p95_s > 2 * base"
    saved = sim.save(tiny, tmp_path / "run").directory
    assert saved is not None
    file = tmp_path / "more.csv"
    file.write_text("what,code,time,value,source\nturnout,ZZ,12:00,10,x\n")

    def refused(call: Callable[..., object], *arguments: object, **named: object) -> str:
        with pytest.raises(InputError) as error:
            call(*arguments, **named)
        return str(error.value)

    assert sim.load_scenario("tiny", change) == sim.load_scenario("tiny", [change])
    one, same = (
        sim.explore("tiny", over=texts[0], ranges=texts[1], metrics=texts[2]).summary
        for texts in [
            (over, f"{over}=0:0.005", metric), ([over], [f"{over}=0:0.005"], [metric]),
        ]
    )  # fmt: skip
    assert one == same
    compared = sim.compare(tiny, tiny, metrics=metric, fail_if=condition)
    assert compared.picked == (metric,)
    assert compared.conditions == (condition,)
    with pytest.raises(ValueError, match=r"names must be 2 different names; got \['ab'\]"):
        sim.compare(tiny, tiny, names="ab")
    assert list(load_results(saved, only="sites.csv").tables) == ["sites"]
    assert sim.PlanAsked(change="booths").change == ("booths",)  # type: ignore[arg-type]
    for name, text in (("free", "pol.x"), ("fix", "pol.x"), ("drop", "A@1"), ("weights", "A@1=2")):
        assert refused(sim.calibrate, "baseline", **{name: text}) == refused(
            sim.calibrate, "baseline", **{name: [text]}
        )
    for path in (file, str(file)):
        assert refused(sim.tune, "tiny", files=path) == refused(sim.tune, "tiny", files=[path])


def test_results_are_not_loaded_by_names_of_no_file(tiny: sim.RunResults, tmp_path: Path) -> None:
    saved = sim.save(tiny, tmp_path / "run").directory
    assert saved is not None

    with pytest.raises(ResultsError) as error:
        load_results(saved, only=["sites", "races.csv", "x"])

    assert str(error.value).splitlines()[0] == (
        "only: no file of a run is called 'sites'; did you mean 'sites.csv'?"
    )
    assert len(error.value.problems) == 2


def test_what_tune_returns_shows_itself_with_its_values() -> None:
    tuned, usual = sim.tune("tiny", {"polling.check_in_mean_s": 90}), sim.tune("tiny")

    assert repr(tuned).splitlines()[:4] == [
        "Results   simulated beside given values",
        "scenario  tiny, seed 2021 (2021-07-25)",
        "changed   check-in 60 → 90 s",
        "verdict   2 of 2 values met; 2 without the changes",
    ]
    assert "changed" not in repr(usual)
    assert tuned.values[0] == {
        "target": "EAST@final", "what": "final_turnout", "relation": "equals", "reported": 70.0,
        "unchanged": 70.0, "changed": 70.0, "met": True,
    }  # fmt: skip
    assert [*usual.values[0]] == ["target", "what", "relation", "reported", "unchanged", "met"]
    page = tuned._repr_html_()
    assert page.count("<table>") == 2
    assert "<tr><th>EAST@final</th><td>final_turnout</td><td>equals</td><td>70</td>" in page
    assert sim.tune("tiny", drop=["EAST@final", "WEST@final"]).values == []


def test_tables_show_their_names_and_no_arrays(tiny: sim.RunResults) -> None:
    text = repr(tiny.tables)

    assert text.startswith("9 tables: .turnout (171 rows), ")
    assert ".sites (3 rows), " in text
    assert len(text) < 300
    assert dict(tiny.tables) == tiny.tables


def test_a_comparison_is_short_and_becomes_a_frame(
    tiny: sim.RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = sim.compare(tiny, sim.run("tiny", seed=7))
    monkeypatch.setattr(TableAccess, "compare", _Frame(comparison.results), raising=False)

    assert len(repr(comparison)) < 400
    assert len(repr(comparison.others[0])) < 200
    assert comparison._repr_html_().startswith("<table>")
    assert comparison.to_pandas() == "a frame"


class _Frame:
    """A stand-in for a table, as pandas is not a dependency."""

    def __init__(self, results: sim.ComparisonResults) -> None:
        self.results = results

    def to_pandas(self) -> str:
        assert "compare" in self.results.tables
        return "a frame"


@pytest.mark.parametrize("kind", ["summary", "manifest"])
def test_records_name_their_keys_and_not_their_values(tiny: sim.RunResults, kind: str) -> None:
    text = repr(getattr(tiny, kind))

    assert len(text) < 700
    assert ".scenario, " in text
    assert "tiny" not in text


def test_each_voter_and_each_protocol_is_handed_over(tiny: sim.RunResults, tmp_path: Path) -> None:
    voters: list[VoterRecord] = []
    protocols: list[AcceptedProtocol] = []

    results = sim.run(
        "tiny", on_voter=voters.append, on_protocol=protocols.append, voters=tmp_path / "v.csv"
    )

    assert results.summary == tiny.summary
    rows = (tmp_path / "v.csv").read_text().splitlines()[1:]
    assert [f"{v.site},{v.voter}" for v in voters] == [",".join(r.split(",")[1:3]) for r in rows]
    voted = [voter for voter in voters if voter.state == "voted"]
    assert len(voted) == results.summary.issued
    assert all(v.called <= v.issued <= v.left for v in voted if v.called and v.issued and v.left)
    assert [p.accepted_at for p in protocols] == sorted(p.accepted_at for p in protocols)
    accepted = dict(zip(results.sites["site"], results.sites["accepted"], strict=True))
    assert {p.site: np.datetime64(p.accepted_at, "s") for p in protocols} == accepted
    assert sum(p.protocol.cast for p in protocols) == results.summary.cast


@pytest.mark.parametrize("name", ["on_voter", "on_protocol", "voters", "site_queues"])
def test_what_is_of_one_run_is_refused_for_several(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} needs replications=1"):
        sim.run("tiny", replications=2, **{name: print})  # type: ignore[arg-type]


def test_one_election_takes_a_thread_for_each_processor_and_no_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[int] = []

    def noted(*arguments: Any, workers: int, **options: Any) -> Any:
        taken.append(workers)
        return run_election(*arguments, workers=workers, **options)

    monkeypatch.setattr("sim.api.default_workers", lambda: 3)
    monkeypatch.setattr("sim.api.run_election", noted)
    by_kernel, by_simpy, asked = (
        sim.run("tiny"), sim.run("tiny", engine="simpy"), sim.run("tiny", workers=2),
    )  # fmt: skip

    assert taken == [3, 1, 2]
    assert (
        csv_text(by_kernel.tables["sites"])
        == csv_text(by_simpy.tables["sites"])
        == csv_text(asked.tables["sites"])
    )


def test_the_day_can_be_run_by_a_function(tiny: sim.RunResults, tmp_path: Path) -> None:
    by_function = sim.run("tiny", engine=run_site, workers=2)
    several = sim.run("tiny", engine=run_site, replications=2, workers=2)

    assert by_function.summary.engine == by_function.manifest.engine == "function run_site"
    for name, table in tiny.tables.items():
        assert csv_text(by_function.tables[name]) == csv_text(table), name
    assert several.summary.engine == "function run_site"
    saved = sim.save(by_function, tmp_path / "run")
    assert "The model was changed: the polling day was run by function run_site" in (
        sim.report(saved).read_text(encoding="utf-8")
    )
    reasons = sim.compare(tiny, by_function).others[0].reasons
    assert [reason.key for reason in reasons] == ["engine"]
    with pytest.raises(ValueError, match="cluster needs an engine by name"):
        sim.run("tiny", engine=run_site, replications=2, cluster="tcp://x:1")


@pytest.mark.parametrize("replications", [1, 3])
def test_replications_show_their_progress_on_a_terminal(
    replications: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sim.run("tiny", replications=3)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    sim.run("tiny", replications=replications)

    assert ("Replications" in capsys.readouterr().err) == (replications > 1)


def test_a_saved_result_is_not_overwritten(tiny: sim.RunResults, tmp_path: Path) -> None:
    sim.save(tiny, str(tmp_path / "run"))
    with pytest.raises(ResultsError, match="no result is overwritten"):
        sim.save(tiny, str(tmp_path / "run"))
