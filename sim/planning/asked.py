"""What is asked of a plan, and whether it can be asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from sim.core import clock
from sim.core.errors import InputError, Problem
from sim.core.listed import listed
from sim.core.text import shown
from sim.core.whole_numbers import whole_number_problem
from sim.planning.deadline import is_deadline
from sim.planning.night_staff import NIGHT_CHANGES, NightChange
from sim.planning.promise import Promise
from sim.planning.staff import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints


BudgetOf = Literal["desks", "members"]
MOST_DAYS = 100_000


class Budget(NamedTuple):
    """A total that is given."""

    what: BudgetOf
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
    """What may be changed; one may be given as it is."""
    budget: Budget | None = None
    most_days: int = 400
    fresh_days: int = 100
    """Fresh days for the validation; 0 for none."""
    reported_turnout: bool = False
    """Whether to plan for exactly the reported votes."""
    results_by: str = ""
    """Clock time of the capital by which a commission has accepted all protocols on a good day:
    ``HH:MM`` for the first after the polls close, ``HH:MM +1 d`` with its day. Empty: the night is
    not planned."""
    change_night: tuple[NightChange, ...] | None = None
    """What may be changed for that, as ``change``; None for all that can be."""

    def __post_init__(self) -> None:
        # Frozen, but not yet seen by anybody.
        for name in ("change", "change_night"):
            if (given := getattr(self, name)) is not None:
                object.__setattr__(self, name, listed(given))

    @property
    def night_changes(self) -> tuple[NightChange, ...]:
        """What may be changed of the night, in the order of its search.

        Tables need members, of whom the total can be given.
        """
        given = self.budget is not None and self.budget.what == "members"
        usual = [name for name in NIGHT_CHANGES if not (given and name == "tables")]
        chosen = usual if self.change_night is None else self.change_night
        return tuple(name for name in NIGHT_CHANGES if name in chosen)


def check_asked(asked: PlanAsked) -> None:
    """Raise an error for what cannot be asked of a plan, all problems at once."""
    problems = [*_limit_problems(asked), *_choice_problems(asked), *_budget_problems(asked)]
    if problems:
        raise InputError([Problem(where, "", message) for where, message in problems])


def _limit_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield arguments whose number is out of range, and why."""
    if not math.isfinite(asked.max_wait_s) or asked.max_wait_s <= 0:
        yield "max_wait_s", f"must be above 0; got {asked.max_wait_s:g} s"
    elif _max_wait_ms(asked) < 1:
        yield "max_wait_s", f"must be at least 0.001 s, as rounded; got {asked.max_wait_s:g} s"
    if not 0 < asked.share <= 1:
        yield "share", f"must be above 0 and at most 1; got {asked.share:g}"
    for name in ("days", "confidence"):
        value = getattr(asked, name)
        if not 0 < value < 1:
            yield name, f"must be between 0 and 1, not 0 or 1; got {value:g}"
    for name, least in (("most_days", 1), ("fresh_days", 0)):
        if problem := whole_number_problem(getattr(asked, name), least, MOST_DAYS):
            yield name, problem


def _choice_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield arguments whose words are not allowed, and why."""
    unknown = sorted(set(asked.change) - set(get_args(Change)))
    if unknown or not asked.change or len(set(asked.change)) < len(asked.change):
        got = ", ".join(asked.change) or "nothing"
        yield "change", f"must name desks, booths or both, each once; got {shown(got)}"
    if asked.results_by and not is_deadline(asked.results_by):
        message = "must be a clock time, such as 02:00, or with its day, 08:00 +1 d"
        yield "results_by", f"{message}; got {shown(asked.results_by)}"
    yield from _night_problems(asked)


def _night_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what may be changed of the night."""
    changes = asked.change_night
    if changes is None:
        return
    if not changes or set(changes) - set(NIGHT_CHANGES) or len(set(changes)) < len(changes):
        got = ", ".join(changes) or "nothing"
        yield (
            "change_night",
            f"must name some of {', '.join(NIGHT_CHANGES)}, each once; got {shown(got)}",
        )
    elif not asked.results_by:
        yield "change_night", "has no effect without `results_by`"
    elif "tables" in changes and asked.budget is not None and asked.budget.what == "members":
        yield "change_night", "must not name tables where `members` are given: tables need more"


def _budget_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a total that is given, and what it would leave without effect."""
    if asked.budget is None:
        return
    what, total = asked.budget
    if what not in get_args(BudgetOf):
        yield "budget", f"must be of desks or members; got {shown(what)}"
        return
    if problem := whole_number_problem(total, 1):
        yield what, problem
    usual = PlanAsked()
    certificates = () if asked.results_by else ("jointly", "confidence", "most_days")
    for name in ("change", *certificates):
        if getattr(asked, name) != getattr(usual, name):
            yield name, f"has no effect where `{what}` are given, as nothing is certified then"


def _max_wait_ms(asked: PlanAsked) -> int:
    return round(clock.SECOND_MS * asked.max_wait_s)


def check_days(promise: Promise, n_chosen: Ints) -> None:
    """Raise an error if the most days are too few to certify anything.

    Parameters
    ----------
    promise
        What is promised.
    n_chosen
        Of each place, see :meth:`sim.planning.promise.Promise.is_certified`.
    """
    if promise.bad_most(n_chosen).max() < 0:
        least = promise.least_days(int(n_chosen.min()))
        message = (
            f"must be at least {least:,}, as that many days without a bad one are "
            f"the least that certifies anything; got {promise.most_days:,}"
        )
        raise InputError([Problem("most_days", "", message)])


def promise_of(asked: PlanAsked, n_places: int) -> Promise:
    """Return the promise at each of so many sites, or commissions.

    If it is to hold jointly, they share the probability of an error.
    """
    return Promise(
        max_wait_ms=_max_wait_ms(asked),
        share=asked.share,
        days=asked.days,
        confidence=asked.confidence,
        n_tests=n_places if asked.jointly else 1,
        most_days=asked.most_days,
    )
