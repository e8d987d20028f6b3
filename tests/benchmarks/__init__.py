"""Benchmarks that compare running times: ``python -m tests.benchmarks``."""
