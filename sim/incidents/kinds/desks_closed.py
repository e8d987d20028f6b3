"""Desks closed: fewer desks for some hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.incidents.desks import OfDesks
from sim.incidents.incident import InHours, bounded

if TYPE_CHECKING:
    from sim.incidents.drafts import DayDraft


class DesksClosed(InHours, OfDesks):
    """``desks`` fewer desks are open."""

    label: ClassVar[str] = marked("desks closed")
    effect: ClassVar[str] = marked("had fewer desks open")

    desks: int = bounded(1, 20, default=1)

    def change_day(self, site: DayDraft) -> None:
        """Close desks."""
        site.desk_changes.append((*self.window(site.behind_ms, site.doors), -self.desks))
