"""The posterior of the choices against outcomes that are enumerated, sampled and integrated."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.incumbents import Incumbents, strengths_that_meet
from sim.calibration.votes.invalid_posterior import (
    AGAINST_ALL,
    INVALID,
    OtherMarksPosterior,
    log_likelihood_of_count,
)
from sim.calibration.votes.race_kinds import RaceKinds, race_kinds
from sim.calibration.votes.shares import RegionVotes, log_likelihood_of_race
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.register import build_register
from sim.scenario import calibration_range, load_scenario
from sim.turnout import expit
from sim.voting.winners import win_probabilities
from tests.support.published import OF
from tests.support.targets import target

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


RANGES = {
    key: calibration_range()[key]
    for key in ("choice.strength", "choice.incumbency", "choice.sharpness")
}

RACE = """
[[register.races]]
name = "{name}"
region = "{region}"
candidates = {candidates}
winner = "{winner}"
votes_cast = 14
{incumbent}
sites = [{{ registered = 20, members = 5, desks = 1, booths = 1, distance_km = 10.0 }}]
"""


def race(name: str, region: str, candidates: list[str], winner: str, incumbent: int = -1) -> str:
    return RACE.format(
        name=name, region=region, candidates=candidates, winner=winner,
        incumbent=f"incumbent = {incumbent}" if incumbent >= 0 else "",
    )  # fmt: skip


NUR, AUYL, OWN = "Nur Otan", "Auyl", "Independent"
SMALL = "".join(
    [
        'name = "small"\n[register]\nsource = "given"\n',
        race("A", "EAST", [NUR, OWN], NUR, 0),
        race("B", "EAST", [NUR, AUYL, OWN], AUYL, 0),
        race("C", "EAST", [NUR, AUYL, OWN, OWN], OWN, 2),
        race("D", "EAST", [NUR, NUR, AUYL], NUR, 1),
        race("E", "EAST", [AUYL, OWN], OWN),
        race("F", "WEST", [NUR, OWN], NUR, 1),
        race("G", "WEST", [NUR, OWN], OWN),
    ]
)


class Small:
    """A country whose outcomes can be enumerated."""

    def __init__(self, folder: Path) -> None:
        file = folder / "small.toml"
        file.write_text(SMALL, encoding="utf-8")
        self.scenario = load_scenario(file)
        self.register = build_register(self.scenario)
        targets = collect(self.scenario, self.register)
        self.targets = tuple(t for t in targets if t.what == "seats")
        self.problem = VotesPosterior(self.scenario, self.register, self.targets, RANGES, {})

    def log_likelihood(self, coords: Floats, r: int) -> Floats:
        """Return the log probability of a region's seats, from all its outcomes."""
        register, problem = self.register, self.problem
        _, scalars, strength, _ = problem.split(coords)
        seats = problem.seats.table[r]
        found = []
        for w in range(len(coords)):
            utility = strength[w, r, register.candidate_party]
            utility += scalars["choice.incumbency"][w] * register.candidate_incumbent
            chance = win_probabilities(register, utility)
            total = 0.0
            races = np.flatnonzero(register.race_region == r)
            spans = [range(*register.candidate_start[k : k + 2].tolist()) for k in races]
            for winners in itertools.product(*spans):
                won = np.bincount(register.candidate_party[list(winners)], minlength=len(seats))
                total += chance[list(winners)].prod() * (won == seats).all()
            found.append(np.log(total))
        return np.array(found)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))


# --- seats ---------------------------------------------------------------------------------------


def test_only_parties_that_stand_have_a_strength(small: Small) -> None:
    assert small.problem.coordinates.names == (
        f"choice.strength.{NUR}", f"choice.strength.{AUYL}",
        "choice.incumbency", "choice.sharpness",
        f"choice.regions.EAST.strength.{NUR}", f"choice.regions.EAST.strength.{AUYL}",
        f"choice.regions.WEST.strength.{NUR}",
    )  # fmt: skip
    coords = small.problem.sample_prior(5, np.random.default_rng(0))
    strength = small.problem.split(coords)[2]
    stands = small.problem.stands
    assert stands.sum() == 3
    assert (strength[:, ~stands] == 0).all()


def test_probabilities_of_seats_are_those_of_all_outcomes_at_one_incumbency(small: Small) -> None:
    problem = small.problem
    coords = problem.sample_prior(40, np.random.default_rng(3))
    # Given where incumbents stand, the rest depends on the strengths alone.
    coords[:, 2] = 1.3
    added = np.where(problem._added >= 0, coords[:, problem._added], 0.0)
    parts = problem.log_density(coords)[:, 2:] - problem._log_prior(added)

    for r in range(2):
        constant = parts[:, r] - small.log_likelihood(coords, r)
        assert np.ptp(constant) < 1e-9
        assert np.ptp(parts[:, r]) > 4


def test_probabilities_of_seats_change_with_incumbency_as_those_of_all_outcomes(
    small: Small,
) -> None:
    problem = small.problem
    coords = np.repeat(problem.sample_prior(1, np.random.default_rng(3)), 9, axis=0)
    coords[:, :2], coords[:, 4:] = [[1.0, 0.5]], [[0.2, 0.3, -0.1]]
    coords[:, 2] = np.linspace(0, 4, 9)
    exact = small.log_likelihood(coords, 0) + small.log_likelihood(coords, 1)
    found = problem.log_density(coords)[:, 0]

    assert np.ptp(exact) > 0.8
    assert np.ptp(found - exact) < 1e-3


def many_alike(n_races: int, n_won: int) -> tuple[RaceKinds, Floats]:
    """Return races of a party against one independent, half with an incumbent of the party."""
    half = n_races // 2
    kinds = RaceKinds(
        np.array([half, n_races - half]), np.array([0.5, 0.5]), np.array([0.5, 0.5]) / half,
        np.array([[0, 1], [1, 1]]), np.array([0, -1]),
    )  # fmt: skip
    return kinds, np.array([n_won, n_races - n_won], dtype=float)


@pytest.mark.parametrize(("n_races", "n_won"), [(10, 6), (60, 40), (60, 10)])
def test_term_of_incumbency_is_the_sum_over_incumbents_won(n_races: int, n_won: int) -> None:
    # h(beta) = sum over I of H(n, I) exp(beta I), and H is a product of two binomials.
    kinds, seats = many_alike(n_races, n_won)
    # The term is interpolated linearly between the points of its table, where it is exact.
    beta = np.linspace(-1, 6, 57)
    half = n_races // 2
    h = np.zeros(len(beta))
    for i in range(max(0, n_won - (n_races - half)), min(half, n_won) + 1):
        ways = binomial(half, i) * binomial(n_races - half, n_won - i)
        h += ways * np.exp(beta * i)
    found = Incumbents([kinds], [seats], [1.0]).log_term(beta)

    rest = found - np.log(h)
    assert np.ptp(np.log(h)) > 10
    assert np.ptp(rest) < 1e-9


def binomial(n: int, k: int) -> float:
    return float(np.prod([(n - j) / (k - j) for j in range(k)]))


def test_reported_share_of_incumbents_pulls_towards_what_explains_it() -> None:
    kinds, seats = many_alike(60, 40)
    beta = np.linspace(-1, 4, 501)
    at = []
    for share in (0.4, 0.45):
        term = Incumbents([kinds], [seats], [1.0], share, 0.003).log_term(beta)
        strength = strengths_that_meet(kinds, seats, beta)
        norm = sum(
            n * np.log(weight)
            for n, weight in zip(
                kinds.n_races, np.add(*kinds.weights(strength, beta)).T, strict=True
            )
        )
        profile = term + strength @ seats - norm
        best = int(profile.argmax())
        expected = kinds.expected_seats(strength, beta)[1] / 60
        assert expected[best] == pytest.approx(share, abs=0.015)
        at.append(beta[best])
    assert at[0] < at[1]


def test_strengths_that_meet_seats_do(small: Small) -> None:
    kinds = race_kinds(small.register)[0]
    seats = small.problem.seats.table[0]
    incumbency = np.array([0.0, 1.0, 3.0])

    strength = strengths_that_meet(kinds, seats, incumbency, ridge=1e-9)

    found, _ = kinds.expected_seats(strength, incumbency)
    assert found == pytest.approx(np.tile(seats, (3, 1)), abs=1e-5)


# --- prior ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def of_three() -> tuple[Scenario, Register]:
    scenario = load_scenario("baseline", ["register.regions=['AKM', 'MAN', 'PAV']"])
    return scenario, build_register(scenario)


@pytest.fixture(scope="module")
def problem(of_three: tuple[Scenario, Register]) -> VotesPosterior:
    return VotesPosterior(*of_three, collect(*of_three), RANGES, {})


def test_the_prior_density_of_regional_strengths_is_that_of_its_draws(
    problem: VotesPosterior,
) -> None:
    n = 20_000
    spread = problem.spread
    coords = problem.sample_prior(n, np.random.default_rng(2))
    added = np.where(problem._added >= 0, coords[:, problem._added], 0.0)
    log_prior = problem._log_prior(added)
    for r in range(3):
        of_region = added[:, r, problem.stands[r]]
        k = of_region.shape[1]
        covariance = spread**2 * (np.eye(k) + 1)
        # An element's error is at most 2 spread^2 / sqrt(n); 5 of them pass once in 30,000.
        found = np.cov(of_region.T).reshape(k, k)
        assert np.abs(found - covariance).max() < 5 * 2 * spread**2 * np.sqrt(2 / n)
        squares = np.einsum("ni,ij,nj->n", of_region, np.linalg.inv(covariance), of_region)
        assert log_prior[:, r] == pytest.approx(-squares / 2)


def test_nothing_counts_outside_the_ranges(problem: VotesPosterior) -> None:
    coords = problem.start(2, np.random.default_rng(1))
    assert np.isfinite(problem.log_density(coords)).all()
    for place in problem.layout.common.tolist():
        outside = coords.copy()
        outside[0, place] = 50.0
        density = problem.log_density(outside)[:, 0]
        assert density[0] == -np.inf
        assert np.isfinite(density[1])


def test_parts_sum_to_the_density_and_depend_on_their_region_only(problem: VotesPosterior) -> None:
    rng = np.random.default_rng(5)
    coords = problem.start(6, rng)
    before = problem.log_density(coords)
    assert before[:, 0] == pytest.approx(before[:, 1:].sum(axis=1))
    for r, places in enumerate(problem.layout.regions):
        moved = coords.copy()
        moved[:, places] += rng.normal(0, 0.5, (6, len(places)))
        after = problem.log_density(moved)
        others = [column for column in range(1, 5) if column != 2 + r]
        assert np.array_equal(after[:, others], before[:, others])
        assert not np.isclose(after[:, 2 + r], before[:, 2 + r]).any()


def test_a_held_strength_is_the_free_one_at_that_value(
    of_three: tuple[Scenario, Register], problem: VotesPosterior
) -> None:
    coords = problem.start(4, np.random.default_rng(5))
    key = f"choice.regions.PAV.strength.{AUYL}"
    coords[:, problem.coordinates.index[key]] = 0.4
    held = VotesPosterior(*of_three, collect(*of_three), RANGES, {key: 0.4})

    fewer = np.delete(coords, problem.coordinates.index[key], axis=1)

    assert held.log_density(fewer) == pytest.approx(problem.log_density(coords))
    assert held.parameters(fewer)[key].tolist() == [0.4] * 4


def test_strengths_of_independents_are_held_as_the_scenario_has_them() -> None:
    changes = ["register.regions=['MAN']", "choice.strength.Independent=0.5"]
    scenario = load_scenario("baseline", [*changes, "choice.regions.MAN.strength.Independent=0.25"])
    register = build_register(scenario)
    problem = VotesPosterior(scenario, register, collect(scenario, register), RANGES, {})
    strength = problem.split(problem.start(3, np.random.default_rng(0)))[2]

    assert (strength[:, 0, register.parties.index(OWN)] == 0.75).all()
    assert not [name for name in problem.coordinates.names if OWN in name]


@pytest.mark.parametrize("name", ["AKM@seats", "AKM@votes", "KZ@incumbents"])
def test_a_weight_of_zero_leaves_out(
    of_three: tuple[Scenario, Register], problem: VotesPosterior, name: str
) -> None:
    scenario, register = of_three
    every_target = replace_incumbents(collect(*of_three))
    dropped = tuple(t for t in every_target if t.name != name)
    weighted = tuple(replace(t, weight=0.0) if t.name == name else t for t in every_target)
    assert len(dropped) < len(every_target)
    coords = problem.start(5, np.random.default_rng(5))
    given, without, with_all = (
        VotesPosterior(scenario, register, some, RANGES, {}).log_density(coords)[:, 0]
        for some in (weighted, dropped, every_target)
    )

    assert given - without == pytest.approx(np.zeros(5), abs=1e-9)
    assert np.ptp(with_all - without) > 0.01


def replace_incumbents(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Add a share of incumbents: none is reported for three regions."""
    incumbents = target("incumbents", "KZ", 44.0, error=0.5, step=0.1)
    return (*targets, incumbents)


def test_single_seats_are_held_against_expected_ones(
    of_three: tuple[Scenario, Register],
) -> None:
    scenario, register = of_three
    in_pavlodar = register.race_region == register.region_code.tolist().index("PAV")
    half = float(in_pavlodar.sum() / 2)
    half_of_seats = target("seats", "PAV", half, item=NUR, relation="at_least")
    problem = VotesPosterior(scenario, register, [half_of_seats], RANGES, {})
    coords = np.repeat(problem.start(1, np.random.default_rng(5)), 2, axis=0)
    coords[:, problem.coordinates.index[f"choice.strength.{NUR}"]] = [-2.0, 4.0]
    few, many = problem.log_density(coords)[:, 2 + problem.codes.index("PAV")]

    assert problem.layout.separable
    assert many - few > 4
    assert many == pytest.approx(problem._log_prior(
        np.where(problem._added >= 0, coords[1:, problem._added], 0.0)
    )[0, problem.codes.index("PAV")], abs=0.2)  # fmt: skip


# --- votes ---------------------------------------------------------------------------------------


def drawn_shares(
    kinds: RaceKinds, strength: Floats, incumbency: float, sharpness: float, n: int
) -> Floats:
    """Return mean shares by party over races weighted as the types are, by simple sampling."""
    rng = np.random.default_rng(11)
    total = np.zeros(len(strength))
    for kind, weight in enumerate(kinds.weight):
        standing = [
            (p, 0.0) for p, k in enumerate(kinds.newcomers[kind].tolist()) for _ in range(k)
        ]
        if kinds.incumbent[kind] >= 0:
            standing.append((int(kinds.incumbent[kind]), incumbency))
        party = np.array([p for p, _ in standing])
        utility = strength[party] + np.array([more for _, more in standing])
        share = np.exp(sharpness * (utility + rng.gumbel(size=(n, len(standing)))))
        share /= share.sum(axis=1, keepdims=True)
        total += weight * np.bincount(party, share.mean(axis=0), len(strength))
    return total


@pytest.mark.parametrize(("sharpness", "away", "points"), [(0.65, 0.0, 0.4), (0.4, 0.4, 0.6)])
def test_expected_votes_are_those_of_many_sampled_races(
    problem: VotesPosterior, sharpness: float, away: float, points: float
) -> None:
    r = problem.codes.index("AKM")
    votes = problem.votes.regions[r]
    strength = problem.middle[r] + away * np.array([1, -1, 1, -1, 1, -1, 0])[: len(problem.parties)]
    drawn = drawn_shares(problem.kinds[r], strength, 1.0, sharpness, 4000)

    found = votes.expected(strength[None], np.array([1.0]), np.array([sharpness]))[0]

    assert 100 * np.abs(found - drawn[votes.parties]).max() < points


def test_votes_that_are_expected_are_likelier_than_others(problem: VotesPosterior) -> None:
    r = problem.codes.index("AKM")
    middle = problem.middle[r][None]
    parties = np.arange(len(problem.parties))[problem.kinds[r].standing]
    given = np.array([1.0]), np.array([0.6])
    first = RegionVotes(problem.kinds[r], parties, np.zeros(len(parties)), None, 0.01)
    first.tabulate(middle[0], 1.0)
    share = first.expected(middle, *given)[0]
    chances = []
    for off in (0.0, 0.03, 0.06):
        moved = share + off * np.where(np.arange(len(parties)) == 0, 1, -1 / (len(parties) - 1))
        votes = RegionVotes(problem.kinds[r], parties, moved, None, 0.01)
        votes.tabulate(middle[0], 1.0)
        chances.append(float(votes.log_likelihood(middle, *given, np.zeros((1, len(parties))))[0]))
        # After the shift back there is no difference.
        back = (moved - share)[None]
        chances_back = votes.log_likelihood(middle, *given, back)
        assert chances_back[0] == pytest.approx(chances[0], abs=1e-3)
    assert chances[0] > chances[1] + 0.3 > chances[2] + 0.6


def election(votes: tuple[float, ...], candidates: tuple[str, ...]) -> ByElection:
    one = OF.by_elections[0]
    return replace(one, candidates=candidates, votes=(*votes, 0))  # type: ignore[arg-type]


PARTIES = (NUR, AUYL, OWN)


def densities(logs: Floats, parties: tuple[str, ...], sharpness: float) -> Floats:
    """Return the density of log ratios to the first candidate, shape ``(n,)``."""
    found = []
    for row in np.atleast_2d(logs):
        share = np.exp(np.array([0.0, *row]) - np.logaddexp.reduce([0.0, *row]))
        race = election(tuple((1e12 * share).tolist()), parties)
        args = np.array([[0.8, -0.3, 0.0]]), np.array([1.1]), np.array([sharpness])
        found.append(log_likelihood_of_race(race, PARTIES, *args, 0.7)[0])
    return np.exp(found)


def drawn_logs(parties: tuple[str, ...], sharpness: float, n: int) -> Floats:
    rng = np.random.default_rng(4)
    utility = np.array([0.8, -0.3, 0.0])[[PARTIES.index(p) for p in parties]]
    drawn = utility + rng.gumbel(size=(n, len(parties)))
    drawn[:, 0] += 1.1 * (rng.random(n) < 0.7)
    logs: Floats = sharpness * (drawn[:, 1:] - drawn[:, :1])
    return logs


@pytest.mark.parametrize("sharpness", [0.5, 1.4])
def test_density_of_a_race_of_two_is_that_of_sampled_shares(sharpness: float) -> None:
    ends = np.linspace(-12, 12, 2401) * sharpness
    middle = (ends[1:] + ends[:-1]) / 2
    mass = densities(middle[:, None], (NUR, OWN), sharpness) * np.diff(ends)
    assert mass.sum() == pytest.approx(1, abs=1e-3)

    n = 40_000
    logs = drawn_logs((NUR, OWN), sharpness, n)[:, 0]
    edges = np.linspace(-3, 1, 9) * sharpness
    for low, high in itertools.pairwise(edges.tolist()):
        expected = mass[(middle > low) & (middle < high)].sum()
        error = np.sqrt(expected * (1 - expected) / n)
        assert abs(((logs > low) & (logs < high)).mean() - expected) < 4.5 * error + 1e-4


def test_density_of_a_race_of_three_is_that_of_sampled_shares() -> None:
    parties = (NUR, AUYL, OWN)
    side = np.linspace(-8, 6, 141)
    middle = (side[1:] + side[:-1]) / 2
    grid = np.stack(np.meshgrid(middle, middle, indexing="ij"), axis=-1).reshape(-1, 2)
    mass = densities(grid, parties, 0.8) * (side[1] - side[0]) ** 2
    assert mass.sum() == pytest.approx(1, abs=0.002)

    logs = drawn_logs(parties, 0.8, 40_000)
    for of_grid, of_drawn in zip(three_of(grid), three_of(logs), strict=True):
        error = of_drawn.std() / np.sqrt(len(logs))
        # On the grid a border is uncertain by half a cell.
        assert abs((mass * of_grid).sum() - of_drawn.mean()) < 4.5 * error + 0.01


def three_of(logs: Floats) -> list[Floats]:
    """Return whether the second leads, whether the third does, and their difference."""
    second, third = logs.T
    leads = [(second > 0) & (second > third), (third > 0) & (third > second)]
    return [*(lead.astype(float) for lead in leads), np.tanh(second - third)]


# --- other marks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "spread"), [(-2.5, 0.5), (0.3, 0.9), (-4.0, 0.05)])
def test_chances_of_all_counts_sum_to_one(mean: float, spread: float) -> None:
    n = 40
    chance = np.array(
        [np.exp(log_likelihood_of_count(k, n, np.array(mean), spread)) for k in range(41)]
    )
    rng = np.random.default_rng(8)
    drawn = rng.binomial(n, expit(mean + spread * rng.standard_normal(40_000)))

    assert chance.sum() == pytest.approx(1, abs=1e-9)
    assert chance @ np.arange(41) == pytest.approx(drawn.mean(), abs=4.5 * drawn.std() / 200)
    error = np.sqrt(chance * (1 - chance) / 40_000)
    found = np.bincount(drawn, minlength=41) / 40_000
    # The integral is by fifteen points: accurate to half a per cent of a probability.
    assert (np.abs(found - chance) < 4.5 * error + 0.005 * chance + 1e-4).all()


@pytest.fixture(scope="module")
def marks(of_three: tuple[Scenario, Register]) -> OtherMarksPosterior:
    ranges = {key: calibration_range()[key] for key in MARKS}
    return OtherMarksPosterior(*of_three, collect(*of_three), ranges, {})


MARKS = ("choice.against_all_share", "choice.invalid_share")


def test_shares_of_a_district_are_those_counted_there(marks: OtherMarksPosterior) -> None:
    shares = {t.item: t.value or 0.0 for t in marks.known}
    invalid = shares[INVALID] / 100
    against = shares[AGAINST_ALL] / 100 / (1 - invalid)
    rng = np.random.default_rng(1)
    coords = np.repeat(marks.start(1, rng), 3, axis=0)
    columns = {t.item: 2 + k for k, t in enumerate(marks.known)}
    at = {INVALID: invalid, AGAINST_ALL: against}

    for item, place in columns.items():
        for k, off in enumerate((0.9, 1.0, 1.1)):
            share = at[item] * off
            coords[k, place] = np.log(share / (1 - share))
        low, middle, high = marks.log_density(coords)[:, 0]
        assert middle > max(low, high)
        coords[:, place] = np.log(at[item] / (1 - at[item]))
    shown = marks.parameters(coords[:1])
    assert shown["choice.regions.AKM.invalid_share"][0] == pytest.approx(invalid)
    assert shown["choice.regions.AKM.against_all_share"][0] == pytest.approx(against)


def test_a_share_of_a_region_stays_below_one_half(marks: OtherMarksPosterior) -> None:
    rng = np.random.default_rng(3)
    drawn = marks.sample_prior(20_000, rng)
    at = drawn[:, 2:]
    assert at.max() <= 0

    # The prior density is that of its draws: same mean, and it sums to one.
    mean = np.log(0.1 / 0.9)
    grid = np.linspace(mean - 8 * marks.spread, 0, 20_001)
    density = np.exp(marks._log_prior(grid, np.full(len(grid), mean)))
    density /= marks.spread * (2 * np.pi) ** 0.5
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-4)
    below = -rng.exponential(size=10)
    assert np.isfinite(marks._log_prior(below, np.full(10, mean))).all()
    assert marks._log_prior(np.array([0.01]), np.array([mean]))[0] == -np.inf
    near = np.abs(drawn[:, 1] - 0.1) < 0.02
    invalid = at[near, [t.item for t in marks.known].index(INVALID)]
    expected = np.trapezoid(density * grid, grid)
    assert invalid.mean() == pytest.approx(expected, abs=5 * invalid.std() / near.sum() ** 0.5)


def test_a_mark_that_is_held_is_the_free_one_at_that_value(
    of_three: tuple[Scenario, Register], marks: OtherMarksPosterior
) -> None:
    ranges = {key: calibration_range()[key] for key in MARKS}
    fixed = {"choice.regions.AKM.invalid_share": 0.05, "choice.invalid_share": 0.04}
    held = OtherMarksPosterior(*of_three, collect(*of_three), ranges, fixed)
    coords = marks.start(4, np.random.default_rng(0))
    place = marks.coordinates.index
    coords[:, place["choice.invalid_share"]] = 0.04
    coords[:, place["choice.regions.AKM.invalid_share"]] = np.log(0.05 / 0.95)

    fewer = np.delete(coords, [place[key] for key in fixed], axis=1)

    assert held.log_density(fewer) == pytest.approx(marks.log_density(coords))
    assert held.parameters(fewer)["choice.regions.AKM.invalid_share"] == pytest.approx(0.05)
