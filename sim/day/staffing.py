"""The staff of the sites, and their open desks over the day, by the plans."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core.types import Ints
    from sim.day.site_records import Plan


@dataclass(frozen=True)
class Staffing:
    """Staff of the sites on the day; arrays of shape ``(n_sites,)``."""

    members: Ints
    """Commission members who are present."""
    desks_open: Ints
    """Largest number of desks open at once."""
    desk_ms: Ints
    """Open desks integrated over the opening hours, ms."""


def open_desks(plan: Plan) -> list[tuple[int, int, int]]:
    """Return the open desks within the opening hours: (from, to, desks), in order.

    Times are ms since midnight, capital time. Changes that depend on voters are not included:
    the absence of the crew, and desks without ballots.
    """
    # With a queue for each part of the list, more desks than parts have no voters to serve.
    most = min(plan.issuers, plan.lists) if plan.lists else plan.issuers
    # The calendar begins when the doors open.
    times = [*(at for at, _ in plan.desk_calendar), max(plan.closes_at, plan.opens_at)]
    found: list[tuple[int, int, int]] = []
    for (begins, ends), (_, planned) in zip(pairwise(times), plan.desk_calendar, strict=True):
        desks, ends = min(planned, most), min(ends, plan.closes_at)  # noqa: PLW2901
        if ends <= begins:
            continue
        if found and found[-1][2] == desks:
            found[-1] = (found[-1][0], ends, desks)
        else:
            found.append((begins, ends, desks))
    return found


def staffing(plans: Sequence[Plan]) -> Staffing:
    """Return the staff of every site, as planned."""
    # Most sites have the calendar of another one.
    known: dict[tuple[object, ...], tuple[int, int]] = {}
    found = []
    for plan in plans:
        calendar = plan.opens_at, plan.closes_at, plan.issuers, plan.lists, plan.desk_calendar
        if calendar not in known:
            spans = open_desks(plan)
            most = max((n for *_, n in spans), default=0)
            known[calendar] = most, sum((ends - begins) * n for begins, ends, n in spans)
        found.append((plan.members, *known[calendar]))
    members, desks_open, desk_ms = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return Staffing(members, desks_open, desk_ms)


def join_staffing(parts: Iterable[Staffing]) -> Staffing:
    """Return the staff of copies of a country as one."""
    every = list(parts)
    return Staffing(
        **{
            f.name: np.concatenate([getattr(part, f.name) for part in every])
            for f in fields(Staffing)
        }
    )
