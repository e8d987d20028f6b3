"""How long things take, side by side: ``python -m tests.benchmarks``."""
