"""Rounds of days, which the checkpoint of a plan keeps as bytes."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Protocol
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sim.core.types import Ints
    from sim.day.levels import LevelCounts

COUNTED = ("found", "sums")
"""What is kept of a round of days."""
ROUND = 8
"""Days that are kept together; of a search also those that are run together: a site that is
decided meanwhile is run until their end, and the plan does not depend on it."""


class Store(Protocol):
    """Where finished rounds of days are kept."""

    def read(self, name: str) -> bytes | None:
        """Return a round; None if it is missing or damaged."""

    def add(self, name: str, content: bytes) -> None:
        """Keep a round."""


class NothingKept:
    """A store that keeps nothing."""

    def read(self, name: str) -> None:
        """Return None: no round was kept."""

    def add(self, name: str, content: bytes) -> None:
        """Keep no round."""


def rounds(name: str, n_days: int) -> Iterator[tuple[str, range]]:
    """Yield the name and the days of each round."""
    for begin in range(0, n_days, ROUND):
        yield f"{name}-{begin:06d}", range(begin, min(begin + ROUND, n_days))


def kept(
    store: Store, name: str, columns: Sequence[str], make: Callable[[], Iterable[Ints]]
) -> tuple[Ints, ...]:
    """Return the arrays of a round: those that are kept, or those made now, which are kept then.

    Parameters
    ----------
    store, name
        Where rounds are kept, and the name of this one.
    columns
        Names of its arrays.
    make
        Runs its days.
    """
    found = unpacked(columns, store.read(name))
    if found is None:
        found = tuple(make())
        store.add(name, packed(columns, found))
    return found


def kept_days(
    store: Store,
    name: str,
    numbers: Sequence[int],
    run: Callable[[Sequence[int]], Iterator[LevelCounts]],
) -> Iterator[tuple[Ints, Ints]]:
    """Yield what is counted in each round of some days, in order, as :func:`joined` returns it.

    Days of all rounds that are missing are begun at once, so that no round waits for another.

    Parameters
    ----------
    store, name
        Where rounds are kept, and the name of them all.
    numbers
        Of the days.
    run
        Runs some of them: yields what is counted on each.
    """
    parts = [(part, [numbers[k] for k in days]) for part, days in rounds(name, len(numbers))]
    had = {part: unpacked(COUNTED, store.read(part)) for part, _ in parts}
    made = run([day for part, days in parts if had[part] is None for day in days])
    for part, days in parts:
        found = had.pop(part)
        if found is None:
            found = joined(islice(made, len(days)))
            store.add(part, packed(COUNTED, found))
        yield found[0], found[1]


def joined(counts: Iterable[LevelCounts]) -> tuple[Ints, Ints]:
    """Return the levels found on each day, and the sums over days.

    Shapes are ``(n_days, n_sites, n_limits)`` and ``(n_sites, n_levels, N_LEVEL_SUMS)``.
    """
    days = [*counts]
    return np.stack([each.found for each in days]), np.sum([each.sums for each in days], axis=0)


def packed(names: Sequence[str], columns: Sequence[Ints]) -> bytes:
    """Return arrays as bytes."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(zip(names, columns, strict=True)))
    return file.getvalue()


def unpacked(names: Sequence[str], content: bytes | None) -> tuple[Ints, ...] | None:
    """Return arrays that were packed; None if they cannot be read."""
    if content is None:
        return None
    try:
        columns = np.load(io.BytesIO(content), allow_pickle=False)
        return tuple(columns[name] for name in names)
    except (ValueError, OSError, KeyError, EOFError, BadZipFile):
        return None
