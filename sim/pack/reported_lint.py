"""What is impossible or unusual in reported values of a pack of sites: reported, not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.text import counted
from sim.pack.files.declared import REPORTED_NAMES
from sim.pack.files.pack import PackFinding
from sim.pack.lint import lint
from sim.pack.records import published_in
from sim.pack.targets import Target, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.pack import Pack
    from sim.pack.files.reported_records import ReportedTurnout

_TURNOUT, _, _ARRIVALS = REPORTED_NAMES
_DECIMALS, _COUNTED_STEP = 2, 0.01
"""Decimals of percentages that are computed from voters, and their rounding step, points."""
_OF_CURVES_ALONE = "L9"
"""A region without a final turnout has no curve; a pack has the turnout that it expects."""


def reported_findings(pack: Pack) -> Iterator[PackFinding]:
    """Yield turnout that fails a check, and results that came in before doors closed."""
    yield from _turnout(pack)
    yield from _arrivals(pack)


def _turnout(pack: Pack) -> Iterator[PackFinding]:
    """Yield the findings of the lint, level by level: areas of different levels may share an id."""
    of = published_in(pack.folder)
    by_level: dict[str, list[Target]] = {}
    for value in pack.reported.turnout:
        if value.relation in {"equals", "at_least"}:
            level = value.level or pack.settings.report_level
            by_level.setdefault(level, []).append(_target(pack, value))
    for targets in by_level.values():
        for finding in lint(targets, of):
            if finding.code != _OF_CURVES_ALONE:
                yield PackFinding("P14", _TURNOUT, finding.message)


def _target(pack: Pack, value: ReportedTurnout) -> Target:
    pct, step = value.pct, _COUNTED_STEP
    if pct is None:
        registered = max(pack.registered_in(value.level, value.area), 1)
        pct = round(100 * value.count / registered, _DECIMALS)
    else:
        step = step_of(f"{pct}")
    timed = value.at_ms >= 0
    return Target(
        date=pack.settings.date,
        what="turnout" if timed else "final_turnout",
        code=value.area or pack.nation_code,
        at=value.at_ms if timed else None,
        relation="equals" if value.relation == "equals" else "at_least",
        value=pct,
        step=step,
        source=value.source,
    )


def _arrivals(pack: Pack) -> Iterator[PackFinding]:
    """Yield the results that came in before doors closed at their sites."""
    arrivals, sites = pack.reported.arrivals, pack.sites
    if arrivals is None:
        return
    closes = (sites.closes_ms + pack.zone_behind_ms[sites.timezone])[arrivals.site]
    early = np.flatnonzero(arrivals.at_ms < closes)
    if len(early):
        row = int(early[0])
        message = f"{counted(len(early), 'result')} before doors closed there: first of "
        message += f"{sites.id[arrivals.site[row]]}, {arrivals.stage[row]} at "
        message += f"{clock.clock(int(arrivals.at_ms[row]))}, and doors closed at "
        message += f"{clock.clock(int(closes[row]))} (capital time)"
        yield PackFinding("P15", _ARRIVALS, message)
