"""Bad input is refused before any work, and the environment does not configure a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from tests.support.commands import saylau_here
from tests.system.test_reproducibility import contents

ROOT = Path(__file__).parents[2]
THERE = "exists already, and no result is overwritten"
NO_RUN = "is not the directory of a run"
EARLY = [
    (["run", "tiny", "--out", "there"], 2, THERE),
    (["run", "tiny", "--voters", "there"], 2, THERE),
    (["run", "tiny", "--out", "dangling"], 2, THERE),
    (["run", "tiny", "--out", "file/run"], 1, "cannot be written"),
    (["run", "tiny", "--out", "n" * 300], 1, "cannot be written"),
    (["run", "tiny", "--out", "loop/run"], 1, "cannot be written"),
    (["calibrate", "--out", "there"], 2, THERE),
    (["compare", "no", "where"], 2, "where: does not exist"),
    (["report", "/"], 2, f"/: {NO_RUN}"),
    (["report", "loop"], 2, f"loop: {NO_RUN}"),
    (["report", "loop", "good"], 2, f"loop: {NO_RUN}"),
    (["export", "loop", "--format", "excel"], 2, f"loop: {NO_RUN}"),
    (["tune", "tiny", "--figure", "there/x.gif"], 2, "must end in ."),
    (["tune", "tiny", "--figure", "file/x.png"], 1, "cannot be written"),
]

CODE = """
import json, sys
from click.testing import CliRunner
from sim.cli import main
for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(main, arguments)
    loaded = sorted({"numpy", "numba", "pydantic", "matplotlib"} & set(sys.modules))
    print(json.dumps([done.exit_code, loaded, done.stderr.splitlines()]))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "good").mkdir()
    (tmp_path / "good/manifest.json").write_text("{}")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    return tmp_path


def test_nothing_is_loaded_before_a_refusal(folder: Path) -> None:
    all_arguments = json.dumps([arguments for arguments, _, _ in EARLY])
    done = subprocess.run(
        [sys.executable, "-c", CODE, all_arguments], cwd=folder, text=True, timeout=60, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
    )  # fmt: skip
    for (arguments, code, message), line in zip(EARLY, done.stdout.splitlines(), strict=True):
        told, loaded, messages = json.loads(line)
        assert (told, loaded) == (code, []), arguments
        assert any(message in line for line in messages), (arguments, messages)
        assert "Traceback" not in "\n".join(messages)
    assert len(list(folder.iterdir())) == 5


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--fix", "foo.bar", "--fix: foo.bar is no parameter"),
        ("--free", "foo.bar", "--free: foo.bar is no parameter with a calibration range"),
        ("--fix", "foo.bar=1", "foo"),
    ],
)
def test_lint_checks_what_a_calibration_checks(
    option: str, value: str, message: str, tmp_path: Path
) -> None:
    done = saylau_here("calibrate", "baseline", option, value, "--lint", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_the_environment_does_not_configure_a_command(tmp_path: Path) -> None:
    """A notebook's backend, invalid settings files of matplotlib, unusual terminals."""
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "matplotlibrc").write_bytes(b"\xff\xfe no: text\nbackend: nonsense\n")
    environment = {name: value for name, value in os.environ.items() if name != "HOME"}
    environment |= {
        "PYTHONPATH": str(ROOT), "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MATPLOTLIBRC": str(strange / "matplotlibrc"), "PYTHONWARNINGS": "error", "COLUMNS": "0",
        "TERM": "dumb", "LC_ALL": "C", "TZ": "No/where",
    }  # fmt: skip
    arguments = ["run", "tiny", "--quiet", "--out"]
    there = subprocess.run(
        [sys.executable, "-m", "sim", *arguments, "../one"], cwd=strange, env=environment,
        check=False, timeout=120,
    )  # fmt: skip
    assert there.returncode == 0
    assert saylau_here(*arguments, "two", cwd=tmp_path).returncode == 0

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_separate_picture_is_plotted_with_the_backend_of_a_notebook(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "tune", "tiny", "--figure", "tune.svg"], cwd=tmp_path,
        env={**os.environ, "MPLBACKEND": "nonsense", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tune.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_missing_posterior_is_refused_before_the_country_is_built(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sim.api.build_country", lambda _: pytest.fail("the country was built"))
    done = CliRunner().invoke(main, ["run", "tiny", "--posterior", "no/where"])
    assert done.exit_code == 2
    assert "no/where: is not a directory; available: baseline (shipped)" in done.stderr
