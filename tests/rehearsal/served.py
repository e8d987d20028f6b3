"""A feed that is served while a program reads it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
import numpy as np

import sim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHARES = (10, 30, 60)
"""Percentages of the sites that are accepted when programs look at the feed."""


@contextmanager
def served(result: Path, *options: str | Path) -> Iterator[str]:
    """Yield the address of a feed of a result, on a clock that stands still."""
    command = [sys.executable, "-m", "sim", "feed", result, "--port", "0", "--paused", *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        if not line:
            raise click.ClickException(process.stderr.read())
        try:
            yield line.split()[2].rstrip("/")
        finally:
            process.send_signal(signal.SIGINT)


def set_clock(address: str, at: str) -> None:
    """Set the clock of a feed with control."""
    body = json.dumps({"at": at}).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/clock", body, headers)):  # noqa: S310  of this machine
        pass


def times_of(result: Path) -> dict[int, str]:
    """Return when the sites of a run are accepted, by the percentages of SHARES."""
    accepted = np.sort(sim.load_results(result).tables["sites"]["accepted"])
    return {
        share: str(accepted[len(accepted) * share // 100].astype("datetime64[s]"))
        for share in SHARES
    }
