"""The check-in desks of a site: how many are open, by the calendar, the crew and the ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.site_records import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.events import Event

    from sim.day.site_records import Plan


class Staff:
    """The desks that are open; ``on_change`` is called whenever their number may have changed."""

    __slots__ = ("ballots", "crew_out", "desks_open", "on_change", "plan", "planned")

    def __init__(self, plan: Plan, on_change: Callable[[], None]) -> None:
        self.plan = plan
        self.on_change = on_change
        self.desks_open = 0
        self.planned = 0
        """Desks by the calendar."""
        self.crew_out = 0
        """Members who are away with the portable box."""
        self.ballots = plan.ballots
        """Ballots at the desks."""

    def change_desks(self, desks: int, _moment: Event) -> None:
        """Open or close desks by the calendar; a busy desk finishes its voter first."""
        self.planned = desks
        self.staff_desks()

    def change_crew(self, crew_out: int) -> None:
        """Send members away with the portable box, or have them back."""
        self.crew_out = crew_out
        self.staff_desks()

    def bring_ballots(self, _moment: Event) -> None:
        """Bring ballots for all voters."""
        self.ballots = ENOUGH
        self.staff_desks()

    def take_ballot(self) -> None:
        """Take a ballot for a voter who is called; without ballots no desk is open."""
        self.ballots -= 1
        if self.ballots == 0:
            self.desks_open = 0

    def staff_desks(self) -> None:
        """Open as many desks as are planned and staffed; if any is planned, one stays open."""
        staffed = max(self.plan.issuers - self.crew_out, 1)
        self.desks_open = min(self.planned, staffed) if self.ballots else 0
        self.on_change()
