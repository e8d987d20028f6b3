"""What the night begins with, and what it leaves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from sim.night.race_board import RaceResults
from sim.voting.outcome import join_winners

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.night.protocol import Protocol


@dataclass(frozen=True)
class Truth:
    """What the day left in the boxes; arrays of shape ``(n_sites,)``."""

    ends_at: Ints
    """The last voter has left, the crew is back and the doors are closed."""
    issued: Ints
    in_portable_box: Ints
    in_ballot_boxes: Ints
    tally: Ints
    """Of each site candidates, against all, invalid: as Register.tally_start says."""
    second_ballots: Ints | None = None
    """Cast but never signed for, in the ballot boxes and the tally; None for none anywhere."""

    @property
    def second(self) -> Ints:
        """The same as an array."""
        none = np.zeros_like(self.issued)
        return none if self.second_ballots is None else self.second_ballots


@dataclass(frozen=True)
class Night:
    """When things happened at each site; arrays of shape ``(n_sites,)``."""

    count_from: Ints
    read_from: Ints
    read_to: Ints
    """Ballots are read aloud from then to then, at an even pace but for the stops."""
    stops: Ints
    """Power cuts: nothing is counted from and before two times, shape ``(n_sites, n_cuts, 2)``;
    they rise and do not meet; where there is none both are 0."""
    recounts: Ints
    signed_at: Ints
    phoned_at: Ints
    delivered_at: Ints
    returned: Ints
    """How often the protocol was returned."""
    sent_back: Ints
    """How often of those times an incident had it returned."""
    accepted_at: Ints
    protocols: tuple[Protocol, ...]
    """As accepted."""
    races: RaceResults


def join_nights(nights: list[Night], n_candidates: int) -> Night:
    """Lay the nights of copies of a country, each with so many candidates, one after the other."""
    if len(nights) == 1:
        return nights[0]
    races = [night.races for night in nights]
    of_races = {
        field.name: np.concatenate([getattr(own, field.name) for own in races])
        for field in fields(RaceResults)
    }
    of_races["winner"] = join_winners([own.winner for own in races], n_candidates)
    times = {
        field.name: np.concatenate([getattr(night, field.name) for night in nights])
        for field in fields(Night)
        if field.name not in {"protocols", "races"}
    }
    protocols = tuple(protocol for night in nights for protocol in night.protocols)
    return Night(**times, protocols=protocols, races=RaceResults(**of_races))
