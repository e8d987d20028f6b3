"""What is suspicious in a pack, and can be meant: it is reported, not refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sim.core.suggest import guess
from sim.core.text import counted, shown
from sim.pack.files.declared import AREAS_FILE, FILES, MAP_FILE, SETTINGS_FILE
from sim.pack.files.distances import is_placed
from sim.pack.files.pack import PackFinding
from sim.pack.files.reported_findings import find_reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.core.types import Floats, Ints
    from sim.pack.files.columns import Columns
    from sim.pack.files.tables import PackTables

CODES = {
    "P1": "a site that may be a total of others",
    "P2": "sites with equal numbers in every column",
    "P3": "areas without sites",
    "P4": "sites where nobody is registered",
    "P5": "sites that are very large or very small",
    "P6": "sites that expect more voters than are registered",
    "P7": "files that are not read",
    "P8": "what was found in a source",
    "P9": "areas without a shape on the map",
    "P10": "sites with a distance and a place",
    "P11": "reported values without a source",
    "P12": "reported votes that are compared otherwise, or not",
    "P13": "more reported votes at a site than registered voters",
    "P14": "reported turnout that is impossible or unusual",
    "P15": "reported results from before doors closed",
    "P16": "a map that says that its coordinates are others",
    "P17": "names in other languages of nothing in the pack",
}
_LARGE, _SMALL = 20, 10
"""A site is large from this multiple of the median, and small below this number of voters."""
_LEAST_OTHERS = 2
"""Sites that a total is the sum of, at least: two equal sites are no total."""
_LEAST_NUMBERS = 2
"""Columns from which equal sites are reported: a single number is often equal by chance."""
_LISTED = 3
"""Sites that stand for all that one finding is about."""
_TOTAL = re.compile(r"(?i)\W*(grand |sub)?totals?\W*|\W*all (sites|precincts)\W*")


def find(tables: PackTables, names: Sequence[str]) -> Iterator[PackFinding]:
    """Yield what is suspicious in a pack.

    Parameters
    ----------
    tables
        Without faults.
    names
        Of the files in the folder.
    """
    sites = tables.sites
    assert sites is not None  # those of sites.csv, or generated
    registered = np.maximum(sites.counts["registered"], 0)
    both = is_placed(sites) & ~np.isnan(sites.numbers["distance_km"])
    yield from _some(sites, np.flatnonzero(both), "P10", "distance_km and lat and lon: "
                     "distance_km is taken")  # fmt: skip
    if tables.generated is None:
        yield from _totals(tables, sites)
        yield from _same_twice(sites)
    yield from _areas_without_sites(tables)
    if tables.generated is None:
        yield from _voters(tables, sites, registered)
    yield from _files_not_read(names)
    yield from _areas_without_shapes(tables)
    yield from find_reported(tables)
    for source in tables.settings.source:
        yield from (PackFinding("P8", SETTINGS_FILE, f"in its source: {note}")
                    for note in source.notes)  # fmt: skip


def _voters(tables: PackTables, sites: Columns, registered: Ints) -> Iterator[PackFinding]:
    """Yield sites with a suspicious number of voters."""
    expected = sites.counts["expected_voters"]
    yield from _some(sites, np.flatnonzero(registered == 0), "P4", "no registered voters")
    middle = float(np.median(registered[registered > 0])) if registered.any() else 0.0
    large = f"more than {_LARGE} times the median of {middle:,.0f} registered voters"
    yield from _some(sites, np.flatnonzero(registered > _LARGE * middle), "P5", large)
    small = np.flatnonzero((registered > 0) & (registered < _SMALL))
    yield from _some(sites, small, "P5", f"fewer than {_SMALL} registered voters")
    if not tables.settings.law.issued_may_exceed_registered:
        more = np.flatnonzero((expected > registered) & (registered > 0))
        what = "more expected than registered voters; if the law allows it, write "
        what += f"issued_may_exceed_registered = true under [law] in {SETTINGS_FILE}"
        yield from _some(sites, more, "P6", what)


def _some(sites: Columns, rows: Ints, code: str, what: str) -> Iterator[PackFinding]:
    """Yield one finding about all of some sites, if there are any."""
    if len(rows):
        listed = _listed(sites.texts["site"][row] for row in rows[: _LISTED + 1].tolist())
        verb = "has" if len(rows) == 1 else "have"
        message = f"{counted(len(rows), 'site')} ({listed}) {verb} {what}"
        yield PackFinding(code, _where(sites, int(rows[0])), message)


def _listed(names: Iterable[str]) -> str:
    """Return names separated by commas; the last of more than three becomes dots."""
    every = list(names)
    return ", ".join([*every[:_LISTED], *(["..."] if len(every) > _LISTED else [])])


def _where(columns: Columns, row: int) -> str:
    return f"{columns.file.name}:{columns.lines[row]}"


def _totals(tables: PackTables, sites: Columns) -> Iterator[PackFinding]:
    """Yield sites whose number is the sum of the others of their area, or of all others."""
    found: dict[int, str] = {}
    groups = [("all others", np.zeros(len(sites), dtype=np.int64))]
    for level, ids in tables.area_ids.items():
        index = np.array([ids[area] for area in sites.texts[level]], dtype=np.int64)
        groups.append((f"the others of its {level}", index))
    for column, voters in (
        ("registered", "registered voters"),
        ("expected_voters", "expected voters"),
    ):
        counts = np.maximum(sites.counts[column], 0)
        for what, group in groups:
            totals = np.bincount(group, counts.astype(np.float64))
            others = np.bincount(group, counts > 0) - 1
            is_total = (2 * counts == totals[group]) & (others[group] >= _LEAST_OTHERS)
            for row in np.flatnonzero(is_total & (counts > 0)).tolist():
                found.setdefault(row, f"{counts[row]:,} {voters} are the sum of {what}")
    for name in ("site", "name"):
        for row, text in enumerate(sites.texts[name]):
            if _TOTAL.fullmatch(text):
                found.setdefault(row, "is called a total")
    for row in sorted(found):
        message = f"site {shown(sites.texts['site'][row])} may be a total: {found[row]}"
        yield PackFinding("P1", _where(sites, row), message)


def _same_twice(sites: Columns) -> Iterator[PackFinding]:
    """Yield sites that have every value of an earlier site, but for id and name.

    Where a single number is known of sites, they must have the same name, too.
    """
    counts = [sites.counts[name] for name in sites.counts if name in sites.given]
    numbers = [sites.numbers[name] for name in sites.numbers if name in sites.given]
    measured = [column for column in sites.file.columns if column.kind in {"count", "number"}]
    by_name = sum(column.name in sites.given for column in measured) < _LEAST_NUMBERS
    if by_name and "name" not in sites.given:
        return
    apart = {"site"} if by_name else {"site", "name"}
    texts = [sites.texts[name] for name in sites.texts if name in sites.given - apart]
    rows = _equal_numbers([*counts, *numbers])
    first: dict[tuple[object, ...], int] = {}
    for row in rows:
        if by_name and not sites.texts["name"][row]:
            continue
        values = [column[row].item() for column in (*counts, *numbers)]
        key = (*map(repr, values), *(column[row] for column in texts))
        earlier = first.setdefault(key, row)
        if earlier != row:
            one, other = sites.texts["site"][row], sites.texts["site"][earlier]
            message = f"site {shown(one)} has every value of site {shown(other)}"
            yield PackFinding("P2", _where(sites, row), message)


def _equal_numbers(columns: Sequence[Ints | Floats]) -> list[int]:
    """Return the rows whose numbers may all be those of another row.

    Rows are sorted by their numbers, and each is compared with the next.
    """
    order = np.lexsort(columns)
    equal = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in columns:
        in_order = column[order]
        # NaN, of an empty cell, would differ from itself.
        equal &= np.diff(np.nan_to_num(in_order, nan=-1)) == 0
    alike = np.zeros(len(order), dtype=bool)
    alike[1:] |= equal
    alike[:-1] |= equal
    return sorted(order[alike].tolist())


def _areas_without_sites(tables: PackTables) -> Iterator[PackFinding]:
    areas = tables.areas
    if areas is None:
        return
    rows = [
        row
        for row, area in enumerate(areas.texts["area"])
        if area not in tables.area_ids.get(tables.level_in_row(areas, row), {})
    ]
    if rows:
        listed = _listed(areas.texts["area"][row] for row in rows[: _LISTED + 1])
        verb = "has" if len(rows) == 1 else "have"
        message = f"{counted(len(rows), 'area')} of {AREAS_FILE.name} ({listed}) {verb} no sites"
        yield PackFinding("P3", _where(areas, rows[0]), message)


def _areas_without_shapes(tables: PackTables) -> Iterator[PackFinding]:
    """Yield the areas that tables are made for and that the map does not have."""
    level = tables.settings.report_level
    if tables.map is None:
        return
    if tables.map.other_system:
        message = f"its crs is {shown(tables.map.other_system)}: coordinates are read as degrees "
        yield PackFinding("P16", MAP_FILE, f"{message}of WGS 84, as RFC 7946 has them")
    missing = [area for area in tables.area_ids.get(level, ()) if area not in tables.map.outlines]
    if not level:
        yield PackFinding("P9", MAP_FILE, "is not drawn: there are no areas")
    elif missing:
        verb = "has no shape: it is drawn as a tile"
        if len(missing) > 1:
            verb = "have no shape: they are drawn as tiles"
        message = f"{counted(len(missing), 'area')} of level {level} ({_listed(missing)}) {verb}"
        yield PackFinding("P9", MAP_FILE, message)


def _files_not_read(names: Sequence[str]) -> Iterator[PackFinding]:
    """Yield tables and maps in the folder that are no files of a pack."""
    for name in names:
        if name not in FILES and name.endswith((".csv", ".toml", "json")):
            close = guess(name, FILES)
            yield PackFinding("P7", name, f"is not read{f'; {close}' if close else ''}")
