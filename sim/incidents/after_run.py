"""The view of a finished run from which a kind of incident determines its effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Ints


class SitePlan(Protocol):
    """The plan of a site, as it was run: see :class:`sim.day.site_records.Plan`."""

    @property
    def opens_at(self) -> int:
        """When the doors open."""

    @property
    def closes_at(self) -> int:
        """When the doors close."""

    @property
    def members(self) -> int:
        """Commission members who are present."""

    @property
    def issuers(self) -> int:
        """Members who may issue ballots: the limit on desks."""

    @property
    def lists(self) -> int:
        """Parts of the voters' list with a queue each; 0 for one shared queue."""

    @property
    def ballots(self) -> int:
        """Ballots at the desks in the morning."""

    @property
    def ballots_brought_at(self) -> int:
        """When more ballots are brought."""


class AfterRun(Protocol):
    """One incident and the sites, or commissions, that it affected, after their night.

    ``affected`` are indexes; methods return flags or values in that order.
    Times are ms since midnight, capital time.
    """

    @property
    def affected(self) -> Ints:
        """Sites, or commissions, that the incident affects, shape ``(n,)``, n at least 1."""

    @property
    def members_not_issuing(self) -> int:
        """Members of each commission who may not issue ballots."""

    def window(self, index: int) -> tuple[int, int]:
        """Return when the incident begins and ends at a site, or commission."""

    def plan(self, site: int) -> SitePlan:
        """Return the plan of a site as it was run."""

    def plan_without(self, site: int) -> SitePlan:
        """Return the plan that the site would have without the incident."""

    def desks(self, site: int) -> object:
        """Return the desks that were open over the day, as an object to compare for equality."""

    def desks_without(self, site: int) -> object:
        """Return the desks that would be open without the incident."""

    def day(self, name: str) -> Ints:
        """Return a column of :class:`sim.day.Day` at the affected sites."""

    def night(self, name: str) -> Ints:
        """Return a column of :class:`sim.night.Night` at the affected sites."""

    def during(self, begins: str, ends: str) -> Flags:
        """Return where a site was between two times of its night while the incident lasted.

        Parameters
        ----------
        begins, ends
            Columns of :class:`sim.night.Night`; for a commission, any of its sites counts.
        """

    def arrivals(self, sites: Ints) -> Iterator[Ints]:
        """Yield when the voters of some sites arrived; they are sampled again."""

    def arrivals_without(self, sites: Ints) -> Iterator[Ints]:
        """Yield when they would arrive without the incident."""

    def called(self, sites: Ints) -> Iterator[Ints]:
        """Yield when the voters of some sites were called to a desk; the sites are run again."""
