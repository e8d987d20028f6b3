"""Desks added: additional desks for some hours, limited by the members."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.incidents.desks import OfDesks
from sim.incidents.incident import InHours, bounded

if TYPE_CHECKING:
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft


FEW_MEMBERS = marked("{members} members, {others} may not issue")
"""Why no desk was added."""


class DesksAdded(InHours, OfDesks):
    """``desks`` additional desks are open, limited by the members."""

    label: ClassVar[str] = marked("desks added")
    effect: ClassVar[str] = marked("got a desk")

    desks: int = bounded(1, 20, default=1)

    def change_day(self, site: DayDraft) -> None:
        """Open desks."""
        site.desk_changes.append((*self.window(site.behind_ms, site.doors), self.desks))

    def desks_note(self, run: AfterRun, sites: list[int]) -> str:
        """Return the limit on the desks of some sites."""
        plans = [run.plan(site) for site in sites]
        if all(0 < plan.lists < plan.issuers for plan in plans):
            return marked("each part of the list has its desk already")
        least, most = (end(plan.members for plan in plans) for end in (min, max))
        members = f"{least}" if least == most else f"{least} to {most}"
        return FEW_MEMBERS.format(members=members, others=run.members_not_issuing)
