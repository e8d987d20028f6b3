"""The state of races during the night: leads, calls, declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.voting.divisors import LISTS, list_seats, seats_certain
from sim.voting.outcome import MAJORITY, NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.night.protocol import Protocol, RaceSection
    from sim.register import Register
    from sim.voting.outcome import Outcome, Rules


@dataclass(frozen=True)
class RaceResults:
    """How each race ended; arrays of shape ``(n_races,)``."""

    winner: Ints
    """As in :class:`sim.voting.outcome.Outcome`."""
    seats: Ints
    """As in :class:`sim.voting.outcome.Outcome`, shape ``(n_candidates,)``."""
    decided: NDArray[np.str_]
    """As in :class:`sim.voting.outcome.Outcome`."""
    exchanged_ballots: Ints
    """As in :class:`sim.voting.outcome.Outcome`."""
    margin: Ints
    """Votes of the first candidate minus those of the second, or of the last who has a seat minus
    those of the next; all votes if there is no next one. Of lists: of the first two."""
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
    decided by lot, or found to need a runoff, when the race is declared, so it is called then.
    """

    def __init__(self, register: Register, cast: Ints, rules: Rules) -> None:
        self.against_all_rule_applies = rules.against_all == "nobody_elected"
        self.cast = cast.tolist()
        self.section_start = register.tally.section_start.tolist()
        self.section_race = register.section_race.tolist()
        self.start = register.candidate_start
        self.systems, self.seats = register.race_system.tolist(), register.race_seats.tolist()
        self.votes = [[0] * n for n in np.diff(self.start).tolist()]
        self.against_all = [0] * register.n_races
        self.out = register.sum_by_race(cast).tolist()
        self.all_cast = self.out.copy() if rules.majority_of == "cast" else None
        """Ballots of each race, if a majority is of these; else it is of valid votes."""
        self.sites_out = np.bincount(register.section_race, minlength=register.n_races).tolist()
        self.ahead = [NOBODY] * register.n_races
        """The last sole leader, as an index on the ballot."""
        self.lead_changes = [0] * register.n_races
        self.called_at = [NOBODY] * register.n_races
        self.declared_at = [NOBODY] * register.n_races

    def take(self, site: int, at: int, protocol: Protocol) -> None:
        """Add an accepted protocol."""
        races = self.section_race[self.section_start[site] : self.section_start[site + 1]]
        for race, section in zip(races, protocol.sections, strict=True):
            self._take_section(race, self.cast[site], at, section)

    def _take_section(self, race: int, cast: int, at: int, section: RaceSection) -> None:
        """Add the section of one race."""
        votes = self.votes[race]
        *added, against_all = section.votes
        for index, n in enumerate(added):
            votes[index] += n
        self.against_all[race] += against_all
        self.out[race] -= cast
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
        votes, out, against = self.votes[race], int(self.out[race]), self.against_all[race]
        best = max(votes)
        if (system := self.systems[race]) in LISTS:
            step = LISTS[system]
            won, _ = list_seats(votes, self.seats[race], step, [0] * len(votes))
            settled = any(won) and seats_certain(votes, won, step, out)
        elif len(votes) <= self.seats[race]:
            # Unopposed candidates need one vote, and cannot be overtaken.
            settled = min(votes) > 0
        else:
            settled = _margin(votes, self.seats[race]) > out
        if system == MAJORITY:
            of = self.all_cast[race] if self.all_cast else sum(votes) + against + out
            # Either the leader has more than half of all that can count, or nobody can have it.
            settled = 2 * best > of or 2 * (best + out) <= of
        if not self.against_all_rule_applies:
            return settled
        lead: int = best - against
        return (settled and lead >= out) or -lead > out

    def results(self, outcome: Outcome) -> RaceResults:
        """Return how each race ended, given who is elected."""
        ahead = np.array(self.ahead)
        by_lot = (ahead != NOBODY) & (outcome.winner != NOBODY)
        by_lot &= self.start[:-1] + ahead != outcome.winner
        margins = [
            _margin(votes, 1 if system in LISTS else seats)
            for votes, system, seats in zip(self.votes, self.systems, self.seats, strict=True)
        ]
        return RaceResults(
            winner=outcome.winner,
            seats=outcome.seats,
            decided=outcome.decided,
            exchanged_ballots=outcome.exchanged_ballots,
            margin=np.array(margins),
            lead_changes=np.array(self.lead_changes) + by_lot,
            called_at=np.array(self.called_at),
            declared_at=np.array(self.declared_at),
        )


def _margin(votes: list[int], seats: int) -> int:
    """Return the votes of the last who is elected minus those of the next, 0 if there is none.

    >>> _margin([3, 9, 5], 1), _margin([3, 9, 5], 2), _margin([7], 1)
    (4, 2, 7)
    """
    ranked = [*sorted(votes, reverse=True), *([0] * seats)]
    return ranked[seats - 1] - ranked[seats]
