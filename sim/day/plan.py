"""The plan of each site from a scenario: opening hours, desks over the day, crew, ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.day.site_records import ENOUGH, Plan
from sim.incidents.affected import incidents_by_site
from sim.incidents.drafts import DayDraft
from sim.scenario.dependence import NO_FEWER_DESKS, NO_MORE_DESKS
from sim.scenario.election import doors_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.incidents.incident import Incident
    from sim.register import Register
    from sim.scenario import Scenario

    Calendar = tuple[tuple[int, int], ...]

_OF_PLAN = (
    "site_behind_ms", "site_opens_ms", "site_closes_ms", "site_members", "site_desks",
    "site_booths", "site_boxes",
)  # fmt: skip
"""Columns of the register that the plan of a site depends on; with incidents, on more."""


def plan_sites(scenario: Scenario, register: Register, streams: Streams) -> list[Plan]:
    """Return the plan of every site, in the order of the register."""
    usual: dict[tuple[int, ...], Calendar] = {}
    # Sites with the same hours, staff and equipment share a plan, unless an incident affects them.
    columns = (getattr(register, name).tolist() for name in _OF_PLAN)
    kinds = list(zip(*columns, strict=True))
    first = {kind: site for site, kind in reversed(list(enumerate(kinds)))}
    drafts = day_drafts(scenario, register, np.array(list(first.values())))
    plans = {
        kind: plan_site(scenario, draft, (), usual)
        for kind, draft in zip(first, drafts, strict=True)
    }
    found = [plans[kind] for kind in kinds]
    incidents = incidents_by_site(scenario, register, streams)
    affected = [site for site, of_site in enumerate(incidents) if of_site]
    drafts = day_drafts(scenario, register, np.array(affected, dtype=np.int64))
    for site, draft in zip(affected, drafts, strict=True):
        found[site] = plan_site(scenario, draft, incidents[site], usual)
    return found


def day_drafts(scenario: Scenario, register: Register, sites: Ints) -> Iterator[DayDraft]:
    """Yield the polling day of some sites (indexes) as it would be without incidents."""
    polling, doors = scenario.polling, doors_of(scenario)
    lunch_at, leaves = (doors.at(time) for time in (polling.lunch_at, polling.portable_leaves))
    lunch_ms = round(1000 * polling.lunch_s)
    columns = (getattr(register, name)[sites].tolist() for name in ("site_voters", *_OF_PLAN))
    for registered, behind, opens, closes, members, desks, booths, boxes in zip(
        *columns, strict=True
    ):
        yield DayDraft(
            registered=registered,
            behind_ms=behind,
            doors=doors,
            opens_at=opens + behind,
            closes_at=closes + behind,
            serve_queue=polling.closing == "serve_queue",
            lunch=(lunch_at + behind, lunch_at + behind + lunch_ms),
            members=members,
            desks=max(desks + polling.desks_extra, 1),
            booths=booths,
            boxes=boxes,
            inside_max=polling.inside_max,
            crew=polling.crew_from_desks,
            crew_leaves_at=max(leaves, opens) + behind,
        )


def plan_site(
    scenario: Scenario,
    draft: DayDraft,
    incidents: Sequence[Incident],
    usual: dict[tuple[int, ...], Calendar],
) -> Plan:
    """Return the plan of one site.

    Parameters
    ----------
    scenario
        Its parameters of the polling day apply.
    draft
        As :func:`day_drafts` gives it; incidents change it.
    incidents
        Incidents that affect the site.
    usual
        Cache of calendars without incidents, by desks, opening and lunch; modified in place.
    """
    polling = scenario.polling
    for incident in incidents:
        incident.change_day(draft)
    issuers = max(draft.members - polling.members_not_issuing, 1)
    desks = min(draft.desks, issuers)
    key = (desks, draft.opens_at, *draft.lunch)
    as_usual = not (draft.closures or draft.desk_changes)
    calendar = usual.get(key) if as_usual else None
    if calendar is None:
        calendar = tuple(_calendar(draft, desks, issuers))
    if as_usual:
        usual[key] = calendar
    # Several shortages are combined: fewest ballots, latest delivery.
    ballots, brought_at = zip(*draft.shortages or [(ENOUGH, 0)], strict=True)
    return Plan(
        opens_at=draft.opens_at,
        closes_at=draft.closes_at,
        serve_queue=draft.serve_queue,
        desk_calendar=calendar,
        issuers=issuers,
        booths=draft.booths,
        boxes=draft.boxes,
        lists=desks if polling.line == "per_list" else 0,
        inside_max=draft.inside_max,
        crew=draft.crew,
        crew_leaves_at=draft.crew_leaves_at,
        ballots=min(ballots),
        ballots_brought_at=max(brought_at),
        second_ballots=tuple(draft.second_ballots),
        members=draft.members,
    )


def extra_without_effect(scenario: Scenario, register: Register) -> str | None:
    """Return why ``polling.desks_extra`` has no effect; None if it has one, or is 0."""
    polling = scenario.polling
    if polling.desks_extra == 0 or _members_change(scenario, register):
        return None
    issuers = np.maximum(register.site_members - polling.members_not_issuing, 1)
    before, after = (
        np.clip(register.site_desks + extra, 1, issuers) for extra in (0, polling.desks_extra)
    )
    if (after != before).any():
        return None
    sites = f"{register.n_sites:,}"
    if polling.desks_extra < 0:
        return NO_FEWER_DESKS.format(sites=sites)
    return NO_MORE_DESKS.format(sites=sites, members=polling.members_not_issuing)


def _members_change(scenario: Scenario, register: Register) -> bool:
    """Return whether an incident changes the number of members at the sites that it affects."""
    draft = next(day_drafts(scenario, register, np.array([0])))
    members = draft.members
    for incident in scenario.incidents:
        incident.change_day(draft)
    return draft.members != members


def _calendar(draft: DayDraft, desks: int, issuers: int) -> Iterator[tuple[int, int]]:
    """Yield (time, desks planned from then on); all changes end, so the last entry is ``desks``.

    ``desks`` is the number without changes; ``issuers``, the members who may issue ballots, limits
    the desks at any time, and lunch closes one of them.
    """
    spans = [draft.lunch, *draft.closures, *((b, e) for b, e, _ in draft.desk_changes)]
    before = None
    for at in sorted({draft.opens_at, *(t for span in spans for t in span)}):
        if at < draft.opens_at:
            continue
        wanted = desks + sum(n for begins, ends, n in draft.desk_changes if begins <= at < ends)
        planned = min(max(wanted, 0), issuers)
        if draft.lunch[0] <= at < draft.lunch[1] and planned > 1:
            planned -= 1
        if any(begins <= at < ends for begins, ends in draft.closures):
            planned = 0
        if planned != before:
            yield at, planned
        before = planned
