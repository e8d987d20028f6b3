"""The state of races during the night: leads, calls, declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.voting.outcome import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.night.protocol import Protocol
    from sim.register import Register
    from sim.voting.outcome import Outcome


@dataclass(frozen=True)
class RaceResults:
    """How each race ended; arrays of shape ``(n_races,)``."""

    winner: Ints
    """As in :class:`sim.voting.outcome.Outcome`."""
    decided: NDArray[np.str_]
    """As in :class:`sim.voting.outcome.Outcome`."""
    exchanged_ballots: Ints
    """As in :class:`sim.voting.outcome.Outcome`."""
    margin: Ints
    """Votes of the first candidate minus those of the second; all votes if there is no second."""
    lead_changes: Ints
    """Number of changes of the sole leader as protocols were accepted; includes a lot that elects
    another candidate than the last sole leader."""
    called_at: Ints
    """Time from which the outcome is certain: who is elected, or that nobody is."""
    declared_at: Ints
    """Time at which the last protocol is accepted."""


class RaceBoard:
    """Calls races as protocols are accepted.

    A race is *called* when the ballots still out (cast at its sites that are not yet
    accepted) can no longer change who is elected, *declared* when none is out. A tie is
    decided by lot when the race is declared, so it is called then.
    """

    def __init__(self, register: Register, cast: Ints, against_all_rule: str) -> None:
        self.against_all_rule_applies = against_all_rule == "nobody_elected"
        self.cast = cast.tolist()
        self.site_race = register.site_race.tolist()
        self.start = register.candidate_start
        self.votes = [[0] * n for n in np.diff(self.start).tolist()]
        self.against_all = [0] * register.n_races
        self.out = (
            np.bincount(register.site_race, weights=cast, minlength=register.n_races)
            .astype(np.int64)
            .tolist()
        )
        self.sites_out = np.bincount(register.site_race, minlength=register.n_races).tolist()
        self.ahead = [NOBODY] * register.n_races
        """The last sole leader, as an index on the ballot."""
        self.lead_changes = [0] * register.n_races
        self.called_at = [NOBODY] * register.n_races
        self.declared_at = [NOBODY] * register.n_races

    def take(self, site: int, at: int, protocol: Protocol) -> None:
        """Add an accepted protocol."""
        race = self.site_race[site]
        votes = self.votes[race]
        *added, against_all = protocol.votes
        for index, n in enumerate(added):
            votes[index] += n
        self.against_all[race] += against_all
        self.out[race] -= self.cast[site]
        self.sites_out[race] -= 1
        self._follow_lead(race)
        if self.called_at[race] == NOBODY and self._certain(race):
            self.called_at[race] = at
        if self.sites_out[race] == 0:
            self.declared_at[race] = at
            if self.called_at[race] == NOBODY:
                # A tie, or no votes: the outcome is certain only when all protocols are accepted.
                self.called_at[race] = at

    def _follow_lead(self, race: int) -> None:
        votes = self.votes[race]
        best = max(votes)
        if votes.count(best) > 1 or best == 0:
            return
        ahead = votes.index(best)
        if self.ahead[race] not in {NOBODY, ahead}:
            self.lead_changes[race] += 1
        self.ahead[race] = ahead

    def _certain(self, race: int) -> bool:
        """Return whether the ballots still out cannot change who is elected."""
        votes, out = self.votes[race], int(self.out[race])
        best = max(votes)
        # An unopposed candidate needs one vote, and cannot be overtaken.
        leads = best > 0 if len(votes) == 1 else _margin(votes) > out
        if not self.against_all_rule_applies:
            return leads
        lead: int = best - self.against_all[race]
        return (leads and lead >= out) or -lead > out

    def results(self, outcome: Outcome) -> RaceResults:
        """Return how each race ended, given who is elected."""
        ahead = np.array(self.ahead)
        by_lot = (ahead != NOBODY) & (outcome.winner != NOBODY)
        by_lot &= self.start[:-1] + ahead != outcome.winner
        return RaceResults(
            winner=outcome.winner,
            decided=outcome.decided,
            exchanged_ballots=outcome.exchanged_ballots,
            margin=np.array([_margin(votes) for votes in self.votes]),
            lead_changes=np.array(self.lead_changes) + by_lot,
            called_at=np.array(self.called_at),
            declared_at=np.array(self.declared_at),
        )


def _margin(votes: list[int]) -> int:
    """Return the votes of the first minus the second; all votes of a single candidate."""
    first, *others = sorted(votes, reverse=True)
    return first - (others[0] if others else 0)
