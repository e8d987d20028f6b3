"""The methods of Morris and Sobol', by SALib, which is an optional extra.

Elementary effects are those of Morris [1]_, their mean size that of Campolongo and others [2]_,
estimators of Sobol' indices those of Saltelli and others [3]_, all as SALib has them [4]_.

References
----------
.. [1] Morris M. D. (1991). Factorial sampling plans for preliminary computational experiments.
   Technometrics 33(2): 161–174. doi:10.1080/00401706.1991.10484804
.. [2] Campolongo F., Cariboni J., Saltelli A. (2007). An effective screening design for
   sensitivity analysis of large models. Environmental Modelling & Software 22(10): 1509–1518.
   doi:10.1016/j.envsoft.2006.10.004
.. [3] Saltelli A., Annoni P., Azzini I., Campolongo F., Ratto M., Tarantola S. (2010). Variance
   based sensitivity analysis of model output. Design and estimator for the total sensitivity
   index. Computer Physics Communications 181(2): 259–270. doi:10.1016/j.cpc.2009.09.018
.. [4] Herman J., Usher W. (2017). SALib: an open-source Python library for sensitivity analysis.
   Journal of Open Source Software 2(9): 97. doi:10.21105/joss.00097
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.comparison.differences import LEVEL
from sim.core.errors import InputError
from sim.exploring.effect import FIRST, MEAN, MEAN_SIZE, SPREAD, TOTAL, MeasuredEffect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Floats

LEVELS = 4
"""Values of each parameter in a trajectory of Morris."""
_RESAMPLES = 1000
"""Resamples of the bootstrap of an interval."""


def _salib(name: str) -> Any:
    """Return a module of SALib.

    Raises
    ------
    InputError
        If it is not installed.
    """
    try:
        return import_module(f"SALib.{name}")
    except ImportError as error:
        message = (
            f"morris and sobol need SALib: pip install 'saylau[explore]' ({error}); "
            "one-at-a-time and grid do without"
        )
        raise InputError.single("method", "", message) from None


def check_installed() -> None:
    """Raise an error if SALib is not installed.

    Raises
    ------
    InputError
        If it is missing.
    """
    _salib("sample.morris")


def _problem(n: int) -> dict[str, Any]:
    """Return the description of ``n`` parameters as shares of their ranges, for SALib."""
    return {"num_vars": n, "names": [f"x{k}" for k in range(n)], "bounds": [[0.0, 1.0]] * n}


def _generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def morris_points(n: int, trajectories: int, seed: int) -> Floats:
    """Return points of trajectories, each of ``n + 1`` that differ in one parameter at a time.

    Returns
    -------
    numpy.ndarray
        Shape ``(trajectories * (n + 1), n)``, shares of the ranges.
    """
    points: Floats = _salib("sample.morris").sample(
        _problem(n), trajectories, num_levels=LEVELS, seed=_generator(seed)
    )
    return np.clip(points, 0.0, 1.0)


def sobol_points(n: int, samples: int, seed: int) -> Floats:
    """Return points of Sobol' sequences: two independent ones, and one mixed for each parameter.

    Parameters
    ----------
    n
        Number of parameters.
    samples
        A power of two.
    seed
        Of the scrambling.

    Returns
    -------
    numpy.ndarray
        Shape ``(samples * (n + 2), n)``, shares of the ranges.
    """
    points: Floats = _salib("sample.sobol").sample(
        _problem(n), samples, calc_second_order=False, seed=_generator(seed)
    )
    return points


def morris_effects(
    shares: Floats, values: Floats, seed: int
) -> Iterator[tuple[int, MeasuredEffect]]:
    """Yield effects by the method of Morris: the change of a metric over the whole range.

    Parameters
    ----------
    shares
        The points of complete trajectories, as :func:`morris_points` returns them.
    values
        The metric at each.
    seed
        Of the bootstrap.
    """
    n = shares.shape[1]
    found = _salib("analyze.morris").analyze(
        _problem(n), shares, values, num_levels=LEVELS, num_resamples=_RESAMPLES,
        conf_level=LEVEL, seed=_generator(seed),
    )  # fmt: skip
    for index in range(n):
        yield index, _effect(MEAN_SIZE, found["mu_star"][index], found["mu_star_conf"][index])
        yield index, _effect(MEAN, found["mu"][index])
        yield index, _effect(SPREAD, found["sigma"][index])


def sobol_effects(n: int, values: Floats, seed: int) -> Iterator[tuple[int, MeasuredEffect]]:
    """Yield indices of Sobol': shares of the variance of a metric.

    Parameters
    ----------
    n
        Number of parameters.
    values
        The metric at each point of complete samples, as :func:`sobol_points` returns them.
    seed
        Of the bootstrap.
    """
    if np.ptp(values) == 0:
        # Shares of no variance are not defined; no parameter has an effect.
        found = {key: np.zeros(n) for key in ("S1", "S1_conf", "ST", "ST_conf")}
    else:
        found = _salib("analyze.sobol").analyze(
            # A seed of 0 would be taken for none.
            _problem(n), values, calc_second_order=False, num_resamples=_RESAMPLES,
            conf_level=LEVEL, seed=seed + 1,
        )  # fmt: skip
    for index in range(n):
        yield index, _effect(TOTAL, found["ST"][index], found["ST_conf"][index])
        yield index, _effect(FIRST, found["S1"][index], found["S1_conf"][index])


def _effect(measure: str, value: float, half: float | None = None) -> MeasuredEffect:
    value = float(value)
    if half is None:
        return MeasuredEffect(measure, value)
    return MeasuredEffect(measure, value, value - float(half), value + float(half))
