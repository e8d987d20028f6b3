"""Who votes, and when they arrive.

Each site has a turnout share: the region's, spread by a site effect
(logit-normal). A registered voter votes when their luck, a random word, is
below the site's *cut*. With ``turnout.final = "sampled"`` the cut is the share.
With ``"reported"`` cuts are moved together, on the logit scale, until exactly
the published number of voters of the quota cast a ballot: the k voters with the
smallest logit(luck) - logit(share).

Arrivals follow a Kumaraswamy distribution on the opening hours,
F(x) = 1 - (1 - x^a)^b with x = (t - opens) / (closes - opens).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import clock
from sim.draw import (
    LUCK,
    Draw,
    count_below,
    cut_above,
    draw_all_patience,
    draw_casting,
    draw_site,
    find_between,
)
from sim.errors import Problem, ScenarioError
from sim.streams import (
    HALF_WORD,
    WORD,
    Stream,
    duration_table,
    lognormal_table,
    normal,
    share_limit,
    uniform,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.register import Register
    from sim.scenario import Scenario
    from sim.streams import Luck

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

_CARRIED = "polling.carry_away_share"
_QUADRATURE = np.polynomial.hermite_e.hermegauss(31)


@dataclass(frozen=True)
class Attendance:
    """How the day of every site begins; arrays of shape ``(n_sites,)``."""

    cut: NDArray[np.uint64]
    """A voter comes if ``word << 32 | voter`` is below it."""
    a: Floats
    b: Floats
    """Shapes of the site's arrivals."""


@dataclass(frozen=True)
class Voters:
    """Those who come to one site, in register order; arrays of shape ``(n,)``, times in ms."""

    number: Ints
    """Place on the site's list: the name of their luck."""
    arrives_at: Ints
    at_home: NDArray[np.bool_]
    """Waits for the portable box."""
    carries_away: NDArray[np.bool_]
    """Takes the ballot away."""
    check_in_ms: Ints
    """At a desk; for those at home, of the visit."""
    booth_ms: Ints
    box_ms: Ints
    patience_ms: Ints
    """NEVER for those who do not give up."""
    balks_above: Ints
    """The longest line they would join; ANY_LINE for those who join any."""
    returns_after_ms: Ints
    """NEVER for those who do not come again."""


def logit(p: Floats) -> Floats:
    """Return log(p / (1 - p)), p inside (0, 1)."""
    return np.log(p) - np.log1p(-p)


def expit(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def spread_centre(mean: Floats, spread: float) -> Floats:
    """Return the centre at which a logit-normal distribution has a given mean.

    Parameters
    ----------
    mean
        Inside (0, 1), any shape.
    spread
        Standard deviation on the logit scale, 0 or more.

    >>> centre = spread_centre(np.array([0.8]), 0.5)
    >>> bool(centre[0] > logit(np.array([0.8]))[0])
    True
    """
    nodes, weights = _QUADRATURE
    weights = weights / weights.sum()
    below, above = logit(mean) - 10 * spread - 1e-9, logit(mean) + 10 * spread + 1e-9
    for _ in range(60):
        middle = (below + above) / 2
        short = (expit(middle[..., None] + spread * nodes) @ weights) < mean
        below, above = np.where(short, middle, below), np.where(short, above, middle)
    return (below + above) / 2


def attendance(scenario: Scenario, register: Register, luck: Luck) -> Attendance:
    """Decide for every site whom its luck brings, and how arrivals are shaped.

    Raises
    ------
    ScenarioError
        If so many carry ballots away that the reported votes cannot be cast.
    """
    z_turnout, z_a, z_b, _ = normal(luck.words(Stream.SITE, 0, register.site_key))
    quota_registered = np.bincount(register.site_quota, weights=register.site_registered)
    share = np.clip(register.quota_votes / quota_registered, 1e-6, 1 - 1e-6)
    centre = spread_centre(share, scenario.turnout.site_spread)[register.site_quota]
    site_logit = centre + scenario.turnout.site_spread * z_turnout
    if scenario.turnout.final == "sampled":
        share = np.minimum(np.rint(expit(site_logit) * WORD), WORD - 1)
        cut = share.astype(np.uint64) << np.uint64(32)
    else:
        cut = _reported_cuts(scenario, register, luck, site_logit)
    a, b = _shapes(scenario, register)
    spread = scenario.arrivals.site_spread
    return Attendance(cut, a * np.exp(spread * z_a), b * np.exp(spread * z_b))


def _shapes(scenario: Scenario, register: Register) -> tuple[Floats, Floats]:
    """Return the arrival shapes of each site's region."""
    arrivals = scenario.arrivals
    of_region = [arrivals.regions.get(code) for code in register.region_code.tolist()]
    a = np.array([arrivals.a if own is None or own.a is None else own.a for own in of_region])
    b = np.array([arrivals.b if own is None or own.b is None else own.b for own in of_region])
    return a[register.site_region], b[register.site_region]


def _reported_cuts(
    scenario: Scenario, register: Register, luck: Luck, site_logit: Floats
) -> NDArray[np.uint64]:
    """Return cuts at which each quota casts exactly its published votes."""
    cuts = np.zeros(register.n_sites, dtype=np.uint64)
    casting_from = _carrying_from(scenario)
    problems = []
    for quota, votes in enumerate(register.quota_votes.tolist()):
        sites = np.flatnonzero(register.site_quota == quota)
        word, voter, start = draw_casting(
            np.uint64(luck.seed), np.uint64(luck.replication), register.site_key[sites],
            register.site_registered[sites], casting_from,
        )  # fmt: skip
        n = len(word)
        if n < votes:
            where = register.region_code[register.race_region[register.race_quota == quota][0]]
            message = f"leaves {n:,} voters in {where} to cast {votes:,} reported votes"
            problems.append(Problem(f"scenario {scenario.name}", _CARRIED, message))
        else:
            cuts[sites] = _cuts_of_quota(word, voter, start, site_logit[sites], votes)
    if problems:
        raise ScenarioError(problems)
    return cuts


def _cuts_of_quota(
    word: NDArray[np.uint32],
    voter: NDArray[np.uint32],
    start: Ints,
    site_logit: Floats,
    votes: int,
) -> NDArray[np.uint64]:
    """Return the cuts of a quota's sites at which exactly so many cast.

    All sites are moved together until they are a hair's breadth around the right number; only
    those within it are compared one by one.

    Parameters
    ----------
    word, voter, start
        Those who would cast: see :func:`sim.draw.draw_casting`.
    site_logit
        Shape ``(n_sites,)``.
    votes
        At most as many as would cast.
    """
    below, above = -24 - site_logit.max(), 24 - site_logit.min()  # no word's logit passes 23
    for _ in range(32):
        middle = (below + above) / 2
        few = count_below(word, start, _limits(site_logit + middle)) < votes
        below, above = (middle, above) if few else (below, middle)
    # A formula and its inverse may part in the last bits: far less than this.
    lower = _limits(site_logit + below - 1e-9) - 1
    upper = _limits(site_logit + above + 1e-9) + 1
    cuts: NDArray[np.uint64] = cut_above(word, voter, start, lower)
    place, site = find_between(word, start, lower, upper)
    chosen = _smallest(
        logit(uniform(word[place])) - site_logit[site], votes - count_below(word, start, lower)
    )
    place, site = place[chosen], site[chosen]
    # The last one chosen at each site is the one with the greatest luck there.
    key = (word[place].astype(np.uint64) << np.uint64(32)) | voter[place].astype(np.uint64)
    np.maximum.at(cuts, site, key + np.uint64(1))
    return cuts


def _limits(logits: Floats) -> Ints:
    """Return the words from which on uniform(word) is above expit(logits)."""
    limits: Ints = np.floor(expit(logits) * WORD + 0.5).astype(np.int64)
    return limits


def _smallest(values: Floats, n: int) -> NDArray[np.bool_]:
    """Return which are the n smallest values; of equal ones the first."""
    if n == 0 or n >= len(values):
        return np.full(len(values), n > 0)
    last = np.partition(values, n - 1)[n - 1]
    chosen: NDArray[np.bool_] = values < last
    at = np.flatnonzero(values == last)
    chosen[at[: n - int(chosen.sum())]] = True
    return chosen


def _carrying_from(scenario: Scenario) -> int:
    """Return the half word from which on a voter carries the ballot away."""
    return HALF_WORD - round(scenario.polling.carry_away_share * HALF_WORD)


def arrival_share(x: Floats, a: Floats, b: Floats) -> Floats:
    """Return the Kumaraswamy distribution F(x) = 1 - (1 - x^a)^b.

    Parameters
    ----------
    x
        Part of the opening hours that has passed, in [0, 1].
    a, b
        Shapes, above 0.

    >>> float(arrival_share(np.array(0.5), np.array(1.0), np.array(2.0)))
    0.75
    """
    return 1 - (1 - x**a) ** b


def draw_settings(scenario: Scenario, luck: Luck) -> Draw:
    """Return what the drawing of voters needs to know of a scenario."""
    polling, arrivals = scenario.polling, scenario.arrivals
    lines = np.rint(lognormal_table(polling.balk_line_mean, polling.balk_line_cv)).astype(np.int64)
    return Draw(
        seed=np.uint64(luck.seed),
        replication=np.uint64(luck.replication),
        length_ms=clock.from_time(polling.closes) - clock.from_time(polling.opens),
        early_limit=share_limit(arrivals.early_share),
        early_ms=round(1000 * arrivals.early_s),
        home_below=round(polling.home_share * HALF_WORD),
        carry_from=_carrying_from(scenario),
        check_in=duration_table(polling.check_in_mean_s, polling.check_in_cv),
        visit=duration_table(polling.visit_mean_s, polling.visit_cv),
        booth=duration_table(polling.booth_mean_s, polling.booth_cv),
        box=duration_table(polling.box_mean_s, polling.box_cv),
        renege_limit=share_limit(polling.renege_share),
        patience=duration_table(polling.patience_mean_s, polling.patience_cv),
        balk_limit=share_limit(polling.balk_share),
        line=lines,
        return_limit=share_limit(polling.return_share),
        returns=duration_table(polling.return_mean_s, polling.return_cv),
    )


def draw_voters(
    scenario: Scenario, register: Register, luck: Luck, plan: Attendance, sites: Ints
) -> list[Voters]:
    """Draw the voters who come to some sites.

    Parameters
    ----------
    sites
        Indexes into the register.

    Returns
    -------
    list[Voters]
        One entry a site, in the order of ``sites``.
    """
    settings = draw_settings(scenario, luck)
    behind = register.region_hours_behind[register.site_region] * clock.HOUR_MS
    opens_at = clock.from_time(scenario.polling.opens) + behind
    words = np.empty((4, int(register.site_registered[sites].max(initial=0))), dtype=np.uint32)
    drawn = []
    for site in sites.tolist():
        registered = int(register.site_registered[site])
        columns = np.empty((len(LUCK), registered), dtype=np.int64)
        n = draw_site(
            settings, register.site_key[site], registered, plan.cut[site], plan.a[site],
            plan.b[site], opens_at[site], words, columns,
        )  # fmt: skip
        draw_all_patience(settings, register.site_key[site], columns, n)
        drawn.append(Voters(*(_column(name, columns[row, :n]) for row, name in enumerate(LUCK))))
    return drawn


def _column(name: str, values: Ints) -> NDArray[Any]:
    """Return a row of luck as a column of its own, yes or no where it is that."""
    return values.astype(bool) if name in {"at_home", "carries_away"} else values.copy()
