"""Seats and incumbents: how likely what was reported is, given strengths.

A whole table of a region's seats is taken exactly; single values are compared with
what is expected.

The likelihood of seats is that of races which are conditional logits [1]_ [2]_.

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
from sim.pack.targets import NATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from sim.register import Register


class SeatTargets:
    """See the module."""

    def __init__(
        self, register: Register, kinds: Sequence[RaceKinds], targets: Sequence[Target]
    ) -> None:
        """Sort the targets.

        Raises
        ------
        InputError
            If a region has seats that those who stand cannot win.
        """
        self.kinds, self.parties, self.n_races = kinds, register.parties, register.n_races
        self.codes = register.region_code.tolist()
        self.all_kinds = AllKinds(list(kinds), len(self.parties))
        counted = [t for t in targets if t.weight > 0]
        of_seats = [t for t in counted if t.what == "seats"]
        self.known: list[Floats | None] = []
        """Seats by party of each region whose table is whole."""
        self.weight = np.zeros(len(self.codes))
        for r, code in enumerate(self.codes):
            own = {t.item: t for t in of_seats if t.code == code and t.relation == "equals"}
            seats = np.array([(own[p].value or 0.0) if p in own else 0.0 for p in self.parties])
            whole = bool(own) and round(seats.sum()) == self.kinds[r].n_races.sum()
            self.known.append(seats if whole else None)
            if whole:
                self.weight[r] = min(t.weight for t in own.values())
        none = np.zeros(len(self.parties))
        self.table = np.array([none if own is None else own for own in self.known])
        """The same as numbers, 0 where no table is whole; shape ``(n_regions, n_parties)``."""
        self.single = [t for t in of_seats if not self._is_whole(t)]
        self._refuse_impossible()
        self._read_incumbents([t for t in counted if t.what == "incumbents"])
        self.separable = not self.loose and all(t.code != NATION for t in self.single)
        """Whether no target is of several regions."""

    def _is_whole(self, target: Target) -> bool:
        """Return whether a target is part of a whole table."""
        if target.code not in self.codes or target.relation != "equals":
            return False
        return self.known[self.codes.index(target.code)] is not None

    def _refuse_impossible(self) -> None:
        problems = []
        for code, kinds, seats in zip(self.codes, self.kinds, self.known, strict=True):
            if seats is not None and np.isinf(log_ways_to_win(kinds, seats, np.zeros(1))):
                message = "no choice of winners among those who stand has these seats"
                problems.append(Problem("targets", f"{code}@seats", message))
        if problems:
            raise InputError(problems)

    def _read_incumbents(self, said: list[Target]) -> None:
        """Hold the share of incumbents beside the seats that are known, or for itself."""
        whole = [r for r, seats in enumerate(self.known) if seats is not None]
        self.loose = [] if whole else said
        share, error, weight = None, 0.0, 1.0
        for target in said:
            share, weight = (target.value or 0.0) / 100, target.weight
            error = float(np.hypot(target.error, target.step / 12**0.5)) / 100
        self.incumbents = Incumbents(
            [self.kinds[r] for r in whole], [self.table[r] for r in whole],
            [float(self.weight[r]) for r in whole], share, error, weight,
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
            Parts of the density, shapes ``(n,)`` and ``(n, n_regions)``; added to in place.
        """
        seats = np.einsum("nrp,rp->nr", strength, self.table)
        by_region += self.weight * (seats - self.all_kinds.log_norms(strength, incumbency))
        common += self.incumbents.log_term(incumbency)
        for target in self.single:
            self._add_single(target, strength, incumbency, common, by_region)
        for target in self.loose:
            found = [k.expected_seats(strength[:, r], incumbency) for r, k in enumerate(self.kinds)]
            won = sum((incumbents for _, incumbents in found), np.zeros(len(incumbency)))
            # At most: a race is a toss of a coin.
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
        """Add one target of seats, of a region or the nation."""
        party = self.parties.index(target.item)
        of_nation = target.code == NATION
        inside = range(len(self.codes)) if of_nation else [self.codes.index(target.code)]
        seats, variance = np.zeros(len(incumbency)), np.zeros(len(incumbency))
        for r in inside:
            wins = self.kinds[r].probabilities(strength[:, r], incumbency)[0][..., party]
            seats += wins @ self.kinds[r].n_races
            variance += (wins * (1 - wins)) @ self.kinds[r].n_races
        # Seats are whole numbers: half a seat either way is no miss.
        scale = np.sqrt(variance + target.error**2 + target.step**2 / 12 + 1 / 12)
        part = target.weight * log_likelihood(target, seats, scale)
        if of_nation:
            common += part
        else:
            by_region[:, inside[0]] += part
