"""The posteriors that make up one, laid out for a country and its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.calibration.arrivals.arrivals_posterior import DayProblem
from sim.calibration.arrivals.prior import arrival_prior
from sim.calibration.free_parameters import held_values
from sim.calibration.votes.invalid_posterior import OtherMarksProblem
from sim.calibration.votes.votes_posterior import ChoiceProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.free_parameters import Plan
    from sim.calibration.mcmc.posterior import Problem
    from sim.election import Country
    from sim.pack.targets import Target


class Problems(NamedTuple):
    """The posteriors that make up one: given the targets they do not depend on each other."""

    day: DayProblem
    choice: ChoiceProblem
    others: OtherMarksProblem

    @classmethod
    def of(cls, country: Country, targets: Sequence[Target], plan: Plan) -> Problems:
        """Lay them out; what is held has the scenario's value."""
        scenario, register = country.scenario, country.register
        prior = arrival_prior().for_codes(register.region_code.tolist())

        def held(problem: Problem) -> dict[str, float]:
            return held_values(scenario, plan.held_among(problem.coordinates.names))

        def day(held: Mapping[str, float]) -> DayProblem:
            return DayProblem(scenario, register, targets, prior, plan.day, held)

        def choice(held: Mapping[str, float]) -> ChoiceProblem:
            return ChoiceProblem(scenario, register, targets, plan.choice, held)

        def others(held: Mapping[str, float]) -> OtherMarksProblem:
            return OtherMarksProblem(scenario, register, targets, plan.others, held)

        # Which names there are is known when nothing is held.
        whole = day({}), choice({}), others({})
        plan.check_held(scenario, [name for own in whole for name in own.coordinates.names])
        return cls(day(held(whole[0])), choice(held(whole[1])), others(held(whole[2])))

    def all(self) -> tuple[Problem, ...]:
        """Return them in the order of their seeds, the one that takes longest last."""
        return self.day, self.others, self.choice
