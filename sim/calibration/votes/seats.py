"""The likelihood of seats and incumbents, given strengths.

Races are conditional logits [1]_ [2]_. The likelihood of a complete table of a region's seats is
exact; single values are compared with their expected value.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets.likelihood import log_likelihood
from sim.calibration.votes.incumbents import Incumbents, log_ways_to_win
from sim.calibration.votes.race_kinds import AllKinds
from sim.core.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from sim.register import Register


class SeatTargets:
    """The targets of seats and incumbents, and their likelihood."""

    def __init__(
        self, register: Register, kinds: Sequence[RaceKinds], targets: Sequence[Target]
    ) -> None:
        """Group the targets by region.

        Raises
        ------
        InputError
            If no choice of winners in a region has the reported seats.
        """
        self.kinds, self.parties, self.n_races = kinds, register.parties, register.n_races
        self.codes, self.nation = register.region_code.tolist(), register.nation_code
        self.all_kinds = AllKinds(list(kinds), len(self.parties))
        counted = [t for t in targets if t.weight > 0]
        of_seats = [t for t in counted if t.what == "seats"]
        self.known: list[Floats | None] = []
        """Seats by party of each region with a complete table, else None."""
        self.weight = np.zeros(len(self.codes))
        for r, code in enumerate(self.codes):
            by_party = {t.item: t for t in of_seats if t.code == code and t.relation == "equals"}
            seats = np.array(
                [(by_party[p].value or 0.0) if p in by_party else 0.0 for p in self.parties]
            )
            is_complete = bool(by_party) and round(seats.sum()) == self.kinds[r].n_races.sum()
            self.known.append(seats if is_complete else None)
            if is_complete:
                self.weight[r] = min(t.weight for t in by_party.values())
        none = np.zeros(len(self.parties))
        self.table = np.array([none if seats is None else seats for seats in self.known])
        """``known`` as an array, 0 for regions without a complete table; shape
        ``(n_regions, n_parties)``."""
        self.single = [t for t in of_seats if not self._is_in_complete_table(t)]
        self._refuse_impossible()
        self._read_incumbents([t for t in counted if t.what == "incumbents"])
        self.separable = not self.loose and all(t.code != self.nation for t in self.single)
        """Whether every target depends on one region only."""

    def _is_in_complete_table(self, target: Target) -> bool:
        """Return whether a target is part of a complete table."""
        if target.code not in self.codes or target.relation != "equals":
            return False
        return self.known[self.codes.index(target.code)] is not None

    def _refuse_impossible(self) -> None:
        problems = []
        for code, kinds, seats in zip(self.codes, self.kinds, self.known, strict=True):
            if seats is not None and np.isinf(log_ways_to_win(kinds, seats, np.zeros(1))):
                name = f"{code}@seats"
                message = f"{name}: no choice of winners among the candidates has these seats"
                problems.append(Problem("targets", name, message))
        if problems:
            raise InputError(problems)

    def _read_incumbents(self, reported: list[Target]) -> None:
        """Combine the share of incumbents with the known seats; else it is a separate target."""
        complete = [r for r, seats in enumerate(self.known) if seats is not None]
        self.loose = [] if complete else reported
        share, error, weight = None, 0.0, 1.0
        for target in reported:
            share, weight = (target.value or 0.0) / 100, target.weight
            error = float(np.hypot(target.error, target.step / 12**0.5)) / 100
        self.incumbents = Incumbents(
            [self.kinds[r] for r in complete], [self.table[r] for r in complete],
            [float(self.weight[r]) for r in complete], share, error, weight,
        )  # fmt: skip

    def add_log_likelihood(
        self, strength: Floats, incumbency: Floats, common: Floats, by_region: Floats
    ) -> None:
        """Add the log likelihood of the targets.

        Parameters
        ----------
        strength
            Shape ``(n, n_regions, n_parties)``.
        incumbency
            Shape ``(n,)``.
        common, by_region
            Parts of the density, shapes ``(n,)`` and ``(n, n_regions)``; modified in place.
        """
        seats = np.einsum("nrp,rp->nr", strength, self.table)
        by_region += self.weight * (seats - self.all_kinds.log_norms(strength, incumbency))
        common += self.incumbents.log_term(incumbency)
        for target in self.single:
            self._add_single(target, strength, incumbency, common, by_region)
        for target in self.loose:
            found = [k.expected_seats(strength[:, r], incumbency) for r, k in enumerate(self.kinds)]
            won = sum((incumbents for _, incumbents in found), np.zeros(len(incumbency)))
            # Upper bound: the variance of a race is at most that of a fair coin.
            spread = 50 / np.sqrt(self.n_races)
            scale = np.sqrt(spread**2 + target.error**2 + target.step**2 / 12)
            common += target.weight * log_likelihood(target, 100 * won / self.n_races, scale)

    def _add_single(
        self,
        target: Target,
        strength: Floats,
        incumbency: Floats,
        common: Floats,
        by_region: Floats,
    ) -> None:
        """Add the log likelihood of one target of seats, of a region or the nation."""
        party = self.parties.index(target.item)
        of_nation = target.code == self.nation
        inside = range(len(self.codes)) if of_nation else [self.codes.index(target.code)]
        seats, variance = np.zeros(len(incumbency)), np.zeros(len(incumbency))
        for r in inside:
            wins = self.kinds[r].probabilities(strength[:, r], incumbency)[0][..., party]
            seats += wins @ self.kinds[r].n_races
            variance += (wins * (1 - wins)) @ self.kinds[r].n_races
        # Seats are integers: 1/12 is the variance of the rounding.
        scale = np.sqrt(variance + target.error**2 + target.step**2 / 12 + 1 / 12)
        part = target.weight * log_likelihood(target, seats, scale)
        if of_nation:
            common += part
        else:
            by_region[:, inside[0]] += part
