"""The polling day of the nation: independent sites, run in blocks by either engine."""

from sim.day.day_records import (
    QUARTERS,
    Day,
    DayInput,
    Engine,
    ShippedEngine,
    check_engine,
    engine_name,
    join_days,
    with_early_ballots,
)
from sim.day.runner import run_day
from sim.day.voter_log import VoterRecord, VoterRecords, each_voter, run_one, voter_records

__all__ = [
    "QUARTERS",
    "Day",
    "DayInput",
    "Engine",
    "ShippedEngine",
    "VoterRecord",
    "VoterRecords",
    "check_engine",
    "each_voter",
    "engine_name",
    "join_days",
    "run_day",
    "run_one",
    "voter_records",
    "with_early_ballots",
]
