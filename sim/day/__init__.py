"""The polling day of the nation: every site on its own, by blocks, by either engine."""

from sim.day.records import QUARTERS, Day, DayInput, Engine, join_days
from sim.day.runner import run_day

__all__ = ["QUARTERS", "Day", "DayInput", "Engine", "join_days", "run_day"]
