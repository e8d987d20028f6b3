"""The end of work that is slowed down or stopped for a while."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.incidents.slowdowns import STOP, Slowdown, finish, in_order


@given(
    st.integers(0, 500),
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(1, 80), st.integers(1, 80), st.sampled_from([STOP, 1.0, 2.5]))),
)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_work_is_done_when_its_parts_are(
    start: int, work: int, steps: list[tuple[int, int, float]]
) -> None:
    """Compare with a simulation tick by tick; within a tick for each slowdown."""
    windows, now = [], 0
    for gap, length, factor in steps:
        windows.append(Slowdown(now + gap, now + gap + length, factor))
        now += gap + length
    at, left = start, float(work)
    while left > 1e-9:
        factor = next((w.factor for w in windows if w.begins <= at < w.ends), 1.0)
        left -= 1 / factor if factor else 0
        at += 1

    assert abs(finish(start, work, windows) - at) <= 1.5 * len(windows) + 1
    assert finish(start, work, ()) == start + work


def test_of_two_that_overlap_the_first_lasts_to_its_end() -> None:
    slow = [Slowdown(5, 9, 2.0), Slowdown(0, 6, STOP), Slowdown(7, 8, STOP)]

    assert in_order(slow) == [Slowdown(0, 6, STOP), Slowdown(6, 9, 2.0)]
