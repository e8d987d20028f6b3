"""Parameters of the turnout that is announced during the day."""

from __future__ import annotations

import datetime as dt

from sim.core.language import marked
from sim.core.section import Section
from sim.pack.shipped import basis
from sim.scenario.parameters.declare import param


def _report_times() -> list[dt.time]:
    return [dt.time(hour) for hour in (10, 12, 14, 16, 18, 20, 21)]


class AnnouncementParameters(Section):
    """Turnout as the commissions announce it during the day, capital time."""

    times: list[dt.time] = param(
        _report_times,
        unit="capital time",
        label=marked("hours of the reports"),
        doc="Times of the turnout reports",
        source="docs/data.md, contradictions 2 and 9",
    )
    lag_s: float = param(
        600.0,
        unit="s",
        low=0.0,
        high=7200.0,
        calibrate=(0.0, 3600.0),
        label=marked("age of announced turnout"),
        doc="Age of turnout when it is announced",
        assumption="sites report by phone",
    )
    rounding_pct: float = param(
        0.01,
        unit="%",
        low=0.0,
        high=5.0,
        label=marked("rounding of announced turnout"),
        doc="Announced turnout is rounded to this step; 0 for no rounding",
        source=basis("announcements.rounding_pct"),
    )
    stale_share: float = param(
        0.02,
        low=0.0,
        high=1.0,
        calibrate=(0.0, 0.2),
        label=marked("share of repeated values"),
        doc="Probability that a region repeats its last value instead of the current one",
        source="docs/data.md, contradiction 11: western regions repeat a value",
    )
