"""The staff of sites from a CSV file: ``register.staff``, written by hand or by ``saylau plan``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.core.errors import Problem, RegisterError
from sim.core.text import counted
from sim.register.numbers_file import NumbersFile, named_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.register.register import Register

COUNTS = ("members", "desks", "booths")
"""Columns of the file besides ``site``; an empty cell, or a missing column, changes nothing."""
OF_A_PLAN = (
    "origin", "code", "registered", "members_now", "desks_now", "booths_now", "members_to_add",
    "members_spare", "certified", "days", "bad_days", "bad_days_pct_at_most",
    "bad_days_with_less", "binds",
)  # fmt: skip
"""Further columns of the table that ``saylau plan`` writes, which are not read."""
_STAFF = NumbersFile("register.staff", "site", COUNTS, 1000, OF_A_PLAN)


def with_staff(register: Register, file: str, members_not_issuing: int) -> Register:
    """Return a country with the staff of a file at the sites that it names.

    Parameters
    ----------
    register
        The country, with all its regions.
    file
        Path of a CSV file with the column ``site`` and some of COUNTS.
    members_not_issuing
        Members of each commission who may not issue ballots: all others limit the desks.

    Raises
    ------
    RegisterError
        If the file cannot be read or has no number, names a site that the country does not have,
        or one twice, or has a number that is not allowed; lists every problem.
    """
    problems: list[Problem] = []
    index = {site: k for k, site in enumerate(register.site_id.tolist())}
    columns = {name: getattr(register, f"site_{name}").copy() for name in COUNTS}
    for row in named_numbers(file, _STAFF, index, problems):
        before, site = len(problems), index[row.name]
        for name, number in row.numbers(_STAFF, problems).items():
            columns[name][site] = number
        if len(problems) == before:
            problems += _too_many_desks(columns, site, members_not_issuing, row.where)
    if problems:
        raise RegisterError(problems)
    return replace(register, **{f"site_{name}": column for name, column in columns.items()})


def _too_many_desks(
    columns: dict[str, Ints], site: int, members_not_issuing: int, where: str
) -> Iterator[Problem]:
    """Yield that members of a site cannot staff its desks."""
    members, desks = (int(columns[name][site]) for name in ("members", "desks"))
    most = max(members - members_not_issuing, 1)
    if desks > most:
        message = (
            f"desks must be at most {most} with {counted(members, 'member')}, of whom "
            f"{members_not_issuing} may not issue ballots (polling.members_not_issuing); "
            f"got {desks}"
        )
        yield Problem(where, "desks", message)
