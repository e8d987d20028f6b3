"""Compiled inverse of arrival curves: when a voter with a uniform number arrives.

The curve of :func:`sim.turnout.arrival_curves.arrival_cdf` is solved by Halley's method [1]_ for
the logit of the part of the day: in it the curve is nearly straight. That takes most of the time
of sampling, so where many voters have one curve, a table of cubic polynomials is made of it
first. A voter's time by it counts only if no error that it can have changes the millisecond;
else, and near both ends of the day, the curve is solved. So times do not depend on the table.

References
----------
.. [1] Gander W. (1985). On Halley's iteration method. The American Mathematical Monthly
   92(2): 131–134. doi:10.1080/00029890.1985.11971554
"""

from __future__ import annotations

import math

import numpy as np

from sim.core.compile_cache import cached

_ITERATIONS, _CLOSE, _LOG_2 = 30, 1e-4, math.log(2.0)
"""Halley's method triples the digits, so after a step below it no error counts."""
_OCTAVES, _CELL_BITS = 5, 6
"""Cells of the table become narrower towards both ends: 64 from 1/4 to 1/2, 64 from 1/8 to 1/4, and
so on; the last 1/64 at each end has none. So the leading bits of a floating-point number are its
cell, and the other bits where in the cell it is."""
_CELLS = 1 << _CELL_BITS
_HALF = _OCTAVES * _CELLS
TABLE = (2 * _HALF, 4)
"""Shape of a table: coefficients by cell, from both ends to the middle, those of the first half of
uniform numbers first."""
_OTHER_BITS = 52 - _CELL_BITS
_FIRST = (1022 - _OCTAVES) << _CELL_BITS
"""The leading bits of the first number in the table."""
_CHECKED_MS, _SURE_MS = 1 / 1024, 1 / 128
"""A cell is used if the error of its polynomial is below the first between its nodes, where it is
largest; a time counts if it is further than the second, eight times that, from a whole number."""
_WORTH = 12_000
"""Voters for whom a table is worth its time, which is that of solving for 2,000."""
NO_TABLE = np.empty((0, 4))


@cached(_nrt=False, inline="always")
def part_of_day(level, a, c):
    """Return the x in (0, 1) at which ``a log(x) - c log(1 - x)`` has a value."""
    return _logistic(_logit(level, a, c))


@cached(_nrt=False, inline="always")
def _logistic(y):
    return 1.0 / (1.0 + math.exp(-y))


@cached(_nrt=False, inline="always")
def _logit(level, a, c):
    """Return the logit of :func:`part_of_day`.

    In the logit y the left side is a curve between the lines a y and c y, concave if a > c, else
    convex; the iteration starts where one of these lines, or the tangent at 0, is next to it.
    """
    one, other = level / a, level / c
    tangent = (level + (a - c) * _LOG_2) * 2.0 / (a + c)
    first = max(one, other, tangent) if a > c else min(one, other, tangent)
    return _logit_from(first, level, a, c)


@cached(_nrt=False, inline="always")
def _logit_from(y, level, a, c):
    """Return the logit of :func:`part_of_day`, given a value near it."""
    for _ in range(_ITERATIONS):
        e = math.exp(-abs(y))
        x = 1.0 / (1.0 + e) if y >= 0 else e / (1.0 + e)
        # log(1 + exp(y)), without overflow.
        softplus = max(y, 0.0) + math.log1p(e)
        error = a * y + (c - a) * softplus - level
        slope = a + (c - a) * x
        curvature = (c - a) * x * (1.0 - x)
        step = error / slope
        step /= max(1.0 - step * curvature / (2.0 * slope), 0.5)
        y -= step
        if abs(step) < _CLOSE:
            break
    return y


@cached(_nrt=False, inline="always")
def _solved_ms(u, shape):
    """Return the time at which a curve reaches u, ms after opening, not rounded."""
    a, b, c, length_ms = shape
    return part_of_day(math.log(-math.log1p(-u) / b), a, c) * length_ms


@cached(_nrt=False, inline="always")
def arrival_ms(u, shape, table):
    """Return when the voter with a uniform number arrives, ms after opening.

    Parameters
    ----------
    u
        Inside (0, 1).
    shape
        ``a``, ``b`` and ``c`` of the curve, and the length of the day, ms.
    table
        Of this curve, shape TABLE, or NO_TABLE.
    """
    if len(table) > 0:
        bits = np.float64(min(u, 1.0 - u)).view(np.int64)
        cell = (bits >> _OTHER_BITS) - _FIRST
        if 0 <= cell < _HALF:
            row = table[cell + _HALF if u > 0.5 else cell]
            t = (bits & ((1 << _OTHER_BITS) - 1)) / (1 << _OTHER_BITS)
            time = row[0] + t * (row[1] + t * (row[2] + t * row[3]))
            whole = math.floor(time)
            if _SURE_MS < time - whole < 1.0 - _SURE_MS:
                return np.int64(whole)
    return min(np.int64(math.floor(_solved_ms(u, shape))), shape[3] - 1)


@cached()
def fill_table(table, shape):
    """Fill a table with polynomials through four points of a curve for each cell.

    The first coefficient of cells that are not used is not a number.
    """
    a, b, c, length_ms = shape
    points = np.empty(7)
    for half in range(2):
        begin = 2.0 ** -(_OCTAVES + 1)
        level = _level(begin, half, b)
        y = _logit(level, a, c)
        x = _logistic(y)
        points[6] = x * length_ms
        for k in range(_HALF):
            width = 2.0 ** (k // _CELLS - _OCTAVES - 1 - _CELL_BITS)
            points[0] = points[6]
            for sixths in (1, 2, 4, 5, 6):
                before, level = level, _level(begin + width * sixths / 6.0, half, b)
                # Along the tangent of the last point, from where one step is enough.
                y = _logit_from(y + (level - before) / (a + (c - a) * x), level, a, c)
                x = _logistic(y)
                points[sixths] = x * length_ms
            begin += width
            fill_cell(table[half * _HALF + k], points)


@cached(_nrt=False, inline="always")
def _level(v, half, b):
    """Return the level of :func:`part_of_day` at v from the begin of the first half, or the end."""
    return math.log(-math.log1p(-(1.0 - v if half == 1 else v)) / b)


@cached(_nrt=False)
def fill_cell(row, points):
    """Fill a row of a table with the polynomial through a curve at 0, 1/3, 2/3 and 1 of a cell.

    Parameters
    ----------
    row
        Filled; its first value is not a number if the curve is not near it between these points.
    points
        The curve at each sixth of the cell, of which the third is not used.
    """
    f0, f1, f2, f3 = points[0], points[2], points[4], points[6]
    row[0] = f0
    row[1] = (-11.0 * f0 + 18.0 * f1 - 9.0 * f2 + 2.0 * f3) / 2.0
    row[2] = 4.5 * (2.0 * f0 - 5.0 * f1 + 4.0 * f2 - f3)
    row[3] = 4.5 * (-f0 + 3.0 * f1 - 3.0 * f2 + f3)
    for sixths in (1, 5):
        t = sixths / 6.0
        time = row[0] + t * (row[1] + t * (row[2] + t * row[3]))
        if not abs(time - points[sixths]) < _CHECKED_MS:
            row[0] = np.nan


@cached()
def table_of(s, sites, table, filled):
    """Return the table of the curve of a site; NO_TABLE if too few voters have that curve.

    Parameters
    ----------
    s
        Index of the site.
    sites
        Of all sites ``a``, ``b`` and ``c``, the length of the day, and the registered voters.
    table, filled
        The table and the curve that it is of, both of which are kept from one site to the next:
        shapes TABLE and ``(4,)``; not a number at first.
    """
    a, b, c, length_ms, registered = sites
    if _is_of(filled, sites, s):
        return table
    voters = 0
    for later in range(s, len(registered)):
        if a[later] != a[s] or b[later] != b[s] or c[later] != c[s]:
            break
        if length_ms[later] != length_ms[s] or voters >= _WORTH:
            break
        voters += registered[later]
    if voters < _WORTH:
        return table[:0]
    fill_table(table, (a[s], b[s], c[s], length_ms[s]))
    filled[0], filled[1], filled[2], filled[3] = a[s], b[s], c[s], length_ms[s]
    return table


@cached(inline="always")
def _is_of(filled, sites, s):
    """Return whether a table is of the curve of a site."""
    a, b, c, length_ms, _ = sites
    of_shapes = filled[0] == a[s] and filled[1] == b[s] and filled[2] == c[s]
    return of_shapes and filled[3] == length_ms[s]
