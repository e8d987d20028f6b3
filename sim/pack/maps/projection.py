"""Albers' equal-area conic projection: equal areas of land are equal on a map.

The formulas are Snyder's for the sphere [1]_.

References
----------
.. [1] Snyder J. P. (1987). Map Projections: A Working Manual. U.S. Geological Survey
   Professional Paper 1395. doi:10.3133/pp1395
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Floats

EARTH_RADIUS_KM = 6371.007
"""Radius of the sphere with the Earth's area, km."""
_POLAR = 89.0
"""Standard parallels do not lie nearer to a pole."""


@dataclass(frozen=True, slots=True)
class Albers:
    """Albers' equal-area conic on a sphere.

    Geodetic latitudes are used as spherical ones, which makes areas at 48 degrees north 0.3 %
    too small, with little variation over a country.

    Examples
    --------
    >>> x, y = Albers(43.0, 53.0, 67.0).project(np.array([[67.0, 48.0]]))[0]
    >>> round(float(x), 6)
    0.0
    """

    south: float
    """Southern standard parallel, degrees north."""
    north: float
    """Northern standard parallel, degrees north."""
    meridian: float
    """Central meridian, degrees east: the vertical line of the map."""

    @classmethod
    def of(cls, points: Floats) -> Self:
        """Return the projection for points, longitude and latitude in degrees, shape ``(n, 2)``.

        Its parallels lie a sixth of the height from the edges, its meridian in the middle, all
        in whole degrees.
        """
        west, south = points.min(axis=0).tolist()
        east, north = points.max(axis=0).tolist()
        inset = (north - south) / 6
        low, high = np.clip(np.round([south + inset, north - inset]), -_POLAR, _POLAR).tolist()
        return cls(low, high, float(round((west + east) / 2)))

    @property
    def _cone(self) -> float:
        """The constant of the cone; parallels on both sides of the equator make it a cylinder."""
        sines = np.sin(np.radians([self.south, self.north]))
        return float(sines.mean())

    def project(self, points: Floats) -> Floats:
        """Return x (right) and y (up) in km of longitudes and latitudes, shape ``(n, 2)``."""
        east, north = np.radians(points[:, 0] - self.meridian), np.radians(points[:, 1])
        south, cone = np.radians(self.south), self._cone
        if abs(cone) < 1e-9:  # the limit of the cone: a cylinder
            x, y = east * np.cos(south), np.sin(north) / np.cos(south)
            return EARTH_RADIUS_KM * np.stack([x, y], axis=1)
        c = np.cos(south) ** 2 + 2 * cone * np.sin(south)
        rho = EARTH_RADIUS_KM * np.sqrt(np.maximum(c - 2 * cone * np.sin(north), 0)) / cone
        return np.stack([rho * np.sin(cone * east), -rho * np.cos(cone * east)], axis=1)

    def unproject(self, plane: Floats) -> Floats:
        """Return longitudes and latitudes of x and y: the inverse of :meth:`project`."""
        south, cone = np.radians(self.south), self._cone
        x, y = (plane / EARTH_RADIUS_KM).T
        if abs(cone) < 1e-9:
            east, sine = x / np.cos(south), y * np.cos(south)
        else:
            sign = np.sign(cone)
            rho, east = np.hypot(x, y), np.arctan2(sign * x, -sign * y) / cone
            c = np.cos(south) ** 2 + 2 * cone * np.sin(south)
            sine = (c - (rho * cone) ** 2) / (2 * cone)
        return np.stack([np.degrees(east) + self.meridian, np.degrees(np.arcsin(sine))], axis=1)
