"""Faults that real feeds had: declared, read from files, and what each does."""
