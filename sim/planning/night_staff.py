"""What a plan may change of the night of a commission, and how much of it is enough on a night."""

# No reference: queues of protocols, run with each number of vehicles and of clerks.

from __future__ import annotations

from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from sim.night.teams import count_teams, members_for_tables
from sim.register.area_sites import clerks_of, vehicles_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sim.core.types import Flags, Ints
    from sim.election import Country
    from sim.night.intake import IntakeQueue, Taken
    from sim.register import Register
    from sim.scenario import Scenario

NightChange = Literal["tables", "vehicles", "clerks"]
"""What a plan may change of the night, in the order of its search: the dearest first."""
NIGHT_CHANGES: tuple[NightChange, ...] = get_args(NightChange)
Wait = Literal["vehicle", "queue"]
"""Waits of a protocol, as fields of :class:`sim.night.intake.Taken`."""
MOST_TABLES = 4
"""The most counting tables that a plan gives to a site, unless it has more."""


class NightStaff(NamedTuple):
    """What each commission has for the night; arrays of shape ``(n_commissions,)``."""

    tables: Ints
    """Counting tables that each of its sites has at least."""
    vehicles: Ints
    clerks: Ints

    def with_most(self, most: NightStaff, names: Collection[str]) -> NightStaff:
        """Return the same with the most of what is named."""
        return self._replace(**{name: getattr(most, name) for name in names})

    def where(self, chosen: Flags, other: NightStaff) -> NightStaff:
        """Return this at the chosen commissions, and the other elsewhere."""
        return NightStaff(
            *(np.where(chosen, one, two) for one, two in zip(self, other, strict=True))
        )


def night_staff_now(country: Country) -> NightStaff:
    """Return what the commissions have now."""
    scenario, register = country.scenario, country.one
    teams = count_teams(scenario.counting, register.site_members)
    tables = np.full(len(register.commission_id), teams.max())
    np.minimum.at(tables, register.site_commission, teams)
    return NightStaff(
        tables,
        np.array(vehicles_of(register, scenario.commission.vehicles)),
        np.array(clerks_of(register, scenario.commission.clerks)),
    )


def most_night_staff(country: Country, now: NightStaff) -> NightStaff:
    """Return the most of each that a plan tries: more vehicles, or clerks, would change nothing."""
    sites = np.bincount(country.one.site_commission, minlength=len(now.clerks))
    return NightStaff(
        np.maximum(now.tables, min(MOST_TABLES, country.scenario.counting.tables or MOST_TABLES)),
        sites,
        np.maximum(sites, now.clerks),
    )


def members_of_tables(scenario: Scenario, register: Register, tables: Ints) -> Ints:
    """Return the members that the counting tables of each site need; 0 for the first table.

    Parameters
    ----------
    tables
        Of each commission: its sites have so many at least.
    """
    needed: Ints = members_for_tables(scenario.counting, tables[register.site_commission])
    return np.where(tables[register.site_commission] > 1, needed, 0)


def with_tables(register: Register, scenario: Scenario, tables: Ints) -> Register:
    """Return a register with the members that counting tables of each commission need."""
    needed = members_of_tables(scenario, register, tables)
    return replace(register, site_members=np.maximum(register.site_members, needed))


def first_enough(late: Iterable[bool]) -> int:
    """Return the first level from which on no protocol is late; the number of levels if none is.

    Parameters
    ----------
    late
        Whether a protocol is late at each level, from the lowest on.

    >>> first_enough([True, False, True, False, False]), first_enough([True])
    (3, 1)
    """
    return max((level for level, is_late in enumerate(late, 1) if is_late), default=0)


def late_by_number(
    run: Callable[[int], Mapping[int, Taken]], most: int, by: int, wait: Wait | None
) -> Iterator[bool]:
    """Yield whether a protocol of a commission is late with 1, 2, ... of what is searched.

    Parameters
    ----------
    run
        Returns how each protocol is brought and taken in with so many.
    most
        The most that is tried.
    by
        The time, ms since midnight, capital time.
    wait
        The wait that more of it can shorten; None if protocols need not wait for it.
    """
    for number in range(1, most + 1):
        taken = run(number).values()
        late = any(row.accepted_at > by for row in taken)
        yield late
        if wait is not None and not any(getattr(row, wait) for row in taken):
            # More of it change nothing.
            yield from repeat(late, most - number)
            return


def is_late(intake: IntakeQueue, clerks: int, vehicles: int, by: int) -> bool:
    """Return whether a protocol is accepted after a time."""
    return any(row.accepted_at > by for row in intake.run(clerks, vehicles).values())
