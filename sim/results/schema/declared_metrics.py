"""The metrics of a run: what replications are recorded by and results are compared by."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.pack.milestones import MILESTONES
from sim.results.schema.declaration import Column

if TYPE_CHECKING:
    from sim.results.schema.declaration import Kind

TIME = "time"
"""Unit of clock times: seconds since the midnight before the day, differences in seconds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One value of a replication's summary; or a family, with one by hour or party."""

    name: str
    """Key in ``summary.json``, dotted; of a family without its last part."""
    kind: Kind
    label: str
    """For people; of a family with ``{}`` for its last part."""
    meaning: str = ""
    """One plain sentence; empty where the label says it."""
    _: KW_ONLY
    unit: str = ""
    """Empty of plain counts."""
    family: str = ""
    """Of a family: what its last part is, such as ``HH:MM``; else empty."""
    region: str = ""
    """Key in an entry of ``regions``; empty for none."""
    nation: bool = True
    """Whether the nation has it."""
    compared: bool = True
    """Whether results are compared by it; else it is only recorded for each replication."""
    counted: bool = False
    """Whether it is counted from lists of the summary, and no key of it."""
    required: bool = True
    """Whether every version that can be read recorded it."""
    main: bool = False
    """Whether a comparison shows it even where it does not differ."""
    card: int = 0
    """Where it stands among the values at the head of the page; 0 for not there."""
    better: Literal["", "less", "more"] = ""
    """What is better for voters and commissions; empty where neither is."""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys that lead to it in the summary."""
        return tuple(self.name.split("."))

    @property
    def title(self) -> str:
        """Return the label, with the unit where the label does not have it.

        >>> metric_of("waits.p95_s").title, metric_of("night.half_called").title
        ('Wait, 95 in 100 at most, s', 'Half of the races called')
        """
        words = re.findall(r"\w+", self.label.lower())
        without = self.unit in {"", TIME, "h", "0-1", *words}
        return self.label if without else f"{self.label}, {self.unit}"


def _less(  # noqa: PLR0913  those that differ among such metrics
    name: str,
    kind: Kind,
    label: str,
    unit: str,
    meaning: str = "",
    *,
    main: bool = False,
    card: int = 0,
) -> Metric:
    """Return a metric of which less is better."""
    return Metric(name, kind, label, meaning, unit=unit, main=main, card=card, better="less")


def _later(  # noqa: PLR0913  the same
    name: str, kind: Kind, label: str, unit: str, meaning: str = "", *, card: int = 0
) -> Metric:
    """Return a metric that results of earlier versions lack."""
    return Metric(name, kind, label, meaning, unit=unit, card=card, required=False)


METRICS = (
    Metric("simpy_sites", "whole", "Sites run by SimPy", unit="sites", compared=False),
    Metric("sites", "whole", "Polling sites", unit="sites", compared=False, card=5),
    Metric("races", "whole", "Races", unit="races", compared=False, card=4),
    Metric("registered", "whole", "Registered voters", unit="voters", region="registered",
           compared=False, card=1),
    Metric("issued", "whole", "Ballots issued", unit="ballots", region="issued"),
    Metric("cast", "whole", "Ballots cast", unit="ballots", region="cast", card=2),
    Metric("turnout_pct", "number", "Turnout", "ballots issued ÷ registered", unit="%",
           region="turnout_pct", main=True, card=3),
    Metric("turnout_reference_pct", "number", "Turnout published or given",
           "published or given votes ÷ registered", unit="%", region="turnout_reference_pct",
           nation=False, compared=False),
    Metric("turnout_at", "number", "Turnout at {}", "true turnout at a report time", unit="%",
           region="turnout_at", family="HH:MM"),
    Metric("seats_nomination", "whole", "Seats of {} by nomination", unit="seats", region="seats",
           family="PARTY"),
    Metric("seats_national", "whole", "Seats of {} by membership", unit="seats", family="PARTY"),
    _later("decided.votes", "whole", "Races decided by votes", "races"),
    _later("decided.lot", "whole", "Races decided by lot", "races"),
    _later("decided.unopposed", "whole", "Races with one candidate", "races"),
    _later("decided.against_all_leads", "whole", "Races with against all ahead", "races"),
    _later("decided.nobody", "whole", "Races without a vote for any candidate", "races"),
    _later("races_against_all_leads", "whole",
           "Races with more votes against all than for any candidate", "races"),
    _later("races_without_winner", "whole", "Races in which nobody is elected", "races"),
    _later("races_exchanged", "whole", "Races with ballots exchanged for the reported winner",
           "races"),
    Metric("incumbents_won_share", "number", "Share of incumbents who won",
           "share of races won by the incumbent", unit="0-1"),
    _less("left_without_ballot.turned_back", "whole", "Turned back at the queue", "voters"),
    _less("left_without_ballot.gave_up", "whole", "Gave up in the queue", "voters"),
    _less("left_without_ballot.too_late", "whole", "Too late", "voters"),
    _less("waits.mean_s", "number", "Mean wait", "s", main=True),
    _less("waits.p50_s", "whole", "Wait, half at most", "s"),
    _less("waits.p95_s", "whole", "Wait, 95 in 100 at most", "s", main=True, card=9),
    _less("waits.max_s", "number", "Longest wait", "s", main=True, card=10),
    _less("waits.longest_line", "whole", "Longest queue", "people"),
    _less("waits.over_30_min", "whole", "Waits over half an hour", "voters"),
    _later("staff.members", "whole", "Members of commissions at work", "members",
           "members of precinct commissions who are present", card=13),
    _later("staff.desks_open", "whole", "Desks open at most", "desks",
           "most desks open at each site, added up", card=11),
    _later("staff.desk_hours", "number", "Desk-hours", "h",
           "desks × hours that they are planned to be open while the doors are open", card=12),
    *(
        Metric(f"night.{milestone.name}", "time", milestone.label[0].upper() + milestone.label[1:],
               milestone.meaning, unit=TIME, main=milestone.main, better="less",
               card=6 if milestone.main else 0,
               region="last_accepted" if milestone.name == "all_accepted" else "")
        for milestone in MILESTONES
    ),
    _less("night.recounts", "whole", "Recounts at sites", "", card=15),
    _less("night.returned", "whole", "Protocols returned", "", "protocols returned for correction",
          card=14),
    Metric("night.lead_changes", "whole", "Changes of the lead"),
    _less("night.counts_over_legal_max", "whole", "Counts longer than the law allows", "sites"),
    _later("night.discrepant_protocols", "whole", "Protocols accepted with a discrepancy", "",
           "protocols with a discrepancy; only where an incident hands out second ballots"),
    _later("night.discrepant_ballots", "whole", "Ballots by which protocols are discrepant", "",
           "ballots that accepted protocols lack; only where an incident hands out second ballots"),
    Metric("targets_met", "whole", "Targets that are met",
           "reported values that are met", unit="targets", counted=True, better="more"),
    Metric("targets", "whole", "Targets", "reported values, of the day and of the scenario",
           unit="targets", counted=True, compared=False),
    Metric("invariants_breached", "whole", "Invariants that are broken", unit="laws",
           counted=True, compared=False),
)  # fmt: skip
"""In the order of the columns of ``replications.csv`` and of the documentation."""

_BY_NAME = {metric.name: metric for metric in METRICS}
_BY_REGION = {metric.region: metric for metric in METRICS if metric.region}


@cache
def main_metrics() -> frozenset[str]:
    """Return the names of metrics that are shown even where they do not differ."""
    return frozenset(metric.name for metric in METRICS if metric.main)


def metric_of(name: str) -> Metric | None:
    """Return the declaration of a metric, or of the family that it is one of; None for none.

    >>> metric_of("turnout_at.10:00").label, metric_of("turnout_at.10.00"), metric_of("seed")
    ('Turnout at {}', None, None)
    """
    found = _BY_NAME.get(name)
    if found is not None:
        return None if found.family else found
    family = _BY_NAME.get(name.rpartition(".")[0])
    return family if family is not None and family.family else None


def metric_at(path: tuple[str, ...], *, region: bool = False) -> Metric | None:
    """Return the metric at a key of the summary, or of a region in it; None for none.

    Parameters
    ----------
    path
        Keys that lead to the value.
    region
        Whether they lead through an entry of ``regions``.

    Examples
    --------
    >>> metric_at(("last_accepted",), region=True).name, metric_at(("seats", "Auyl"))
    ('night.all_accepted', None)
    """
    if region:
        found = _BY_REGION.get(path[0])
        return found if found is not None and len(path) == (2 if found.family else 1) else None
    found = _BY_NAME.get(".".join(path))
    if found is None:
        found = _BY_NAME.get(".".join(path[:-1]))
        return found if found is not None and found.family else None
    return found if found.nation and not found.counted and not found.family else None


def recorded(metric: Metric, *, region: bool = False) -> Column:
    """Return the column that records a metric for each replication."""
    name = metric.region if region else metric.name.replace(".", "_")
    label = metric.label.replace("{}", metric.family)
    meaning = metric.meaning or label[0].lower() + label[1:]
    unit = "" if metric.unit == TIME else metric.unit.replace("0-1", "0–1")
    shown = f"{name}_…" if metric.family else ""
    return Column(
        rf"{name}_\w+" if metric.family else name, metric.kind, unit, meaning,
        label=metric.label, varies=False, required=metric.required, shown=shown,
    )  # fmt: skip
