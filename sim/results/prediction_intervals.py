"""Values of a summary with their prediction intervals, for single runs and ensembles alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from sim.results.summaries import RunSummary

T = TypeVar("T")


class Interval(NamedTuple, Generic[T]):
    """A median, and the 5 % and 95 % quantiles of the replications."""

    median: T
    low: T
    high: T

    @property
    def varies(self) -> bool:
        """Whether the quantiles differ; they never do in a single run."""
        return self.low != self.high


def interval(summary: RunSummary, *path: str) -> Interval[float]:
    """Return a number of a summary with its prediction interval.

    A number of a single run, and one that is the same in all replications, is returned three
    times.

    Parameters
    ----------
    summary
        The summary of a run or an ensemble.
    *path
        Fields and keys that lead to the number, such as ``"waits", "max_s"``.
    """
    return Interval(*_found(summary, path))


def time_interval(summary: RunSummary, *path: str) -> Interval[str]:
    """Return a time of a summary with its prediction interval: see :func:`interval`."""
    return Interval(*_found(summary, path))


def _found(summary: RunSummary, path: tuple[str, ...]) -> tuple[Any, Any, Any]:
    median: Any = summary
    for key in path:
        median = median[key] if isinstance(median, dict) else getattr(median, key)
    return median, _in_band(summary.p05, path, median), _in_band(summary.p95, path, median)


def _in_band(band: Any, path: tuple[str, ...], otherwise: Any) -> Any:
    for key in path:
        if band is None or key not in band:
            return otherwise
        band = band[key]
    return band
