"""Regions of one report that cluster are found; independent values are not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from statistics import median

import numpy as np
import pytest

from sim.core import clock
from sim.pack.checks import at_least_by_chance, pct
from sim.pack.clusters import (
    LEVEL_CLUSTER,
    REGIONS_NEEDED,
    closest,
    cluster_by_chance,
    clustered,
    spread_of_others,
)
from sim.pack.targets import Target
from sim.pack.values import turnout_of_other_elections
from tests.support.published import OF

DAY = dt.date(2030, 1, 1)
MARCH = dt.date(2023, 3, 19)
CODES = tuple(region.code for region in OF.regions)
HOURS = {"10:00": -1.7, "12:00": -0.6}
"""Hours that other elections reported, and a usual logit of turnout."""
EVEN = [k / 2000 for k in range(2000)]
"""A uniform distribution."""


def report(logits: dict[str, float], at: str = "10:00", **more: object) -> list[Target]:
    known = {"date": DAY, "what": "turnout", "at": clock.parse(at), "step": 0.01, **more}
    return [
        Target(**{"code": code, "value": 100 / (1 + math.exp(-x)), **known})  # type: ignore[arg-type]
        for code, x in logits.items()
    ]


def independent(rng: np.random.Generator, **more: object) -> list[Target]:
    """Return curves of regions that know nothing of each other, as far apart as of others."""
    where = rng.random(len(CODES))
    found = []
    for at, level in HOURS.items():
        opens = OF.opening_hours(OF.nation_code, DAY)[0]
        others = spread_of_others(OF, DAY, clock.parse(at) - opens)
        apart = np.quantile(others, where)
        found += report(dict(zip(CODES, (level + apart).tolist(), strict=True)), at, **more)
    return found


def test_regions_of_march_2023_cluster_at_ten_and_nowhere_else() -> None:
    [found] = clustered(turnout_of_other_elections(OF), OF)

    assert (found.code, found.severity, found.date) == ("L11", "look", MARCH)
    assert len(found.names) == 12
    assert {name[3:] for name in found.names} == {"@10:10"}
    assert found.message.startswith(
        "10:10 of 2023-03-19: 12 of 15 regions whose doors opened together have 15.13 to "
        "16.54 %, 1.41 points apart (by chance, with the spread of other elections: at most 0.002)"
    )


def test_independent_curves_are_flagged_less_often_than_the_level_says() -> None:
    rng = np.random.default_rng(1)
    flagged = [len(clustered(independent(rng), OF)) for _ in range(300)]

    assert sum(flagged) <= LEVEL_CLUSTER * len(HOURS) * len(flagged)


@pytest.mark.parametrize("n", [8, 15])
def test_the_probability_is_a_bound_though_the_spread_is_estimated(n: int) -> None:
    rng = np.random.default_rng(n)
    codes = [f"R{k}" for k in range(n)]
    found = []
    for _ in range(400):
        groups = [rng.normal(0, 0.3, 12).tolist() for _ in range(4)]
        others = sorted(x - median(group) for group in groups for x in group)
        values = dict(zip(codes, rng.normal(-1.7, 0.3, n).tolist(), strict=True))
        cluster = closest(report(values), others)
        assert cluster is not None
        found.append(cluster.by_chance)

    for level in (LEVEL_CLUSTER, 0.05, 0.1, 0.2):
        assert np.mean(np.array(found) < level) <= level


def test_curves_that_are_drawn_together_are_flagged() -> None:
    values = independent(np.random.default_rng(1))
    middle = median(pct(target) for target in values if target.at == clock.parse("12:00"))
    together = [
        dataclasses.replace(t, value=middle + (pct(t) - middle) / 10)
        if t.at == clock.parse("12:00")
        else t
        for t in values
    ]

    [found] = clustered(together, OF)

    assert {name[3:] for name in found.names} == {"@12:00"}


def test_rounded_values_are_as_far_apart_as_they_may_be() -> None:
    rng = np.random.default_rng(3)
    rounded = [
        dataclasses.replace(target, value=float(round(pct(target))))
        for _ in range(100)
        for target in independent(rng, step=1.0)
    ]
    size = len(CODES) * len(HOURS)
    flagged = [len(clustered(rounded[k : k + size], OF)) for k in range(0, len(rounded), size)]
    alike = report(dict.fromkeys(CODES, -1.7))

    assert sum(flagged) <= LEVEL_CLUSTER * len(HOURS) * len(flagged)
    assert len(clustered(alike, OF)) == 1
    assert not clustered([dataclasses.replace(target, step=10.0) for target in alike], OF)


def test_what_cannot_be_compared_is_not_checked() -> None:
    alike = report(dict.fromkeys(CODES, -1.7))

    assert clustered(alike, OF)
    assert not clustered(alike[: REGIONS_NEEDED - 1], OF)
    # No other election has reports of the first hour.
    assert not clustered([dataclasses.replace(t, at=clock.parse("08:00")) for t in alike], OF)
    assert not clustered([dataclasses.replace(t, relation="at_least") for t in alike], OF)
    assert not clustered([dataclasses.replace(t, value=0.0) for t in alike], OF)
    final = [dataclasses.replace(t, what="final_turnout", at=None) for t in alike]
    assert not clustered(final, OF)


def test_regions_whose_doors_opened_at_another_time_are_another_report() -> None:
    alike = [dataclasses.replace(t, date=OF.date) for t in report(dict.fromkeys(CODES, -1.7))]

    [found] = clustered(alike, OF)

    late = {region.code for region in OF.regions if region.behind_ms}
    assert len(late) == 5
    assert {name[:3] for name in found.names} == set(CODES) - late


def test_the_probability_that_all_lie_together_is_exact() -> None:
    for n, width in ((2, 0.3), (9, 0.5), (14, 0.7)):
        exact = n * width ** (n - 1) - (n - 1) * width**n
        assert cluster_by_chance(n, n, width, EVEN) == pytest.approx(exact, rel=0.02)


def test_the_probability_bounds_the_exact_one_of_naus() -> None:
    """Naus (1965), for more than half of uniform values in at most half of the line."""
    for found, of, width in ((9, 15, 0.2), (12, 15, 0.3), (12, 15, 0.4), (14, 20, 0.3)):
        at_least = at_least_by_chance(found, of, width)
        one = at_least - at_least_by_chance(found + 1, of, width)
        exact = (found / width - of - 1) * one + 2 * at_least
        assert exact <= cluster_by_chance(found, of, width, EVEN) <= 1.5 * exact
