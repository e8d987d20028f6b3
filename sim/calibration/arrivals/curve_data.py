"""Turnout curves of other elections as arrays, and the likelihood of their values.

Where clocks are behind the capital's, doors open later. Reports of other elections show only a
part of that, which is a parameter of each election, uniform from 0 to 1 beforehand. A reported
value is ``final * F(x)`` plus a Student-t error [1]_.

References
----------
.. [1] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.prior import shapes_of
from sim.core.student_t import log_kernel
from sim.scenario.parameters.voters import USUAL_C
from sim.turnout.arrival_curves import arrival_cdf, opening_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Floats, Ints
    from sim.pack.past_elections import TurnoutCurve
    from sim.pack.records import Published


ERROR_DOF = 4.0
SHIFTS = np.linspace(0.0, 1.0, 5)
"""Support of the part of the difference of clocks that reports show, a priori equally likely."""


class CurveData(NamedTuple):
    """The values of the curves as arrays, and the election and region of each curve."""

    election: Ints
    """Election of each curve, shape ``(n_curves,)``."""
    region: Ints
    elections: tuple[str, ...]
    regions: tuple[str, ...]
    curve: Ints
    """Curve of each value, shape ``(n_values,)``."""
    passed: Floats
    """Part of the opening hours that has passed, for each of :data:`SHIFTS`, shape
    ``(n_shifts, n_values)``."""
    final: Floats
    """Final turnout of the curve of each value, per cent of registered."""
    pct: Floats

    def at(self, shift: Ints) -> Floats:
        """Return the part of the hours that has passed, given the shift of each election."""
        of_value = shift[self.election[self.curve]]
        passed: Floats = self.passed[of_value, np.arange(len(self.pct))]
        return passed

    def errors(self, shapes: Floats, passed: Floats) -> Floats:
        """Return expected minus reported values, points, given the shapes of each curve."""
        return self.final * arrival_cdf(passed, *shapes_of(shapes[self.curve]), USUAL_C) - self.pct

    def by_curve(self, errors: Floats, scale: float) -> Floats:
        """Return the log likelihood of each curve, given errors and their scale."""
        log = log_kernel((errors / scale) ** 2, ERROR_DOF) - np.log(scale)
        return np.asarray(np.bincount(self.curve, weights=log, minlength=len(self.region)))


def curve_data(curves: Sequence[TurnoutCurve], of: Published) -> CurveData:
    """Return the curves as arrays."""
    elections = tuple(sorted({curve.date.isoformat() for curve in curves}))
    regions = tuple(sorted({curve.code for curve in curves}))
    values = [
        (k, at, pct) for k, c in enumerate(curves) for at, pct in zip(c.at, c.pct, strict=True)
    ]
    return CurveData(
        np.array([elections.index(curve.date.isoformat()) for curve in curves]),
        np.array([regions.index(curve.code) for curve in curves]),
        elections, regions,
        np.array([k for k, _, _ in values]),
        np.stack([passed_at(curves[k], at, of) for k, at, _ in values], axis=1),
        np.array([curves[k].final_pct for k, _, _ in values]),
        np.array([pct for _, _, pct in values]),
    )  # fmt: skip


def passed_at(curve: TurnoutCurve, at: int, of: Published) -> Floats:
    """Return the part of the opening hours that has passed at a time, for each of the shifts."""
    opens, closes = of.opening_hours(curve.code, curve.date)
    earlier = (1 - SHIFTS) * of.behind_ms(curve.code, curve.date)
    return opening_part(at, opens - earlier, closes - earlier)
