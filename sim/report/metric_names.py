"""Names of the metrics of a comparison, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.columns import slug
from sim.show.run_tables import MILESTONES

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = {
    "issued": "Ballots issued",
    "cast": "Ballots cast",
    "turnout_pct": "Turnout, %",
    "incumbents_won_share": "Share of incumbents who won",
    "decided.votes": "Races decided by votes",
    "decided.lot": "Races decided by lot",
    "decided.unopposed": "Races with one candidate",
    "decided.against_all_leads": "Races with against all ahead",
    "decided.nobody": "Races without a vote for any candidate",
    "races_against_all_leads": "Races with more votes against all than for any candidate",
    "races_without_winner": "Races in which nobody is elected",
    "races_exchanged": "Races with ballots exchanged for the reported winner",
    "targets_met": "Targets met",
    "left_without_ballot.turned_back": "Turned back at the queue, voters",
    "left_without_ballot.gave_up": "Gave up in the queue, voters",
    "left_without_ballot.too_late": "Too late, voters",
    "waits.mean_s": "Mean wait, s",
    "waits.p50_s": "Wait, half at most, s",
    "waits.p95_s": "Wait, 95 in 100 at most, s",
    "waits.max_s": "Longest wait, s",
    "waits.longest_line": "Longest queue, people",
    "waits.over_30_min": "Waits over half an hour, voters",
    "staff.members": "Members of commissions at work",
    "staff.desks_open": "Desks open at most",
    "staff.desk_hours": "Desk-hours",
    "night.first_called": "First race called",
    "night.recounts": "Recounts at sites",
    "night.returned": "Protocols returned",
    "night.lead_changes": "Changes of the lead",
    "night.counts_over_legal_max": "Counts longer than the law allows, sites",
} | {f"night.{key}": label[0].upper() + label[1:] for key, label in MILESTONES.items()}
_SEATS = {"seats_nomination": "by nomination", "seats_national": "by membership"}


def metric_name(metric: str, parties: Iterable[str]) -> str:
    """Return the name of a metric for people; its key if it has no such name.

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
    >>> metric_name("seats_national.nur_otan", ["Nur Otan"])
    'Seats of Nur Otan by membership'
    >>> metric_name("something.new", ())
    'something.new'
    """
    kind, _, rest = metric.partition(".")
    if kind == "turnout_at":
        return f"Turnout at {rest}, %"
    if kind in _SEATS:
        names = {slug(party): party for party in parties}
        return f"Seats of {names.get(rest, rest)} {_SEATS[kind]}"
    return _NAMES.get(metric, metric)
