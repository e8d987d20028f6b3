"""The board on which races are followed through the night: leads, calls, declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.protocol import Protocol
    from sim.register import Register

    Ints = NDArray[np.int64]

NOBODY = -1


@dataclass(frozen=True)
class RaceResults:
    """How each race ended; arrays of shape ``(n_races,)``."""

    winner: Ints
    """Candidate, an index into the register."""
    margin: Ints
    """Votes between the winner and the next candidate; all of them if there is no other."""
    lead_changes: Ints
    """How often another candidate took the lead as protocols were accepted."""
    called_at: Ints
    """The leader can no longer be overtaken."""
    declared_at: Ints
    """The last protocol is accepted."""


class RaceBoard:
    """Takes accepted protocols and calls races.

    A race is *called* when the leader's margin exceeds the ballots still out
    (cast at its sites that are not yet accepted), *declared* when none is out.
    """

    def __init__(self, register: Register, cast: Ints) -> None:
        self.cast = cast.tolist()
        self.site_race = register.site_race.tolist()
        self.start = register.candidate_start.tolist()
        self.votes = [
            [0] * (end - start) for start, end in zip(self.start, self.start[1:], strict=False)
        ]
        self.out = (
            np.bincount(register.site_race, weights=cast, minlength=register.n_races)
            .astype(np.int64)
            .tolist()
        )
        self.sites_out = np.bincount(register.site_race, minlength=register.n_races).tolist()
        self.leader = [NOBODY] * register.n_races
        self.lead_changes = [0] * register.n_races
        self.called_at = [NOBODY] * register.n_races
        self.declared_at = [NOBODY] * register.n_races

    def take(self, site: int, at: int, protocol: Protocol) -> None:
        """Add an accepted protocol."""
        race = self.site_race[site]
        votes = self.votes[race]
        for place in range(len(votes)):
            votes[place] += protocol.votes[place]
        self.out[race] -= self.cast[site]
        self.sites_out[race] -= 1
        best = max(votes)
        if self.leader[race] == NOBODY or votes[self.leader[race]] < best:
            if self.leader[race] != NOBODY:
                self.lead_changes[race] += 1
            self.leader[race] = votes.index(best)
        if self.called_at[race] == NOBODY and _margin(votes) > self.out[race]:
            self.called_at[race] = at
        if self.sites_out[race] == 0:
            self.declared_at[race] = at
            if self.called_at[race] == NOBODY:
                # A tie, or no votes at all: only the lot decides, when all is in.
                self.called_at[race] = at

    def results(self, lots: NDArray[np.float64]) -> RaceResults:
        """Return how each race ended; ``lots`` (a candidate's utility) decides ties."""
        winner = []
        for race, votes in enumerate(self.votes):
            best = max(votes)
            tied = [self.start[race] + k for k, n in enumerate(votes) if n == best]
            winner.append(max(tied, key=lots.__getitem__))
        return RaceResults(
            winner=np.array(winner),
            margin=np.array([_margin(votes) for votes in self.votes]),
            lead_changes=np.array(self.lead_changes),
            called_at=np.array(self.called_at),
            declared_at=np.array(self.declared_at),
        )


def _margin(votes: list[int]) -> int:
    """Return the lead of the first over the second; all votes of a candidate without rivals."""
    first, *others = sorted(votes, reverse=True)
    return first - (others[0] if others else 0)
