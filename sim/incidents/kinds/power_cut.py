"""Power cut: nothing is counted or written for some hours of the night."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.incidents.incident import InHours
from sim.incidents.slowdowns import STOP, Slowdown

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import NightDraft


class PowerCut(InHours):
    """Counting stops; driving and the intake of protocols go on."""

    label: ClassVar[str] = marked("power cut")
    effect: ClassVar[str] = marked("were at work in its hours")
    by_night: ClassVar[bool] = True

    def change_night(self, site: NightDraft) -> None:
        """Stop the count."""
        site.counting.append(Slowdown(*self.window(site.behind_ms), STOP))

    def changed(self, run: AfterRun) -> Flags:
        """Return where ballots were being counted, or the protocol written, in its hours."""
        return run.during("count_from", "signed_at")

    def why_unchanged(self) -> str:
        """Return why no count was stopped."""
        return marked("nothing was being counted or written in its hours")
