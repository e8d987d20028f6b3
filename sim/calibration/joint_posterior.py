"""The joint posterior of a calibration: a product of independent posteriors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
from sim.calibration.arrivals.prior import arrival_prior
from sim.calibration.free_parameters import held_values
from sim.calibration.night.night_data import night_data
from sim.calibration.night.night_posterior import NIGHT_KEYS, NightPosterior
from sim.calibration.votes.invalid_posterior import OtherMarksPosterior
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.scenario.election import published_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.free_parameters import FreeParameters
    from sim.calibration.mcmc.posterior import PosteriorDensity
    from sim.election import Country
    from sim.pack.targets import Target


class JointPosterior(NamedTuple):
    """The factors of the posterior, which are independent given the targets."""

    day: ArrivalsPosterior
    choice: VotesPosterior | None
    """None where votes do not depend on strengths, as in a pack; so are ``others``."""
    others: OtherMarksPosterior | None
    night: NightPosterior | None = None
    """None where no times are reported at which results of sites came in."""

    @classmethod
    def of(
        cls, country: Country, targets: Sequence[Target], plan: FreeParameters
    ) -> JointPosterior:
        """Return the posteriors of a country; fixed parameters have the scenario's values."""
        scenario, register = country.scenario, country.register
        prior = arrival_prior(published_of(scenario)).for_codes(register.region_code.tolist())

        def held(posterior: PosteriorDensity) -> dict[str, float]:
            return held_values(scenario, plan.held_among(posterior.coordinates.names))

        def day(held: Mapping[str, float]) -> ArrivalsPosterior:
            return ArrivalsPosterior(scenario, register, targets, prior, plan.day, held)

        def choice(held: Mapping[str, float]) -> VotesPosterior:
            return VotesPosterior(scenario, register, targets, plan.choice, held)

        def others(held: Mapping[str, float]) -> OtherMarksPosterior:
            return OtherMarksPosterior(scenario, register, targets, plan.others, held)

        # The names of all parameters are known once the posteriors without fixed ones are built.
        if not plan.choice:
            alone, times = day({}), night_data(scenario, register) if plan.night else None
            of_night = () if times is None else NIGHT_KEYS
            plan.check_held(scenario, [*alone.coordinates.names, *of_night])
            fixed = held_values(scenario, plan.held_among(of_night))
            night = None if times is None else NightPosterior(scenario, times, plan.night, fixed)
            return cls(day(held(alone)), None, None, night)
        unfixed = day({}), choice({}), others({})
        plan.check_held(scenario, [name for each in unfixed for name in each.coordinates.names])
        return cls(day(held(unfixed[0])), choice(held(unfixed[1])), others(held(unfixed[2])))

    def all(self) -> tuple[PosteriorDensity, ...]:
        """Return them in the order of their seeds, the one that takes longest first."""
        each = (self.day, self.others, self.choice, self.night)
        return tuple(posterior for posterior in each if posterior is not None)
