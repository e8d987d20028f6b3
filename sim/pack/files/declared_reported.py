"""The files of a pack that say what was reported: turnout, votes, when results came in."""

from __future__ import annotations

from sim.core.language import marked
from sim.pack.files.declared import REPORTED_NAMES, PackColumn, PackFile

AGAINST_ALL, INVALID = "Against all", "Invalid/blank"
"""Choices of every contest besides its candidates."""
NOT_MARKED = ("Over Votes", "Under Votes")
"""Words for ballots with too many marks, and for marks that were not made."""
STAGES = {
    marked("signed"): "the protocol is signed",
    marked("phoned"): "the preliminary result is reported by phone",
    marked("accepted"): "the protocol is accepted",
}
"""When the result of a site comes in, by the word in ``arrivals.csv``."""
_TURNOUT, _RESULTS, _ARRIVALS = REPORTED_NAMES
_SOURCE = (
    PackColumn("note", "text", "a remark"),
    PackColumn("source", "text", "who reported it", default="the sources of election.toml"),
)
_LEVEL = PackColumn(
    "level", "id", "level of the area; needed where areas of two levels have the same id",
    default="the level that has an area of that id",
)  # fmt: skip

TURNOUT_FILE = PackFile(
    _TURNOUT,
    "one row per reported turnout",
    (
        PackColumn("area", "id", "id of the area", default="all areas together"),
        _LEVEL,
        PackColumn("time", "clock", "until when it counts, capital time",
                   default="it is the final turnout"),
        PackColumn("pct", "percent", "turnout in per cent of registered voters, with the decimals "
                   "that were published", "%", high=100),
        PackColumn("count", "count", "voters, in place of pct", "voters"),
        PackColumn("relation", "choice", "how the true turnout relates to it: equals; at_least; "
                   "highest: of all areas of its level, without a value",
                   values=("equals", "at_least", "highest"), default="equals"),
        *_SOURCE,
    ),
    ("level", "area", "time", "relation"),
)  # fmt: skip

RESULTS_FILE = PackFile(
    _RESULTS,
    "one row per contest, choice and site, or area, with the votes that were reported",
    (
        PackColumn("site", "id", "id of the site", default="the row is of an area"),
        PackColumn("area", "id", "id of the area", default="all areas together"),
        _LEVEL,
        PackColumn("contest", "id", "id of the contest", default="the only contest"),
        PackColumn("candidate", "name", "name of the candidate, as in candidates.csv, or "
                   f"{AGAINST_ALL}, {INVALID}, {' or '.join(NOT_MARKED)}", required=True),
        PackColumn("party", "id", "the party that nominates the candidate; not used"),
        PackColumn("votes", "count", "votes, or ballots", "votes", required=True),
        *_SOURCE,
    ),
    ("site", "level", "area", "contest", "candidate"),
)  # fmt: skip

ARRIVALS_FILE = PackFile(
    _ARRIVALS,
    "one row per site and stage: when its result came in",
    (
        PackColumn("site", "id", "id of the site", required=True),
        PackColumn("contest", "id", "id of the contest; not used"),
        PackColumn("stage", "choice", "; ".join(
                   f"{word}: {meaning}" for word, meaning in STAGES.items()),
                   required=True, values=tuple(STAGES)),
        PackColumn("at", "moment", "when, ISO 8601, such as 2024-11-05T21:40; capital time, or "
                   "with its offset; or a clock time, on the next day if it is before the doors "
                   "open", required=True),
        PackColumn("ballots", "count", "ballots cast there; not used", "ballots"),
        *_SOURCE,
    ),
    ("site", "stage"),
)  # fmt: skip

REPORTED_FILES = (TURNOUT_FILE, RESULTS_FILE, ARRIVALS_FILE)
