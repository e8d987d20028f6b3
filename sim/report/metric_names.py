"""Names of metrics on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.results.columns import slug
from sim.results.schema import metric_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def figure_name(metric: str, summary: Mapping[str, Any]) -> str:
    """Return the title of a metric; of one that is not declared its name.

    Parameters
    ----------
    metric
        Name in a comparison.
    summary
        Of a run, for the names of parties.

    Examples
    --------
    >>> figure_name("turnout_at.10:00", {}), figure_name("night.half_called", {})
    ('Turnout at 10:00, %', 'Half of the races called')
    >>> figure_name("seats_national.nur_otan", {"seats_nomination": {"Nur Otan": 1}})
    'Seats of Nur Otan by membership'
    >>> figure_name("something.new", {})
    'something.new'
    """
    declared = metric_of(metric)
    if declared is None:
        return metric
    last = metric.rpartition(".")[2]
    parties = {slug(party): party for party in summary.get("seats_nomination", ())}
    return declared.title.replace("{}", parties.get(last, last))
