"""Extra ballots: some voters are handed a second ballot, without a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sim.core.language import marked
from sim.core.streams import share_limit
from sim.incidents.drafts import ShareInHours
from sim.incidents.incident import MaybeInHours, bounded, share_is_0

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft


class ExtraBallots(MaybeInHours):
    """A share of the voters at the site cast two ballots, marked alike."""

    label: ClassVar[str] = marked("extra ballots")
    effect: ClassVar[str] = marked("had second ballots cast")
    discrepant: ClassVar[bool] = True

    share: float = bounded(0.0, 1.0)
    """Of the voters who vote at the site in those hours."""

    def change_day(self, site: DayDraft) -> None:
        """Add the share of voters with a second ballot."""
        limit = share_limit(self.share)
        site.second_ballots.append(ShareInHours(limit, *self.window(site.behind_ms, site.doors)))

    def changed(self, run: AfterRun) -> Flags:
        """Return where second ballots were cast."""
        return run.day("second_ballots") > 0

    def why_unchanged(self) -> str:
        """Return why no second ballot was cast."""
        why = marked("nobody was issued a ballot in its hours, or the share is too small")
        return share_is_0(self.share, why)
