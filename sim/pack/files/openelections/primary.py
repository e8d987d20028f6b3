"""Primaries in OpenElections files: each party has a separate ballot, and one is imported."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.suggest import nearest
from sim.core.text import counted, shown
from sim.pack.files.openelections.words import FACTS, Kind, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pack.files.faults import Faults
    from sim.pack.files.openelections.totals import SiteKey
    from sim.pack.files.openelections.vote_rows import Row

ALL = "all"
"""The argument of ``--party`` for one ballot with the candidates of all parties."""
_IN_NAME = re.compile(r"(?:^|_)primary(?:_|\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OneBallot:
    """The rows of an election in which every voter of a site has the same ballot."""

    rows: tuple[Row, ...]
    party: str
    """The party whose primary it is; empty if the ballot has all parties."""
    notes: tuple[str, ...]


def rows_of_party(file: str, rows: tuple[Row, ...], party: str, faults: Faults) -> OneBallot:
    """Return the rows of one party's primary, or all rows if it is none.

    Parameters
    ----------
    file
        Name of the file, which may say that it is a primary.
    rows
        Its rows.
    party
        The party that the user asks for, ``all``, or empty.
    faults
        Takes a primary of which the user names no party, or one that it has not.
    """
    parties = list(dict.fromkeys(row.party for row in rows if row.party and row.kind not in FACTS))
    if party.casefold() == ALL:
        return OneBallot(rows, "", ())
    if not party:
        why = _why_primary(file, rows, parties)
        if why:
            options = ", ".join(f"--party {shown(name)}" for name in parties)
            faults.add(
                "", 0, "", f"is a primary, in which each party has a separate ballot ({why}); "
                f"import one: {options}; or --party all if all candidates are on one ballot"
            )  # fmt: skip
        return OneBallot(rows, "", ())
    spellings = {name for name in parties if name.casefold() == party.casefold()}
    if not spellings:
        faults.add("", 0, "", f"has no party {shown(party)}; {nearest(party, parties)}")
        return OneBallot((), party, ())
    return _of_party(rows, spellings, next(iter(spellings)))


def _why_primary(file: str, rows: Sequence[Row], parties: list[str]) -> str:
    """Return what says that a file is of a primary; empty if nothing does."""
    if len(parties) < 2:
        return ""
    if _IN_NAME.search(file):
        return "its name says so"
    seen: dict[tuple[SiteKey, str, str, Kind], str] = {}
    for row in rows:
        if row.kind in FACTS or row.kind is Kind.CANDIDATE or not row.party:
            continue
        key = ((row.county, row.precinct), plain(row.office), row.district, row.kind)
        if seen.setdefault(key, row.party) != row.party:
            return f"line {row.line:,} has {shown(row.candidate)} by party"
    return ""


def _of_party(rows: tuple[Row, ...], spellings: set[str], party: str) -> OneBallot:
    facts: dict[tuple[SiteKey, Kind], bool] = defaultdict(bool)
    for row in rows:
        if row.kind in FACTS:
            facts[(row.county, row.precinct), row.kind] |= _is_of(row.party, party)
    kept, others, shared = [], 0, 0
    for row in rows:
        if row.kind not in FACTS:
            kept += [row] if row.party in spellings else []
            others += row.party not in spellings and not row.party
        elif facts[(row.county, row.precinct), row.kind]:
            kept += [row] if _is_of(row.party, party) else []
        elif row.kind is Kind.REGISTERED and not row.party:
            kept.append(row)
            shared += 1
    notes = []
    if others:
        rows_text = counted(others, "row")
        notes.append(f"{rows_text} without a party: not read, as voters of all parties vote there")
    if shared:
        notes.append("registered voters are those of all parties")
    return OneBallot(tuple(kept), party, tuple(notes))


def _is_of(named: str, party: str) -> bool:
    """Return whether a row of voters names a party: ``DEM``, or ``Democratic``."""
    return bool(named) and plain(named).startswith(plain(party))
