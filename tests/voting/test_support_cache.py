"""Vote probabilities that are kept are those that would be computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Streams
from sim.register import build_register
from sim.scenario import load_scenario
from sim.voting import support_cache
from sim.voting.ballots import support
from sim.voting.support_cache import SupportCache

if TYPE_CHECKING:
    import pytest


def test_they_are_computed_once_for_scenarios_that_differ_in_arrivals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed = []

    def counted(*arguments: object) -> object:
        computed.append(arguments)
        return support(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(support_cache, "support", counted)
    tiny, cache = load_scenario("tiny"), SupportCache()
    register = build_register(tiny)
    for changes in ([], ["arrivals.a=1.7"], ["arrivals.a=1.9", "arrivals.c=0.3"]):
        scenario = load_scenario("tiny", changes)
        for replication in (0, 1):
            found = cache(scenario, register, Streams(3, replication))
            again = support(scenario, register, Streams(3, replication))
            np.testing.assert_array_equal(found.utility, again.utility)
            np.testing.assert_array_equal(found.thresholds, again.thresholds)
    assert len(computed) == 2

    other = load_scenario("tiny", ["choice.sharpness=0.3", "arrivals.a=1.9"])
    found = cache(other, register, Streams(3, 0))

    assert len(computed) == 3
    np.testing.assert_array_equal(
        found.thresholds, support(other, register, Streams(3, 0)).thresholds
    )
