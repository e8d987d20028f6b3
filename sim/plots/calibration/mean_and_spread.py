"""Arrival curves by the mean time and the spread of arrivals, in place of the shapes a and b.

The shapes of a curve go together, as both move its middle; its mean time and its spread are what
reported values are about. Only posterior draws are converted: the model keeps its parameters.
"""

# No reference: moments as integrals of the share that has not arrived, E[T] = ∫ (1 − F) dt and
# E[T²] = ∫ 2 t (1 − F) dt.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import named, tr
from sim.results.calibration_records import names_of_parameters
from sim.turnout.arrival_curves import arrival_cdf

if TYPE_CHECKING:
    from sim.core.types import Floats
    from sim.results import CalibrationResults

MEAN, SPREAD = "mean time of arrivals", "spread of arrivals"
_WORDS = {"a": MEAN, "b": SPREAD}
"""What takes the place of each shape."""
_POINTS = 241
"""Of the integrals over the opening hours."""


class ConvertedDraws(NamedTuple):
    """Posterior draws, those of arrivals converted."""

    names: list[str]
    draws: Floats
    """Shape ``(n_draws, n_parameters)``: hours for means and spreads, else without unit."""
    kinds: list[str]
    """What each is, without its place: ``mean time of arrivals``, ``strength of a party``."""
    codes: list[str]
    """The region of each; empty for the nation."""
    raw: Floats
    """The draws as they are, of the same shape."""


def mean_and_spread(a: Floats, b: Floats, c: Floats | float, hours: float) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of arrivals after the doors open, in hours.

    Parameters
    ----------
    a, b, c
        Shapes of the curve, one for each draw: see :func:`sim.turnout.arrival_curves.arrival_cdf`.
    hours
        How long the doors are open.

    Examples
    --------
    >>> mean, spread = mean_and_spread(np.array([1.0, 2.0]), np.array([4.0, 4.0]), 0.15, 13.0)
    >>> bool(mean[0] < mean[1]), bool((spread > 0).all())
    (True, True)
    """
    x = np.linspace(0.0, 1.0, _POINTS)
    left = 1 - arrival_cdf(x, a[:, None], b[:, None], np.asarray(c)[..., None])
    weights = np.full(_POINTS, 1.0 / (_POINTS - 1))
    weights[[0, -1]] /= 2
    mean = left @ weights
    square = (2 * x * left) @ weights
    return hours * mean, hours * np.sqrt(np.maximum(square - mean**2, 0.0))


def converted_draws(results: CalibrationResults) -> ConvertedDraws:
    """Return the draws of all parameters; of arrivals the mean time and the spread."""
    names = names_of_parameters(results, brief=True)
    parameters = results.tables["parameters"]
    codes = dict(zip(parameters["parameter"].tolist(), parameters["code"].tolist(), strict=True))
    table = results.tables["posterior"]
    columns = {key: table[key].astype(np.float64) for key in names}
    opens, hours = _doors(results)
    found, shown, kinds = [], [], []
    for key, draws in columns.items():
        start, _, shape = key.rpartition(".")
        pair = [columns.get(f"{start}.{each}") for each in ("a", "b")]
        if not key.startswith("arrivals.") or shape not in _WORDS or any(p is None for p in pair):
            found.append(draws)
            shown.append(names[key])
            kinds.append("strength of a party" if ".strength." in key else names[key])
            continue
        c = columns.get(f"{start}.c", columns.get("arrivals.c", _third_shape(results)))
        a, b = (each for each in pair if each is not None)
        mean, spread = mean_and_spread(a, b, c, hours)
        found.append(opens + mean if shape == "a" else spread)
        shown.append(_name(results, shape, codes[key]))
        kinds.append(_WORDS[shape])
    empty = np.zeros((len(table["draw"]), 0))
    return ConvertedDraws(
        shown,
        np.stack(found, axis=1) if found else empty,
        kinds,
        [codes[key] for key in columns],
        np.stack([*columns.values()], axis=1) if found else empty,
    )


def _name(results: CalibrationResults, shape: str, code: str) -> str:
    """Return the name of what takes the place of a shape of the arrivals of a region."""
    summary = results.summary
    if not code:
        nation = summary.the_nation
        if shape == "a":
            return tr("mean time of arrivals of {nation}", nation=nation)
        return tr("spread of arrivals of {nation}", nation=nation)
    area = named(summary.area_name(code))
    if shape == "a":
        return tr("mean time of arrivals in {area}", area=area)
    return tr("spread of arrivals in {area}", area=area)


def _third_shape(results: CalibrationResults) -> Floats:
    """Return the shape c of the scenario."""
    return np.asarray(_number(results.manifest.scenario.get("arrivals"), "c", 0.15))


def _doors(results: CalibrationResults) -> tuple[float, float]:
    """Return when doors open, and how long they are open, in hours of local time."""
    section = results.manifest.scenario.get("polling")
    opens, closes = (_clock(section, name, at) for name, at in (("opens", 7.0), ("closes", 20.0)))
    return opens, closes - opens


def _number(section: object, key: str, default: float) -> float:
    value = section.get(key) if isinstance(section, dict) else None
    return float(value) if isinstance(value, (int, float)) else default


def _clock(section: object, key: str, default: float) -> float:
    value = section.get(key) if isinstance(section, dict) else None
    if not isinstance(value, str):
        return default
    hour, minute, *_ = (int(part) for part in value.split(":"))
    return hour + minute / 60


def correlation_of(draws: Floats) -> Floats:
    """Return the correlations of columns; 0 for a column that does not vary."""
    centred = draws - draws.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    scaled = np.divide(centred, norm, out=np.zeros_like(centred), where=norm > 0)
    found: Floats = scaled.T @ scaled
    return found
