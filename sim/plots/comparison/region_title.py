"""The title of figures of regions: the region that differs most, or whether chance explains it."""

# No reference: the standard deviation of a binomial share.

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.comparison.differences import LEVEL
from sim.core.language import ENGLISH, language_code, named, tr, tr_n
from sim.plots.comparison.series import (
    amount,
    doubt_note,
    is_notable,
    later_text,
    no_difference_note,
    title_name,
)
from sim.results.schema import TIME, metric_of

if TYPE_CHECKING:
    from sim.comparison import Comparison, Difference


def metric_title(metric: str) -> str:
    """Return a metric in the words of a title.

    >>> metric_title("turnout_at.10:00"), metric_title("night.all_accepted"), metric_title("cast")
    ('turnout by 10:00', 'time of the last protocol', 'cast')
    """
    name, _, rest = metric.partition(".")
    if name == "turnout_at":
        return tr("turnout by {time}", time=rest)
    if metric == "turnout_pct":
        return tr("final turnout")
    if metric == "night.all_accepted":
        return tr("time of the last protocol")
    declared = metric_of(metric)
    if declared is not None and language_code() != ENGLISH:
        return declared.title.replace("{}", named(rest))
    return metric.replace("_", " ").replace(".", ": ")


def region_title(comparison: Comparison, metric: str) -> str:
    """Return the title: the region that differs most, and by how much."""
    summary = comparison.base.summary
    rows = [
        (each, row) for each in comparison.others for row in each.differences
        if row.metric == metric and row.code != summary.nation and is_notable(row)
    ]  # fmt: skip
    metric_name = metric_title(metric)
    n = len(comparison.results.summary.regions)
    if not rows:
        unit = next(row.unit for row in comparison.others[0].differences if row.metric == metric)
        least = 30 if unit == TIME else 0.005
        note = no_difference_note(comparison, [metric], least)
        if summary.election is None:
            return tr("No region differs in {metric}", metric=metric_name) + note
        word = summary.region_word
        text = tr("No {region} differs in {metric}", region=word, metric=metric_name)
        return f"{text}{note}"
    if explained_by_chance(comparison, metric):
        values = {"differ": len(rows), "metric": metric_name}
        if summary.election is None:
            found = tr_n(
                "{differ} of {n} region differ in {metric}",
                "{differ} of {n} regions differ in {metric}",
                n, **values,
            )  # fmt: skip
        else:
            found = tr_n(
                "{differ} of {n} area differ in {metric}",
                "{differ} of {n} areas differ in {metric}",
                n, **values,
            )  # fmt: skip
        return found + ", " + tr("no more than random variation explains")
    against, row = max(rows, key=lambda pair: abs(pair[1].difference))
    name = named(summary.regions[row.code].name)
    text = tr(
        "{area} differs most: {metric} is {difference}",
        area=name, metric=metric_name, difference=_difference_text(row),
    )  # fmt: skip
    if len(comparison.others) > 1:
        text = tr("{finding} in {name}", finding=text, name=title_name(comparison, against.letter))
    return f"{text}{doubt_note(row)}"


def _difference_text(row: Difference) -> str:
    """Return how much higher or lower, later or earlier a value is."""
    if row.unit == TIME:
        return later_text(row)
    if row.difference > 0:
        return tr("{amount} higher", amount=amount(row))
    return tr("{amount} lower", amount=amount(row))


def explained_by_chance(comparison: Comparison, metric: str) -> bool:
    """Return whether random variation explains the number of regions that differ.

    False for paired results.
    """
    if any(each.pairing.pairs for each in comparison.others):
        return False
    nation = comparison.base.summary.nation
    differs = [
        bool(row.differs) for each in comparison.others for row in each.differences
        if row.metric == metric and row.code != nation and row.differs is not None
    ]  # fmt: skip
    n, share = len(differs), 1 - LEVEL
    # Two standard deviations above the expected number if no region differs.
    return n > 0 and sum(differs) <= share * n + 2 * math.sqrt(share * (1 - share) * n)
