"""The input and the record of a night."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.night.race_board import RaceResults
from sim.voting.outcome import join_winners

if TYPE_CHECKING:
    import datetime as dt

    from sim.core.types import Ints
    from sim.night.protocol import Protocol


@dataclass(frozen=True)
class Truth:
    """The true counts of ballots after the day; arrays of shape ``(n_sites,)``."""

    ends_at: Ints
    """When the last voter has left, the crew is back and the doors are closed."""
    issued: Ints
    in_portable_box: Ints
    in_ballot_boxes: Ints
    tally: Ints
    """Counts of all sites: see :class:`sim.register.tally.Tally`."""
    second_ballots: Ints | None = None
    """Ballots cast without a signature, included in the boxes and the tally; None for none."""

    @property
    def second(self) -> Ints:
        """``second_ballots`` as an array."""
        none = np.zeros_like(self.issued)
        return none if self.second_ballots is None else self.second_ballots


class AcceptedProtocol(NamedTuple):
    """A protocol when its commission accepts it."""

    site: str
    """Id of the site."""
    accepted_at: dt.datetime
    """Capital time."""
    protocol: Protocol


class Copy(NamedTuple):
    """What is sampled for one copy of a protocol, and its submission."""

    has_error: bool
    intake_ms: int
    correction_ms: int
    """How long a correction takes, if it is returned."""
    word: int
    """A random word that says whether an incident returns it."""


class Attempt(NamedTuple):
    """One submission of a protocol to its commission."""

    copy: Protocol
    wrong: bool
    """Whether the copy has an error that the checks find."""
    intake_ms: int
    correction_ms: int
    """How long a correction takes, if it is returned."""
    word: int
    """A random word that says whether an incident returns it."""


@dataclass(frozen=True)
class Night:
    """The times of the night at each site, ms; arrays of shape ``(n_sites,)``."""

    count_from: Ints
    read_from: Ints
    read_to: Ints
    """Ballots are read aloud from ``read_from`` to ``read_to``, evenly except in stops."""
    stops: Ints
    """Begin and end of intervals without counting, shape ``(n_sites, n_stops, 2)``; sorted and
    disjoint at each site; unused entries are 0."""
    recounts: Ints
    signed_at: Ints
    phoned_at: Ints
    leaves_at: Ints
    """When a vehicle leaves with the protocol."""
    delivered_at: Ints
    returned: Ints
    """Number of returns of the protocol."""
    sent_back: Ints
    """Number of returns caused by incidents."""
    accepted_at: Ints
    protocols: tuple[Protocol, ...]
    """The accepted protocols."""
    races: RaceResults


def join_nights(nights: list[Night], n_candidates: int) -> Night:
    """Return the nights of copies of a country as one."""
    if len(nights) == 1:
        return nights[0]
    races = [night.races for night in nights]
    of_races = {
        field.name: np.concatenate([getattr(results, field.name) for results in races])
        for field in fields(RaceResults)
    }
    of_races["winner"] = join_winners([results.winner for results in races], n_candidates)
    times = {
        field.name: np.concatenate([getattr(night, field.name) for night in nights])
        for field in fields(Night)
        if field.name not in {"protocols", "races", "stops"}
    }
    # The largest number of stops of a site can differ between copies.
    most = max(night.stops.shape[1] for night in nights)
    times["stops"] = np.concatenate(
        [
            np.pad(night.stops, ((0, 0), (0, most - night.stops.shape[1]), (0, 0)))
            for night in nights
        ]
    )
    protocols = tuple(protocol for night in nights for protocol in night.protocols)
    return Night(**times, protocols=protocols, races=RaceResults(**of_races))
