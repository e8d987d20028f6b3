"""Expected vote shares, met in the mean over sites."""

from __future__ import annotations

import numpy as np
import pytest

from sim.voting.expected import expected_log_shares, mean_shares


@pytest.mark.parametrize("spread", [0.05, 0.3, 1.0, 2.0])
@pytest.mark.parametrize(
    "expected", [(0.6, 0.3, 0.1), (0.5, 0.5), (0.9999, 0.0001), (0.97, 0.01, 0.01, 0.01)]
)
def test_sampled_sites_have_the_expected_shares_in_the_mean(
    expected: tuple[float, ...], spread: float
) -> None:
    wanted = np.array([expected])
    centre = expected_log_shares(wanted, spread)

    z = np.random.default_rng(5).standard_normal((200_000, len(expected)))
    weight = np.exp(centre + spread * z)
    share = weight / weight.sum(axis=1, keepdims=True)
    error = share.std(axis=0) / np.sqrt(len(z))
    assert (np.abs(share.mean(axis=0) - wanted[0]) < 4 * error).all()
    assert np.exp(centre).sum() != pytest.approx(1, abs=1e-9) or spread < 0.1 or len(expected) == 2


def test_a_race_is_solved_as_if_it_were_alone() -> None:
    rows = np.array([[0.5, 0.3, 0.2], [0.98, 0.01, 0.01], [0.2, 0.5, 0.3]])

    together = expected_log_shares(rows, 0.7)

    for row, found in zip(rows, together, strict=True):
        assert expected_log_shares(row[None], 0.7)[0] == pytest.approx(found, abs=1e-8)
    # The order of the candidates makes no difference.
    assert together[2][[1, 2, 0]] == pytest.approx(together[0], abs=1e-8)


def test_without_differences_between_sites_shares_are_the_expected_ones() -> None:
    rows = np.array([[0.5, 0.3, 0.2]])

    assert np.exp(expected_log_shares(rows, 0.0)) == pytest.approx(rows)
    assert mean_shares(np.log(rows), 1e-6) == pytest.approx(rows, abs=1e-6)


def test_one_candidate_has_all_votes() -> None:
    assert expected_log_shares(np.ones((2, 1)), 0.5).tolist() == [[0.0], [0.0]]


def test_more_candidates_than_digits_of_a_share() -> None:
    rows = np.full((1, 60), 1 / 60)

    assert mean_shares(expected_log_shares(rows, 1.0), 1.0) == pytest.approx(rows, abs=1e-9)
