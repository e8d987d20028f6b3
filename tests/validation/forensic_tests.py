"""Tests of election results that are meant to find irregular ones, as they are used.

Each takes the sites of one night and returns whether it raises an alarm at the level of 5 %.

References
----------
.. [1] Beber B., Scacco A. (2012). What the numbers say: A digit-based test for election fraud.
   Political Analysis 20(2): 211–234. doi:10.1093/pan/mps003
.. [2] Kobak D., Shpilkin S., Pshenichnikov M. S. (2016). Integer percentages as electoral
   falsification fingerprints. The Annals of Applied Statistics 10(1): 54–73.
   doi:10.1214/16-AOAS904
.. [3] Klimek P., Yegorov Y., Hanel R., Thurner S. (2012). Statistical detection of systematic
   election irregularities. Proceedings of the National Academy of Sciences 109(41): 16469–16473.
   doi:10.1073/pnas.1210722109
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Flags, Floats, Ints

CHI2_9 = 16.919
"""95 % quantile of chi-squared with 9 degrees of freedom."""
ONE_SIDED, TWO_SIDED = 1.645, 1.960
"""Quantiles of the normal distribution for a level of 5 %."""
LEAST_COUNT = 100
"""Counts with three digits or more, whose last digits should be uniform."""
LEAST_LIST = 100
"""Voters on the list of a site that fingerprints use."""
WINDOW_PCT = 0.05
"""A percentage is round if it is not farther from a whole number."""
SAMPLES = 200
"""Binomial samples of a night, against which its round percentages are held."""


@dataclass(frozen=True)
class Sites:
    """Sites of one night, in which the leading party stands; arrays of shape ``(n_sites,)``."""

    registered: Ints
    issued: Ints
    leader: Ints
    """Votes of the leading party."""
    others: Ints
    """Votes of all other candidates."""
    race: Ints
    round_sampled: Flags
    """Whether turnout or the leader's share is round in each of SAMPLES binomial samples with
    the shares of the night, shape ``(SAMPLES, n_sites)``."""
    fives_sampled: Flags
    """The same for multiples of 5 %."""

    def __len__(self) -> int:
        return len(self.registered)

    def where(self, chosen: Flags) -> Sites:
        """Return some of the sites."""
        return Sites(**{f.name: getattr(self, f.name)[..., chosen] for f in fields(self)})


def is_round(part: Ints, whole: Ints, step_pct: int) -> Flags:
    """Return whether a percentage is a multiple of a step, to 0.05 points."""
    pct = 100 * part / np.maximum(whole, 1)
    off = np.abs(pct - step_pct * np.rint(pct / step_pct))
    found: Flags = (off <= WINDOW_PCT) & (whole > 0)
    return found


def round_at(turnout: tuple[Ints, Ints], share: tuple[Ints, Ints], step_pct: int) -> Flags:
    """Return where turnout or the leader's share, each as part and whole, is round."""
    return is_round(*turnout, step_pct) | is_round(*share, step_pct)


def digits_differ(counts: Ints) -> bool:
    """Return whether last digits are not uniform: chi-squared of ten digits [1]_."""
    if len(counts) < 50:
        return False
    expected = len(counts) / 10
    observed = np.bincount(counts % 10, minlength=10)
    return bool(((observed - expected) ** 2 / expected).sum() > CHI2_9)


def last_digits(sites: Sites) -> bool:
    """Last digits of the leading party's votes, all counts."""
    return digits_differ(sites.leader)


def last_digits_of_large(sites: Sites) -> bool:
    """Last digits of the leading party's votes, counts of 100 or more."""
    return digits_differ(sites.leader[sites.leader >= LEAST_COUNT])


def zeros_and_fives(sites: Sites) -> bool:
    """Too many last digits 0 and 5 among ballots issued, counts of 100 or more."""
    counts = sites.issued[sites.issued >= LEAST_COUNT]
    share = np.mean(counts % 5 == 0)
    return bool((share - 0.2) * np.sqrt(len(counts) / (0.2 * 0.8)) > ONE_SIDED)


def _round(sites: Sites, step_pct: int) -> int:
    turnout = sites.issued, sites.registered
    share = sites.leader, sites.leader + sites.others
    return int(round_at(turnout, share, step_pct).sum())


def round_if_uniform(sites: Sites) -> bool:
    """Too many whole percentages, if all decimals were as frequent."""
    expected = 1 - (1 - 2 * WINDOW_PCT) ** 2
    z = (_round(sites, 1) / len(sites) - expected) * np.sqrt(len(sites))
    return bool(z / np.sqrt(expected * (1 - expected)) > ONE_SIDED)


def round_sampled(sites: Sites) -> bool:
    """Too many whole percentages, against binomial samples of the same sites [2]_."""
    sampled = sites.round_sampled.sum(axis=1)
    return bool((1 + (sampled >= _round(sites, 1)).sum()) / (1 + SAMPLES) <= 0.05)


def fives_sampled(sites: Sites) -> bool:
    """Too many multiples of 5 %, against binomial samples of the same sites [2]_."""
    sampled = sites.fives_sampled.sum(axis=1)
    return bool((1 + (sampled >= _round(sites, 5)).sum()) / (1 + SAMPLES) <= 0.05)


def _slope_z(turnout: Floats, share: Floats, lost: int) -> float:
    """Return t of the slope of a line through the sites; ``lost`` degrees of freedom less."""
    x, y = turnout - turnout.mean(), share - share.mean()
    slope = (x * y).sum() / (x * x).sum()
    rest = ((y - slope * x) ** 2).sum() / (len(x) - lost)
    return float(slope / np.sqrt(rest / (x * x).sum()))


def _turnout_and_share(sites: Sites) -> tuple[Floats, Floats]:
    return sites.issued / sites.registered, sites.leader / np.maximum(
        sites.leader + sites.others, 1
    )


def share_rises(sites: Sites) -> bool:
    """The leader's share rises or falls with turnout, sites taken as independent [3]_."""
    return abs(_slope_z(*_turnout_and_share(sites), 2)) > TWO_SIDED


def share_rises_within(sites: Sites) -> bool:
    """The same within races: differences from the mean of the race."""
    number = np.unique(sites.race, return_inverse=True)[1]
    size = np.bincount(number)
    several = size[number] > 1
    number = number[several]
    turnout, share = (
        values - (np.bincount(number, values) / np.maximum(np.bincount(number), 1))[number]
        for values in _turnout_and_share(sites.where(several))
    )
    return abs(_slope_z(turnout, share, 1 + len(np.unique(number)))) > TWO_SIDED


def vote_rates(sites: Sites) -> Floats:
    """Return logarithmic vote rates, log((N - W) / W) of N on the list and W votes [3]_."""
    used = sites.where((sites.registered >= LEAST_LIST) & (sites.leader > 0))
    inside = used.leader < used.registered
    rates: Floats = np.log((used.registered - used.leader)[inside] / used.leader[inside])
    return rates


def kurtosis_is_high(sites: Sites) -> bool:
    """Kurtosis of logarithmic vote rates is above that of the normal, 3 [3]_."""
    rates = vote_rates(sites)
    z = (rates - rates.mean()) / rates.std()
    return bool(((z**4).mean() - 3) / np.sqrt(24 / len(z)) > ONE_SIDED)


def skewness_differs(sites: Sites) -> bool:
    """Skewness of logarithmic vote rates is not 0 [3]_."""
    rates = vote_rates(sites)
    z = (rates - rates.mean()) / rates.std()
    return bool(abs((z**3).mean()) / np.sqrt(6 / len(z)) > TWO_SIDED)


def votes_above_mode(sites: Sites) -> float:
    """Return the leader's votes beyond its ratio to the others at low turnout, of all its votes.

    The ratio is that of sites up to the most frequent turnout (bins of 2 points by the votes of
    others); what the leader has beyond it at higher turnouts would be called anomalous [2]_.
    """
    turnout, _ = _turnout_and_share(sites)
    bins = np.minimum((50 * turnout).astype(int), 50)
    by_bin = np.bincount(bins, sites.others, 51)
    low = bins <= int(by_bin.argmax())
    ratio = sites.leader[low].sum() / max(sites.others[low].sum(), 1)
    beyond = sites.leader[~low].sum() - ratio * sites.others[~low].sum()
    return float(max(beyond, 0.0) / sites.leader.sum())


TESTS = {
    "last digits, all counts": last_digits,
    "last digits, counts from 100": last_digits_of_large,
    "zeros and fives, counts from 100": zeros_and_fives,
    "whole per cent, if uniform": round_if_uniform,
    "whole per cent, binomial samples": round_sampled,
    "multiples of 5 %, binomial samples": fives_sampled,
    "turnout and share, all sites": share_rises,
    "turnout and share, within races": share_rises_within,
    "kurtosis of vote rates": kurtosis_is_high,
    "skewness of vote rates": skewness_differs,
}
"""By the name in the table."""
