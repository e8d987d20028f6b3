"""How waits are kept: counts by half hour of arrival and whole seconds."""

from __future__ import annotations

from sim.core import clock

WAIT_ROW_MS = 30 * clock.MINUTE_MS
"""Waits are kept by half hour of arrival, local time."""
WAIT_ROWS = clock.DAY_MS // WAIT_ROW_MS
WAIT_SECONDS = 3 * 24 * 3600
"""Waits are kept by whole seconds; longer ones fall in the last cell."""
