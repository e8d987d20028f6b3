"""What incidents do to the night: power cuts, slow roads, absent clerks, more returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.core.streams import share_limit
from sim.incidents.affected import befallen_of, commissions_affected, window
from sim.register.clocks import behind_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.register import Register
    from sim.scenario import Incident, Scenario


_KINDS = ("power_cut", "roads_slow", "protocols_returned")
STOP = 0.0
"""Factor of a window in which nothing goes on."""


class Slow(NamedTuple):
    """A time in which work takes longer, ms; those of a site rise and do not meet."""

    begins: int
    ends: int
    factor: float
    """So many times as long, 1 or more; or STOP."""


class Absence(NamedTuple):
    """Clerks who are away from a commission (index) for a time, ms."""

    commission: int
    clerks: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Hindrances:
    """What befalls the night; sites without have no entry."""

    cuts: dict[int, list[Slow]]
    roads: dict[int, list[Slow]]
    returns: dict[int, list[tuple[int, int, int]]]
    """Protocols are sent back if their luck is below, from, before."""
    absences: list[Absence]
    stops: Ints
    """The cuts as an array: see :class:`sim.night.Night`."""


def draw_hindrances(scenario: Scenario, register: Register, streams: Streams) -> Hindrances:
    """Return what incidents do to the night of a country, under the ids that incidents name."""
    behind = behind_ms(register).tolist()
    cuts: dict[int, list[Slow]] = {}
    roads: dict[int, list[Slow]] = {}
    returns: dict[int, list[tuple[int, int, int]]] = {}
    for site, incidents in befallen_of(_KINDS, scenario, register, streams).items():
        by_kind: dict[str, list[tuple[Incident, int, int]]] = {kind: [] for kind in _KINDS}
        for incident in incidents:
            by_kind[incident.kind].append((incident, *window(incident, behind[site])))
        cuts[site] = _apart(Slow(begins, ends, STOP) for _, begins, ends in by_kind["power_cut"])
        roads[site] = _apart(
            Slow(begins, ends, own.factor or 1.0) for own, begins, ends in by_kind["roads_slow"]
        )
        returns[site] = [
            (share_limit(own.share or 0.0), begins, ends)
            for own, begins, ends in by_kind["protocols_returned"]
        ]
    region_behind = register.region_hours_behind[register.commission_region] * clock.HOUR_MS
    absences = [
        Absence(commission, own.clerks or 0, *window(own, int(region_behind[commission])))
        for own, commission in commissions_affected(scenario, register, streams)
    ]
    n_cuts = sum(incident.kind == "power_cut" for incident in scenario.incidents)
    stops = np.zeros((register.n_sites, n_cuts, 2), dtype=np.int64)
    for site, own_cuts in cuts.items():
        for k, cut in enumerate(own_cuts):
            stops[site, k] = cut.begins, cut.ends
    return Hindrances(cuts, roads, returns, absences, stops)


def _apart(windows: Iterable[Slow]) -> list[Slow]:
    """Return windows in order; where two overlap, the one that began first lasts to its end."""
    found: list[Slow] = []
    for own in sorted(windows):
        begins = max(own.begins, found[-1].ends) if found else own.begins
        if begins < own.ends:
            found.append(own._replace(begins=begins))
    return found


def finish(start: int, work: int, windows: Iterable[Slow]) -> int:
    """Return when work is done that some windows slow down or stop.

    Parameters
    ----------
    start
        When it begins, ms.
    work
        How long it takes if nothing hinders, ms, 0 or more.
    windows
        In order, and apart.

    >>> finish(0, 100, [Slow(40, 90, STOP)]), finish(0, 100, [Slow(40, 90, 2.0)])
    (150, 125)
    """
    now, left = start, work
    for begins, ends, factor in windows:
        if ends <= now:
            continue
        if left <= begins - now:
            break
        left -= max(begins - now, 0)
        now = max(begins, now)
        done = int((ends - now) / factor) if factor else 0
        if left <= done:
            return now + round(left * factor)
        left -= done
        now = ends
    return now + left
