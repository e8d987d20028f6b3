"""The check of reports whose regions lie closer together than independent values would.

How many values fall into the best placed window of a width is a scan statistic: its probability
is exact for uniform values [1]_, and bounded here for values of any distribution.

References
----------
.. [1] Naus J. I. (1965). The distribution of the size of the maximum cluster of points on a line.
   Journal of the American Statistical Association 60(310): 532–538.
   doi:10.1080/01621459.1965.10480810
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock
from sim.pack.checks import LOOK, Finding, at_least_by_chance, pct, turnout
from sim.pack.past_elections import NEAR, usable_curves

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sim.pack.records import Published
    from sim.pack.targets import Target

LEVEL_CLUSTER = 0.01
"""Significance level of a cluster. Of independent values, at most this share of the reports is
flagged."""
SHARES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Shares of a report's regions whose narrowest window is looked at."""
REGIONS_NEEDED = 8
"""Least number of regions of a report that is checked."""
OTHERS_NEEDED = 20
"""Least number of values of other elections that the spread of regions is taken from."""
ELECTIONS_NEEDED = 2
"""Least number of elections that those are of, so that one alone is no yardstick."""


class Cluster(NamedTuple):
    """The regions of one report that are least likely to lie so close together by chance."""

    targets: tuple[Target, ...]
    """In ascending order of their values."""
    by_chance: float
    """Upper bound of the probability of the like among independent values."""


def clustered(targets: Iterable[Target], of: Published) -> list[Finding]:
    """L11: so many regions of a report lie so close together that they are no independent values.

    A report is compared with those of other elections at the same time since the doors opened.
    Regions whose doors opened at another time are another report.
    """
    reports: dict[tuple[dt.date, int, int], dict[str, Target]] = {}
    for target in turnout(targets):
        if target.at is None or target.relation != "equals" or target.code == of.nation_code:
            continue
        opens, closes = of.opening_hours(target.code, target.date)
        half = target.step / 2
        if target.at < closes and half < pct(target) < 100 - half:  # Others have no logit.
            key = (target.date, target.at, target.at - opens)
            reports.setdefault(key, {})[target.code] = target
    found = []
    for (date, at, since), report in sorted(reports.items()):
        others = spread_of_others(of, date, since)
        cluster = closest(list(report.values()), others)
        if cluster and cluster.by_chance < LEVEL_CLUSTER:
            found.append(_finding(cluster, len(report), date, at))
    return found


def spread_of_others(of: Published, date: dt.date, since: int) -> list[float]:
    """Return how far regions were from the median of their report, in other elections.

    Parameters
    ----------
    of
        The pack with the other elections.
    date
        The election to leave out.
    since
        Time of the report, ms since the doors opened.

    Returns
    -------
    list of float
        Differences of logits, ascending; none if too few values are known.
    """
    reports: dict[tuple[dt.date, int, int], list[float]] = {}
    for curve in usable_curves(of):
        opens = of.opening_hours(curve.code, curve.date)[0]
        for at, value in zip(curve.at, curve.pct, strict=True):
            if curve.date != date and abs(at - opens - since) <= NEAR and 0 < value < 100:
                reports.setdefault((curve.date, at, opens), []).append(_logit(value))
    known = {key: report for key, report in reports.items() if len(report) >= REGIONS_NEEDED}
    apart = sorted(x - median(report) for report in known.values() for x in report)
    enough = len(apart) >= OTHERS_NEEDED and len({key[0] for key in known}) >= ELECTIONS_NEEDED
    return apart if enough else []


def closest(report: Sequence[Target], others: Sequence[float]) -> Cluster | None:
    """Return the cluster of a report, or None if it has too few regions or nothing to compare.

    Windows are as wide as the values that were rounded may be apart. The probability is that of
    the least likely window, times the number of windows.

    Parameters
    ----------
    report
        One value for each region; in (0, 100), also before they were rounded.
    others
        How far values of other reports are from their median, logit, ascending.
    """
    n = len(report)
    if n < REGIONS_NEEDED or not others:
        return None
    ordered = sorted(report, key=pct)
    low = [_logit(pct(target) - target.step / 2) for target in ordered]
    high = [_logit(pct(target) + target.step / 2) for target in ordered]
    sizes = sorted({math.ceil(share * n - 1e-9) for share in SHARES})
    windows = []
    for size in sizes:
        width, first = min((high[k + size - 1] - low[k], k) for k in range(n - size + 1))
        windows.append((cluster_by_chance(size, n, width, others), size, first))
    by_chance, size, first = min(windows)
    return Cluster(tuple(ordered[first : first + size]), min(len(sizes) * by_chance, 1.0))


def cluster_by_chance(found: int, of: int, width: float, others: Sequence[float]) -> float:
    """Return an upper bound of the probability that values cluster, if they are independent.

    Some ``found`` of them lie within ``width`` if, for one of them, ``found - 1`` of the rest lie
    at most ``width`` above it. The number of the rest that do is binomial; the sum over the
    values is the bound (Boole's inequality). It is exact if all are to lie within the
    width. The distribution of a value is that of ``others``.

    Parameters
    ----------
    found, of
        Values in the window, and all values.
    width
        Width of the window.
    others
        Values of the same distribution but for their location, ascending.

    >>> round(cluster_by_chance(2, 2, 0.25, [k / 1000 for k in range(1000)]), 3)  # 2w - w²
    0.439
    """
    # Values themselves are counted as within the width, so that no share is zero.
    within = Counter(bisect_right(others, x + width + 1e-12) - k for k, x in enumerate(others))
    total = len(others)
    return of * math.fsum(
        times / total * at_least_by_chance(found - 1, of - 1, inside / total)
        for inside, times in within.items()
    )


def _logit(value: float) -> float:
    return math.log(value / (100 - value))


def _finding(cluster: Cluster, n: int, date: dt.date, at: int) -> Finding:
    low, high = (pct(cluster.targets[end]) for end in (0, -1))
    message = (
        f"{clock.clock(at)} of {date}: {len(cluster.targets)} of {n} regions whose doors opened "
        f"together have {low:g} to {high:g} %, {high - low:.2f} points apart (by chance, with the "
        f"spread of other elections: at most {_rounded_up(cluster.by_chance)}): perhaps no "
        "independent values"
    )
    return Finding("L11", LOOK, tuple(target.name for target in cluster.targets), message, date)


def _rounded_up(probability: float) -> str:
    """Return a probability with one digit, rounded up.

    >>> _rounded_up(0.0014), _rounded_up(0.0), _rounded_up(0.005)
    ('0.002', '1e-99', '0.005')
    """
    unit = 10.0 ** math.floor(math.log10(max(probability, 1e-99)))
    return f"{max(math.ceil(probability / unit - 1e-9), 1) * unit:.1g}"
