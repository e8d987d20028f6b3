"""What is asked of a plan, and whether it can be asked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
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
LONGEST_WAIT_S = clock.DAY_MS // clock.SECOND_MS
"""The largest limit of waits: no site is open for so long."""


class Budget(NamedTuple):
    """A total that is given."""

    what: BudgetOf
    total: int


@dataclass(frozen=True, kw_only=True)
class PlanAsked:
    """What is asked of a plan."""

    max_wait_s: float = 600.0
    """The limit of the whole wait, up to a day."""
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
    """A total that is given; a pair such as ``("desks", 4000)`` becomes one."""
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
        """Take one name for several, and a pair for a budget."""
        # Frozen, but not yet seen by anybody.
        for name in ("change", "change_night"):
            if (given := getattr(self, name)) is not None:
                object.__setattr__(self, name, listed(given))
        if isinstance(self.budget, tuple) and len(self.budget) == len(Budget._fields):
            object.__setattr__(self, "budget", Budget(*self.budget))

    @property
    def night_changes(self) -> tuple[NightChange, ...]:
        """What may be changed of the night, in the order of its search.

        Tables need members, of whom the total can be given.
        """
        given = _gives_members(self.budget)
        usual = [name for name in NIGHT_CHANGES if not (given and name == "tables")]
        chosen = usual if self.change_night is None else self.change_night
        return tuple(name for name in NIGHT_CHANGES if name in chosen)


_NUMBERS = ("max_wait_s", "share", "days", "confidence")
"""What is asked in numbers that need not be whole."""


def check_asked(asked: PlanAsked) -> None:
    """Raise an error for what cannot be asked of a plan, all problems at once."""
    problems = [*_limit_problems(asked), *_choice_problems(asked), *_budget_problems(asked)]
    if problems:
        raise InputError([Problem(where, "", message) for where, message in problems])


def _limit_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield arguments whose number is out of range, and why."""
    no_numbers = [name for name in _NUMBERS if not _is_number(getattr(asked, name))]
    for name in no_numbers:
        yield name, f"must be a number; got {shown(getattr(asked, name))}"
    for name in (name for name in _NUMBERS if name not in no_numbers):
        if problem := _number_problem(name, getattr(asked, name)):
            yield name, problem
    for name, least in (("most_days", 1), ("fresh_days", 0)):
        if problem := whole_number_problem(getattr(asked, name), least, MOST_DAYS):
            yield name, problem


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _number_problem(name: str, value: float) -> str:
    """Return what is wrong with one of the numbers; empty if nothing is."""
    if name == "max_wait_s":
        return _wait_problem(value)
    if name == "share":
        return "" if 0 < value <= 1 else f"must be above 0 and at most 1; got {value:g}"
    if not 0 < value < 1:
        return f"must be between 0 and 1, not 0 or 1; got {value:g}"
    if 1 - value == 1:
        return f"must not be so close to 0 that it is rounded to it; got {value:g}"
    return ""


def _wait_problem(seconds: float) -> str:
    """Return what is wrong with the limit of waits; empty if nothing is."""
    if not math.isfinite(seconds) or seconds <= 0:
        return f"must be above 0; got {seconds:g} s"
    if _max_wait_ms(seconds) < 1:
        return f"must be at least 0.001 s, as rounded; got {seconds:g} s"
    if seconds > LONGEST_WAIT_S:
        return f"must be at most {LONGEST_WAIT_S:,} s, a day; got {seconds:g} s"
    return ""


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
    elif "tables" in changes and _gives_members(asked.budget):
        yield "change_night", "must not name tables where `members` are given: tables need more"


def _gives_members(budget: object) -> bool:
    return isinstance(budget, Budget) and budget.what == "members"


def _budget_problems(asked: PlanAsked) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a total that is given, and what it would leave without effect."""
    if asked.budget is None:
        return
    if not isinstance(asked.budget, Budget):
        example = '("desks", 4000)'
        yield "budget", f"must be what and how many, such as {example}; got {shown(asked.budget)}"
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


def _max_wait_ms(seconds: float) -> int:
    return round(clock.SECOND_MS * seconds)


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
        if least > MOST_DAYS:
            message = (
                f"cannot be certified: it takes at least {least:,} days without a bad one, and "
                f"`most_days` ends at {MOST_DAYS:,}; got {promise.days}"
            )
            raise InputError([Problem("days", "", message)])
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
        max_wait_ms=_max_wait_ms(asked.max_wait_s),
        share=asked.share,
        days=asked.days,
        confidence=asked.confidence,
        n_tests=n_places if asked.jointly else 1,
        most_days=asked.most_days,
    )
