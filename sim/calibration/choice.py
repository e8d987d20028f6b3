"""The posterior of the choices: strengths of parties, incumbency, spread of support.

Coordinates are the strengths of the nation, incumbency, sharpness, and what each region
adds to the strengths. The targets are seats by region and party, votes where they were
published, and the share of incumbents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import reported
from sim.calibration.chances import log_chance
from sim.calibration.expectation import AllKinds, join_kinds, race_kinds
from sim.calibration.incumbents import Incumbents, log_ways_to_win, strengths_that_meet
from sim.calibration.others import OTHERS
from sim.calibration.problem import Coordinates, Jump, Layout, carried_by, uniform_log_density
from sim.calibration.votes import RegionVotes, log_chance_of_race
from sim.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.calibration.simulated import Response
    from sim.calibration.target import Target
    from sim.register import Register
    from sim.reported import ByElection
    from sim.scenario import Scenario

    Floats = NDArray[np.float64]

INDEPENDENT = "Independent"
_MANY_SEATS = 2
"""A party with more seats a region is well known there."""
_SCALARS = ("choice.incumbency", "choice.sharpness")
_START = (1.0, 0.7)
"""Where walkers begin in these; any value in their ranges would do."""


class ChoiceProblem:
    """See the module."""

    name = "choice"

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        targets: Sequence[Target],
        ranges: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
        elections: Sequence[ByElection] | None = None,
    ) -> None:
        """Lay out the coordinates.

        Parameters
        ----------
        scenario, register
            The country.
        targets
            All targets of the calibration; those of choices are picked by their number.
        ranges
            Calibration ranges of ``choice`` by key: the prior is even over them.
        fixed
            Parameters that are held fixed, by dotted key.
        elections
            By-elections whose votes the targets speak of; the published ones by default.
        """
        self.elections = reported.by_elections() if elections is None else elections
        self.scenario, self.register, self.targets = scenario, register, targets
        self.parties, self.codes = register.parties, register.region_code.tolist()
        self.kinds = race_kinds(register)
        self.all_kinds = AllKinds(self.kinds, len(register.parties))
        self.spread = scenario.calibration.strength_spread
        stands = np.array([kinds.standing for kinds in self.kinds])
        independent = self.parties.index(INDEPENDENT)
        stands[:, independent] = False
        self.stands = stands
        """Whether a party's strength matters in a region, shape ``(n_regions, n_parties)``."""
        self.given = np.zeros(stands.shape)
        self.given[:, independent] = _independents(scenario, self.codes)
        self.used = [k for k, t in enumerate(targets) if t.what in {"seats", "votes", "incumbents"}]
        self._read_seats()
        self._read_votes()
        self._lay_out(ranges, fixed)
        self._settle()

    def _of(self, what: str, code: str) -> list[Target]:
        return [
            self.targets[k] for k in self.used
            if self.targets[k].what == what and self.targets[k].code == code
            and self.targets[k].weight > 0
        ]  # fmt: skip

    def _read_seats(self) -> None:
        """Take whole tables of seats as they are; single figures are soft."""
        self.seats: list[Floats | None] = []
        self.seat_weight = np.zeros(len(self.codes))
        for r, code in enumerate(self.codes):
            own = {t.item: t for t in self._of("seats", code) if t.relation == "equals"}
            seats = np.array([(own[p].value or 0.0) if p in own else 0.0 for p in self.parties])
            whole = bool(own) and round(seats.sum()) == self.kinds[r].n_races.sum()
            self.seats.append(seats if whole else None)
            if whole:
                self.seat_weight[r] = min(t.weight for t in own.values())
        self.seats_known = np.array(
            [np.zeros(len(self.parties)) if own is None else own for own in self.seats]
        )
        self.soft_seats = [
            k for k in self.used if self.targets[k].what == "seats"
            and (self.targets[k].code not in self.codes or self.targets[k].relation != "equals"
                 or self.seats[self.codes.index(self.targets[k].code)] is None)
        ]  # fmt: skip
        known = [r for r, seats in enumerate(self.seats) if seats is not None]
        self._refuse_impossible(known)
        said = next(iter(self._of("incumbents", "KZ")), None)
        self.loose_incumbents = None if known else said
        self.incumbents = Incumbents(
            [self.kinds[r] for r in known],
            [seats for seats in self.seats if seats is not None],
            None if said is None else (said.value or 0.0) / 100,
            0.0 if said is None else np.hypot(said.error, said.step / 12**0.5) / 100,
            1.0 if said is None else said.weight,
        )

    def _refuse_impossible(self, known: Sequence[int]) -> None:
        """Raise an error for seats that those who stand cannot win."""
        problems = []
        for r in known:
            seats = self.seats[r]
            if seats is not None and np.isinf(log_ways_to_win(self.kinds[r], seats, np.zeros(1))):
                message = "no choice of winners among those who stand has these seats"
                problems.append(Problem("targets", f"{self.codes[r]}@seats", message))
        if problems:
            raise InputError(problems)

    def _read_votes(self) -> None:
        """Find the regions and the single races whose votes are known."""
        self.votes: dict[int, RegionVotes] = {}
        self.vote_targets: dict[int, list[int]] = {}
        self.of_candidates_pct: dict[int, float] = {}
        self.responses: Mapping[str, Response] = {}
        self.vote_weight: dict[int, float] = {}
        error = self.scenario.calibration.votes_error_pct / 100
        for r, code in enumerate(self.codes):
            by_party = {t.item: t for t in self._of("votes", code) if t.item in self.parties}
            if by_party:
                others = sum(t.value or 0.0 for t in self._of("votes", code) if t.item in OTHERS)
                known = np.array([p for p, party in enumerate(self.parties) if party in by_party])
                value = np.array([by_party[self.parties[p]].value or 0.0 for p in known])
                share = value / (100.0 - others)
                self.votes[r] = RegionVotes(self.kinds[r], known, share, self.seats[r], error)
                self.vote_weight[r] = min(t.weight for t in by_party.values())
                numbers = {
                    target.item: k for k, target in enumerate(self.targets)
                    if target.what == "votes" and target.code == code
                }  # fmt: skip
                self.vote_targets[r] = [numbers[self.parties[p]] for p in known]
                self.of_candidates_pct[r] = 100.0 - others
        self.races = [
            (election, self.codes.index(election.region_code), min(t.weight for t in own))
            for election in self.elections
            if (own := self._of("votes", election.district)) and election.region_code in self.codes
        ]

    def _lay_out(
        self, ranges: Mapping[str, tuple[float, float]], fixed: Mapping[str, float]
    ) -> None:
        nation = [p for p in range(len(self.parties)) if self.stands[:, p].any()]
        keys = [f"choice.strength.{self.parties[p]}" for p in nation]
        low, high = ranges["choice.strength"]
        bounds = [(low, high)] * len(nation)
        scalars = [*_SCALARS, *(key for key in ranges if key not in {*_SCALARS, "choice.strength"})]
        bounds += [ranges[key] for key in scalars]
        self.low, self.high = (np.array(ends) for ends in zip(*bounds, strict=True))
        self.nation, self.scalars = nation, scalars
        common = [*keys, *scalars]
        names, regions = list(common), []
        for r, code in enumerate(self.codes):
            own = [p for p in range(len(self.parties)) if self.stands[r, p]]
            begin = len(names)
            names += [f"choice.regions.{code}.strength.{self.parties[p]}" for p in own]
            regions.append(range(begin, len(names)))
        self.coordinates = Coordinates(names, {k: v for k, v in fixed.items() if k in names})
        self._added = np.array(
            [[names.index(f"choice.regions.{code}.strength.{party}") if self.stands[r, p] else -1
              for p, party in enumerate(self.parties)] for r, code in enumerate(self.codes)]
        )  # fmt: skip
        moving = self.coordinates.moving
        shared = moving(range(len(common)))
        pairs = [
            (follower, shared.tolist().index(leader))
            for r in range(len(self.codes)) for column, p in enumerate(nation) if self.stands[r, p]
            for follower in moving([self._added[r, p]]).tolist()
            for leader in moving([column]).tolist()
        ]  # fmt: skip
        # Parties with many seats are well known region by region: their sums hold still.
        seats = sum((own for own in self.seats if own is not None), np.zeros(len(self.parties)))
        sure = [pair for pair in pairs if seats[nation[pair[1]]] > _MANY_SEATS * len(self.codes)]
        self.layout = Layout(
            names=tuple(names[k] for k in self.coordinates.free),
            common=shared,
            leading=(),
            regions=tuple(moving(own) for own in regions),
            carried=tuple(carried_by(some, -1) for some in (pairs, sure) if some),
            separable=self.loose_incumbents is None
            and not any(self.targets[k].code == "KZ" for k in self.soft_seats),
        )

    def split(self, coords: Floats) -> tuple[Floats, dict[str, Floats], Floats, Floats]:
        """Return national strengths, scalars by key, strengths by region, all coordinates.

        Strengths have shapes ``(n, n_parties)`` and ``(n, n_regions, n_parties)``.
        """
        whole = self.coordinates.full(coords)
        nation = np.zeros((len(whole), len(self.parties)))
        nation[:, self.nation] = whole[:, : len(self.nation)]
        scalars = {key: whole[:, len(self.nation) + k] for k, key in enumerate(self.scalars)}
        added = np.where(self._added >= 0, whole[:, self._added], 0.0)
        strength = np.where(self.stands, nation[:, None, :] + added, self.given)
        return nation, scalars, strength, whole

    def log_density(self, coords: Floats) -> Floats:
        """Return all, common, and each region's part; see :class:`Problem`."""
        _, scalars, strength, whole = self.split(coords)
        n_common = len(self.low)
        common = uniform_log_density(whole[:, :n_common], self.low, self.high)
        incumbency = scalars["choice.incumbency"]
        sharpness = np.clip(scalars["choice.sharpness"], 0.05, 5.0)
        common = common + self.incumbents.log_term(incumbency)
        by_region = self._log_prior(np.where(self._added >= 0, whole[:, self._added], 0.0))
        seats = np.einsum("nrp,rp->nr", strength, self.seats_known)
        by_region += self.seat_weight * (seats - self.all_kinds.log_norms(strength, incumbency))
        for r, votes in self.votes.items():
            moved = self._moved(r, scalars, len(coords))
            chance = votes.log_chance(strength[:, r], incumbency, sharpness, moved)
            by_region[:, r] += self.vote_weight[r] * chance
        stands_share = self.scenario.register_.incumbents_stand_share
        for race, r, weight in self.races:
            by_region[:, r] += weight * log_chance_of_race(
                race, self.parties, strength[:, r], incumbency, sharpness, stands_share
            )
        self._add_soft_seats(strength, incumbency, common, by_region)
        self._add_loose_incumbents(strength, incumbency, common)
        return np.column_stack([common + by_region.sum(axis=1), common, by_region])

    def _moved(self, r: int, scalars: Mapping[str, Floats], n: int) -> Floats:
        """Return what parameters without a formula add to a region's shares of votes."""
        total = np.zeros((n, len(self.votes[r].parties)))
        # Those of the day are among them; they move no votes.
        for key in self.responses.keys() & scalars.keys():
            response = self.responses[key]
            pct = response.at(scalars[key])[1][:, self.vote_targets[r]]
            total += pct / self.of_candidates_pct[r]
        return total

    def _log_prior(self, added: Floats) -> Floats:
        """Return the log prior of what regions add: normal, their independents vary as much.

        Strengths are against an independent's, so they share the spread of independents:
        the covariance is spread^2 (1 + identity).
        """
        n = self.stands.sum(axis=1)
        squares = (added**2).sum(axis=2) - added.sum(axis=2) ** 2 / (n + 1)
        log_prior: Floats = -squares / (2 * self.spread**2)
        return log_prior

    def _add_soft_seats(
        self, strength: Floats, incumbency: Floats, common: Floats, by_region: Floats
    ) -> None:
        """Add single figures of seats, which are held against expected seats."""
        for k in self.soft_seats:
            target = self.targets[k]
            p = self.parties.index(target.item)
            inside = (
                range(len(self.codes)) if target.code == "KZ" else [self.codes.index(target.code)]
            )
            wins = [self.kinds[r].chances(strength[:, r], incumbency)[0][..., p] for r in inside]
            seats = sum(w @ self.kinds[r].n_races for w, r in zip(wins, inside, strict=True))
            spread = sum(
                (w * (1 - w)) @ self.kinds[r].n_races for w, r in zip(wins, inside, strict=True)
            )
            scale = np.sqrt(spread + target.error**2 + target.step**2 / 12 + 0.1)
            part = target.weight * log_chance(target, seats, scale)
            if target.code == "KZ":
                common += part
            else:
                by_region[:, inside[0]] += part

    def _add_loose_incumbents(self, strength: Floats, incumbency: Floats, common: Floats) -> None:
        """Add the share of incumbents where no seats are known that it could be held beside."""
        target = self.loose_incumbents
        if target is not None:
            found = [k.expected_seats(strength[:, r], incumbency) for r, k in enumerate(self.kinds)]
            won = sum((incumbents for _, incumbents in found), np.zeros(len(incumbency)))
            pct = 100 * won / self.register.n_races
            chance = 100 * np.sqrt(0.25 / self.register.n_races)
            scale = np.sqrt(chance**2 + target.error**2 + target.step**2 / 12)
            common += target.weight * log_chance(target, pct, scale)

    def _settle(self) -> None:
        """Find a middle: strengths by region that meet the seats, drawn to the nation's."""
        self.middle = np.zeros((len(self.codes), len(self.parties)))
        incumbency = _START[0]
        known = [r for r, seats in enumerate(self.seats) if seats is not None]
        total = self.seats_known.sum(axis=0)
        if known:
            whole = join_kinds([self.kinds[r] for r in known])
            nation = strengths_that_meet(whole, total, np.array([incumbency]), ridge=0.1)[0]
            self.middle[:] = np.clip(nation, -2.5, 5.5)
        for r in known:
            seats = self.seats[r]
            if seats is not None:
                self.middle[r] = strengths_that_meet(
                    self.kinds[r], seats, np.array([incumbency]),
                    ridge=1 / (2 * self.spread**2), around=self.middle[r],
                )[0]  # fmt: skip
        # Strengths are found against independents at 0, who may be held elsewhere.
        self.middle = np.where(self.stands, self.middle, 0.0) + self.given.sum(axis=1)[:, None]
        for r, votes in self.votes.items():
            votes.settle(self.middle[r], incumbency)

    def draw_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Draw coordinates from the prior; those held fixed are held."""
        whole = np.zeros((n, len(self.coordinates.names)))
        whole[:, : len(self.low)] = generator.uniform(self.low, self.high, (n, len(self.low)))
        for r in range(len(self.codes)):
            own = self._added[r, self.stands[r]]
            independents = generator.normal(0, self.spread, (n, 1))
            whole[:, own] = generator.normal(0, self.spread, (n, len(own))) - independents
        return whole[:, self.coordinates.free]

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Begin around the middle, wider than the posterior."""
        whole = np.repeat(self.coordinates.rest[None, :], n, axis=0)
        nation = np.array([np.median(self.middle[self.stands[:, p], p]) for p in self.nation])
        others = slice(len(nation) + len(_SCALARS), None)
        middle = np.array([*nation, *_START, *((self.low + self.high) / 2)[others]])
        width = np.array(
            [*np.full(len(nation), 0.3), 0.3, 0.1, *((self.high - self.low) / 8)[others]]
        )
        around = middle + width * generator.standard_normal((n, len(middle)))
        edge = (self.high - self.low) / 1000
        whole[:, : len(middle)] = np.clip(around, self.low + edge, self.high - edge)
        for r in range(len(self.codes)):
            for p in np.flatnonzero(self.stands[r]).tolist():
                added = self.middle[r, p] - nation[self.nation.index(p)]
                whole[:, self._added[r, p]] = added + 0.3 * generator.standard_normal(n)
        return whole[:, self.coordinates.free]

    def jumps(self) -> list[Jump]:
        """Return none: nothing here has two likely places."""
        return []

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return strengths and scalars by dotted key, as a scenario writes them."""
        whole = self.coordinates.full(coords)
        return dict(zip(self.coordinates.names, whole.T, strict=True))


def _independents(scenario: Scenario, codes: Sequence[str]) -> list[float]:
    """Return the strength of independents by region: held, as only differences matter."""
    choice = scenario.choice
    nation = choice.strength.get(INDEPENDENT, 0.0)
    own = [choice.regions[c].strength if c in choice.regions else {} for c in codes]
    return [nation + strength.get(INDEPENDENT, 0.0) for strength in own]
