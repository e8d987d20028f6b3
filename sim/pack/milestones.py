"""Milestones of an election night: times that can be reported, simulated and compared."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sim.core.language import marked


class Milestone(NamedTuple):
    """One time of the night: a key of ``night`` in the summary of a run."""

    name: str
    of: Literal["voters", "protocols", "races", "ballots"]
    """What the time refers to; without such items there is no such time."""
    label: str
    """Its name in a list of times."""
    sentence: str
    """The event as a sentence."""
    meaning: str
    """Its definition in the documentation."""
    brief: str = ""
    """Shorter label; empty if ``label`` is short enough."""
    main: bool = False
    """Whether a comparison shows it even if it does not differ."""
    listed: bool = True
    """Whether the text summary of a run lists it."""
    later: bool = False
    """Whether results of earlier versions lack it."""


MILESTONES = (
    Milestone(
        "last_voter", "voters", marked("last voter leaves"), marked("the last voter leaves"),
        "the last site is empty",
    ),
    Milestone(
        "first_protocol", "protocols", marked("first protocol accepted"),
        marked("the first protocol is accepted"), "the first protocol is accepted",
    ),
    Milestone(
        "first_called", "races", marked("first race called"), marked("the first race is called"),
        "the first race is called, as in `races.csv`", listed=False,
    ),
    Milestone(
        "half_counted", "ballots", marked("half of the ballots counted at the sites"),
        marked("half of the ballots are counted"), "half of the ballots are read aloud",
        brief=marked("half of the ballots counted"), main=True,
    ),
    Milestone(
        "half_accepted", "ballots", marked("half of the ballots in accepted protocols"),
        marked("half of the ballots are in accepted protocols"),
        "half of the ballots are in accepted protocols",
    ),
    Milestone(
        "half_called", "races", marked("half of the races called"),
        marked("half of the races are called"), "half of the races are called", main=True,
    ),
    Milestone(
        "sites_99_accepted", "protocols", marked("99 % of the protocols accepted"),
        marked("99 % of the protocols are accepted"),
        "99 % of the protocols are accepted; the last one is the random word of one site",
        main=True, later=True,
    ),
    Milestone(
        "all_called", "races", marked("last race called"), marked("the last race is called"),
        "the last race is called", main=True,
    ),
    Milestone(
        "all_accepted", "protocols", marked("last protocol accepted"),
        marked("the last protocol is accepted"), "the last protocol is accepted", main=True,
    ),
)  # fmt: skip
"""In the order in which they are listed. Each is computed by
:func:`sim.results.night_table.night_times`."""
