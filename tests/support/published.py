"""The published values of the default election, for tests."""

from __future__ import annotations

from sim.pack.records import published

OF = published()
