"""Ballots short: the ballots at the desks are too few until more are brought."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.core.clock import NOT_YET
from sim.core.language import marked
from sim.incidents.incident import Incident, bounded, outside_doors, share_is_0

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft, Doors
    from sim.incidents.incident import Rules


class BallotsShort(Incident):
    """Until ``to`` there are ballots for a share of the list; without ballots no desk is open."""

    label: ClassVar[str] = marked("ballots short")
    effect: ClassVar[str] = marked("ran out of ballots")
    no_keys: ClassVar[dict[str, str]] = {"from": "it begins when the ballots there are issued"}

    to: dt.time
    """Local time at which more ballots are brought."""
    share: float = bounded(0.0, 1.0)
    """Ballots there in the morning, of registered voters."""

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that more are brought within the doors' hours."""
        yield from super().broken_rules(doors)
        yield from outside_doors(self.to, doors)

    def change_day(self, site: DayDraft) -> None:
        """Reduce the ballots at the site; several shortages are combined in the plan."""
        ballots = int(site.registered * self.share)
        site.shortages.append((ballots, site.doors.at(self.to) + site.behind_ms))

    def changed(self, run: AfterRun) -> Flags:
        """Return where the ballots were issued before more were brought, because of it."""
        sites, issued = run.affected, run.day("issued")
        found = np.zeros(len(sites), dtype=bool)
        for k, site in enumerate(sites.tolist()):
            plan, other = run.plan(site), run.plan_without(site)
            worst = (plan.ballots, plan.ballots_brought_at) != (
                other.ballots,
                other.ballots_brought_at,
            )
            found[k] = worst and issued[k] >= plan.ballots
        near = np.flatnonzero(found).tolist()
        for k, called_at in zip(near, run.called(sites[found]), strict=True):
            plan = run.plan(int(sites[k]))
            early = (called_at != NOT_YET) & (called_at < plan.ballots_brought_at)
            found[k] = early.sum() >= plan.ballots
        return found

    def why_unchanged(self) -> str:
        """Return why no site ran out of ballots."""
        return share_is_0(self.share, marked("the ballots lasted until more were brought"))
