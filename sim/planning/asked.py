"""What is asked of a plan, and whether it can be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from sim.core.errors import InputError, Problem
from sim.core.text import shown
from sim.planning.promise import Promise
from sim.results.schema import CLOCK

if TYPE_CHECKING:
    from sim.planning.staff import Change


class Budget(NamedTuple):
    """A total that is given."""

    what: Literal["desks", "members"]
    total: int


@dataclass(frozen=True, kw_only=True)
class PlanAsked:
    """What is asked of a plan."""

    max_wait_s: float = 600.0
    """The limit of the whole wait."""
    share: float = 0.95
    """Share of the voters of a site who wait no longer, on a good day; in (0, 1]."""
    days: float = 0.95
    """Share of days that are good; inside (0, 1)."""
    confidence: float = 0.95
    """Confidence that the plan keeps this; inside (0, 1)."""
    jointly: bool = False
    """Whether that is the confidence for all sites together; else for each."""
    change: tuple[Change, ...] = ("desks",)
    budget: Budget | None = None
    most_days: int = 400
    fresh_days: int = 100
    """Fresh days for the validation; 0 for none."""
    reported_turnout: bool = False
    """Whether to plan for exactly the reported votes."""
    results_by: str = ""
    """Clock time of the capital, ``HH:MM``, by which a commission has accepted all protocols on a
    good day: the first after the polls close. Empty: clerks are not planned."""


def check_asked(asked: PlanAsked) -> None:
    """Raise an error for what cannot be asked of a plan, all problems at once."""
    problems = []
    if asked.max_wait_s <= 0:
        problems.append(("--max-wait", f"must be above 0; got {asked.max_wait_s:g} s"))
    if not 0 < asked.share <= 1:
        problems.append(("--share", f"must be above 0 and at most 1; got {asked.share:g}"))
    for name in ("days", "confidence"):
        value = getattr(asked, name)
        if not 0 < value < 1:
            problems.append((f"--{name}", f"must be between 0 and 1, not 0 or 1; got {value:g}"))
    if not asked.change or len(set(asked.change)) < len(asked.change):
        problems.append(("--change", "must name desks, booths or both, each once"))
    if asked.results_by and not re.fullmatch(CLOCK, asked.results_by):
        message = f"must be a clock time, such as 02:00; got {shown(asked.results_by)}"
        problems.append(("--results-by", message))
    if asked.most_days < 1:
        problems.append(("--most-days", f"must be at least 1; got {asked.most_days}"))
    if problems:
        raise InputError([Problem(where, "", message) for where, message in problems])


def check_days(promise: Promise) -> None:
    """Raise an error if the most days are too few to certify anything."""
    if promise.bad_most < 0:
        message = (
            f"must be at least {promise.least_days:,}, as that many days without a bad one are "
            f"the least that certifies anything; got {promise.most_days:,}"
        )
        raise InputError([Problem("--most-days", "", message)])


def promise_of(asked: PlanAsked, n_places: int, n_chosen: int = 1) -> Promise:
    """Return the promise at each of so many sites, or commissions.

    If it is to hold jointly, they share the probability of an error. So do the numbers of desks
    among which was chosen on the same days before.

    Parameters
    ----------
    asked
        What is asked.
    n_places
        Sites, or commissions.
    n_chosen
        Numbers of desks among which was chosen; 1 if none were.
    """
    return Promise(
        max_wait_ms=round(1000 * asked.max_wait_s),
        share=asked.share,
        days=asked.days,
        confidence=asked.confidence,
        n_tests=n_chosen * (n_places if asked.jointly else 1),
        most_days=asked.most_days,
    )
