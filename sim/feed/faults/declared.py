"""Every kind of fault of a feed, declared once: its keys, what they allow, and its precedent."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class FaultKey:
    """A key of a kind of fault, besides those that all have."""

    name: str
    default: float | str
    about: str
    low: float = 0
    high: float = 0
    """Of a number; whole where the default is."""
    choices: tuple[str, ...] = ()
    """Of a text."""


@dataclass(frozen=True)
class FaultKind:
    """One kind of fault."""

    name: str
    does: str
    """What a client sees, for people."""
    precedent: str
    """A public case of it; empty for usual failures that have no single one."""
    of: Literal["counts", "units", "replies", "messages"]
    """What it changes: counts and calls, in every format; units and expected votes, in the shape
    of AP; whole replies; server-sent events."""
    keys: tuple[FaultKey, ...] = ()
    share: float = 1.0
    """The default share of what it can affect."""
    chooses: Literal["sites", "races", "seconds", "messages", "nothing"] = "sites"
    """What ``where`` and its share choose from."""


_CORRECTED = FaultKey(
    "corrected_after_min", 10, "minutes until it is corrected, within the window or after", 1, 1440
)
_EXPLAINED = "explainer of the Associated Press on how errors happen (Independent, 26 October 2022)"
_UNITS = "units that were twice, missing, renamed or unexpected: elex-live-model issue 97, "
_UNITS += "newsdev/elex issues 176 and 278"
_ELEX_MODEL = "washingtonpost/elex-live-model, VersionedData"

_ALL = (
    FaultKind(
        "results_late", "results accepted in the window come at its end, all at once",
        "Monroe County, New York, 2022: nothing until after midnight (wxxinews, 16 May 2023)",
        "counts",
    ),
    FaultKind(
        "swapped", "the two leading candidates of a site have each other's votes, then it is "
        "corrected", _EXPLAINED, "counts", (_CORRECTED,), 0.1,
    ),
    FaultKind(
        "transposed", "two digits of the leader's votes at a site are transposed, then it is "
        "corrected", _EXPLAINED, "counts", (_CORRECTED,), 0.1,
    ),
    FaultKind(
        "extra_zero", "the leader's votes at a site have a zero too many, then it is corrected",
        "Sussex County, Delaware, 2016: a spike, gone after two minutes", "counts",
        (_CORRECTED,), 0.02,
    ),
    FaultKind(
        "doubled", "all votes of the sites are counted twice during the window",
        "Wayne County, Michigan, 2018: results doubled (mlive, Detroit News, 8 August 2018)",
        "counts",
    ),
    FaultKind(
        "part_as_all", "a site is reported though only a part of its votes is in, then the rest",
        "Washington, DC, 2014, and Washington County, Arkansas, 2002: precincts counted as "
        "reporting with one kind of ballot (talkbusiness, November 2002)",
        "counts",
        (FaultKey("part", 0.4, "part of the votes that is in", 0.01, 0.99), _CORRECTED), 0.3,
    ),
    FaultKind(
        "impossible_batch", "a site's votes come with half of the leader's at the second and one "
        "vote missing; the correction is a batch whose margin is outside -1 to 1",
        f"{_ELEX_MODEL}: \"data entry issue\"", "counts", (_CORRECTED,), 0.1,
    ),
    FaultKind(
        "zeros", "a race is back to zero votes and sites during the window",
        "newsdev/elex issue 227", "counts", (), 0.1, "races",
    ),
    FaultKind(
        "call_withdrawn", "races called before have no winner during the window, and those that "
        "would be called in it have none until its end",
        "Associated Press and NBC, Arkansas, 2002", "counts", (), 0.5, "races",
    ),
    FaultKind(
        "few_units", "after the first few sites accepted in the window nothing comes until its end",
        "elex-model 2.2.4 of 5 November 2024: \"truncation can fail catastrophically when "
        "% reporting is too low\"", "counts",
        (FaultKey("units", 1, "sites that come", 1, 50),), 1.0, "nothing",
    ),
    FaultKind(
        "stale", "counts stay as they are at the beginning of the window, with a new time each "
        "minute", "Washington, DC, primary of 2014: paper and web differed", "counts", (), 1.0,
        "nothing",
    ),
    FaultKind(
        "expected_falls", "expected votes are lower during the window, so that their percentage "
        "rises, and falls at its end",
        f"{_ELEX_MODEL}: expected votes that fell when the agency adjusted its model", "units",
        (FaultKey("factor", 0.8, "of the expected votes", 0.1, 0.99),), 1.0, "races",
    ),
    FaultKind(
        "unit_twice", "a reporting unit is listed twice", _UNITS, "units",
        (), 0.1,
    ),
    FaultKind("unit_missing", "a reporting unit is not listed", _UNITS, "units",
              (), 0.1),
    FaultKind("unit_renamed", "a reporting unit has another id and name",
              _UNITS, "units", (), 0.1),
    FaultKind(
        "unit_unexpected", "a unit that nobody knows is listed beside a site, without votes",
        _UNITS, "units", (), 0.1,
    ),
    FaultKind(
        "outage", "replies are errors 503", "Wayne County, Michigan, 2018: the site was down until "
        "morning", "replies", (), 1.0, "seconds",
    ),
    FaultKind(
        "slow", "replies come late", "time-outs of newsdev/ap-deja-vu, a player of recorded nights",
        "replies", (FaultKey("delay_s", 5.0, "seconds of real time", 0.1, 120),), 0.5, "seconds",
    ),
    FaultKind(
        "quota", "replies are errors 403 with a body that says the quota is exceeded",
        "a switch of newsdev/ap-deja-vu", "replies", (), 0.5, "seconds",
    ),
    FaultKind("errors", "replies are errors 500", "a switch of newsdev/ap-deja-vu", "replies", (),
              0.2, "seconds"),
    FaultKind(
        "truncated", "replies are cut", "", "replies",
        (FaultKey("part", 0.5, "part of the bytes that comes", 0.0, 0.99),), 0.3, "seconds",
    ),
    FaultKind(
        "malformed", "replies are a page of HTML with status 200, have numbers as text, or a comma "
        "too many", "", "replies",
        (FaultKey("what", "page", "what is wrong", choices=("page", "types", "comma")),), 0.3,
        "seconds",
    ),
    FaultKind("messages_doubled", "server-sent events come twice, with the same id", "",
              "messages", (), 0.2, "messages"),
    FaultKind("messages_disordered", "a server-sent event comes after the next one", "",
              "messages", (), 0.2, "messages"),
)  # fmt: skip

FAULT_KINDS: Mapping[str, FaultKind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Kinds by name."""
