"""When doors open and close in the areas of a pack of sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.pack.files.clocks import behind_ms
from sim.pack.files.pack import Norms
from sim.pack.files.reading import read_pack

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

_NORMS = Norms(
    registered_per_desk=1000, registered_per_booth=1000, registered_per_box=1000,
    members_not_issuing=0, distance_km=1.0, detour_factor=1.0, site_registered_max=1_000_000,
    site_size_spread=0.0,
)  # fmt: skip
"""Of few sites without sizes: hours depend on no norm."""


class AreaHours(NamedTuple):
    """The areas of a pack, and when their doors are open."""

    report_codes: tuple[str, ...]
    """Ids of the areas that tables are made for; the name of the election if there are none."""
    nation_code: str
    """The code that stands for all areas together."""
    hours: Mapping[str, tuple[int, int]]
    """When the first site of each area opens and its last one closes, milliseconds, capital
    time, by id; those of all areas together by :attr:`nation_code`."""
    behind_ms: Mapping[str, int]
    """How far the clock of each area is behind the capital's, by id; of several clocks, the one
    least behind."""


def area_hours(folder: Path, on: dt.date | None = None) -> AreaHours:
    """Return when doors are open in each area of a pack, by the clocks of a day.

    Where two levels have areas of one id, it stands for the one that tables are made for.

    Raises
    ------
    PackError
        If the folder is not a pack of sites; lists every fault.
    """
    pack = read_pack(folder, _NORMS)
    behind = behind_ms(pack.timezones, on or pack.settings.date)[pack.sites.timezone]
    opens, closes = pack.sites.opens_ms + behind, pack.sites.closes_ms + behind
    whole = (int(opens.min()), int(closes.max()))
    hours = dict.fromkeys(pack.region_codes, whole) if not pack.settings.levels else {}
    late: dict[str, int] = {}
    levels = [level for level in pack.settings.levels if level != pack.settings.report_level]
    for level in (*levels, pack.settings.report_level):
        if not level:
            continue
        first = np.full(len(pack.areas), np.iinfo(np.int64).max)
        last = np.full(len(pack.areas), np.iinfo(np.int64).min)
        least = first.copy()
        there = pack.sites.area[:, pack.settings.levels.index(level)]
        np.minimum.at(first, there, opens)
        np.maximum.at(last, there, closes)
        np.minimum.at(least, there, behind)
        for area in pack.used_areas(level).tolist():
            hours[str(pack.areas.id[area])] = (int(first[area]), int(last[area]))
            late[str(pack.areas.id[area])] = int(least[area])
    hours[pack.nation_code] = whole
    return AreaHours(pack.region_codes, pack.nation_code, hours, late)
