"""The time by which results are to be complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.errors import InputError, Problem
from sim.core.text import clock_text
from sim.register import build_register
from sim.results.schema import CLOCK
from sim.scenario.register_files import REGISTER_FILES

if TYPE_CHECKING:
    from sim.scenario import Scenario


_TIME = re.compile(rf"({CLOCK})(?: ?\+([1-9]) ?d)?")
"""A clock time, perhaps with the days after the election day: ``02:00``, ``08:00 +1 d``."""


def is_deadline(text: str) -> bool:
    """Return whether a text is a clock time, perhaps with the days after the election day."""
    return _TIME.fullmatch(text) is not None


def deadline(scenario: Scenario, text: str) -> int:
    """Return the time of a text, ms since midnight.

    A clock time without a day is the first after the last polls close. Polls are those of the
    whole country, so that a part of it is planned for the same time.

    Parameters
    ----------
    scenario
        The scenario.
    text
        A clock time of the capital, ``HH:MM``, or with its day, ``HH:MM +1 d``.

    Raises
    ------
    InputError
        If polls are open then, or without a day at that time of the day: it would be taken for
        that of the next one.
    """
    whole: dict[str, object] = {**dict.fromkeys(REGISTER_FILES, ""), "regions": []}
    register = build_register(
        scenario.model_copy(update={"register_": scenario.register_.model_copy(update=whole)})
    )
    behind = register.site_behind_ms
    opens = int((register.site_opens_ms + behind).min())
    closes = int((register.site_closes_ms + behind).max())
    found = _TIME.fullmatch(text)
    assert found is not None
    time, days = clock.parse(found[1]), found[2]
    at = opens + ((time - opens) % clock.DAY_MS or clock.DAY_MS)
    if days is not None:
        at = time + int(days) * clock.DAY_MS
    if at <= closes:
        hint = "" if days else f"; a later day is named: {text} +1 d"
        message = (
            f"must not be while polls are open, {clock_text(opens)} to "
            f"{clock_text(closes, day=True)} capital time, the first to the last; got {text}{hint}"
        )
        raise InputError([Problem("results_by", "", message)])
    return at
