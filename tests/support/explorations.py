"""Explorations, and a model whose indices of Sobol' are known."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.ensemble.record import packed
from sim.exploring.explore import explore
from sim.exploring.job import METRICS
from sim.exploring.ranges import GIVEN, Explored
from sim.scenario import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results import ExplorationResults

TIMES = ("counting.setup_mean_s", "counting.ballot_high_s", "counting.phone_mean_s")
"""Two that move the end of the night of ``tiny``, one of which has a value that is refused, and one
that does not."""
LAST = "night.all_accepted"


@cache
def tiny_exploration() -> ExplorationResults:
    """Return ``tiny`` with parameters of the night, one at a time, in two replications."""
    return explore(
        load_scenario("tiny"), over=TIMES, ranges=["counting.ballot_high_s=2.5:10"],
        metrics=[LAST, "waits"], replications=2,
    )  # fmt: skip


A, B = 7.0, 0.1
ISHIGAMI = tuple(
    Explored(f"x.{number}", 0.0, -3.2, 3.2, whole=False, basis=GIVEN) for number in (1, 2, 3)
)
"""Ranges wider than π to both sides: the job takes their shares."""


def ishigami_indices() -> dict[str, tuple[float, float, float]]:
    """Return the indices of the Ishigami function, first and total, in closed form.

    References
    ----------
    .. [1] Ishigami T., Homma T. (1990). An importance quantification technique in uncertainty
       analysis for computer models. Proceedings of ISUMA '90: 398-403.
       doi:10.1109/ISUMA.1990.151285
    """
    one = (1 + B * math.pi**4 / 5) ** 2 / 2
    two = A**2 / 8
    one_three = B**2 * math.pi**8 * 8 / 225
    whole = one + two + one_three
    return {
        "first": (one / whole, two / whole, 0.0),
        "total": ((one + one_three) / whole, two / whole, one_three / whole),
    }


@dataclass(frozen=True)
class IshigamiJob:
    """The Ishigami function at each point, as work for the workers of an ensemble."""

    points: tuple[Mapping[int, float], ...]
    """By number of the variable its value, between -π and π."""
    first: int = 0

    @property
    def engine(self) -> Literal["auto", "simpy"]:
        """The engine for which nothing is compiled."""
        return "simpy"

    def of(self, run: int) -> IshigamiJob:
        """Return the work of one run."""
        return replace(self, points=(self.points[run - self.first],), first=run)

    def run(self, run: int) -> bytes:
        """Return the value at a point, and a metric that depends on nothing."""
        x = self.points[run - self.first]
        value = math.sin(x[0]) + A * math.sin(x[1]) ** 2 + B * x[2] ** 4 * math.sin(x[0])
        return packed({METRICS: {"y": ["", value], "still": ["", 1.5]}}, {})
