"""Faults of contests and candidates: who stands where, for which party, with which votes."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from sim.core.text import counted, shown
from sim.pack.files.cells import SEPARATOR
from sim.pack.files.declared import CANDIDATES_FILE, CONTESTS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.tables import PackTables

_ROUNDING = 0.05
"""Largest error of a share that was rounded to one decimal, in per cent."""


def check_contests(tables: PackTables, faults: Faults) -> None:
    """Add the faults of contests: twice, without candidates, with more votes than candidates."""
    contests, candidates = tables.contests, tables.candidates
    ids = tables.contest_ids
    if contests is None:
        if ids is not None and len(ids) > 1:
            message = f"is missing: {CANDIDATES_FILE.name} has {len(ids):,} contests"
            faults.add(CONTESTS_FILE.name, 0, "", message)
        return
    if not len(contests) and contests.complete:
        faults.add(CONTESTS_FILE.name, 0, "", "has no contests; leave it out if there is only one")
    standing: dict[str, int] = defaultdict(int)
    for row in range(len(candidates) if candidates is not None else 0):
        assert candidates is not None
        standing[tables.contest_of(candidates, row)] += 1
    # A column that is left out names the only contest; else it is a separate fault.
    known = candidates is not None and candidates.complete
    known &= candidates is not None and ("contest" in candidates.given or len(contests) == 1)
    first: dict[str, int] = {}
    for row, contest in enumerate(contests.texts["contest"]):
        earlier = first.setdefault(contest, row)
        if not contest or contests.is_faulty(row, "contest"):
            continue
        line, n = contests.lines[row], standing[contest]
        if earlier != row:
            message = f"{shown(contest)} is twice; it is on line {contests.lines[earlier]}, too"
            faults.add(CONTESTS_FILE.name, line, "contest", message, "twice")
        elif known and not n:
            message = f"{shown(contest)} has no candidates in {CANDIDATES_FILE.name}"
            faults.add(CONTESTS_FILE.name, line, "contest", message, "no candidates")
        elif known and contests.counts["vote_for"][row] > n:
            message = f"must be at most the number of candidates, {n}; "
            message += f"got {contests.counts['vote_for'][row]:,}"
            faults.add(CONTESTS_FILE.name, line, "vote_for", message, "vote_for")
        if contests.texts["system"][row] == "question":
            _check_question(contests, row, faults)


def _check_question(contests: Columns, row: int, faults: Faults) -> None:
    """Add a fault for each number that a question does not have."""
    for key in ("vote_for", "seats"):
        number = contests.counts[key][row]
        if number > 1 and not contests.is_faulty(row, key):
            message = f"must be 1, or left out, for a question, which has one answer; got {number}"
            faults.add(CONTESTS_FILE.name, contests.lines[row], key, message, "question")


def check_candidates(tables: PackTables, faults: Faults) -> None:
    """Add the faults of candidates: of no contest, twice, names, parties, shares above 100 %."""
    candidates = tables.candidates
    if candidates is None:
        return
    if not len(candidates) and candidates.complete:
        faults.add(CANDIDATES_FILE.name, 0, "", "has no candidates")
    check_contest_named(tables, candidates, faults)
    first: dict[tuple[str, str], int] = {}
    for row, name in enumerate(candidates.texts["candidate"]):
        contest = tables.contest_of(candidates, row)
        earlier = first.setdefault((contest, name), row)
        if name and contest and earlier != row and not candidates.is_faulty(row, "candidate"):
            message = f"{shown(name)} is twice in contest {shown(contest)}; "
            message += f"the other is on line {candidates.lines[earlier]}"
            faults.add(
                CANDIDATES_FILE.name, candidates.lines[row], "candidate", message, "twice"
            )  # fmt: skip
        elif SEPARATOR in name and not candidates.is_faulty(row, "candidate"):
            message = f"must not hold {SEPARATOR!r}, which separates the winners of several seats; "
            message += f"got {shown(name)}; write {shown(name.replace(SEPARATOR, ','))}"
            faults.add(
                CANDIDATES_FILE.name, candidates.lines[row], "candidate", message, "separator"
            )  # fmt: skip
    _check_parties(tables, candidates, faults)
    keys = [tables.contest_of(candidates, row) for row in range(len(candidates))]
    _check_sums(candidates, [(key,) if key else () for key in keys], faults)


def check_contest_named(tables: PackTables, columns: Columns, faults: Faults) -> None:
    """Add a fault for each row whose contest is unknown, or is not named and is not clear."""
    ids = tables.contest_ids
    if ids is None or (tables.contests is None and columns is tables.candidates and len(ids) > 1):
        return
    if len(ids) > 1 and "contest" not in columns.given:
        message = f"the column is missing: there are {counted(len(ids), 'contest')}"
        faults.add(columns.file.name, 1, "contest", message)
        return
    for row, contest in enumerate(columns.texts["contest"]):
        if columns.is_faulty(row, "contest"):
            continue
        if contest and contest not in ids:
            where = CONTESTS_FILE.name if tables.contests is not None else CANDIDATES_FILE.name
            message = f"no contest {shown(contest)} in {where}{faults.unknown(contest, ids)}"
        elif not contest and len(ids) > 1:
            message = f"is missing: there are {counted(len(ids), 'contest')}"
        else:
            continue
        faults.add(columns.file.name, columns.lines[row], "contest", message, message[:10])


def _check_parties(tables: PackTables, candidates: Columns, faults: Faults) -> None:
    """Add a fault for each party that is not declared, if any is."""
    parties = tables.settings.parties
    if not parties:
        return
    for row, party in enumerate(candidates.texts["party"]):
        if party and party not in parties and not candidates.is_faulty(row, "party"):
            message = f"no [parties.{party}] in election.toml{faults.unknown(party, parties)}; "
            message += "leave it empty for an independent candidate"
            faults.add(CANDIDATES_FILE.name, candidates.lines[row], "party", message, "no party")


def _check_sums(columns: Columns, keys: Sequence[tuple[str, ...]], faults: Faults) -> None:
    """Add a fault where expected shares of the same key add to more than 100 %.

    Parameters
    ----------
    columns
        Of candidates, or of shares by area.
    keys
        Contest, or area and contest, of each row; empty if not known.
    faults
        Takes the faults.
    """
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pct = columns.numbers["expected_pct"].tolist()
    for row, key in enumerate(keys):
        if key and not math.isnan(pct[row]):
            rows[key].append(row)
    for key, those in rows.items():
        total = math.fsum(pct[row] for row in those)
        if total > 100 + _ROUNDING * len(those) + 1e-9:
            named = " in ".join(shown(part) for part in reversed(key))
            message = f"must add to at most 100 in {named}; got {total:g}"
            faults.add(columns.file.name, columns.lines[those[-1]], "expected_pct", message, "sum")


def check_expected_shares(tables: PackTables, faults: Faults) -> None:
    """Add the faults of ``expected.csv``: no such candidate, twice, shares above 100 %."""
    expected, candidates = tables.expected, tables.candidates
    if expected is None:
        return
    check_contest_named(tables, expected, faults)
    keys = [
        (tables.level_in_row(expected, row), area, tables.contest_of(expected, row))
        for row, area in enumerate(expected.texts["area"])
    ]
    first: dict[tuple[str, ...], int] = {}
    for row, name in enumerate(expected.texts["candidate"]):
        key = (*keys[row], name)
        earlier = first.setdefault(key, row)
        if all(key[1:]) and earlier != row and not expected.is_faulty(row, "candidate"):
            message = f"{shown(name)} is twice in {shown(key[1])}; "
            message += f"the other is on line {expected.lines[earlier]}"
            faults.add(expected.file.name, expected.lines[row], "candidate", message, "twice")
    if candidates is not None and candidates.complete:
        _check_candidate_named(tables, candidates, expected, faults)
    _check_sums(expected, [key[1:] if all(key[1:]) else () for key in keys], faults)


def _check_candidate_named(
    tables: PackTables, candidates: Columns, expected: Columns, faults: Faults
) -> None:
    standing: Mapping[str, list[str]] = defaultdict(list)
    for row, name in enumerate(candidates.texts["candidate"]):
        standing[tables.contest_of(candidates, row)].append(name)
    for row, name in enumerate(expected.texts["candidate"]):
        contest = tables.contest_of(expected, row)
        if not name or expected.is_faulty(row, "candidate"):
            continue
        if standing.get(contest) and name not in standing[contest]:
            message = f"no candidate {shown(name)} of contest {shown(contest)} in "
            message += f"{CANDIDATES_FILE.name}{faults.unknown(name, standing[contest])}"
            faults.add(expected.file.name, expected.lines[row], "candidate", message, "nobody")
