"""Roads slow: the way to the commission takes longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.core.language import marked
from sim.incidents.incident import MaybeInHours, bounded
from sim.incidents.slowdowns import Slowdown

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import NightDraft


class RoadsSlow(MaybeInHours):
    """Driving takes ``factor`` times as long."""

    label: ClassVar[str] = marked("roads slow")
    effect: ClassVar[str] = marked("had their protocol on the road in its hours")
    by_night: ClassVar[bool] = True

    factor: float = bounded(1.0, 50.0)

    def change_night(self, site: NightDraft) -> None:
        """Slow down the drive."""
        site.driving.append(Slowdown(*self.window(site.behind_ms), self.factor))

    def changed(self, run: AfterRun) -> Flags:
        """Return where the protocol was on the road in its hours."""
        if self.factor == 1:
            return np.zeros(len(run.affected), dtype=bool)
        return run.during("leaves_at", "delivered_at")

    def why_unchanged(self) -> str:
        """Return why no drive took longer."""
        no_protocol = marked("no protocol was on the road in its hours")
        return marked("its factor is 1") if self.factor == 1 else no_protocol
