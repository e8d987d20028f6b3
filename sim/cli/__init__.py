"""The command line: each command parses, calls one function, and prints.

Results go to stdout, progress and messages to stderr. Exit codes: 0 done,
1 failure, 2 bad input, 3 a condition of compare holds, 130 interrupted.
"""

from sim.cli import calibrate, compare, look, report, run, tune
from sim.cli.group import main

__all__ = ["calibrate", "compare", "look", "main", "report", "run", "tune"]
