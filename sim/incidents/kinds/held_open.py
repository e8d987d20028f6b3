"""Held open: the doors close later than planned."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.core.language import marked
from sim.core.text import second_text
from sim.incidents.incident import Incident

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft, Doors
    from sim.incidents.incident import Rules


class HeldOpen(Incident):
    """The doors close at ``to``; voters who come until then are not too late."""

    label: ClassVar[str] = marked("held open")
    effect: ClassVar[str] = marked("closed later")
    after_closing: ClassVar[bool] = True
    no_keys: ClassVar[dict[str, str]] = {"from": "it begins when the doors would close"}

    to: dt.time
    """Local time; on the next day if it is not after the doors open."""

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that some site would close before ``to``."""
        yield from super().broken_rules(doors)
        if doors.closing_at(self.to) <= doors.first_closes:
            message = f"to must be after the doors close ({second_text(doors.first_closes)})"
            yield "to", f"{message}; got {self.to}"

    def open_until(self, doors: Doors) -> int:
        """Return when the doors close, local time."""
        return doors.closing_at(self.to)

    def change_day(self, site: DayDraft) -> None:
        """Close the doors later, unless they are open until then anyway."""
        site.closes_at = max(site.closes_at, site.doors.closing_at(self.to) + site.behind_ms)

    def changed(self, run: AfterRun) -> Flags:
        """Return where the doors closed later because of it."""
        return np.array(
            [run.plan(s).closes_at > run.plan_without(s).closes_at for s in run.affected.tolist()]
        )

    def why_unchanged(self) -> str:
        """Return why no site closed later."""
        return marked("they are open as long without it")
