"""The rules for incidents: which keys a kind has, and which times make sense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock
from sim.scenario.incidents import KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sim.scenario.incidents import Incident
    from sim.scenario.scenario import Scenario

    Rules = Iterator[tuple[str, str]]

NOON_MS = 12 * clock.HOUR_MS
_OF_KINDS = ("desks", "members", "from", "to", "come_from", "come_to", "share", "factor", "clerks")
"""Keys that only some kinds have."""
_EARLIEST_MS = 2 * clock.HOUR_MS
"""Nobody comes to the door earlier than so long before it opens, as arrivals.early_s has it."""


def at_night(time: dt.time) -> int:
    """Return a clock time of the night, ms since midnight: before noon is the next morning.

    >>> import datetime as dt
    >>> at_night(dt.time(22)) // clock.HOUR_MS, at_night(dt.time(2)) // clock.HOUR_MS
    (22, 26)
    """
    at = clock.from_time(time)
    return at if at >= NOON_MS else at + clock.DAY_MS


def incident_time(incident: Incident, time: dt.time) -> int:
    """Return a clock time of an incident, ms since midnight, local time."""
    return at_night(time) if KINDS[incident.kind].by_night else clock.from_time(time)


def broken_incidents(scenario: Scenario) -> Rules:
    """Yield key and message of each rule for incidents that does not hold."""
    for number, incident in enumerate(scenario.incidents):
        problems = [*_keys(incident)]
        # Times are looked at once they are all there.
        problems = problems or [*_times(incident, scenario), *_places(incident)]
        for key, message in problems:
            yield f"incident.{number}.{key}", message


def _keys(incident: Incident) -> Rules:
    """Look whether an incident has the keys of its kind, and no others."""
    kind = incident.kind
    takes, own = KINDS[kind], incident.model_dump(by_alias=True)
    for key in _OF_KINDS:
        given = own[key] is not None
        if given and key not in (*takes.needs, *takes.may_have):
            if (kind, key) == ("late_opening", "from"):
                yield key, "a late opening begins when doors should open: leave it out"
            elif (kind, key) == ("ballots_short", "from"):
                yield key, "it begins when the ballots there are issued: leave it out"
            else:
                known = ", ".join((*takes.needs, *takes.may_have))
                yield key, f"is no key of {kind}, which has {known}; leave it out"
        elif key in takes.needs and not given:
            yield key, "is missing" if key == "to" else f"{kind} needs it"
    if "from" in takes.may_have and (incident.from_ is None) != (incident.to is None):
        missing = "from" if incident.from_ is None else "to"
        yield missing, "is missing: give both from and to, or neither for all the time"


def _times(incident: Incident, scenario: Scenario) -> Rules:
    opens, closes = scenario.polling.opens, scenario.polling.closes
    if incident.kind in {"late_opening", "ballots_short"} and incident.to is not None:
        if not opens < incident.to <= closes:
            message = f"must lie between the doors' hours, {opens} and {closes}"
            yield "to", f"{message}; got {incident.to}"
    elif incident.from_ is not None and incident.to is not None:
        begins, ends = (incident_time(incident, t) for t in (incident.from_, incident.to))
        if ends <= begins:
            night = KINDS[incident.kind].by_night
            rule = "; before noon is the next morning" if night else ""
            yield "to", f"must be after from ({incident.from_}{rule}); got {incident.to}"
        elif KINDS[incident.kind].by_night and ends <= clock.from_time(closes):
            message = f"must be after the doors close ({closes}), when the night begins"
            yield "to", f"{message}; got {incident.to}"
    if incident.come_from is None or incident.come_to is None:
        return
    if incident.come_to <= incident.come_from:
        message = f"must be after come_from ({incident.come_from}); got {incident.come_to}"
        yield "come_to", message
    if (incident.come_from, incident.come_to) == (incident.from_, incident.to):
        yield "come_from", "come_from and come_to are from and to: nobody would move"
    if incident.come_to > closes:
        yield "come_to", f"must not be after the doors close ({closes}); got {incident.come_to}"
    if clock.from_time(incident.come_from) < clock.from_time(opens) - _EARLIEST_MS:
        message = f"must be at most two hours before the doors open ({opens})"
        yield "come_from", f"{message}; got {incident.come_from}"


def _places(incident: Incident) -> Rules:
    """Look whether a commission could be chosen that way."""
    if incident.kind == "clerks_absent":
        for key in ("min_registered", "max_registered"):
            if getattr(incident.where, key) is not None:
                yield f"where.{key}", "clerks_absent befalls commissions, not sites: leave it out"
