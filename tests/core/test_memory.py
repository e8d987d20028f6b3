"""Memory of large arrays is returned as soon as they are freed."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_GROWTH = """
import os
from pathlib import Path
import numpy as np
from sim.core.memory import return_large_arrays

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

{call}
np.ones(2**20)  # By itself, glibc moves the border up to this.
before, small, large = resident(), [], []
for number in range(200):
    large.append(np.ones(2**16))
    small.append(bytes(2**12 + number))
del large
print((resident() - before) / 2**20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems decide by themselves")
@pytest.mark.parametrize(("call", "low", "high"), [("return_large_arrays()", 0, 10), ("", 20, 120)])
def test_memory_of_large_arrays_is_returned(call: str, low: float, high: float) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _GROWTH.format(call=call)], capture_output=True, text=True,
        check=True,
    )  # fmt: skip

    assert low <= float(done.stdout) <= high
