"""How long a call takes."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def cpu_seconds(call: Callable[[], object]) -> float:
    """Return the processor time of a call, which other programs hardly affect."""
    gc.collect()
    start = time.process_time()
    call()
    return time.process_time() - start
