"""Check whether sites could issue what was reported: the call behind ``saylau feasible``."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.api import DEFAULT_SEED, check_numbers
from sim.core import clock
from sim.core.streams import Streams
from sim.core.text import clock_text
from sim.day.plan import plan_sites
from sim.ensemble.replication import pack_used
from sim.feasibility.capacity import (
    LIMITS,
    Site,
    booths_needed,
    desks_needed,
    desks_of,
    probability,
    services_of,
)
from sim.feasibility.issued_file import read_issued
from sim.incidents.affected import check_incidents
from sim.register import build_register
from sim.results.columns import SIMULATED, with_origin
from sim.results.held_election import held_election, names_of_areas
from sim.results.manifests import FeasibilityManifest, times_since
from sim.results.result_kinds import FEASIBILITY
from sim.results.results import FeasibilityResults
from sim.results.saving import FORMAT, versions
from sim.results.scenario_changes import changes_of
from sim.results.summaries.feasibility import FeasibilitySummary, RowBelow
from sim.scenario import scenario_of
from sim.scenario.election import placeless_tree
from sim.turnout import booth_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.day.site_records import Plan
    from sim.feasibility.issued_file import IssuedRow
    from sim.register import Register
    from sim.results.columns import Table
    from sim.scenario import Scenario

DEFAULT_LEVEL = 0.01
"""Probability below which a row counts as not feasible."""
DEFAULT_BOOTH_WAIT_S = 600.0
"""Assumption, from 0 to hours: where nobody waits longer for a booth, booths limit what is issued.
Ten minutes is what counts as a long wait elsewhere, too."""
_LARGEST_WAIT_S = 86_400.0
_LISTED = 20
"""Rows below the level that the summary lists at most."""
_LEAST_LEVEL = 0.001
"""The error of probabilities is below it: a smaller level would decide on the error."""
_DECIMALS = 4
"""Of probabilities."""


class _Found(NamedTuple):
    """What a row of the table says besides its site and hours."""

    desks: int
    booths: int
    desk_s_each: float
    booth_s_each: float
    probability: float
    limit: str
    would_need: int
    would_need_booths: int
    at_most: int


def feasible(
    scenario: Scenario | str | Path,
    issued: str | Path,
    *,
    level: float = DEFAULT_LEVEL,
    booth_wait_s: float = DEFAULT_BOOTH_WAIT_S,
    seed: int = DEFAULT_SEED,
) -> FeasibilityResults:
    r"""Check whether sites could issue as many ballots as reported.

    Parameters
    ----------
    scenario
        The assumptions: a scenario, the name of one that ships, or the path of a file or a pack.
        Its desks, booths, hours, service times and incidents apply.
    issued
        CSV file with a row per site and span: ``site``, ``hour`` and ``issued``, perhaps
        ``until``; see :mod:`sim.feasibility.issued_file`.
    level
        Probability below which a row counts as not feasible, in [0.001, 0.5]: probabilities are
        off by less than 0.001.
    booth_wait_s
        Longest wait for a booth that is allowed, in [0, 86400].
    seed
        Of the sites that incidents with a share affect, as in :func:`sim.run`; in [0, 2**32).
        Nothing else is random.

    Returns
    -------
    FeasibilityResults
        The table ``feasible``, a row per row of the file, and its summary.

    Raises
    ------
    ValueError
        If level, wait or seed are out of range.
    InputError
        If the country of the scenario cannot exist, or the file has faults: lists all of them.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import sim
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "issued.csv"
    ...     _ = file.write_text("site,hour,issued\nEAST-Alma-01,09:00,75\n")
    ...     found = sim.feasible("tiny", file)
    >>> row = found.summary.rows_below[0]
    >>> row.probability, row.limit, row.desks, row.would_need
    (0.0, 'booths', 1, 2)
    """
    scenario = scenario_of(scenario)
    if not _LEAST_LEVEL <= level <= 0.5:
        raise ValueError(
            f"level must be in [{_LEAST_LEVEL}, 0.5], as probabilities are off by up to "
            f"{_LEAST_LEVEL}; got {level}"
        )
    if not 0 <= booth_wait_s <= _LARGEST_WAIT_S:
        raise ValueError(f"booth_wait_s must be in [0, {_LARGEST_WAIT_S:.0f}]; got {booth_wait_s}")
    check_numbers(seed=seed)
    started = time.time()
    register = build_register(scenario)
    check_incidents(scenario, register)
    plans = plan_sites(scenario, register, Streams(seed))
    rows = read_issued(issued, register.site_id.tolist(), plans, register.site_behind_ms.tolist())
    booth_wait_ms = round(booth_wait_s * clock.SECOND_MS)
    found = list(_found(scenario, register, plans, rows, level, booth_wait_ms))
    table = _table(register, rows, found)
    changed = changes_of(scenario)
    name = Path(issued).name
    summary = _summary(scenario, register, rows, table, (level, booth_wait_s, seed, name))
    manifest = FeasibilityManifest(
        origin=SIMULATED,
        format=FORMAT,
        kind=FEASIBILITY.name,
        scenario=placeless_tree(scenario),
        changed=changed,
        pack=pack_used(scenario),
        seed=seed,
        level=level,
        booth_wait_s=booth_wait_s,
        issued_sha256=hashlib.sha256(Path(issued).read_bytes()).hexdigest(),
        register_sha256=register.digest(),
        versions=versions(),
        times=times_since(started),
    )
    return FeasibilityResults(summary, {"feasible": table}, manifest)


def _found(  # noqa: PLR0913, PLR0917  what a row depends on
    scenario: Scenario,
    register: Register,
    plans: Sequence[Plan],
    rows: Sequence[IssuedRow],
    level: float,
    booth_wait_ms: int,
) -> Iterator[_Found]:
    """Yield what is found of each row."""
    scales = booth_times(scenario, register).tolist()
    of_scale = {scale: services_of(scenario, scale, booth_wait_ms) for scale in set(scales)}
    behind, voters = register.site_behind_ms.tolist(), register.site_voters.tolist()
    for row in rows:
        plan, services = plans[row.site], of_scale[scales[row.site]]
        begins = max(row.begins + behind[row.site], plan.opens_at)
        ends = row.ends + behind[row.site]
        if not plan.serve_queue:
            ends = min(ends, plan.closes_at)
        desks = desks_of(plan, services, voters[row.site], begins, ends)
        site = Site(plan, services, desks, ends)
        tails = site.at_least()
        by_limit = {name: probability(tails[name], row.issued) for name in LIMITS if name in tails}
        most = {name: int((tail >= level).sum()) - 1 for name, tail in tails.items()}
        limit = min(by_limit, key=lambda name: (by_limit[name], most[name]))
        rounded = _rounded(by_limit[limit], level)
        desk_ms = sum(sum(desk.open_ms) for desk in desks.every)
        yield _Found(
            desks=len(desks.every),
            booths=plan.booths,
            desk_s_each=_each(desk_ms, row.issued),
            booth_s_each=_each(plan.booths * desks.span_ms, row.issued),
            probability=rounded,
            limit=limit if rounded < 1 else "none",
            would_need=desks_needed(site, row.issued, level),
            would_need_booths=booths_needed(site, row.issued, level),
            at_most=min(most.values()),
        )


def _rounded(value: float, level: float) -> float:
    """Return a probability rounded, on the side of the level on which it is: below it or not.

    >>> _rounded(0.00123, 0.01), _rounded(0.00998, 0.00999), _rounded(0.01234, 0.01234)
    (0.0012, 0.0099, 0.0124)
    """
    rounded = round(value, _DECIMALS)
    if (rounded < level) == (value < level):
        return rounded
    step = 10.0**-_DECIMALS
    return round(rounded - step if value < level else rounded + step, _DECIMALS)


def _each(total_ms: int, issued: int) -> float:
    """Return the time for each ballot, s; NaN if there are none."""
    return round(total_ms / issued / clock.SECOND_MS, 1) if issued else np.nan


def _table(register: Register, rows: Sequence[IssuedRow], found: Sequence[_Found]) -> Table:
    sites = [row.site for row in rows]
    columns = {name: [getattr(each, name) for each in found] for name in _Found._fields}
    return with_origin({
        "site": register.site_id[sites],
        "code": register.region_code[register.site_region[sites]],
        "hour": np.array([clock_text(row.begins, day=True) for row in rows], np.str_),
        "until": np.array([clock_text(row.ends, day=True) for row in rows], np.str_),
        "issued": np.array([row.issued for row in rows], np.int64),
        **{name: np.array(values) for name, values in columns.items()},
    })  # fmt: skip


def _summary(
    scenario: Scenario,
    register: Register,
    rows: Sequence[IssuedRow],
    table: Table,
    settings: tuple[float, float, int, str],
) -> FeasibilitySummary:
    """Return the summary; ``settings`` are level, wait for a booth, seed and name of the file."""
    level, booth_wait_s, seed, file = settings
    below = table["probability"] < level
    codes = [*dict.fromkeys(table["code"].tolist())]
    order = np.lexsort((np.arange(len(rows)), table["probability"]))
    listed = [int(row) for row in order if below[row]][:_LISTED]
    on_list = register.site_listed[[row.site for row in rows]]
    return FeasibilitySummary(
        origin=SIMULATED,
        kind=FEASIBILITY.name,
        scenario=scenario.name,
        description=scenario.description,
        election=held_election(scenario),
        area_names=names_of_areas(scenario, codes),
        changed=changes_of(scenario),
        date=scenario.date.isoformat(),
        seed=seed,
        level=level,
        booth_wait_s=booth_wait_s,
        file=file,
        rows=len(rows),
        sites=len({row.site for row in rows}),
        issued=sum(row.issued for row in rows),
        feasible=int((~below).sum()),
        with_fewer=int((~below & (table["would_need"] < table["desks"])).sum()),
        below=int(below.sum()),
        by_chance=round(level * len(rows), 4),
        sites_below=len(set(table["site"][below].tolist())),
        by_limit={name: n for name in LIMITS if (n := int((table["limit"][below] == name).sum()))},
        above_list=int((table["issued"] > on_list).sum()),
        rows_below=tuple(_row_below(table, row) for row in listed),
    )


def _row_below(table: Table, row: int) -> RowBelow:
    cells = {name: values[row].item() for name, values in table.items() if name != "origin"}
    return RowBelow(**cells)
