"""Albers' equal-area conic projection.

The formulas are Snyder's for the sphere [1]_.

References
----------
.. [1] Snyder J. P. (1987). Map Projections: A Working Manual. U.S. Geological Survey
   Professional Paper 1395. doi:10.3133/pp1395
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.007
"""Radius of the sphere with the Earth's area, km."""


@dataclass(frozen=True, slots=True)
class Albers:
    """Albers' equal-area conic on a sphere.

    Geodetic latitudes are used as spherical ones, which makes areas at 48 degrees north 0.3 %
    too small, with little variation over the country.

    Examples
    --------
    >>> x, y = Albers().project(67.0, 48.0)
    >>> x
    0.0
    """

    south: float = 43.0
    """Southern standard parallel, degrees north: a sixth of the country's height from its edge."""
    north: float = 53.0
    """Northern standard parallel, degrees north."""
    meridian: float = 67.0
    """Central meridian, degrees east: the vertical line of the map."""

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Project a point.

        Parameters
        ----------
        longitude, latitude
            Degrees east and north.

        Returns
        -------
            x (right) and y (up), km; the origin is the pole on the central meridian.
        """
        sine = math.sin(math.radians(self.south))
        cone = (sine + math.sin(math.radians(self.north))) / 2
        c = math.cos(math.radians(self.south)) ** 2 + 2 * cone * sine
        rho = EARTH_RADIUS_KM * math.sqrt(c - 2 * cone * math.sin(math.radians(latitude))) / cone
        theta = cone * math.radians(longitude - self.meridian)
        return rho * math.sin(theta), -rho * math.cos(theta)
