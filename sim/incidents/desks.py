"""The base class of kinds of incidents that open or close desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked
from sim.incidents.incident import Incident

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.incidents.after_run import AfterRun


class OfDesks(Incident):
    """An incident whose effect is a different number of open desks."""

    def changed(self, run: AfterRun) -> Flags:
        """Return where the number of open desks differed because of it."""
        return np.array(
            [run.desks(site) != run.desks_without(site) for site in run.affected.tolist()]
        )

    def note(self, run: AfterRun, unchanged: Ints) -> str:
        """Return why the open desks did not differ at some sites."""
        sites = unchanged.tolist()
        if not sites:
            return ""
        hours = [(run.plan(site), run.window(site)) for site in sites]
        if all(e <= plan.opens_at or b >= plan.closes_at for plan, (b, e) in hours):
            return marked("its hours are outside those of the doors")
        return self.desks_note(run, sites)

    def desks_note(self, run: AfterRun, sites: list[int]) -> str:
        """Return why the open desks did not differ, for incidents within the opening hours."""
        del run, sites
        return marked("no desk was open there in its hours")
