"""Vote probabilities of each site, and the counts of its ballots.

Candidate k of a race has the utility u_k = strength of the party + incumbency + a
standard Gumbel value. The largest wins, so P(k wins) is a conditional logit [1]_ [2]_, and
the vote shares of the race are softmax(sharpness x u), so the winner also leads. Shares at
sites are distributed around those of the race by a logistic-normal distribution [3]_.
With ``[swing]`` utilities and preferences can be those of another election, and parties gain
or lose: see :mod:`sim.voting.swing`.

With ``outcome.winners = "reported"`` winners and utilities are sampled given the
published seats: see :mod:`sim.voting.winners`.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
.. [3] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD, Stream, gumbel, normal
from sim.turnout import expit, spread_centre
from sim.voting.base_shares import area_invalid_share, base_log_shares
from sim.voting.swing import party_swing
from sim.voting.tickets import Ticket, no_ticket, ticket_of
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
    """Reported winner (candidate) of each race, shape ``(n_races,)``; None if votes decide."""
    thresholds: NDArray[np.uint64]
    """Cumulative vote probabilities times 2**32: candidates, against all, invalid, undervotes; see
    :class:`sim.register.tally.Tally`. Where several candidates may be marked: cumulative
    probabilities to be marked, of candidates; those of ballots against all, then invalid."""
    ticket: Ticket
    """How voters of one party mark further races."""


def support(scenario: Scenario, register: Register, streams: Streams) -> Support:
    """Sample the utilities of candidates, and the vote probabilities of sites.

    Raises
    ------
    RegisterError
        If the candidates cannot win the published seats.
    """
    strength = party_strength(scenario, register)
    places = scenario.swing.places(streams)
    number, race_key = register.candidate_number, register.race_key[register.candidate_race]
    words = places.words(Stream.CANDIDATE, number, race_key)[0]
    assigned = None
    if scenario.outcome.winners == "reported":
        race_words = places.words(Stream.RACE, 0, register.race_key)
        winners = assign_winners(register, strength, race_words)
        utility = utility_given_winners(register, strength, winners, words, race_words[2])
        assigned = winners if scenario.has_reported_winners else None
    else:
        utility = strength + gumbel(words)
    thresholds = _site_thresholds(scenario, register, streams, utility)
    share = scenario.choice.ticket
    ticket = ticket_of(register, thresholds, share) if share > 0 else no_ticket(register)
    return Support(utility, assigned, thresholds, ticket)


def party_strength(scenario: Scenario, register: Register) -> Floats:
    """Return the strength of each candidate: of the party in the region, plus incumbency."""
    choice = scenario.choice
    # The last row is of races in several regions, whose index is -1.
    table = np.zeros((register.n_regions + 1, len(register.parties)))
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
    """Return ``thresholds`` of :class:`Support`."""
    choice = scenario.choice
    layout = register.tally
    is_candidate = layout.candidate >= 0
    block = np.where(layout.first, 0, register.race_key[register.section_race])
    words = scenario.swing.places(streams).words(
        Stream.SITE_CHOICE, layout.number, register.site_key[layout.site], block[layout.section]
    )
    preference = normal(words[0])

    log_share = np.full(len(layout.site), -np.inf)
    log_share[is_candidate] = base_log_shares(
        choice, register, utility, layout.site[is_candidate], layout.candidate[is_candidate]
    )
    if scenario.swing.moves_votes:
        shift, candidate = party_swing(scenario, register, streams), layout.candidate[is_candidate]
        log_share[is_candidate] += shift[
            layout.site[is_candidate], register.candidate_party[candidate]
        ]
    log_share += choice.site_spread * _around_race(register, preference)
    weight = np.exp(log_share - layout.largest(log_share)[layout.section])
    share = weight / layout.total(weight)[layout.section]

    against, invalid = _other_shares(
        scenario, register, preference[layout.against_all], preference[layout.invalid]
    )
    return _thresholds(register, share, against, invalid, choice.undervote_share)


def _thresholds(
    register: Register, share: Floats, against: Floats, invalid: Floats, undervotes: float
) -> NDArray[np.uint64]:
    """Return ``thresholds`` of :class:`Support`.

    Parameters
    ----------
    share
        Of candidates, of the votes for candidates; shape ``(n_counts,)``.
    against
        Share against all, of valid votes, shape ``(n_sections,)``.
    invalid
        Share of invalid ballots, shape ``(n_sections,)``.
    undervotes
        Share of marks that voters do not use, in sections that count them.
    """
    layout = register.tally
    used = np.where(layout.undervoted, 1 - undervotes, 1.0)
    reached = share * ((1 - invalid) * (1 - against) * used)[layout.section]
    reached[layout.against_all] = (1 - invalid) * against * used
    reached[layout.invalid] = invalid
    reached[layout.undervotes] = 0
    reached = np.clip(layout.running_total(reached), 0, 1)
    thresholds: NDArray[np.uint64] = np.rint(reached * WORD).astype(np.uint64)
    thresholds[layout.start[1:] - 1] = WORD
    if layout.section_several.any():
        several = layout.section_several[layout.section]
        marked = np.rint(
            layout.running_total(_marked(register, share) * used[layout.section]) * WORD
        )
        thresholds[several] = marked[several].astype(np.uint64)
        for index, limit in (
            (layout.against_all, (1 - invalid) * against),
            (layout.invalid, (1 - invalid) * against + invalid),
        ):
            of_ballots = np.rint(limit * WORD).astype(np.uint64)
            chosen = layout.section_several
            thresholds[index[chosen]] = of_ballots[chosen]
    return thresholds


def _marked(register: Register, share: Floats) -> Floats:
    """Return the probability that a ballot marks each candidate, shape ``(n_counts,)``.

    It is proportional to the share, but at most 1: then the others have what is left.
    """
    layout = register.tally
    marks = register.race_vote_for[register.section_race].astype(np.float64)
    certain = np.zeros(len(share), dtype=bool)
    marked = share * marks[layout.section]
    for _ in range(int(marks.max())):
        certain |= marked >= 1
        left = np.where(certain, 0.0, share)
        total = layout.total(left)
        factor = (marks - layout.total(certain.astype(np.float64))) / np.where(total > 0, total, 1)
        marked = np.where(certain, 1.0, left * factor[layout.section])
    return np.minimum(marked, 1.0)


def _around_race(register: Register, preference: Floats) -> Floats:
    """Return site preferences, around their mean over the race where its votes are known.

    The mean is weighted by voters. Sites that have an expected turnout keep the
    preferences that they have alone, so that they do not depend on which other sites there are.
    """
    layout = register.tally
    key = layout.race * (int(layout.number.max()) + 1) + layout.number
    weight = register.site_voters[layout.site]
    total = np.bincount(key, weights=weight)
    mean = np.bincount(key, weights=weight * preference) / np.where(total > 0, total, 1)
    alone = ~np.isnan(register.site_turnout)[layout.site]
    centred: Floats = preference - np.where(alone, 0.0, mean[key])
    return centred


def _other_shares(
    scenario: Scenario, register: Register, z_against: Floats, z_invalid: Floats
) -> tuple[Floats, Floats]:
    """Return the shares against all (of valid votes) and invalid (of ballots) of each section."""
    choice = scenario.choice
    of_region = [choice.regions.get(code) for code in register.region_code.tolist()]
    region = register.site_region[register.section_site]
    against = np.array(
        [
            choice.against_all_share if region is None or region.against_all_share is None
            else region.against_all_share
            for region in of_region
        ]
    )[region]  # fmt: skip
    invalid = np.array(
        [
            choice.invalid_share
            if region is None or region.invalid_share is None
            else region.invalid_share
            for region in of_region
        ]
    )[region]
    published_invalid = register.race_invalid_share[register.section_race]
    published_against = register.race_against_all_share[register.section_race]
    known = ~np.isnan(published_invalid)
    both = known & ~np.isnan(published_against)
    left = np.where(known & ~both, published_invalid, np.nan)
    of_area = area_invalid_share(register, register.section_site, register.section_race)
    left = np.where(np.isnan(of_area), left, of_area)
    invalid = np.where(both, published_invalid, invalid)
    invalid = np.where(np.isnan(left), invalid, invalid_of(left, against))
    against = np.where(both, published_against / (1 - published_invalid), against)
    return (
        _spread_share(against, choice.share_spread, z_against),
        _spread_share(invalid, choice.share_spread, z_invalid),
    )


def invalid_of(left: Floats, against: Floats) -> Floats:
    """Return the share of invalid ballots where candidates leave a share to both others.

    Parameters
    ----------
    left
        What the shares of candidates leave to 1, of ballots cast.
    against
        Share against all, of valid votes.

    >>> invalid_of(np.array([0.1, 0.1]), np.array([0.0, 0.05])).round(4).tolist()
    [0.1, 0.0526]
    """
    return np.where(against > 0, np.maximum(1 - (1 - left) / (1 - against), 0.0), left)


def _spread_share(mean: Floats, spread: float, z: Floats) -> Floats:
    """Return logit-normal shares of sites with a given mean; 0 if the mean is 0."""
    inside = np.clip(mean, 1e-9, 1 - 1e-9)
    if spread == 0:
        return mean
    levels, index = np.unique(inside, return_inverse=True)
    centre = spread_centre(levels, spread)[index]
    return np.where(mean > 0, expit(centre + spread * z), 0.0)
