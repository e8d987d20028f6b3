"""Members added: more commission members, all day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.incidents.desks import OfDesks
from sim.incidents.incident import bounded

if TYPE_CHECKING:
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft


class MembersAdded(OfDesks):
    """``members`` additional members, who may issue ballots."""

    label: ClassVar[str] = marked("members added")
    effect: ClassVar[str] = marked("could keep more desks open")

    members: int = bounded(1, 20, default=1)

    def change_day(self, site: DayDraft) -> None:
        """Add members."""
        site.members += self.members

    def desks_note(self, run: AfterRun, sites: list[int]) -> str:
        """Return why they have no effect on desks."""
        del run, sites
        return marked("members alone open no desk: add desks, too")
