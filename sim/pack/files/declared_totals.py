"""The files of a pack of published totals, declared: areas, and what was reported in ``reported/``.

Races and sites of such a pack are generated: see :mod:`sim.register.national`.
"""

from __future__ import annotations

from sim.pack.files.declared import NAMES_FILE, SETTINGS_FILE, PackColumn, PackFile

_AREA = PackColumn("area", "id", "id of the area, as in areas.csv", required=True)
_PARTY = PackColumn("party", "name", "who nominates: a party of election.toml", required=True)
_DATE = PackColumn("date", "date", "election day", required=True)
_SOURCE = PackColumn("source", "text", "where the value comes from")

TOTALS_FILE = PackFile(
    "areas.csv",
    "one row per area that tables are made for, with its published totals",
    (
        PackColumn("area", "id", "id of the area", required=True),
        PackColumn("name", "name", "its name", required=True),
        PackColumn("timezone", "zone", "its time zone", default="that of election.toml"),
        PackColumn("registered", "count", "registered voters", "voters", required=True, low=1),
        PackColumn("votes_cast", "count", "votes cast", "votes", required=True),
        PackColumn("turnout_pct", "number", "turnout as published", "%", required=True, high=100),
        PackColumn("races", "count", "races decided", "races", required=True, low=1,
                   high=65_536),
        PackColumn("races_in_candidate_table", "count", "races according to the published table "
                   "of candidates", "races"),
        PackColumn("smallest_race", "count", "registered voters of the smallest race", "voters",
                   low=1),
        PackColumn("largest_race", "count", "registered voters of the largest race", "voters",
                   low=1),
        PackColumn("sites", "count", "polling sites", "sites", low=1, high=65_536,
                   default="a share of sites_national in reported/facts.csv, by registered voters"),
        PackColumn("sites_at_least", "count", "least number of sites, where it is not known",
                   "sites"),
        PackColumn("members", "count", "members of all precinct commissions together", "members",
                   low=1, default="register.members_mean, times sites"),
        PackColumn("commissions", "count", "territorial commissions, which take in protocols",
                   "commissions", low=1, default="register.commissions, else one"),
        _SOURCE,
        PackColumn("note", "text", "where the other values come from"),
    ),
    ("area",),
    required=True,
)  # fmt: skip


def _by_party(name: str, meaning: str, number: PackColumn) -> PackFile:
    """Return the declaration of a file with a number for each party in each area."""
    return PackFile(name, meaning, (_AREA, _PARTY, number), ("area", "party"), required=True)


SEATS_FILE = _by_party(
    "reported/seats.csv",
    "seats by area and party of nomination",
    PackColumn("seats", "count", "seats won", "seats", required=True),
)
STANDING_FILE = _by_party(
    "reported/candidates.csv",
    "registered candidates by area and party",
    PackColumn("candidates", "count", "candidates", "candidates", required=True),
)

MEMBERSHIP_FILE = PackFile(
    "reported/seats_by_membership.csv",
    "seats of all areas by party membership of the winners",
    (_PARTY, PackColumn("seats", "count", "seats", "seats", required=True)),
    ("party",),
)

MEMBERS_FILE = PackFile(
    "reported/members.csv",
    "winners who are members of another party than that which nominated them",
    (
        PackColumn("nominated_by", "name", "party that nominated them", required=True),
        PackColumn("member_of", "name", "party that they are members of", required=True),
        PackColumn("seats", "count", "their number", "seats", required=True),
        _SOURCE,
    ),
    ("nominated_by", "member_of"),
)

FACTS_FILE = PackFile(
    "reported/facts.csv",
    "single values by key, such as sites_national",
    (
        PackColumn("key", "name", "its name", required=True),
        PackColumn("value", "number", "the value", required=True, high=1e12),
        PackColumn("unit", "name", "its unit"),
        PackColumn("what", "text", "what it is"),
        _SOURCE,
    ),
    ("key",),
)

VOTES_FILE = PackFile(
    "reported/votes.csv",
    "votes by choice of the areas that published them",
    (
        _AREA,
        PackColumn("choice", "name", "party, Against all, or Invalid/blank", required=True),
        PackColumn("votes", "count", "votes", "votes", required=True),
        PackColumn("pct", "number", "per cent of the votes cast, as printed", "%", high=100),
    ),
    ("area", "choice"),
)

TURNOUT_FILE = PackFile(
    "reported/turnout.csv",
    "turnout reported during the day, one row per report",
    (
        PackColumn("area", "name", "id of the area", default="all areas together"),
        PackColumn("time", "clock", "until when it counts, capital time", required=True),
        PackColumn("relation", "choice", "relation of turnout to the value", required=True,
                   values=("equals", "at_least")),
        PackColumn("pct", "number", "turnout in per cent of registered voters; empty for hundreds "
                   "of voters", "%", high=100),
        PackColumn("note", "text", "what else was reported, as: 8,826 of 100,111"),
        _SOURCE,
    ),
    ("area", "time", "relation", "source"),
)  # fmt: skip

BY_ELECTIONS_FILE = PackFile(
    "reported/by_elections.csv",
    "by-elections with published votes, one row per choice",
    (
        _DATE,
        PackColumn("district", "name", "its race", required=True),
        _AREA,
        PackColumn("registered", "count", "registered voters", "voters", required=True, low=1),
        PackColumn("votes_cast", "count", "votes cast", "votes", required=True, low=1),
        PackColumn("choice", "name", "party, numbered if self-nominated; Against all; "
                   "Invalid/blank", required=True),
        PackColumn("votes", "count", "votes", "votes", required=True),
        PackColumn("pct", "number", "per cent of the votes cast, as printed", "%", high=100),
    ),
    ("district", "choice"),
)  # fmt: skip

PAST_FILE = PackFile(
    "past/turnout.csv",
    "cumulative turnout in other elections, by area and time",
    (
        _DATE,
        PackColumn("area", "name", "id of the area", default="all areas together"),
        PackColumn("time", "text", "until when it counts, capital time, or prelim final",
                   required=True),
        PackColumn("pct", "number", "turnout in per cent of registered voters", "%", required=True,
                   high=100),
    ),
    ("date", "area", "time"),
)  # fmt: skip

TOTALS_FILES = (
    TOTALS_FILE, SEATS_FILE, STANDING_FILE, MEMBERSHIP_FILE, MEMBERS_FILE, FACTS_FILE, VOTES_FILE,
    TURNOUT_FILE, BY_ELECTIONS_FILE, PAST_FILE, NAMES_FILE,
)  # fmt: skip
"""The CSV files of a pack of published totals."""
NAMES = (SETTINGS_FILE, *(file.name for file in TOTALS_FILES))
"""Names of its files, in the order in which their faults are listed."""
