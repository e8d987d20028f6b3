"""The command line: each command parses its options, calls one function, and prints.

Results go to standard output, progress and messages to standard error. Exit codes: 0 done,
1 failure, 2 bad input, 3 a condition of compare holds, 130 interrupted by Ctrl-C, 143 by
SIGTERM, 129 by SIGHUP.
"""

from sim.cli import (
    calibrate,
    compare,
    explore,
    export,
    feasible,
    feed,
    lab,
    look,
    pack,
    pack_make,
    plan,
    report,
    run,
    tune,
)
from sim.cli.group import main

__all__ = [
    "calibrate",
    "compare",
    "explore",
    "export",
    "feasible",
    "feed",
    "lab",
    "look",
    "main",
    "pack",
    "pack_make",
    "plan",
    "report",
    "run",
    "tune",
]
