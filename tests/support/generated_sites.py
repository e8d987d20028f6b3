"""Generated sites: plans of their desks, and their voters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from sim.day.reference import ENOUGH
from sim.turnout.compiled_sampling import ANY_LINE, NEVER
from tests.conftest import HOUR, make_plan, make_voters

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from sim.core.types import Ints
    from sim.day.reference import Plan
    from sim.turnout import Voters


LAW = settings(deadline=None, derandomize=True, max_examples=200)
TICKS_MS = (1, 1000, 60_000, HOUR // 6)
OPENS = 7 * HOUR


@st.composite
def plans(draw: DrawFn) -> Plan:
    """Generate plans with few of everything; desks open and close in the two busiest hours."""
    hours = draw(st.sampled_from([1, 13]))
    closes_at = OPENS + hours * HOUR
    desks = draw(st.dictionaries(st.integers(1, 12), st.integers(0, 4), max_size=6))
    calendar = [(OPENS, draw(st.integers(0, 4)))]
    calendar += [(OPENS + tick * HOUR // 6, desks[tick]) for tick in sorted(desks)]
    # The queue must be served in the end.
    calendar[-1] = (calendar[-1][0], max(calendar[-1][1], 1))
    return make_plan(
        opens_at=OPENS,
        closes_at=closes_at,
        serve_queue=draw(st.booleans()),
        desk_calendar=tuple(calendar),
        issuers=draw(st.integers(1, 5)),
        booths=draw(st.integers(1, 5)),
        boxes=draw(st.integers(1, 2)),
        lists=draw(st.integers(0, 4)),
        inside_max=draw(st.integers(0, 8)),
        crew=draw(st.integers(0, 2)),
        crew_leaves_at=OPENS + HOUR // 6 * draw(st.integers(0, 6 * hours + 1)),
        ballots=draw(st.sampled_from([ENOUGH, ENOUGH, 0, 1, 5, 40])),
        ballots_brought_at=OPENS + HOUR // 6 * draw(st.integers(1, 6)),
    )


@st.composite
def sites(draw: DrawFn, /, **fixed: object) -> tuple[Plan, Voters]:
    """Generate a plan and voters, who arrive until an hour after closing at the latest.

    Hypothesis generates their number and distribution, NumPy the voters: this is fast and
    still shrinks to few voters.
    """
    plan = draw(plans())
    n, tick_ms = draw(st.integers(0, 200)), draw(st.sampled_from(TICKS_MS))
    rng = np.random.default_rng(draw(st.integers(0, 1 << 32)))
    service_ms = draw(st.sampled_from([0, 60_000, HOUR // 12, HOUR // 3]))
    come_within = draw(st.sampled_from([HOUR // 6, HOUR, plan.closes_at - OPENS + HOUR]))

    def ticks(most_ms: int) -> Ints:
        return tick_ms * rng.integers(0, most_ms // tick_ms + 1, n)

    def some(values: Ints, share: float, otherwise: int) -> Ints:
        return np.where(rng.random(n) < share, values, otherwise)

    columns: dict[str, Any] = {
        "check_in_ms": ticks(service_ms) + some(ticks(3 * HOUR), 0.02, 0),
        "booth_ms": ticks(2 * service_ms) + some(ticks(3 * HOUR), 0.02, 0),
        "box_ms": ticks(service_ms),
        "at_home": rng.random(n) < draw(st.sampled_from([0, 0.1])),
        "carries_away": rng.random(n) < 0.1,
        "patience_ms": some(ticks(HOUR), 0.3, NEVER),
        "balks_above": some(rng.integers(0, 20, n), 0.3, ANY_LINE),
        "returns_after_ms": some(ticks(2 * HOUR), 0.7, NEVER),
    }
    return plan, make_voters(OPENS - ticks(HOUR // 6) + ticks(come_within), **(columns | fixed))
