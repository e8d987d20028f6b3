"""Late opening: all desks are closed until an hour."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.incidents.desks import OfDesks
from sim.incidents.incident import outside_doors

if TYPE_CHECKING:
    from sim.incidents.drafts import DayDraft, Doors
    from sim.incidents.incident import Rules


class LateOpening(OfDesks):
    """No desk is open until ``to``."""

    label: ClassVar[str] = marked("late opening")
    effect: ClassVar[str] = marked("opened late")
    no_keys: ClassVar[dict[str, str]] = {"from": "it begins when the doors open"}

    to: dt.time
    """Local time."""

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that it ends within the doors' hours."""
        yield from super().broken_rules(doors)
        yield from outside_doors(self.to, doors)

    def change_day(self, site: DayDraft) -> None:
        """Close all desks."""
        site.closures.append((site.opens_at, site.doors.at(self.to) + site.behind_ms))
