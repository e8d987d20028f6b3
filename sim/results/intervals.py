"""Figures of a summary with their bands: one way to read single runs and ensembles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Interval(NamedTuple):
    """A figure of a summary: the median, and what 5 and 95 in 100 replications do not exceed."""

    median: Any
    low: Any
    high: Any

    @property
    def varies(self) -> bool:
        """Whether there is a band: never so in a single run."""
        return bool(self.low != self.high)


def interval(summary: Mapping[str, Any], *path: str) -> Interval:
    """Return a figure of a summary with its band.

    What does not differ between replications, and all of a single run, has the
    same value three times.

    Parameters
    ----------
    summary
        Of a run or an ensemble.
    path
        Keys that lead to the figure.

    Examples
    --------
    >>> interval({"waits": {"max_s": 9}, "p05": {"waits": {"max_s": 7}}}, "waits", "max_s")
    Interval(median=9, low=7, high=9)
    """
    median = _at(summary, path, None)
    bands = (summary.get(name, {}) for name in ("p05", "p95"))
    return Interval(median, *(_at(band, path, median) for band in bands))


def _at(tree: Any, path: tuple[str, ...], otherwise: Any) -> Any:
    for key in path:
        if key not in tree:
            return otherwise
        tree = tree[key]
    return tree
