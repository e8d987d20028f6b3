"""Garbage collection in processes that are Saylau's alone: commands, and workers of ensembles."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Collect garbage rarely: it takes a tenth of the time, and nearly all is freed without it."""
    gc.set_threshold(500_000, 20, 20)
