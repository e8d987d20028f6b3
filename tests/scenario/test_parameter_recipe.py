"""A new parameter is one declaration: listed, documented, settable and checked."""

from __future__ import annotations

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


def test_a_new_parameter_is_one_declaration(tmp_path: Path) -> None:
    file = copy_of_package(tmp_path) / "scenario" / "parameters" / "voters.py"
    text = file.read_text(encoding="utf-8")
    section = 'class TurnoutParameters(Section):\n    """Turnout: who votes."""\n'
    assert section in text
    file.write_text(text.replace(section, section + DECLARATION), encoding="utf-8")

    def saylau(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sim", *arguments],
            cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False,
        )  # fmt: skip

    key = "turnout.umbrellas_share"
    assert "umbrella" in saylau("params", key).stdout
    page = saylau("params", "--markdown").stdout
    assert "| `umbrellas_share` | `0.25` |" in page
    assert "Share of voters who bring an umbrella" in page
    assert "made up" in page

    refused = saylau(
        "run", "tiny", "--engine=simpy", "--no-plots", "--quiet", "--set", f"{key}=0.6"
    )
    assert refused.returncode == 2
    assert key in refused.stderr
    assert "0.5" in refused.stderr
    assert "0.6" in refused.stderr

    done = saylau(
        "run",
        "tiny",
        "--engine=simpy",
        "--no-plots",
        "--quiet",
        "--out",
        "out",
        "--set",
        f"{key}=0.3",
    )
    assert done.returncode == 0, done.stderr
    assert '"umbrellas_share": 0.3' in (tmp_path / "out" / "manifest.json").read_text()
