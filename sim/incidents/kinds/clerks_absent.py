"""Clerks absent: commissions lack clerks for some hours of the night."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from sim.core.language import marked
from sim.incidents.drafts import Absence
from sim.incidents.incident import InHours, bounded

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import CommissionDraft


class ClerksAbsent(InHours):
    """``clerks`` clerks are absent; if none is left, no protocol is taken in."""

    label: ClassVar[str] = marked("clerks absent")
    effect: ClassVar[str] = marked("had protocols to take in in its hours")
    of: ClassVar[Literal["sites", "commissions"]] = "commissions"
    by_night: ClassVar[bool] = True

    clerks: int = bounded(1, 50)

    def change_commission(self, commission: CommissionDraft) -> None:
        """Add the absence; a busy clerk finishes the current protocol first."""
        commission.absences.append(Absence(self.clerks, *self.window(commission.behind_ms)))

    def changed(self, run: AfterRun) -> Flags:
        """Return the commissions where protocols waited, or were taken in, in its hours."""
        return run.during("delivered_at", "accepted_at")

    def why_unchanged(self) -> str:
        """Return why no commission lacked clerks."""
        return marked("no protocol was there in its hours")
