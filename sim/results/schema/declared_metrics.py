"""The metrics of a run, which ensembles record by replication and comparisons compare."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from sim.core.language import marked, tr
from sim.core.text import capitalized, unit_text
from sim.pack.milestones import MILESTONES
from sim.results.schema.declaration import Column

if TYPE_CHECKING:
    from sim.results.schema.declaration import Kind

TIME = "time"
"""Unit of clock times: seconds since midnight of the election day; differences in seconds."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One value in the summary of a replication, or a family of values by hour or party."""

    name: str
    """Dotted key in ``summary.json``; for a family without the last part."""
    kind: Kind
    label: str
    """Label for people; for a family with ``{}`` in place of the last part."""
    meaning: str = ""
    """One plain sentence; empty if the label is enough."""
    _: KW_ONLY
    unit: str = ""
    """Unit; empty for plain counts."""
    family: str = ""
    """For a family: what the last part of the key is, such as ``HH:MM``; else empty."""
    region: str = ""
    """Key in an entry of ``regions``; empty if regions do not have it."""
    nation: bool = True
    """Whether the nation has it."""
    compared: bool = True
    """Whether comparisons include it; else it is only recorded for each replication."""
    counted: bool = False
    """Whether it is the length of a list in the summary, and not a key."""
    required: bool = True
    """Whether every version whose results can be read recorded it."""
    empty: bool = False
    """Whether it can be unknown."""
    main: bool = False
    """Whether a comparison shows it even if it does not differ."""
    card: int = 0
    """Position among the values at the head of the page; 0 if it is not among them."""
    better: Literal["", "less", "more"] = ""
    """Which direction is better for voters and commissions; empty if neither is."""
    message: str = ""
    """What catalogs have in place of the label, if its first letter is not a capital there."""

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys that lead to it in the summary."""
        return tuple(self.name.split("."))

    @property
    def title(self) -> str:
        """Return the label in the current language, with its unit if it does not contain that.

        >>> metric_of("waits.p95_s").title, metric_of("night.half_called").title
        ('Wait, 95 in 100 at most, s', 'Half of the races called')
        """
        words = re.findall(r"\w+", self.label.lower())
        without = self.unit in {"", TIME, "h", "0-1", *words}
        return self.shown if without else f"{self.shown}, {unit_text(self.unit)}"

    @property
    def shown(self) -> str:
        """Return the label in the current language.

        >>> metric_of("turnout_at.10:00").shown
        'Turnout at {}'
        """
        return capitalized(tr(self.message or self.label))


def _less(  # noqa: PLR0913  the fields that differ among such metrics
    name: str,
    kind: Kind,
    label: str,
    unit: str,
    meaning: str = "",
    *,
    main: bool = False,
    card: int = 0,
    required: bool = True,
) -> Metric:
    """Return a metric of which less is better."""
    return Metric(
        name, kind, label, meaning, unit=unit, main=main, card=card, better="less",
        required=required,
    )  # fmt: skip


def _later(  # noqa: PLR0913  the same
    name: str, kind: Kind, label: str, unit: str, meaning: str = "", *, card: int = 0
) -> Metric:
    """Return a metric that results of earlier versions lack."""
    return Metric(name, kind, label, meaning, unit=unit, card=card, required=False)


_WHOLE = "mean whole wait: at the door before it opens, for a desk, for a booth and for a box"


METRICS = (
    Metric("simpy_sites", "integer", "Sites run by SimPy", unit="sites", compared=False),
    Metric("sites", "integer", "Polling sites", unit="sites", compared=False, card=5),
    Metric("races", "integer", "Races", unit="races", compared=False, card=4),
    Metric("registered", "integer", "Registered voters", unit="voters", region="registered",
           compared=False, card=1),
    Metric("issued", "integer", "Ballots issued", unit="ballots", region="issued"),
    Metric("cast", "integer", "Ballots cast", unit="ballots", region="cast", card=2),
    Metric("turnout_pct", "number", "Turnout", marked("ballots issued ÷ registered"), unit="%",
           region="turnout_pct", main=True, card=3),
    Metric("turnout_reference_pct", "number", "Turnout published or given",
           "published or given votes ÷ registered", unit="%", region="turnout_reference_pct",
           nation=False, compared=False, empty=True),
    Metric("turnout_at", "number", "Turnout at {}", "true turnout at a report time", unit="%",
           region="turnout_at", family="HH:MM"),
    Metric("seats_nomination", "integer", "Seats of {} by nomination", unit="seats", region="seats",
           family="PARTY"),
    Metric("seats_national", "integer", "Seats of {} by membership", unit="seats", family="PARTY"),
    _later("decided.votes", "integer", "Races decided by votes", "races"),
    _later("decided.lot", "integer", "Races decided by lot", "races"),
    _later("decided.unopposed", "integer", "Races with one candidate", "races"),
    _later("decided.against_all_leads", "integer", "Races with against all ahead", "races"),
    _later("decided.nobody", "integer", "Races without a vote for any candidate", "races"),
    _later("decided.runoff", "integer", "Races that need a runoff", "races"),
    _later("races_against_all_leads", "integer",
           "Races with more votes against all than for any candidate", "races"),
    _later("races_without_winner", "integer", "Races in which nobody is elected", "races"),
    _later("races_exchanged", "integer", "Races with ballots exchanged for the reported winner",
           "races"),
    Metric("incumbents_won_share", "number", "Share of incumbents who won",
           "share of races won by the incumbent", unit="0-1"),
    _less("left_without_ballot.turned_back", "integer", "Turned back at the queue", "voters"),
    _less("left_without_ballot.gave_up", "integer", "Gave up in the queue", "voters"),
    _less("left_without_ballot.too_late", "integer", "Too late", "voters"),
    _less("waits.mean_s", "number", "Mean wait", "s", main=True),
    _less("waits.p50_s", "integer", "Wait, half at most", "s"),
    _less("waits.p95_s", "integer", "Wait, 95 in 100 at most", "s", main=True, card=9),
    _less("waits.max_s", "number", "Longest wait", "s", main=True, card=10),
    _less("waits.longest_line", "integer", "Longest queue", "people"),
    _less("waits.over_30_min", "integer", "Waits over half an hour", "voters"),
    _less("waits.whole_mean_s", "number", "Mean whole wait", "s", _WHOLE,
          required=False),
    _less("waits.whole_p50_s", "integer", "Whole wait, half at most", "s", required=False),
    _less("waits.whole_p95_s", "integer", "Whole wait, 95 in 100 at most", "s", main=True,
          card=16, required=False),
    _less("waits.whole_max_s", "number", "Longest whole wait", "s", main=True, required=False),
    _less("waits.door_mean_s", "number", "Mean wait at the closed door", "s", required=False),
    _less("waits.booth_mean_s", "number", "Mean wait for a booth", "s", required=False),
    _less("waits.box_mean_s", "number", "Mean wait for a ballot box", "s", required=False),
    _less("waits.longest_booth_queue", "integer", "Longest queue for a booth", "people",
          required=False),
    _less("waits.long_or_left", "integer", "Waited long or left", "voters",
          "voters whose whole wait was over ten minutes, or who left without a ballot",
          required=False),
    _less("waits.long_or_left_pct", "number", "Share who waited long or left", "%",
          marked("those whose whole wait was over ten minutes, or who left without a ballot ÷ "
                 "those who voted at a site or left"), main=True, card=17, required=False),
    _later("staff.members", "integer", "Members of commissions at work", "members",
           marked("members of precinct commissions who are present"), card=13),
    _later("staff.desks_open", "integer", "Desks open at most", "desks",
           marked("most desks open at each site, added up"), card=11),
    _later("staff.desk_hours", "number", "Desk-hours", "h",
           marked("desks × hours that they are planned to be open while the doors are open"),
           card=12),
    _later("staff.desks_busy_pct", "number", "Desks busy", "%",
           "time that desks serve voters ÷ time that they are open or still serve one"),
    _later("staff.booths_busy_pct", "number", "Booths busy", "%",
           "time that booths are occupied ÷ booths × time in which they can be used"),
    *(
        Metric("night." + milestone.name, "time", capitalized(milestone.label), milestone.meaning,
               message=milestone.label, unit=TIME, main=milestone.main, better="less",
               card=6 if milestone.main else 0,
               region="last_accepted" if milestone.name == "all_accepted" else "",
               required=not milestone.later)
        for milestone in MILESTONES
    ),
    _less("night.recounts", "integer", "Recounts at sites", "", card=15),
    _less("night.returned", "integer", "Protocols returned", "",
          marked("protocols returned for correction"), card=14),
    Metric("night.lead_changes", "integer", "Changes of the lead"),
    _less("night.counts_over_legal_max", "integer", "Counts longer than the law allows", "sites"),
    _later("night.discrepant_protocols", "integer", "Protocols accepted with a discrepancy", "",
           "protocols with a discrepancy; only where an incident hands out second ballots"),
    _later("night.discrepant_ballots", "integer", "Ballots by which protocols are discrepant", "",
           "ballots that accepted protocols lack; only where an incident hands out second ballots"),
    Metric("targets_met", "integer", "Targets that are met",
           "reported values that are met", unit="targets", counted=True, better="more"),
    Metric("targets", "integer", "Targets", "reported values, of the day and of the scenario",
           unit="targets", counted=True, compared=False),
    Metric("invariants_breached", "integer", "Invariants that are broken", unit="laws",
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
    """Return the declaration of a metric, or of its family; None if it is not declared.

    >>> metric_of("turnout_at.10:00").label, metric_of("turnout_at.10.00"), metric_of("seed")
    ('Turnout at {}', None, None)
    """
    found = _BY_NAME.get(name)
    if found is not None:
        return None if found.family else found
    family = _BY_NAME.get(name.rpartition(".")[0])
    return family if family is not None and family.family else None


def metric_at(path: tuple[str, ...], *, region: bool = False) -> Metric | None:
    """Return the metric with a key in the summary or in the entry of a region; None for none.

    Parameters
    ----------
    path
        The parts of the key.
    region
        Whether it is a key in an entry of ``regions``.

    Examples
    --------
    >>> metric_at(("last_accepted",), region=True).name, metric_at(("seats", "RED"))
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
        empty=metric.empty,
    )  # fmt: skip
