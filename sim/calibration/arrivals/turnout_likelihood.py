"""The likelihood of reported turnout, given expected turnout by region and time.

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

from sim.calibration.targets.likelihood import LEAST, log_likelihood, scale_of, t_below
from sim.core import clock
from sim.day.day_records import QUARTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.core.types import Floats, Ints
    from sim.pack.targets import Target

    Term = Callable[[Mapping[int, Floats], Floats, Floats], None]


class TurnoutLikelihood:
    """The likelihood of targets of turnout; everything that no coordinate changes is kept.

    Parameters
    ----------
    targets
        Targets of turnout, each of a region or of the nation.
    codes, nation
        Codes of the regions, and of the nation.
    registered
        Registered voters by region, shape ``(n_regions,)``.
    spread_pct
        Standard deviation of turnout from run to run, points, by region and quarter hour.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        codes: Sequence[str],
        nation: str,
        registered: Floats | Ints,
        spread_pct: Floats,
    ) -> None:
        self.codes, self.nation, self.registered = list(codes), nation, registered
        self.spread = {at: at_time(spread_pct, at) for at in {t.at or 0 for t in targets}}
        self._terms = [self._term(target) for target in targets]

    def add(self, pct: Mapping[int, Floats], common: Floats, by_region: Floats) -> None:
        """Add the log likelihood of each target to its part of the density.

        Parameters
        ----------
        pct
            Expected turnout by the time of each target, per cent, shape ``(n, n_regions)``.
        common, by_region
            Parts of the density, shapes ``(n,)`` and ``(n, n_regions)``; modified in place.
        """
        for term in self._terms:
            term(pct, common, by_region)

    def of_region(self, target: Target, pct: Floats) -> Floats:
        """Return the weighted log likelihood of a region's target at its turnout, per cent.

        The target is none that compares regions; both arrays have shape ``(n,)``.
        """
        voters, scale = self._unit_and_scale(target)
        expected = pct if voters is None else pct * voters
        return target.weight * log_likelihood(target, expected, scale)

    def _unit_and_scale(self, target: Target) -> tuple[float | None, float]:
        """Return the voters in one per cent, if the target counts voters, and the scale."""
        r = self.codes.index(target.code)
        scale = scale_of(target, float(self.spread[target.at or 0][r]))
        if target.relation != "count_at_least":
            return None, scale
        voters = float(self.registered[r] / 100)
        return voters, scale * voters

    def _term(self, target: Target) -> Term:
        """Return the function that adds the log likelihood of a target."""
        if target.relation == "highest":
            return self._highest(target)
        return self._of_nation(target) if target.code == self.nation else self._of_region(target)

    def _of_region(self, target: Target) -> Term:
        at, r, weight = target.at or 0, self.codes.index(target.code), target.weight
        voters, scale = self._unit_and_scale(target)

        def add(pct: Mapping[int, Floats], _: Floats, by_region: Floats) -> None:
            expected = pct[at][:, r] if voters is None else pct[at][:, r] * voters
            by_region[:, r] += weight * log_likelihood(target, expected, scale)

        return add

    def _of_nation(self, target: Target) -> Term:
        at, share = target.at or 0, self.registered / self.registered.sum()
        spread = float(np.sqrt(((share * self.spread[at]) ** 2).sum()))
        scale = scale_of(target, spread)

        def add(pct: Mapping[int, Floats], common: Floats, _: Floats) -> None:
            common += target.weight * log_likelihood(target, pct[at] @ share, scale)

        return add

    def _highest(self, target: Target) -> Term:
        at, highest, weight = target.at or 0, self.codes.index(target.code), target.weight
        spread = self.spread[at]
        others = np.flatnonzero(np.arange(len(self.codes)) != highest)
        scale = np.hypot(scale_of(target, float(spread[highest])), spread[others])

        def add(pct: Mapping[int, Floats], _: Floats, by_region: Floats) -> None:
            lead = t_below((pct[at][:, [highest]] - pct[at][:, others]) / scale)
            by_region[:, others] += weight * np.log(np.maximum(lead, LEAST))

        return add


def at_time(by_quarter: Floats, at: int) -> Floats:
    """Interpolate linearly between quarter hours, the last axis, which is removed."""
    quarter, rest = divmod(at - int(QUARTERS[0]), clock.QUARTER_MS)
    part = rest / clock.QUARTER_MS
    following = by_quarter[..., min(quarter + 1, len(QUARTERS) - 1)]
    value: Floats = (1 - part) * by_quarter[..., quarter] + part * following
    return value
