"""Vote probabilities of each site, and its ballots.

Candidate k of a race has the utility u_k = strength of the party + incumbency + a
standard Gumbel value. The largest wins, so that P(k wins) is a conditional logit, and
the vote shares of the race are softmax(sharpness x u), so that the winner leads.

With ``outcome.winners = "reported"`` winners and utilities are sampled given the
published seats: see :mod:`sim.voting.winners`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD, Stream, VoterBlock, gumbel, normal
from sim.turnout import expit, spread_centre
from sim.voting.winners import assign_winners, utility_given_winners

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Support:
    """Utilities of candidates, and vote probabilities of sites."""

    utility: Floats
    """Of each candidate, shape ``(n_candidates,)``."""
    assigned: Ints | None
    """Reported winner (candidate) of each race, shape ``(n_races,)``; None if sampled."""
    thresholds: NDArray[np.uint64]
    """Upper ends, in [0, 2**32], of the random words that mark each choice: candidates, against
    all, invalid; site by site, as Register.tally_start says."""


def support(scenario: Scenario, register: Register, streams: Streams) -> Support:
    """Sample the utilities of candidates, and the vote probabilities of sites.

    Raises
    ------
    RegisterError
        If the candidates cannot win the published seats.
    """
    strength = party_strength(scenario, register)
    number, race_key = register.candidate_number, register.race_key[register.candidate_race]
    words = streams.words(Stream.CANDIDATE, number, race_key)[0]
    if scenario.outcome.winners == "reported":
        race_words = streams.words(Stream.RACE, 0, register.race_key)
        assigned = assign_winners(register, strength, race_words)
        utility = utility_given_winners(register, strength, assigned, words, race_words[2])
    else:
        assigned = None
        utility = strength + gumbel(words)
    return Support(utility, assigned, _site_thresholds(scenario, register, streams, utility))


def party_strength(scenario: Scenario, register: Register) -> Floats:
    """Return strength of the party, in its region, plus incumbency, of each candidate."""
    choice = scenario.choice
    table = np.zeros((register.n_regions, len(register.parties)))
    for column, party in enumerate(register.parties):
        table[:, column] = choice.strength.get(party, 0.0)
        for row, code in enumerate(register.region_code.tolist()):
            if code in choice.regions:
                table[row, column] += choice.regions[code].strength.get(party, 0.0)
    region = register.race_region[register.candidate_race]
    strength: Floats = table[region, register.candidate_party]
    return strength + choice.incumbency * register.candidate_incumbent


def _site_thresholds(
    scenario: Scenario, register: Register, streams: Streams, utility: Floats
) -> NDArray[np.uint64]:
    """Return the thresholds of random words for each choice at each site: see Support."""
    choice = scenario.choice
    start, entry_site = register.tally_start, register.tally_site
    number = np.arange(start[-1]) - start[entry_site]
    is_candidate = register.tally_candidate >= 0
    preference = normal(streams.words(Stream.SITE_CHOICE, number, register.site_key[entry_site])[0])

    candidate = register.tally_candidate[is_candidate]
    log_share = np.full(start[-1], -np.inf)
    log_share[is_candidate] = np.where(
        np.isnan(register.candidate_votes_share[candidate]),
        choice.sharpness * utility[candidate],
        np.log(np.maximum(np.nan_to_num(register.candidate_votes_share[candidate]), 1e-12)),
    )
    log_share += choice.site_spread * _around_race(register, preference, entry_site, number)
    weight = np.exp(log_share - np.maximum.reduceat(log_share, start[:-1])[entry_site])
    share = weight / np.add.reduceat(weight, start[:-1])[entry_site]

    against, invalid = _other_shares(
        scenario, register, preference[start[1:] - 2], preference[start[1:] - 1]
    )
    share *= ((1 - invalid) * (1 - against))[entry_site]
    share[start[1:] - 2] = (1 - invalid) * against
    share[start[1:] - 1] = invalid
    reached = np.cumsum(share)
    reached -= np.concatenate([[0.0], reached[start[1:-1] - 1]])[entry_site]
    thresholds: NDArray[np.uint64] = np.rint(np.clip(reached, 0, 1) * WORD).astype(np.uint64)
    thresholds[start[1:] - 1] = WORD
    return thresholds


def _around_race(register: Register, preference: Floats, entry_site: Ints, number: Ints) -> Floats:
    """Return site preferences minus their mean over the race, weighted by registered voters.

    ``number`` is the number of the choice on the ballot.
    """
    race = register.site_race[entry_site]
    key = race * (int(number.max()) + 1) + number
    weight = register.site_registered[entry_site]
    total = np.bincount(key, weights=weight)
    mean = np.bincount(key, weights=weight * preference) / np.where(total > 0, total, 1)
    centred: Floats = preference - mean[key]
    return centred


def _other_shares(
    scenario: Scenario, register: Register, z_against: Floats, z_invalid: Floats
) -> tuple[Floats, Floats]:
    """Return the shares against all (of valid votes) and invalid (of ballots) at each site."""
    choice = scenario.choice
    of_region = [choice.regions.get(code) for code in register.region_code.tolist()]
    against = np.array(
        [
            choice.against_all_share if region is None or region.against_all_share is None
            else region.against_all_share
            for region in of_region
        ]
    )[register.site_region]  # fmt: skip
    invalid = np.array(
        [
            choice.invalid_share
            if region is None or region.invalid_share is None
            else region.invalid_share
            for region in of_region
        ]
    )[register.site_region]
    published_invalid = register.race_invalid_share[register.site_race]
    published_against = register.race_against_all_share[register.site_race]
    known = ~np.isnan(published_invalid)
    invalid = np.where(known, published_invalid, invalid)
    against = np.where(known, published_against / (1 - published_invalid), against)
    return (
        _spread_share(against, choice.share_spread, z_against),
        _spread_share(invalid, choice.share_spread, z_invalid),
    )


def _spread_share(mean: Floats, spread: float, z: Floats) -> Floats:
    """Return logit-normal shares of sites with a given mean; 0 stays 0."""
    inside = np.clip(mean, 1e-9, 1 - 1e-9)
    if spread == 0:
        return mean
    levels, index = np.unique(inside, return_inverse=True)
    centre = spread_centre(levels, spread)[index]
    return np.where(mean > 0, expit(centre + spread * z), 0.0)


def count_ballots(
    register: Register, streams: Streams, support: Support, site: int, casting: Ints
) -> Ints:
    """Return the true count of the ballots of one site.

    Parameters
    ----------
    site
        Index into the register.
    casting
        Indexes of the voters whose ballots are in the boxes.

    Returns
    -------
    NDArray
        Candidates, against all, invalid; shape ``(n_candidates + 2,)``.
    """
    mark = streams.words(Stream.VOTER, casting, register.site_key[site], VoterBlock.BALLOT)[0]
    limits = support.thresholds[register.tally_start[site] : register.tally_start[site + 1]]
    chosen = np.searchsorted(limits, mark.astype(np.uint64), side="right")
    return np.bincount(chosen, minlength=len(limits))
