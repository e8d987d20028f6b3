"""Incidents: what can befall sites and commissions, by day and by night."""

from __future__ import annotations

import datetime as dt  # noqa: TC003  read when the model is built
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import Field

from sim.scenario.names import Name, Reference  # noqa: TC001  read when the model is built
from sim.scenario.parameters.declare import Section

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal[
    "late_opening",
    "desks_closed",
    "desks_added",
    "members_added",
    "ballots_short",
    "arrivals_moved",
    "extra_ballots",
    "power_cut",
    "roads_slow",
    "clerks_absent",
    "protocols_returned",
]


class Takes(NamedTuple):
    """Which keys a kind of incident has, besides ``name`` and ``where``."""

    needs: tuple[str, ...]
    may_have: tuple[str, ...] = ()
    by_night: bool = False
    """Whether a clock time before noon is of the next morning."""


KINDS: dict[str, Takes] = {
    "late_opening": Takes(("to",)),
    "desks_closed": Takes(("from", "to"), ("desks",)),
    "desks_added": Takes(("from", "to"), ("desks",)),
    "members_added": Takes((), ("members",)),
    "ballots_short": Takes(("to", "share")),
    "arrivals_moved": Takes(("from", "to", "come_from", "come_to", "share")),
    "extra_ballots": Takes(("share",), ("from", "to")),
    "power_cut": Takes(("from", "to"), by_night=True),
    "roads_slow": Takes(("factor",), ("from", "to"), by_night=True),
    "clerks_absent": Takes(("from", "to", "clerks"), by_night=True),
    "protocols_returned": Takes(("share",), ("from", "to"), by_night=True),
}


class SiteSelection(Section):
    """Which sites an incident befalls: those that meet every condition given."""

    sites: list[Reference] = Field(default_factory=list)
    races: list[Reference] = Field(default_factory=list)
    regions: list[Reference] = Field(default_factory=list)
    min_registered: int | None = Field(default=None, ge=0)
    max_registered: int | None = Field(default=None, ge=0)
    share: float = Field(default=1.0, ge=0.0, le=1.0)
    """Share of those that meet the other conditions, picked by the luck of each."""


def _one(key: str) -> Callable[[dict[str, Any]], int | None]:
    """Return the default of a key: 1 where the kind of the incident has it, else None."""

    def default(before: dict[str, Any]) -> int | None:
        takes = KINDS.get(before.get("kind", ""))
        return 1 if takes is not None and key in takes.may_have else None

    return default


class Incident(Section):
    """Something that befalls sites, or commissions, for a while; it judges nobody."""

    name: Name
    kind: Kind
    where: SiteSelection = Field(default_factory=SiteSelection)
    desks: int | None = Field(default_factory=_one("desks"), ge=1, le=20)
    """Of desks_closed and desks_added: how many, 1 if nothing is said."""
    members: int | None = Field(default_factory=_one("members"), ge=1, le=20)
    """Of members_added: how many, 1 if nothing is said; they are there all day."""
    from_: dt.time | None = Field(default=None, alias="from")
    """Local time; by night a time before noon is of the next morning."""
    to: dt.time | None = None
    """Local time at which it is over, or more ballots are brought."""
    come_from: dt.time | None = None
    """Of arrivals_moved: the first of them come then instead, local time."""
    come_to: dt.time | None = None
    """The last of them have come by then."""
    share: float | None = Field(default=None, ge=0.0, le=1.0)
    """Of ballots_short: ballots there in the morning, of registered voters; of arrivals_moved and
    extra_ballots: voters concerned; of protocols_returned: the chance of each time."""
    factor: float | None = Field(default=None, ge=1.0, le=50.0)
    """Of roads_slow: the way takes so many times as long."""
    clerks: int | None = Field(default=None, ge=1, le=50)
    """Of clerks_absent: how many; if there are no more, nothing is taken in."""
