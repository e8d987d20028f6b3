"""Countries with known parameters, and the few values that are reported of them.

All parameters are sampled from the prior of the calibration, the country is simulated
with them, and the same values are observed in it that were reported of July 2021:
turnout at the same hours, seats by region and party, Aqmola's votes, the share of
incumbents, and the votes of four by-elections. Each has its stated error,
and is rounded as the real one.

``highest`` names the region that was highest. Where "at least" is
false the country is sampled again. The posterior is right for the remaining countries,
as it takes the statements as true, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
from sim.calibration.arrivals.prior import arrival_prior
from sim.calibration.arrivals.simulate import simulate
from sim.calibration.free_parameters import choose_free_parameters
from sim.calibration.targets.collect import collect
from sim.calibration.targets.likelihood import DOF, sample_t
from sim.calibration.votes.invalid_posterior import OTHERS, OtherMarksPosterior, PlaceShares
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.core.progress_protocol import NoProgress
from sim.day.day_records import QUARTERS
from sim.election import build_country
from sim.pack.targets import AGAINST_ALL, INVALID
from sim.scenario import load_scenario
from sim.turnout import expit, logit
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.simulate import Simulated
    from sim.calibration.free_parameters import FreeParameters
    from sim.calibration.mcmc.posterior import PosteriorDensity
    from sim.core.types import Floats
    from sim.election import Country
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target


_MOST_TRIES = 200
"""Tries to sample a country in which all statements are true."""


class JointPosterior(NamedTuple):
    """The posteriors of one calibration."""

    day: ArrivalsPosterior
    choice: VotesPosterior
    others: OtherMarksPosterior

    def all(self) -> tuple[PosteriorDensity, ...]:
        """Return them in order."""
        return self.day, self.choice, self.others


@dataclass(frozen=True)
class World:
    """What all made-up countries have in common: the baseline's register and its targets."""

    country: Country
    targets: tuple[Target, ...]
    plan: FreeParameters

    @classmethod
    def of(cls, *changes: str) -> Self:
        """Build it, with some values of the baseline changed; winners are always sampled."""
        scenario = load_scenario("baseline", ["outcome.winners='sampled'", *changes])
        country = build_country(scenario)
        targets = collect(scenario, country.register)
        return cls(country, targets, choose_free_parameters(scenario, (), ()))

    @cached_property
    def of_reported(self) -> JointPosterior:
        """The posteriors of the reported values."""
        return self.problems(self.targets)

    @property
    def codes(self) -> list[str]:
        """Regions."""
        codes: list[str] = self.country.register.region_code.tolist()
        return codes

    def problems(
        self, targets: Sequence[Target], elections: Sequence[ByElection] | None = None
    ) -> JointPosterior:
        """Return the posteriors of some targets."""
        scenario, register, plan = self.country.scenario, self.country.register, self.plan
        return JointPosterior(
            self.day(targets),
            VotesPosterior(scenario, register, targets, plan.choice, {}, elections),
            OtherMarksPosterior(scenario, register, targets, plan.others, {}, elections),
        )

    def day(self, targets: Sequence[Target]) -> ArrivalsPosterior:
        """Return the posterior of arrivals alone."""
        scenario, register = self.country.scenario, self.country.register
        prior = arrival_prior(OF).for_codes(self.codes)
        return ArrivalsPosterior(scenario, register, targets, prior, self.plan.day, {})


@dataclass(frozen=True)
class MadeUp:
    """One country with known parameters."""

    coords: tuple[Floats, ...]
    """True coordinates of each problem, shape ``(1, n_coordinates)`` each."""
    values: Mapping[str, float]
    """True parameters by dotted key."""
    targets: tuple[Target, ...]
    elections: tuple[ByElection, ...]
    tries: int
    """Countries sampled until all statements were true."""


def make_up(world: World, seed: int, number: int, *, error_factor: float = 1.0) -> MadeUp:
    """Sample a country and its reported values.

    Parameters
    ----------
    world
        What is known.
    seed, number
        Of all random numbers, with the number of the country.
    error_factor
        Reporting errors of turnout ÷ the stated ones: 1 for a correct likelihood.

    Raises
    ------
    RuntimeError
        If no country is found in which all statements are true.
    """
    generator = np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, number))))
    problems = world.of_reported.all()
    for tries in range(1, _MOST_TRIES + 1):
        coords = tuple(problem.sample_prior(1, generator) for problem in problems)
        values = {
            key: float(column[0])
            for problem, coordinates in zip(problems, coords, strict=True)
            for key, column in problem.parameters(coordinates).items()
        }
        streams = int(generator.integers(2**31))
        found = simulate(world.country, values, world.targets, streams, 1, 1, NoProgress())
        elections = tuple(_by_election(world, values, e, generator) for e in _elections(world))
        targets = _report(world, found, elections, error_factor, generator)
        if targets is not None:
            return MadeUp(coords, values, targets, elections, tries)
    raise RuntimeError(f"no country in {_MOST_TRIES} of which all statements are true")


def _report(
    world: World, simulated: Simulated, elections: Sequence[ByElection], error_factor: float,
    generator: np.random.Generator,
) -> tuple[Target, ...] | None:  # fmt: skip
    """Return the reported values; None if a statement is false."""
    found, pct, values = [], simulated.pct[0], simulated.values[0]
    by_district = {
        (e.district, choice): 100 * count / e.votes_cast
        for e in elections
        for choice, count in zip(e.choices, (*e.votes, e.invalid), strict=True)
    }
    scale = world.country.scenario.calibration.votes_error_pct
    # The errors of one region's votes are heavy-tailed together, as in the likelihood.
    shrink = {code: np.sqrt(generator.chisquare(DOF) / DOF) for code in world.codes}
    for target, value in zip(world.targets, values.tolist(), strict=True):
        error = float(sample_t(generator, (1,))[0]) * target.error
        if target.what == "turnout":
            error *= error_factor
        if target.relation == "highest":
            column = int(np.searchsorted(QUARTERS, target.at or 0))
            found.append(replace(target, code=world.codes[int(pct[:, column].argmax())]))
        elif target.relation in {"at_least", "count_at_least"}:
            if value + error < (target.value or 0.0):
                return None
            found.append(target)
        elif target.what == "votes" and target.code not in world.codes:
            found.append(replace(target, value=by_district[target.code, target.item]))
        elif target.what == "votes" and target.item not in {AGAINST_ALL, INVALID}:
            left_out = scale * float(generator.standard_normal()) / shrink[target.code]
            found.append(replace(target, value=value + left_out))
        else:
            reported_value = value + error
            found.append(replace(target, value=_rounded(reported_value, target.step)))
    return tuple(found)


def _rounded(value: float, step: float) -> float:
    return round(value / step) * step if step else value


def _elections(world: World) -> list[ByElection]:
    """Return the by-elections with targets."""
    told = {target.code for target in world.targets if target.what == "votes"}
    return [election for election in OF.by_elections if election.district in told]


def _by_election(
    world: World, values: Mapping[str, float], election: ByElection,
    generator: np.random.Generator,
) -> ByElection:  # fmt: skip
    """Sample the votes of one race from its stated model, as whole votes."""
    scenario, code = world.country.scenario, election.region_code
    utility = generator.gumbel(size=len(election.candidates))
    for k, party in enumerate(election.candidates):
        utility[k] += values.get(f"choice.strength.{party}", scenario.choice.strength.get(party, 0))
        region = scenario.choice.regions.get(code)
        added = region.strength.get(party, 0.0) if region else 0.0
        utility[k] += values.get(f"choice.regions.{code}.strength.{party}", added)
    if generator.random() < scenario.register_.incumbents_stand_share:
        utility[0] += values["choice.incumbency"]
    weight = np.exp(values["choice.sharpness"] * (utility - utility.max()))
    against, invalid = (
        expit(PlaceShares.of(scenario, item).sample(_logit(values[f"choice.{key}"]), generator))
        for item, key in OTHERS.items()
    )
    spoilt = int(generator.binomial(election.votes_cast, invalid))
    nobody = int(generator.binomial(election.votes_cast - spoilt, against))
    rest = election.votes_cast - spoilt - nobody
    votes = generator.multinomial(rest, weight / weight.sum()).tolist()
    return replace(election, votes=(*votes, nobody), invalid=spoilt)


def _logit(share: float) -> Floats:
    return logit(np.clip(np.array(share), 1e-6, 1 - 1e-6))
