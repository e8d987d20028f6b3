"""Worker processes of tests fork from one that has loaded the model and matplotlib.

A user's workers load both themselves, in more than a second each; tests that start a command in
a separate process have those. Here as there, a worker gets its work as a message, shares no memory,
and can be killed. Unlike there, it does not see changes of environment variables.
"""

from __future__ import annotations

import multiprocessing
from contextlib import chdir
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

ROOT = Path(__file__).parents[2]
LOADED = ["tests.support.loaded_model"]
"""Modules that are loaded before workers fork; a test of others adds them before the first."""


def fork_workers() -> None:
    """Give whoever asks for new processes forked ones instead, where there is a way."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    usual = multiprocessing.get_context

    def get_context(method: str | None = None) -> BaseContext:
        if method != "spawn":
            return usual(method)
        forking = usual("forkserver")
        forking.set_forkserver_preload(LOADED)
        # It imports from the directory in which it starts.
        with chdir(ROOT):
            forkserver.ensure_running()
        return forking

    multiprocessing.get_context = get_context  # type: ignore[assignment]
