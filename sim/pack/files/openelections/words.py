"""The words of OpenElections files: which rows are no candidates, which columns no votes.

Files of many states and years spell them in many ways, so that words are compared without
capital letters, spaces and marks: ``Over Votes``, ``OVERVOTES`` and ``Over-votes`` are equal.
"""

from __future__ import annotations

import enum
import re
from functools import cache


class Kind(enum.Enum):
    """What a row holds."""

    CANDIDATE = "votes for a candidate"
    WRITE_INS = "votes for names that voters wrote, all together"
    WRITE_IN_PART = "some of those votes: for one name, or for no known name"
    OVER = "ballots with too many marks in the contest"
    UNDER = "marks that were not made in the contest"
    TOTAL = "the sum of the rows of the contest"
    REGISTERED = "registered voters"
    CAST = "ballots cast"
    BLANK = "ballots cast without a mark in any contest"
    STRAIGHT = "votes for all candidates of a party, which are counted at each of them, too"
    RATE = "a percentage"


FACTS = frozenset({Kind.REGISTERED, Kind.CAST, Kind.BLANK, Kind.RATE, Kind.STRAIGHT})
"""Kinds of rows that belong to a site, and to no contest."""

WRITE_INS = "Write-ins"
"""The name of the candidate that stands for all written names."""

REQUIRED = ("precinct", "office", "candidate", "votes")
"""Columns that every file has; those of :data:`OPTIONAL` may be missing."""
OPTIONAL = ("county", "district", "party")
PLACES = ("city", "town", "municipality", "township", "ward")
"""Columns whose texts are the first part of the name of a precinct, or all of it."""
AT_SITE = ("election_day", "machine", "polling_place", "polls")
"""Columns of votes that were cast at the polling place on election day."""
BEFORE = (
    "mail", "early_voting", "absentee", "absentee_mail", "advance", "early",
    "in_person_absentee", "mail_in", "vote_by_mail", "absentee_by_mail", "av_counting_boards",
    "pre_process_absentee", "advance_voting", "advanced_voting", "early_in_person", "one_stop",
    "military", "uocava", "federal", "absentee_military", "special_presidential",
)  # fmt: skip
"""Columns of votes that were cast before election day, or elsewhere than at the polling place."""
PROVISIONAL = ("provisional", "affidavit")
"""Columns of votes whose voters' right to vote was examined after election day."""
METHODS = (*AT_SITE, *BEFORE, *PROVISIONAL)

_OTHER_NAMES = {
    "precinct_name": "precinct", "ward_precinct": "precinct", "reporting_unit": "precinct",
    "name": "candidate", "total_votes": "votes", "total": "votes",
    "election_day_votes": "election_day", "mail_votes": "mail", "early_votes": "early_voting",
    "early_vote": "early_voting", "absentee_votes": "absentee",
    "provisional_votes": "provisional", "affidavit_votes": "affidavit",
    "military_votes": "military", "federal_votes": "federal",
    "absentee_military_votes": "absentee_military",
}  # fmt: skip

_EXACT = {
    Kind.WRITE_INS: "writein writeins writeintotal writeintotals writeinvotes totalwritein "
    "totalwriteins writeinstotal scattering scatter scattered scatterings",
    Kind.WRITE_IN_PART: "notassigned unassigned unassignedwriteins unresolvedwritein "
    "unresolvedwriteins uncertifiedwritein uncertifiedwriteins invalidwritein invalidwriteins "
    "unqualifiedwriteins otherwritein otherwriteins",
    Kind.OVER: "over overs overvote overvotes timesovervoted",
    Kind.UNDER: "under unders undervote undervotes timesundervoted blank blanks blankvote "
    "blankvotes blankvoid blankballots void voids novote novotes undervotesovervotes "
    "overvotesundervotes overunder underover overundervotes underovervotes residualvotes",
    Kind.TOTAL: "total totals totalvotes totalvotescast votestotal contesttotal contesttotals "
    "totalspecialvotes subtotal",
    Kind.REGISTERED: "registeredvoters registeredvoterstotal registered registration "
    "totalregisteredvoters totalregistration totalenrolledvoters registrationtotal activevoters",
    Kind.CAST: "ballotscast ballotscasttotal totalballotscast totalballots ballots cardscast "
    "publiccounter ballotscounted totalvoters votersvoting timescast",
    Kind.BLANK: "ballotscastblank blankballotscast ballotsblank",
    Kind.RATE: "turnout voterturnout voterturnouttotal turnoutpercent percentturnout pctturnout",
    Kind.STRAIGHT: "straightparty straightticket straightpartyticket straightpartyvoting "
    "straightpartyoption straightparties",
}
_KINDS = {word: kind for kind, words in _EXACT.items() for word in words.split()}
_NAMED_WRITE_IN = re.compile(r"(?i)^write[\s-]?ins?\b\W+\w|\(\s*write[\s-]?in\s*\)|\bwrite-in$")
_TOTAL_WORDS = {"total", "totals", "subtotal", "subtotals"}
_TOTAL_SITES = {"countywide", "statewide", "cumulative", "alldistricts", "allprecincts"}
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_VOTE_FOR = re.compile(
    rf"(?i)\bvote for (?:up to |any |no more than |not more than )?([1-9]|{'|'.join(_NUMBERS)})\b"
)
_QUESTIONS = [
    {"yes", "no"}, {"for", "against"}, {"yesretain", "noretain"}, {"approve", "reject"},
    {"approved", "rejected"}, {"approved", "repealed"}, {"retain", "donotretain"},
]  # fmt: skip


@cache
def plain(text: str) -> str:
    """Return a text without capital letters, spaces and marks.

    >>> plain("Over-Votes "), plain("U.S. House")
    ('overvotes', 'ushouse')
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def column_names(header: list[str]) -> list[str]:
    """Return the names of columns, given the cells of the header.

    A name that means the same as another is read as that, unless the file has both.

    >>> column_names([" Election Day", "Early-Voting", "Total Votes"])
    ['election_day', 'early_voting', 'votes']
    >>> column_names(["total votes", "votes"])
    ['total_votes', 'votes']
    """
    names = [re.sub(r"[\s_-]+", "_", cell.strip().casefold()) for cell in header]
    return [
        meant if (meant := _OTHER_NAMES.get(name, name)) not in names else name for name in names
    ]


@cache
def kind_of(office: str, candidate: str) -> tuple[Kind, str]:
    """Return what a row holds, given its office and candidate, and the party that it names.

    A fact of a site stands in the column of the office or in that of the candidate. The party
    is empty if neither names one, as ``Ballots Cast - Republican`` does, or ``Republican`` as
    the candidate of ``Ballots Cast``.

    >>> kind_of("Ballots Cast", "")[0].name, kind_of("", "REGISTERED VOTERS - TOTAL")[0].name
    ('CAST', 'REGISTERED')
    >>> kind_of("President", "Write-In: Mickey Mouse")[0].name, kind_of("Mayor", "Ann")[0].name
    ('WRITE_IN_PART', 'CANDIDATE')
    """
    for text in (office, candidate):
        kind = _KINDS.get(plain(text))
        if kind in FACTS:
            has_party = text is office and plain(candidate) not in _KINDS
            return kind, candidate if has_party else ""
        start, dash, party = text.partition(" - ")
        kind = _KINDS.get(plain(start))
        if dash and kind in FACTS:
            return kind, party.strip()
    kind = _KINDS.get(plain(candidate))
    if kind:
        return kind, ""
    if _NAMED_WRITE_IN.search(candidate):
        return Kind.WRITE_IN_PART, ""
    return Kind.CANDIDATE, ""


def is_total(name: str) -> bool:
    """Return whether the name of a precinct or county says that it is the sum of others.

    >>> is_total("Green County TOTAL"), is_total("Total:"), is_total("Totalville")
    (True, True, False)
    """
    words = re.findall(r"\w+", name.casefold())
    ends = {words[0], words[-1]} if words else set()
    return bool(ends & _TOTAL_WORDS) or plain(name) in _TOTAL_SITES


def marks_named(office: str) -> int:
    """Return how many candidates a voter may mark, if the name of an office says it; else 0.

    >>> marks_named("School Director (Vote for 5)"), marks_named("VOTE FOR NOT MORE THAN TWO")
    (5, 2)
    >>> marks_named("Vote for One"), marks_named("Governor")
    (1, 0)
    """
    found = _VOTE_FOR.search(office)
    if found is None:
        return 0
    word = found[1].casefold()
    return int(word) if word.isdecimal() else _NUMBERS.index(word) + 1


def is_question(names: list[str]) -> bool:
    """Return whether the choices of a contest are the answers to a question.

    >>> is_question(["YES", "No"]), is_question(["Ann", "No"])
    (True, False)
    """
    return {plain(name) for name in names} in _QUESTIONS
