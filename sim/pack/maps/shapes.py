"""The shapes of the regions of July 2021, projected to a plane."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

WIDTH: Final = 1000.0
"""Width of the map; x runs from 0 to it, to the east."""
HEIGHT: Final = 560.6
"""Height of the map; y runs from 0 to it, to the south."""
KM_PER_UNIT: Final = 2.949073
"""Kilometres in one unit of x or y."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a region; neighbours share the points of their border."""

    rings: tuple[tuple[tuple[float, float], ...], ...]
    """Closed rings (the last point is the first again), x to the right and y down. Land runs
    clockwise, a hole (a city that is no part of the region) the other way, so the non-zero and
    the even-odd rule fill the same."""
    label: tuple[float, float]
    """Position of the region's code: the point farthest from the border."""

    @property
    def path(self) -> str:
        """The shape as SVG path data, with one decimal.

        Examples
        --------
        >>> Shape((((0.0, 0.0), (2.5, 0.0), (0.0, 2.5), (0.0, 0.0)),), (1.0, 1.0)).path
        'M0 0L2.5 0L0 2.5Z'
        """
        return "".join(
            "M" + "L".join(f"{x:.4g} {y:.4g}" for x, y in ring[:-1]) + "Z" for ring in self.rings
        )


@cache
def region_shapes() -> dict[str, Shape]:
    """Return the shapes of the regions by code, in the order of ``areas.csv``.

    Cities that are no part of a region are holes in it.
    """
    return {code: _shape(fields) for code, fields in _file()["regions"].items()}


def _file() -> dict[str, Any]:
    file = files("sim").joinpath("elections", "kz-2021", "kazakhstan.json")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def _shape(fields: dict[str, Any]) -> Shape:
    rings = tuple(tuple(zip(flat[::2], flat[1::2], strict=True)) for flat in fields["rings"])
    x, y = fields["label"]
    return Shape(rings, (x, y))
