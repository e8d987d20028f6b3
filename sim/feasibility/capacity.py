"""The most ballots that a site can issue in a span of its day: its desks, booths, boxes and hall.

It is a bound over everything that is not known: when voters came, and what happened before.
Queues never end, and every desk that was open before may complete the voter whom it serves as the
span begins; then its services follow each other without a pause. Services that begin earlier end
earlier [1]_ [2]_, so the number of ballots that any day of the model issues in the span is
stochastically at most this number: a site that is as busy as it can be falls below a probability
p in at most a share p of its spans. What is reported is taken to be possible with the smallest of
the probabilities of the limits.

References
----------
.. [1] Kiefer J., Wolfowitz J. (1955). On the theory of queues with many servers. Transactions of
   the American Mathematical Society 78: 1–18.
.. [2] Asmussen S. (2003). Applied Probability and Queues, 2nd edition. Springer, New York.
   doi:10.1007/b97236
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import marked
from sim.day.site_records import ENOUGH
from sim.day.staffing import open_desks
from sim.feasibility.renewals import (
    ServiceTime,
    binomial_at_least,
    served_at_least,
    sum_at_least,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.core.types import Floats
    from sim.day.site_records import Plan
    from sim.scenario import Scenario

LIMITS = (
    marked("desks"), marked("booths"), marked("boxes"), marked("hall"), marked("ballots"),
)  # fmt: skip
"""What can limit the number of ballots that are issued."""
_VOTERS_STEP = 25
MOST_SERVERS = 1_000
"""Desks, or booths, of a site at most; one more stands for more than these."""


class Services(NamedTuple):
    """The service times of a site, and the wait for a booth or a box that is allowed."""

    check_in: ServiceTime
    visit: ServiceTime
    booth: ServiceTime
    box: ServiceTime
    home_share: float
    """Of voters who vote at home."""
    carried: bool
    """Whether any voters carry their ballot away, past the box."""
    slow_visits: bool
    """Whether a visit takes at least as long as a check-in, quantile by quantile."""
    booth_wait_ms: int


class Desk(NamedTuple):
    """When a desk is open in a span."""

    extra: int
    """Voters whom it serves besides: as the span begins, and as it closes within the span."""
    open_ms: tuple[int, ...]
    """Lengths of the times in which it is open, sorted."""


@dataclass(frozen=True)
class Desks:
    """The desks of a site in a span of its day."""

    every: tuple[Desk, ...]
    """Those open at any time of the span; each is open only when all before it are."""
    extra: int
    """Ballots besides: of desks that closed before."""
    visits_ms: int
    """Time in which home visits add ballots, after a first one; -1 if there are none."""
    voters: int
    """Who may come: of them some vote at home."""
    span_ms: int

    def with_number(self, n: int) -> tuple[Desk, ...]:
        """Return the desks if there were n, 1 or more: more or fewer all day, at least one."""
        first = self.every[0] if self.every else Desk(0, (self.span_ms,))
        n_now = max(len(self.every), 1)
        return (first,) * max(n - n_now + 1, 1) + self.every[1 + max(n_now - n, 0) :]

    def at_least(self, services: Services, every: tuple[Desk, ...]) -> Floats:
        """Return what :func:`issued_at_least` does, for these desks or others."""
        return issued_at_least(services, every, self.extra, self.visits_ms, self.voters)


def services_of(scenario: Scenario, booth_scale: int, booth_wait_ms: int) -> Services:
    """Return the service times of the sites of a scenario.

    Parameters
    ----------
    scenario
        Its parameters of the polling day apply.
    booth_scale
        Time in a booth: see :func:`sim.turnout.booth_times`.
    booth_wait_ms
        Longest wait for a booth, and for a box.
    """
    polling = scenario.polling
    check_in = ServiceTime(polling.check_in_mean_s, polling.check_in_cv)
    visit = ServiceTime(polling.visit_mean_s, polling.visit_cv)
    return Services(
        check_in=check_in,
        visit=visit,
        booth=ServiceTime(polling.booth_mean_s, polling.booth_cv, booth_scale),
        box=ServiceTime(polling.box_mean_s, polling.box_cv),
        home_share=polling.home_share,
        carried=polling.carry_away_share > 0,
        slow_visits=bool((check_in.table() <= visit.table()).all()),
        booth_wait_ms=booth_wait_ms,
    )


def desks_of(plan: Plan, services: Services, voters: int, begins: int, ends: int) -> Desks:
    """Return the desks of a site in a span.

    A desk that is to close completes the voter whom it serves, as in the model. Members who are
    out with the portable box are counted at their desk: it issues more there, so that this is a
    bound, with one visit more; where nobody leaves a desk for them, all visits are added. There
    are no more than voters at home, if everybody came.

    Parameters
    ----------
    plan
        The plan of the site, with its incidents.
    services
        Its service times.
    voters
        Who may come.
    begins, ends
        The span, ms since midnight, capital time; not before the doors open.
    """
    spans = open_desks(plan._replace(closes_at=ends))
    before = max((n for at, _, n in spans if at < begins), default=0)
    within = [(max(at, begins), to, n) for at, to, n in spans if to > begins]
    every = []
    for number in range(max((n for *_, n in within), default=0)):
        runs = _runs((at, to) for at, to, n in within if n > number)
        closes = sum(to < ends for _, to in runs)
        lengths = tuple(sorted(to - at for at, to in runs))
        every.append(Desk(closes + (number < before), lengths))
    out_from = max(begins, plan.crew_leaves_at)
    visits_ms = -1
    if services.home_share > 0 and out_from < ends:
        staffed = max(plan.issuers - plan.crew, 1)
        taken = (span for span in within if services.slow_visits and span[2] > staffed)
        visits_ms = ends - out_from - sum(max(to - max(at, out_from), 0) for at, to, _ in taken)
    closed = max(before - len(every), 0)
    # Rounded up, so that sites of about one size share what is computed.
    voters = -(-voters // _VOTERS_STEP) * _VOTERS_STEP if visits_ms >= 0 else 0
    return Desks(tuple(every), closed, visits_ms, voters, ends - begins)


def _runs(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans, in order, with those that touch joined."""
    found: list[tuple[int, int]] = []
    for begins, ends in spans:
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return found


@lru_cache(1024)
def issued_at_least(
    services: Services, every: tuple[Desk, ...], extra: int, visits_ms: int, voters: int
) -> Floats:
    """Return the probabilities that desks issue at least 0, 1, 2, … ballots.

    Parameters
    ----------
    services
        Service times of the site.
    every, extra, visits_ms, voters
        As in :class:`Desks`.
    """
    lengths = Counter(length for desk in every for length in desk.open_ms)
    tails = [(served_at_least((services.check_in,), ms), n) for ms, n in lengths.items()]
    if visits_ms >= 0:
        visits = np.concatenate([[1.0], served_at_least((services.visit,), visits_ms)])
        at_home = binomial_at_least(voters, services.home_share, len(visits) - 1)
        tails.append((visits * at_home, 1))
    return sum_at_least(tails, extra + sum(desk.extra for desk in every))


@lru_cache(512)
def passed_at_least(parts: tuple[ServiceTime, ...], servers: int, span_ms: int) -> Floats:
    """Return the probabilities that servers take at least 0, 1, 2, … voters.

    Each may end one service as the span begins, and takes voters without a pause from then on.
    """
    return sum_at_least([(served_at_least(parts, span_ms), servers)], servers)


class Site(NamedTuple):
    """A site in a span of its day."""

    plan: Plan
    services: Services
    desks: Desks
    ends: int

    def at_least(self) -> dict[str, Floats]:
        """Return by limit the probabilities that it lets at least 0, 1, 2, … ballots be issued."""
        plan, services, desks = self.plan, self.services, self.desks
        later_ms = desks.span_ms + services.booth_wait_ms
        found = {
            "desks": desks.at_least(services, desks.every),
            "booths": passed_at_least((services.booth,), plan.booths, later_ms),
        }
        if not services.carried:
            found["boxes"] = passed_at_least((services.box,), plan.boxes, later_ms)
        if plan.inside_max:
            box = () if services.carried else (services.box,)
            parts = (services.check_in, services.booth, *box)
            found["hall"] = passed_at_least(parts, plan.inside_max, desks.span_ms)
        if plan.ballots < ENOUGH and self.ends <= plan.ballots_brought_at:
            found["ballots"] = np.ones(plan.ballots + 1)
        return found


def probability(at_least: Floats, issued: int) -> float:
    """Return the probability of at least a number of ballots."""
    return float(at_least[issued]) if issued < len(at_least) else 0.0


def desks_needed(site: Site, issued: int, level: float) -> int:
    """Return the fewest desks that issue so many ballots with a probability of ``level``.

    MOST_SERVERS + 1 if these do not.

    Parameters
    ----------
    site
        Its desks are more or fewer all day; desks that closed before, and visits, stay.
    issued
        Number of ballots.
    level
        Probability, in (0, 1).
    """
    services, desks = site.services, site.desks

    def suffices(n: int) -> bool:
        every = desks.with_number(n)
        return probability(desks.at_least(services, every), issued) >= level

    return _fewest(suffices, max(len(desks.every), 1)) if issued else 0


def booths_needed(site: Site, issued: int, level: float) -> int:
    """Return the fewest booths that take so many voters with a probability of ``level``.

    MOST_SERVERS + 1 if these do not.
    """
    services = site.services
    later_ms = site.desks.span_ms + services.booth_wait_ms

    def suffices(n: int) -> bool:
        return probability(passed_at_least((services.booth,), n, later_ms), issued) >= level

    return _fewest(suffices, site.plan.booths) if issued else 0


def _fewest(suffices: Callable[[int], bool], guess: int) -> int:
    """Return the least number that suffices, from 1 to MOST_SERVERS; more always suffice, too."""
    low, high = 0, min(guess, MOST_SERVERS)
    while not suffices(high):
        if high == MOST_SERVERS:
            return MOST_SERVERS + 1
        low, high = high, min(2 * high, MOST_SERVERS)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high
