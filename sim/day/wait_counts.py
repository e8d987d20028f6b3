"""The resolution of the counts of waiting times: half hours of arrival, whole seconds."""

from __future__ import annotations

from sim.core import clock

WAIT_ROW_MS = 30 * clock.MINUTE_MS
"""Waits are counted by half hour of arrival, local time."""
WAIT_FROM_MS = -2 * clock.HOUR_MS
"""Beginning of the first half hour: voters come up to two hours before the doors open."""
WAIT_ROWS = (2 * clock.DAY_MS - WAIT_FROM_MS) // WAIT_ROW_MS
"""To the end of the next day, on which doors can close."""
WAIT_SECONDS = 3 * 24 * 3600
"""Waits are counted by whole seconds; longer ones are counted in the last cell."""
