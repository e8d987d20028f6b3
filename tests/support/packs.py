"""Packs that a person can check by hand, and changes to them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.core import clock
from sim.core.errors import PackError
from sim.pack.files.pack import Norms, Pack
from sim.pack.files.reading import read_pack
from sim.register.from_pack import pack_register

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.register import Register

NORMS = Norms(
    registered_per_desk=400, registered_per_booth=300, registered_per_box=1500,
    members_not_issuing=2, distance_km=35.0, detour_factor=1.3, site_registered_max=3000,
    site_size_spread=0.7,
)  # fmt: skip
TOWN = {
    "election.toml": """\
name = "town"
title = "Town and valley, 2024"
date = 2024-11-05
timezone = "America/Denver"
opens = 07:00:00
closes = 19:00:00
levels = ["county", "ward"]
[parties.RED]
name = "Red Party"
colour = "#cc0000"
[parties.BLUE]
""",
    "sites.csv": """\
site,county,ward,registered,opens,closes
school,North,N1,900,,
hall,North,N1,650,08:00,02:00
mill,North,N2,1181,,
inn,South,S1,310,,
barn,South,S1,420,,
dock,South,S2,77,,
""",
    "areas.csv": """\
area,name,parent,timezone
North,North County,,
South,South County,,America/New_York
""",
    "contests.csv": """\
contest,name,vote_for,seats,system,area
mayor,Mayor,1,1,majority,
council,Council of North County,2,2,plurality,North
bridge,Shall the bridge be built?,,,question,S1;S2
""",
    "candidates.csv": """\
contest,candidate,party,incumbent,expected_pct
mayor,Ann Lee,RED,yes,51
mayor,Bo Roy,BLUE,no,40.5
mayor,Cy Day,,,
council,Di Fox,RED,,
council,Ed Orr,BLUE,,
council,Flo Guy,,,
bridge,Yes,,,
bridge,No,,,
""",
    "expected.csv": """\
area,contest,candidate,expected_pct
South,mayor,Ann Lee,30
N1,council,Di Fox,45
""",
}
"""The files of a pack that is right: six sites, three contests."""
VALLEY = {
    "election.toml": """\
name = "valley"
title = "Mayor of the Valley, 2025"
date = 2025-05-11
timezone = "Asia/Kolkata"
opens = 08:00:00
closes = 18:00:00
levels = ["side", "parish"]
expected_turnout_pct = 60
[parties.RIVER]
name = "River League"
[parties.HILL]
name = "Hill Union"
""",
    "sites.csv": """\
site,side,parish,registered,expected_voters
mill,West,Ford,812,
weir,West,Ford,640,
lock,West,Ford,455,301
quay,West,Mere,1240,
pond,West,Mere,388,
ridge,East,Tor,930,
cairn,East,Tor,275,
scree,East,Fell,518,
inn,East,Fell,0,240
""",
    "areas.csv": """\
area,name,parent,timezone
West,West Bank,,
East,East Bank,,Asia/Kathmandu
""",
    "candidates.csv": """\
contest,candidate,party,expected_pct
mayor,Nan Poe,RIVER,46
mayor,Al Rye,HILL,41
mayor,Vi Orr,,11
""",
}
"""A pack that runs: one contest, nine sites, clocks that differ by a quarter of an hour."""

_BY_HOUR = {
    "West": (("10:00", "12.0"), ("15:00", "45.5"), ("17:50", "59.1"), ("18:00", "60.0")),
    "East": (("10:00", "9.5"), ("15:00", "37.0"), ("17:50", "49.0")),
}
PAST = "date,area,time,pct\n" + "".join(
    f"{date},{area},{time},{pct}\n"
    for date in ("2020-05-10", "2015-05-10")
    for area, curve in _BY_HOUR.items()
    for time, pct in curve
)
"""Turnout by hour in two other elections of the valley."""


def write_past(folder: Path, text: str) -> Path:
    """Write turnout of other elections into a pack; return its folder."""
    (folder / "past").mkdir(exist_ok=True)
    (folder / "past" / "turnout.csv").write_text(text, encoding="utf-8")
    return folder


def write_pack(
    folder: Path, base: Mapping[str, str] = TOWN, /, **changed: str | bytes | None
) -> Path:
    """Write a pack, with some files replaced; None leaves a file out.

    Parameters
    ----------
    folder
        Where; it need not exist.
    base
        The files of the pack.
    changed
        Contents by name without ending.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in base.items():
        new = changed.pop(name.partition(".")[0], content)
        if new is not None:
            (folder / name).write_bytes(new if isinstance(new, bytes) else new.encode())
    assert not changed
    return folder


def edited(name: str, *pairs: tuple[str, str], base: Mapping[str, str] = TOWN) -> str:
    """Return a file of a pack with texts replaced, each of which it must have."""
    content = base[name]
    for before, after in pairs:
        assert before in content, before
        content = content.replace(before, after, 1)
    return content


def read(folder: Path) -> Pack:
    """Return a pack with the norms of the tests."""
    return read_pack(folder, NORMS)


def register_of(pack: Pack) -> Register:
    """Return the register of a pack with its hours."""
    hours = clock.span(pack.settings.opens, pack.settings.closes)
    return pack_register(pack, hours, (pack.sites.opens_ms, pack.sites.closes_ms))


def faults_of(folder: Path) -> list[str]:
    """Return the faults of a pack, without the folder before each; empty if it is right."""
    try:
        read(folder)
    except PackError as error:
        return [str(problem).replace(f"{folder}/", "") for problem in error.problems]
    return []


def faults_in(tmp_path: Path, name: str, *pairs: tuple[str, str]) -> list[str]:
    """Return the faults of the pack of TOWN with texts of one file replaced."""
    return faults_of(write_pack(tmp_path / "p", **{name.partition(".")[0]: edited(name, *pairs)}))


def real_data(name: str) -> Path:
    """Return a folder or file of real elections; skip the test where there is none."""
    folder = os.environ.get("SAYLAU_DATA", "")
    if not folder or not (Path(folder) / name).exists():
        pytest.skip(f"SAYLAU_DATA names no folder with {name}, a real election")
    return Path(folder) / name


ISLES = {
    "election.toml": """\
name = "isles"
title = "Keeper of the isles"
date = 2030-05-02
timezone = "Europe/Isle_of_Man"
opens = 08:00:00
closes = 20:00:00
levels = ["isle", "parish"]
expected_turnout_pct = 55
[parties.MHK]
name = "Party of the Harbours and Fisheries of all Isles"
abbreviation = "MHK"
colour = "#7a1fa2"
[parties.TYN]
name = "Новый путь"
""",
    "sites.csv": """\
site,isle,parish,registered
pier,MAN,Rushen,620
kirk,MAN,Rushen,410
mill,MAN,Ayre,380
hall,SRK,Seigneurie,240
barn,SRK,Seigneurie,190
""",
    "areas.csv": """\
area,name,timezone
MAN,Isle of Man,
SRK,Sark,Europe/Guernsey
""",
    "contests.csv": """\
contest,name
keeper,Keeper of the isles
""",
    "candidates.csv": """\
contest,candidate,party,expected_pct
keeper,Ann Lee,MHK,60
keeper,Bo Roy,TYN,30
keeper,Cy Day,,8
""",
}
"""A pack that is run: one contest in two regions, of which one has the code of another there."""


def write_isles(folder: Path, **changed: str) -> Path:
    """Write the pack of ISLES, with some files replaced, by name without ending."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ISLES.items():
        text = changed.get(name.partition(".")[0], content)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
