"""The staff of sites from a CSV file: ``register.staff``, written by hand or by ``saylau plan``."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import Problem, RegisterError
from sim.core.paths import label
from sim.core.suggest import guess, nearest
from sim.core.text import counted, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.register.register import Register

_SITE = "site"
COUNTS = ("members", "desks", "booths")
"""Columns of the file besides ``site``; an empty cell, or a missing column, changes nothing."""
OF_A_PLAN = (
    "origin", "code", "registered", "members_now", "desks_now", "booths_now", "members_to_add",
    "members_spare", "certified", "days", "bad_days", "bad_days_pct_at_most",
    "bad_days_with_less", "binds",
)  # fmt: skip
"""Further columns of the table that ``saylau plan`` writes, which are not read."""
_MOST = 1000
"""The most members, desks or booths of a site, as in a pack."""

Row = tuple[int, dict[str, str]]
"""Line and cells by column."""


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
        If the file cannot be read, names a site that the country does not have, or one twice, or
        has a number that is not allowed; lists every problem.
    """
    path = Path(file)
    problems: list[Problem] = []
    index = {site: k for k, site in enumerate(register.site_id.tolist())}
    columns = {name: getattr(register, f"site_{name}").copy() for name in COUNTS}
    named: dict[str, int] = {}
    for line, cells in _rows(path, problems):
        where = f"{label(path)}:{line}"
        site = cells[_SITE].strip()
        if site not in index:
            hint = guess(site, index) or f"it has {counted(len(index), 'site')}"
            message = f"no site {shown(site)} in this country; {hint}"
            problems.append(Problem(where, _SITE, message))
            continue
        if site in named:
            message = f"{site} is on line {named[site]}, too"
            problems.append(Problem(where, _SITE, message))
            continue
        named[site] = line
        wrong = list(_set(columns, index[site], cells, where))
        problems += wrong or _too_many_desks(columns, index[site], members_not_issuing, where)
    if problems:
        raise RegisterError(problems)
    return replace(register, **{f"site_{name}": column for name, column in columns.items()})


def _rows(path: Path, problems: list[Problem]) -> Iterator[Row]:
    """Yield the rows of a file; what is wrong with it as a whole is added to the problems."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if wrong := list(_header_problems(header)):
                problems += [Problem(f"{label(path)}:1", "", message) for message in wrong]
                return
            for row in reader:
                if len(row) == len(header):
                    yield reader.line_num, dict(zip(header, row, strict=True))
                elif row:
                    message = f"has {len(row)} cells, and the header names {len(header)} columns"
                    problems.append(Problem(f"{label(path)}:{reader.line_num}", "", message))
    except UnicodeDecodeError:
        problems.append(Problem(label(path), "", "is not UTF-8 text"))
    except csv.Error as error:
        problems.append(Problem(label(path), "", f"is not CSV: {error}"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.append(Problem(label(path), "register.staff", f"cannot be read: {reason}"))


def _header_problems(header: list[str]) -> Iterator[str]:
    known = [_SITE, *COUNTS]
    if _SITE not in header:
        yield f"the first line must name the column site; known columns: {', '.join(known)}"
        return
    for place, name in enumerate(header):
        if name in header[:place]:
            yield f"the header names the column {shown(name)} twice"
        elif name not in {*known, *OF_A_PLAN}:
            yield f"unknown column {shown(name)}; {nearest(name, known)}"
    if not set(COUNTS) & set(header):
        yield f"has no column that says anything of a site: {', '.join(COUNTS)}"


def _set(
    columns: dict[str, Ints], site: int, cells: dict[str, str], where: str
) -> Iterator[Problem]:
    """Set the numbers of a site; yield those that are not allowed."""
    for name in COUNTS:
        text = cells.get(name, "").strip()
        if not text:
            continue
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(_MOST))
        if not is_number or not 1 <= int(text) <= _MOST:
            message = f"{name} must be a whole number from 1 to {_MOST:,}; got {shown(text)}"
            yield Problem(where, name, message)
            continue
        columns[name][site] = int(text)


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
