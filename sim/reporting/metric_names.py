"""Names of the metrics of a comparison, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.language import named
from sim.core.slugs import slug
from sim.results.schema import metric_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def metric_name(metric: str, parties: Iterable[str]) -> str:
    """Return the title of a metric; of one that is not declared its name.

    Parameters
    ----------
    metric
        Key of the metric in a comparison.
    parties
        Names of parties.

    Examples
    --------
    >>> metric_name("turnout_at.10:00", ()), metric_name("night.half_called", ())
    ('Turnout at 10:00, %', 'Half of the races called')
    >>> metric_name("seats_national.red_list", ["Red List"])
    'Seats of Red List by membership'
    >>> metric_name("something.new", ())
    'something.new'
    """
    declared = metric_of(metric)
    if declared is None:
        return metric
    last = metric.rpartition(".")[2]
    names = {slug(party): party for party in parties}
    return declared.title.replace("{}", named(names.get(last, last)))
