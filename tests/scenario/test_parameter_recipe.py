"""A new parameter is one declaration: listed, documented, settable and checked."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.copies import copy_of_package, environment

if TYPE_CHECKING:
    from pathlib import Path

DECLARATION = """
    umbrellas_share: float = param(
        0.25,
        low=0.0,
        high=0.5,
        label="umbrellas",
        doc="Share of voters who bring an umbrella",
        assumption="made up",
    )
"""

COMMANDS = """
import json, sys
from click.testing import CliRunner
from sim.cli import main
for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(main, arguments)
    print(json.dumps({"code": done.exit_code, "out": done.stdout, "err": done.stderr}))
"""


def test_a_new_parameter_is_one_declaration(tmp_path: Path) -> None:
    file = copy_of_package(tmp_path, "scenario") / "scenario" / "parameters" / "voters.py"
    text = file.read_text(encoding="utf-8")
    section = 'class TurnoutParameters(Section):\n    """Turnout: who votes."""\n'
    assert section in text
    file.write_text(text.replace(section, section + DECLARATION), encoding="utf-8")

    key = "turnout.umbrellas_share"
    run = ["run", "tiny", "--engine=simpy", "--no-plots", "--quiet", "--out", "out", "--set"]
    commands = [
        ["params", key], ["params", "--markdown"], [*run, f"{key}=0.6"], [*run, f"{key}=0.3"],
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, json.dumps(commands)],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True,
    )  # fmt: skip
    params, page, refused, used = map(json.loads, done.stdout.splitlines())

    assert "umbrella" in params["out"]
    assert "| `umbrellas_share` | `0.25` |" in page["out"]
    assert "Share of voters who bring an umbrella" in page["out"]
    assert "made up" in page["out"]
    assert refused["code"] == 2
    assert key in refused["err"]
    assert "0.5" in refused["err"]
    assert "0.6" in refused["err"]
    assert used["code"] == 0, used["err"]
    assert '"umbrellas_share": 0.3' in (tmp_path / "out" / "manifest.json").read_text()
