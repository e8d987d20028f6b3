"""The number of open check-in desks of a site: by calendar, crew and ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.site_records import ENOUGH

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.events import Event

    from sim.day.site_records import Plan


class Staff:
    """The number of open desks; ``on_change`` is called when it may have changed."""

    __slots__ = ("ballots", "crew_out", "desks_open", "on_change", "plan", "planned")

    def __init__(self, plan: Plan, on_change: Callable[[], None]) -> None:
        self.plan = plan
        self.on_change = on_change
        self.desks_open = 0
        self.planned = 0
        """Desks by the calendar."""
        self.crew_out = 0
        """Members who are out with the portable box."""
        self.ballots = plan.ballots
        """Ballots at the desks."""

    def change_desks(self, desks: int, _moment: Event) -> None:
        """Open or close desks by the calendar; a busy desk finishes its voter first."""
        self.planned = desks
        self.staff_desks()

    def change_crew(self, crew_out: int) -> None:
        """Set the number of members who are out with the portable box."""
        self.crew_out = crew_out
        self.staff_desks()

    def bring_ballots(self, _moment: Event) -> None:
        """Bring ballots for all voters."""
        self.ballots = ENOUGH
        self.staff_desks()

    def take_ballot(self) -> bool:
        """Take a ballot for a voter who is called; without ballots no desk is open.

        Returns whether it was the last one.
        """
        self.ballots -= 1
        if self.ballots == 0:
            self.desks_open = 0
        return self.ballots == 0

    def staff_desks(self) -> None:
        """Open as many desks as are planned and staffed; at least one if any is planned."""
        staffed = max(self.plan.issuers - self.crew_out, 1)
        self.desks_open = min(self.planned, staffed) if self.ballots else 0
        self.on_change()
