"""The generator against published known answers, and random words as values."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import (
    HALF_WORD,
    Stream,
    Streams,
    duration_table,
    gumbel,
    lognormal_table,
    normal_table,
    philox,
    share_limit,
)

# Random123 1.09, kat_vectors, philox4x32 10 rounds: counter, key, answer.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def words(text: str) -> tuple[int, ...]:
    return tuple(int(word, 16) for word in text.split())


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(counter: str, key: str, answer: str) -> None:
    given = philox(words(counter), words(key))  # type: ignore[arg-type]

    assert tuple(given.tolist()) == words(answer)


def test_words_of_a_voter_do_not_depend_on_the_other_voters() -> None:
    streams = Streams(7, 3)

    together = streams.words(Stream.VOTER, np.arange(1000), 12)
    alone = streams.words(Stream.VOTER, 321, 12)

    assert together[:, 321].tolist() == alone.tolist()


def test_streams_blocks_seeds_and_replications_differ() -> None:
    first = Streams(1, 0).words(Stream.VOTER, 5, 6, 0).tolist()

    assert first != Streams(1, 0).words(Stream.SITE, 5, 6, 0).tolist()
    assert first != Streams(1, 0).words(Stream.VOTER, 5, 6, 1).tolist()
    assert first != Streams(1, 0).words(Stream.VOTER, 6, 5, 0).tolist()
    assert first != Streams(2, 0).words(Stream.VOTER, 5, 6, 0).tolist()
    assert first != Streams(1, 1).words(Stream.VOTER, 5, 6, 0).tolist()


def test_seed_zero_is_a_seed_like_any_other() -> None:
    one, other = (Streams(0).words(Stream.VOTER, 1, 1).tolist() for _ in range(2))
    assert one == other


def test_normal_table_is_symmetric_with_unit_spread() -> None:
    table = normal_table()

    assert len(table) == HALF_WORD
    assert (table == -table[::-1]).all()
    assert table.std() == pytest.approx(1, abs=2e-4)


@pytest.mark.parametrize(("mean", "cv"), [(40.0, 0.5), (5.0, 0.3), (480.0, 0.5)])
def test_duration_tables_have_the_mean_and_spread_asked_for(mean: float, cv: float) -> None:
    table = duration_table(mean, cv)

    assert table.mean() == pytest.approx(1000 * mean, rel=1e-4)
    assert table.std() / table.mean() == pytest.approx(cv, rel=5e-4)
    assert table.min() >= 1


def test_a_duration_without_spread_is_constant() -> None:
    assert set(duration_table(60.0, 0.0).tolist()) == {60_000}
    assert set(duration_table(0.0, 0.5).tolist()) == {0}


def test_lognormal_tables_rise() -> None:
    assert (np.diff(lognormal_table(10.0, 0.7)) > 0).all()


def test_share_limit_reaches_both_ends() -> None:
    assert share_limit(0.0) == 0
    assert share_limit(1.0) == 2**32


def test_gumbel_has_its_mean() -> None:
    values = gumbel(Streams(3).words(Stream.CANDIDATE, np.arange(200_000), 0)[0])

    # Mean 0.5772, spread pi / sqrt(6); 5 standard errors, false alarm 6e-7.
    assert values.mean() == pytest.approx(0.577216, abs=5 * 1.2825 / 200_000**0.5)
