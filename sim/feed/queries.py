"""The parameters of requests: what each endpoint takes, checked, with all problems at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.core.suggest import nearest
from sim.core.text import shown
from sim.feed.reply import RequestError
from sim.feed.snapshot import ApQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np

    from sim.feed.reply import FeedRequest
    from sim.feed.shown import Shown

_LISTS = {"statepostal": "states", "raceid": "races", "officeid": "offices"}
AP_PARAMETERS = {
    "level": "level", "statepostal": "statePostal", "raceid": "raceID", "officeid": "officeID",
    "mindatetime": "minDateTime", "format": "format", "setzerocounts": "setzerocounts",
    "omitresults": "omitResults",
    "apikey": "apiKey", "national": "national", "test": "test", "resultstype": "resultsType",
}  # fmt: skip
"""Names in the shape of AP, by themselves in lower case: clients write them in several ways. The
last four are taken and change nothing."""

WITHOUT_RESULTS = ("setzerocounts", "omitresults")
"""Those that ask for races as they are before the first result."""


def parameters(request: FeedRequest, known: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Return the parameters of a request by name in lower case, and what is wrong with them."""
    found: dict[str, str] = {}
    problems = []
    lower = {name.lower() for name in known}
    for name, value in request.query:
        key = name.lower()
        if key not in lower:
            problems.append(f"unknown parameter {shown(name)}; {nearest(name, known)}")
        elif key in found:
            problems.append(f"parameter {name} is there twice")
        found[key] = value
    return found, problems


def check_known(request: FeedRequest, known: Collection[str]) -> dict[str, str]:
    """Return the parameters of a request by name in lower case.

    Raises
    ------
    RequestError
        If one is unknown or there twice.
    """
    found, problems = parameters(request, known)
    if problems:
        raise RequestError(400, problems)
    return found


def ap_query(given: dict[str, str], problems: list[str], shown_night: Shown) -> ApQuery:
    """Return which races the parameters of a request ask for.

    Parameters
    ----------
    given
        The parameters by name in lower case.
    problems
        What is wrong with them already.
    shown_night
        Whose races they are.

    Raises
    ------
    RequestError
        With everything that is not allowed.
    """
    problems = [*problems, *_wrong_texts(given)]
    lists = {}
    for key, field in _LISTS.items():
        values = frozenset(filter(None, given.get(key, "").split(",")))
        known = _known_values(field, shown_night) if values else values
        problems += [
            f"{AP_PARAMETERS[key]}: {shown(value)} is not known; {nearest(value, known)}"
            for value in sorted(values - known)
        ]
        lists[field] = values
    after = None
    if "mindatetime" in given:
        moment = _from_utc(given["mindatetime"], shown_night)
        if moment is None:
            example = "2021-07-25T17:00:00Z"
            got = shown(given["mindatetime"])
            problems.append(f"minDateTime must be a time in UTC such as {example}; got {got}")
        else:
            after = shown_night.version(moment)
    if problems:
        raise RequestError(400, problems)
    with_units = given.get("level", "state").lower() == "ru"
    without = any(given.get(key, "").lower() == "true" for key in WITHOUT_RESULTS)
    return ApQuery(with_units, lists["states"], lists["races"], lists["offices"], after, without)


def moment_of_request(
    given: dict[str, str], shown_night: Shown, now: np.datetime64, *, travel: bool
) -> np.datetime64:
    """Return the time that a request is about: its ``at``, or the clock's.

    Raises
    ------
    RequestError
        If ``at`` is no time of the night, or time travel is off.
    """
    if "at" not in given:
        return now
    if not travel:
        raise RequestError(403, ["at: this feed shows the time of its clock only (--no-travel)"])
    try:
        return shown_night.night.moment(given["at"], "at")
    except InputError as error:
        raise RequestError(400, [str(problem) for problem in error.problems]) from None


def _wrong_texts(given: dict[str, str]) -> Iterator[str]:
    allowed = {
        "level": ("state", "ru"),
        "format": ("json",),
        **dict.fromkeys(WITHOUT_RESULTS, ("true", "false")),
    }
    for key, values in allowed.items():
        if key in given and given[key].lower() not in values:
            name = AP_PARAMETERS[key]
            yield f"{name} must be {' or '.join(values)}; got {shown(given[key])}"


def _known_values(field: str, shown_night: Shown) -> frozenset[str]:
    contests = shown_night.night.contests
    if field == "states":
        return frozenset(shown_night.postal_codes)
    if field == "races":
        return frozenset(contest.id for contest in contests)
    return frozenset("I" if contest.system == "question" else contest.id for contest in contests)


def _from_utc(text: str, shown_night: Shown) -> np.datetime64 | None:
    """Return a time on the capital's clock, UTC if it has no zone; None if it is no time."""
    try:
        moment = dt.datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
        return shown_night.night.from_utc(moment)
    except (ValueError, OverflowError):  # The ends of the calendar have no other clock.
        return None
