"""A pack of published totals that a person can check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DALES: Mapping[str, str] = {
    "election.toml": """\
name = "dales"
title = "The Dales, 2031"
date = 2031-04-06
timezone = "Europe/London"
opens = 08:00:00
closes = 21:00:00
levels = ["dale"]
[nation]
code = "DALES"
name = "The Dales"
[parties.RED]
incumbents = true
[parties.BLUE]
[parties.Alone]
self_nominated = true
[register]
seed = 7
""",
    "areas.csv": """\
area,name,timezone,registered,votes_cast,turnout_pct,races,sites,members,commissions,sites_at_least
U,Upper Dale,,3000,1500,50.00,3,6,30,2,
L,Lower Dale,Europe/Paris,2000,1200,60.00,2,,,,4
""",
    "reported/seats.csv": "area,party,seats\nU,RED,2\nU,Alone,1\nL,BLUE,1\nL,RED,1\n",
    "reported/candidates.csv": """\
area,party,candidates
U,RED,3
U,BLUE,1
U,Alone,4
L,RED,2
L,BLUE,2
L,Alone,1
""",
    "reported/members.csv": "nominated_by,member_of,seats\nAlone,RED,1\n",
    "reported/seats_by_membership.csv": "party,seats\nRED,4\nBLUE,1\nAlone,0\n",
    "reported/facts.csv": "key,value,unit,what,source\nsites_national,10,sites,sites,made up\n",
    "reported/turnout.csv": """\
area,time,relation,pct,note,source
U,12:00,equals,20.5,615 of 3000,made up
,16:00,equals,40,,made up
""",
    "reported/by_elections.csv": """\
date,district,area,registered,votes_cast,choice,votes,pct
2031-05-04,Beck,U,500,300,RED,200,
2031-05-04,Beck,U,500,300,Alone 1,90,
2031-05-04,Beck,U,500,300,Against all,4,
2031-05-04,Beck,U,500,300,Invalid/blank,6,2.00
""",
}
"""Two areas with five races and ten sites; the clock of one is ahead of the capital's."""


def write_totals(folder: Path, **changed: str | None) -> Path:
    """Write the pack; ``reported_seats="..."`` replaces a file, and None leaves it out."""
    for name, text in DALES.items():
        key = name.rpartition(".")[0].replace("/", "_")
        content = changed.get(key, text)
        if content is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    return folder
