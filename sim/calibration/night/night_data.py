"""When results of sites came in, and the work that each site had: the data of the night."""

# No reference: columns of a pack, and numbers of ballots times seconds.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.night.random_effects import Groups
from sim.core import clock
from sim.night.night_records import Truth
from sim.night.teams import count_work
from sim.results.calibration_context import (
    FITTED_TO_STAGE,
    OF_QUEUES,
    TIMES,
    counted_text,
)
from sim.scenario.election import election_pack, is_pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Flags, Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario

STAGES = ("phoned", "signed")
"""Stages whose times do not depend on queues of other sites."""


@dataclass(frozen=True, eq=False)
class ReportedNight:
    """Sites and their times; arrays of shape ``(n_sites,)``."""

    stage: str
    """One of :data:`STAGES`."""
    log_s: Floats
    """Logarithm of the seconds from closing until the result came in; of those that had not come
    in, until the last time that is known."""
    log_until: Floats
    """Logarithm of the seconds from closing until that last time."""
    above: Flags
    """Sites whose result had not come in by then."""
    groups: Groups
    """Buildings, and their intake areas."""
    work_s: Floats
    """Time by number of ballots, without reading: seconds."""
    reads: Floats
    """Ballots that are read one after the other."""

    def chosen(self, sites: Flags) -> ReportedNight:
        """Return the data of some sites."""
        return ReportedNight(
            self.stage, self.log_s[sites], self.log_until[sites], self.above[sites],
            groups_of(self.groups.area[sites], self.groups.place[sites]),
            self.work_s[sites], self.reads[sites],
        )  # fmt: skip


def has_times(scenario: Scenario) -> bool:
    """Return whether a pack reports times that inform the parameters of the night."""
    return _stage(_times(scenario)) is not None


def left_out_times(scenario: Scenario) -> dict[str, str]:
    """Return why times of some sites are left out, by which and how many they are."""
    times = _times(scenario)
    used = _stage(times)
    if used is None:
        return {}
    n = {stage: len(at.keys() - times[used].keys()) for stage, at in times.items()}
    return {
        counted_text(TIMES, n_left, stage=stage): (
            FITTED_TO_STAGE.format(stage=used) if stage in STAGES else OF_QUEUES
        )
        for stage, n_left in n.items()
        if n_left
    }


def _stage(times: Mapping[str, Mapping[str, int]]) -> str | None:
    """Return the stage of :data:`STAGES` that most sites have a time of; of equals, the first."""
    known = [stage for stage in STAGES if stage in times]
    return max(known, key=lambda stage: len(times[stage]), default=None)


def _times(scenario: Scenario) -> dict[str, dict[str, int]]:
    """Return the reported times by stage and site; of several contests, the last one."""
    pack = election_pack(scenario) if is_pack(scenario) else None
    if pack is None or pack.reported.arrivals is None:
        return {}
    arrivals, found = pack.reported.arrivals, dict[str, dict[str, int]]()
    sites = pack.sites.id[arrivals.site].tolist()
    for k in np.argsort(arrivals.at_ms, kind="stable").tolist():
        found.setdefault(arrivals.stage[k], {})[sites[k]] = int(arrivals.at_ms[k])
    return found


def night_data(scenario: Scenario, register: Register) -> ReportedNight | None:
    """Return the times that a pack reports, with the work of each site.

    Results came in after closing; a site without any time had not come in by the last time that
    is known. Sites with times of another stage only are left out: see :func:`left_out_times`.

    Returns
    -------
    ReportedNight | None
        None where no such times are reported.
    """
    times = _times(scenario)
    stage = _stage(times)
    if stage is None:
        return None
    at, last = times[stage], max(times[stage].values())
    sites = register.site_id.tolist()
    known = np.array([at.get(site, -1) for site in sites])
    came_in = np.array([any(site in each for each in times.values()) for site in sites])
    closes = register.site_closes_ms + register.site_behind_ms
    after = (np.where(known < 0, last, known) - closes) / clock.SECOND_MS
    # Sites of a zone further west can close after the last time that is known.
    usable = (np.minimum(after, (last - closes) / clock.SECOND_MS) > 0) & ((known >= 0) | ~came_in)
    issued = expected_ballots(register)
    truth = Truth(
        ends_at=closes, issued=issued, in_portable_box=np.zeros_like(issued),
        in_ballot_boxes=issued + register.site_voted_before, tally=np.zeros(0, dtype=np.int64),
    )  # fmt: skip
    work = count_work(scenario, register, truth)
    cast = truth.in_ballot_boxes * np.diff(register.tally.section_start)
    recounts = 1 - (1 - scenario.counting.slip_share) ** cast
    return ReportedNight(
        stage=stage,
        log_s=np.log(np.where(usable, after, 1.0)),
        log_until=np.log(np.where(usable, (last - closes) / clock.SECOND_MS, 1.0)),
        above=known < 0,
        groups=groups_of(register.site_commission, register.site_place_key),
        work_s=work.prepare_s + work.pile_s * (1 + recounts),
        reads=work.portable_reads + work.other_reads,
    ).chosen(usable)


def groups_of(area: Ints, place: Ints) -> Groups:
    """Return the groups of sites; a building in several areas is one in each of them.

    Parameters
    ----------
    area, place
        A number of the area and of the building of each site.
    """
    _, area = np.unique(area, return_inverse=True)
    _, place = np.unique(place, return_inverse=True)
    _, first, index = np.unique(
        area * (place.max(initial=0) + 1) + place, return_index=True, return_inverse=True
    )
    return Groups(index, area[first])


def expected_ballots(register: Register) -> Ints:
    """Return the ballots that each site is expected to issue."""
    ballots: Ints = np.rint(
        register.site_voters * np.nan_to_num(register.site_turnout, nan=1.0)
    ).astype(np.int64)
    return ballots
