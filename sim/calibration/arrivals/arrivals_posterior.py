"""The posterior of the day: arrival shapes of the regions, and other parameters of turnout.

Coordinates are log a and log b of the nation, further freed parameters of the day, then
log a and log b of each region. The prior comes from other elections;
the targets are turnout at an hour, and times of the night.

Residuals have a Student-t distribution [1]_.

References
----------
.. [1] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.closed_form import (
    expected_arrivals,
    expected_voters,
    opening_times,
)
from sim.calibration.arrivals.prior import SHAPES, shapes_of
from sim.calibration.arrivals.region_grids import region_grids
from sim.calibration.arrivals.simulate import Correction
from sim.calibration.arrivals.turnout_likelihood import TurnoutLikelihood, at_time
from sim.calibration.mcmc.posterior import (
    Coordinates,
    IndependenceProposal,
    Layout,
    block_update,
    uniform_log_density,
)
from sim.calibration.targets.likelihood import log_likelihood, scale_of
from sim.day.day_records import QUARTERS
from sim.turnout.arrival_curves import opening_part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.prior import ArrivalPrior
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


N_SHAPES = len(SHAPES)
_ALL = slice(None)
_EARLY_SHARE, _C = "arrivals.early_share", "arrivals.c"


class ArrivalsPosterior:
    """The posterior of arrival shapes and of other parameters of the day."""

    name = "day"

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        targets: Sequence[Target],
        prior: ArrivalPrior,
        free: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
    ) -> None:
        """Lay out the coordinates.

        Parameters
        ----------
        scenario, register
            The country.
        targets
            All targets of the calibration, of which those of the day are used.
        prior
            The prior of the shapes, for the regions of the register.
        free
            Further parameters of the day by dotted key, with their calibration range.
        fixed
            Arrival parameters that are held fixed, by dotted key.
        """
        self.scenario, self.prior, self.targets = scenario, prior, targets
        self.codes: list[str] = register.region_code.tolist()
        self.nation = register.nation_code
        self.behind = register.region_behind_ms
        self.registered = np.bincount(register.site_region, weights=register.site_registered)
        self.final_pct = 100 * expected_voters(register) / self.registered
        self.extra = tuple(free)
        self.low, self.high = (np.array([free[key][end] for key in free]) for end in (0, 1))
        keys = [*(f"arrivals.{shape}" for shape in SHAPES), *self.extra]
        keys += [f"arrivals.regions.{code}.{shape}" for code in self.codes for shape in SHAPES]
        held = {key: float(np.log(value)) for key, value in fixed.items() if key in keys}
        self.coordinates = Coordinates(keys, held)
        self.used = [k for k, target in enumerate(targets) if target.what in {"turnout", "night"}]
        self.correction = Correction.none(len(self.codes), len(targets))
        self.layout = self._layout()

    @property
    def correction(self) -> Correction:
        """The simulated correction of the closed form; the likelihood uses its spread."""
        return self._correction

    @correction.setter
    def correction(self, correction: Correction) -> None:
        self._correction = correction
        of_turnout = [self.targets[k] for k in self.used if self.targets[k].what == "turnout"]
        self.likelihood = TurnoutLikelihood(
            of_turnout, self.codes, self.nation, self.registered, correction.spread_pct
        )

    def _layout(self) -> Layout:
        """Return the structure of the coordinates; the density of reference regions is common."""
        first = N_SHAPES + len(self.extra)
        above = {self.targets[k].code for k in self.used if self.targets[k].relation == "highest"}
        of_region = [self._of_region(r) for r in range(len(self.codes))]
        self.is_reference = np.array([code in above for code in self.codes])
        moving = self.coordinates.moving
        # Regions without a target follow the nation in its block update; the others do not.
        informed = {self.targets[k].code for k in self.used if self.targets[k].relation == "equals"}
        pairs = [
            (follower, leader)
            for code, indices in zip(self.codes, of_region, strict=True) if code not in informed
            for leader, shape in enumerate(moving(range(N_SHAPES)).tolist())
            for follower in moving([indices[shape]]).tolist()
        ]  # fmt: skip
        blocks = list(zip(of_region, self.is_reference, strict=True))
        separable = all(self.targets[k].code != self.nation or self.targets[k].what == "night"
                        for k in self.used)  # fmt: skip
        return Layout(
            names=tuple(self.coordinates.names[k] for k in self.coordinates.free),
            common=moving(range(first)),
            reference=tuple(moving(indices) for indices, is_reference in blocks if is_reference),
            regions=tuple(
                moving([] if is_reference else indices) for indices, is_reference in blocks
            ),
            block_updates=(block_update(pairs, len(moving(range(first))), 1),) if pairs else (),
            separable=separable,
        )

    def split(self, coords: Floats) -> tuple[Floats, dict[str, Floats], Floats]:
        """Return national shapes ``(n, 2)``, freed parameters, regional shapes ``(n, r, 2)``."""
        values = self.coordinates.full(coords)
        first = N_SHAPES + len(self.extra)
        extra = {key: values[:, N_SHAPES + k] for k, key in enumerate(self.extra)}
        return values[:, :N_SHAPES], extra, values[:, first:].reshape(len(values), -1, N_SHAPES)

    def _of_region(self, r: int) -> list[int]:
        """Return the indexes of a region's shapes among all coordinates."""
        first = N_SHAPES * (1 + r) + len(self.extra)
        return list(range(first, first + N_SHAPES))

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density in all and in parts; see :class:`.PosteriorDensity`."""
        nation, extra, shapes = self.split(coords)
        by_region = self.prior.region_log_density(shapes, nation)
        common = self.prior.common_log_density(nation)
        common += uniform_log_density(self._columns(extra, len(coords)), self.low, self.high)
        values = self.night(extra, len(coords))
        for k in self.used:
            target = self.targets[k]
            if target.what == "night":
                scale = scale_of(target, self.correction.spread[k])
                common += target.weight * log_likelihood(target, values[:, k], scale)
        self.likelihood.add(self.turnout_by_time(shapes, extra), common, by_region)
        common += by_region[:, self.is_reference].sum(axis=1)
        by_region[:, self.is_reference] = 0.0
        return np.column_stack([common + by_region.sum(axis=1), common, by_region])

    def turnout_by_time(self, shapes: Floats, extra: Mapping[str, Floats]) -> dict[int, Floats]:
        """Return :meth:`turnout` by the times of the targets."""
        times = tuple(self.likelihood.spread)
        return dict(zip(times, self._turnout(shapes, extra, times, _ALL), strict=True))

    def turnout(
        self, shapes: Floats, extra: Mapping[str, Floats], at: int, regions: slice = _ALL
    ) -> Floats:
        """Return expected turnout by a time, per cent, shape ``(n, n_regions)``.

        ``shapes`` are those of all regions, or of the ``regions`` that are wanted.
        """
        pct: Floats = self._turnout(shapes, extra, (at,), regions)[0]
        return pct

    def _turnout(
        self, shapes: Floats, extra: Mapping[str, Floats], times: Sequence[int], regions: slice
    ) -> Floats:
        """Return expected turnout by some times, per cent, shape ``(n_times, n, n_regions)``."""
        pct = self._arrivals(shapes, extra, times, regions)
        for k, at in enumerate(times):
            pct[k] += at_time(self.correction.delay_pct[regions], at)
            for key, values in extra.items():
                if key in self.correction.responses:
                    effect = self.correction.responses[key].at(values)[0][:, regions]
                    pct[k] += at_time(effect, at)
        return np.clip(pct, 0.0, 100.0)

    def _arrivals(
        self, shapes: Floats, extra: Mapping[str, Floats], times: Sequence[int], regions: slice
    ) -> Floats:
        """Return expected arrivals by some times, per cent, shape ``(n_times, n, n_regions)``."""
        arrivals = self.scenario.arrivals
        early = extra.get(_EARLY_SHARE, np.full(len(shapes), arrivals.early_share))
        c = extra.get(_C, np.full(len(shapes), arrivals.c))
        at = np.array(times)[:, None, None]
        share = expected_arrivals(
            opening_part(at, *opening_times(self.scenario, self.behind[regions])),
            *shapes_of(shapes), c[:, None], early_share=early[:, None],
        )  # fmt: skip
        pct: Floats = self.final_pct[regions] * share
        return pct

    def night(self, extra: Mapping[str, Floats], n: int) -> Floats:
        """Return expected values of all targets by simulation, shape ``(n, n_targets)``."""
        values = np.repeat(self.correction.values[None, :], n, axis=0)
        for key, column in extra.items():
            if key in self.correction.responses:
                values = values + self.correction.responses[key].at(column)[1]
        return values

    def prediction_scale(self, target: Target, spread: float) -> float:
        """Return the scale of a prediction of turnout that was not given, points.

        Its error is at least as large as in other elections: what a curve with few shapes does
        not follow is part of it.
        """
        return float(np.hypot(scale_of(target, spread), self.prior.error_pct))

    def _columns(self, extra: Mapping[str, Floats], n: int) -> Floats:
        return np.stack([*extra.values()], axis=1) if extra else np.zeros((n, 0))

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample the free coordinates from the prior."""
        nation, shapes = self.prior.sample(n, generator)
        extra = generator.uniform(self.low, self.high, (n, len(self.extra)))
        values = np.column_stack([nation, extra, shapes.reshape(n, -1)])
        return values[:, self.coordinates.free]

    def middle(self, n: int) -> dict[str, Floats]:
        """Return the freed parameters at the middle of their ranges."""
        halfway = zip(self.extra, (self.low + self.high) / 2, strict=True)
        return {key: np.full(n, value) for key, value in halfway}

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Return starting points from the prior and each region's targets."""
        values = np.repeat(self.coordinates.fixed[None, :], n, axis=0)
        values[:, self.coordinates.free] = self.sample_prior(n, generator)
        random = np.random.RandomState(generator.integers(2**32))
        for r, grid in enumerate(region_grids(self)):
            values[:, self._of_region(r)] = grid.sample(random, n)
        return values[:, self.coordinates.free]

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return the independence proposals of regions whose shapes are all free."""
        found = []
        for r, grid in enumerate(region_grids(self)):
            indices = self.coordinates.moving(self._of_region(r))
            if len(indices) == N_SHAPES:
                column = None if self.is_reference[r] else 1 + r
                found.append(IndependenceProposal(indices, column, grid))
        return found

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return shapes and freed parameters by dotted key."""
        values = self.coordinates.full(coords)
        return {
            key: column if key in self.extra else np.exp(column)
            for key, column in zip(self.coordinates.names, values.T, strict=True)
        }

    def final_of(self, code: str) -> float:
        """Return the published final turnout of a region or the nation, per cent."""
        if code == self.nation:
            return float(self.final_pct @ self.registered / self.registered.sum())
        return float(self.final_pct[self.codes.index(code)])

    def expected_at(self, values: Mapping[str, float]) -> Floats:
        """Return expected arrivals in closed form, per cent, shape ``(n_regions, n_quarters)``."""
        coords = [values[key] if key in self.extra else np.log(values[key])
                 for key in self.coordinates.names]  # fmt: skip
        _, extra, shapes = self.split(np.array(coords)[None, self.coordinates.free])
        return self._arrivals(shapes, extra, QUARTERS.tolist(), _ALL)[:, 0].T
