"""Protocols returned: commissions return protocols without a counting error."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.core.streams import share_limit
from sim.incidents.drafts import ShareInHours
from sim.incidents.incident import MaybeInHours, bounded, share_is_0

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import NightDraft


class ProtocolsReturned(MaybeInHours):
    """A protocol is returned for other reasons than an error, each time it is taken in."""

    label: ClassVar[str] = marked("protocols returned")
    effect: ClassVar[str] = marked("were sent a protocol back")
    by_night: ClassVar[bool] = True

    share: float = bounded(0.0, 1.0)
    """Probability of a return, each time."""

    def change_night(self, site: NightDraft) -> None:
        """Return protocols."""
        site.returns.append(ShareInHours(share_limit(self.share), *self.window(site.behind_ms)))

    def changed(self, run: AfterRun) -> Flags:
        """Return where a protocol was returned."""
        return run.night("sent_back") > 0

    def why_unchanged(self) -> str:
        """Return why no protocol was returned."""
        why = marked("no protocol was taken in in its hours, or none was returned by chance")
        return share_is_0(self.share, why)
