"""Whole numbers that callers give."""

from __future__ import annotations

from numbers import Integral


def whole_number_problem(value: object, low: int, high: int | None = None) -> str:
    """Return what is wrong with a number that must be whole and in a range; empty if nothing is.

    Parameters
    ----------
    value
        What was given; of Python, NumPy, or no number at all.
    low, high
        The least and the largest that are allowed; None for no largest.

    Examples
    --------
    >>> whole_number_problem(3, 1), whole_number_problem(0, 1)
    ('', 'must be a whole number, 1 or more; got 0')
    >>> whole_number_problem(2.5, 0, 1000)
    'must be a whole number, 0 to 1,000; got 2.5'
    """
    if isinstance(value, Integral) and not isinstance(value, bool):
        number = int(value)
        if low <= number and (high is None or number <= high):
            return ""
    allowed = f"{low} or more" if high is None else f"{low} to {high:,}"
    return f"must be a whole number, {allowed}; got {value!r}"
