"""The command ``lab``: it serves at once, ends by Ctrl-C, and refuses what it cannot open."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING

from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_serves_the_page_until_it_is_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sim", "lab", "tiny"], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")},
    ) as lab:  # fmt: skip
        assert lab.stdout is not None
        address = lab.stdout.readline().strip()
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  of loopback
            assert b"Saylau lab" in answer.read()
        lab.send_signal(signal.SIGINT)
        _, said = lab.communicate(timeout=60)
    assert lab.returncode == 130
    assert "the lab is closed; scenarios that were saved stay" in said
    assert (tmp_path / "state/saylau/lab-token").read_text() in address


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    done = saylau_here("lab", "no-such", cwd=tmp_path)
    assert (done.returncode, "no-such" in done.stderr) == (2, True)
    done = saylau_here("lab", "tiny", "--set", "polling.check_in_mean_s=0", cwd=tmp_path)
    assert (done.returncode, "between 1 and 900 s; got 0" in done.stderr) == (2, True)


def test_a_country_that_cannot_exist_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = ["--set", "register.regions=['MAN']", "--set", "register.sites={MAN = 1}"]
    done = saylau_here("lab", "baseline", *settings, cwd=tmp_path)
    assert done.returncode == 2
    assert "MAN" in done.stderr
