"""The command line: each command parses, calls one function, and prints.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done,
1 failure, 2 bad input, 130 interrupted.
"""

from sim.cli import calibrate, look, report, run, tune
from sim.cli.group import main

__all__ = ["calibrate", "look", "main", "report", "run", "tune"]
