"""How many voters a site of an OpenElections file has: registered, come, voted before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.text import counted
from sim.pack.files.openelections.words import BEFORE, PROVISIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.pack.files.openelections.counts import Ballots, Facts


@dataclass(frozen=True, slots=True)
class SiteVoters:
    """The voters of a site."""

    registered: int
    """-1 where the file does not say."""
    cast: int
    """Ballots cast: at the site on election day, before, and provisional ones."""
    before: tuple[int, ...]
    """Ballots cast before election day, by method."""
    provisional: int
    cast_stated: bool
    """Whether the file states ballots cast; else they are the marks of a contest."""

    @property
    def voted_before(self) -> int:
        """Return the ballots cast before election day."""
        return sum(self.before)

    @property
    def at_site(self) -> int:
        """Return the ballots cast at the site on election day, provisional ones not counted."""
        return self.cast - self.voted_before - self.provisional


class VotersReader:
    """Reads voters site by site, and says what it had to infer."""

    def __init__(self, methods: tuple[str, ...]) -> None:
        self._methods = methods
        self._before = [at for at, name in enumerate(methods) if name in BEFORE]
        self._provisional = [at for at, name in enumerate(methods) if name in PROVISIONAL]
        self._inferred: Counter[str] = Counter()

    def before_names(self) -> tuple[str, ...]:
        """Return the methods of ballots cast before election day."""
        return tuple(self._methods[at] for at in self._before)

    def read(self, facts: Facts, contests: Sequence[tuple[Ballots, int]]) -> SiteVoters:
        """Return the voters of a site.

        Parameters
        ----------
        facts
            What the file states of the site.
        contests
            Its votes in each contest on its ballot, and how many marks a ballot has room for.
        """
        fullest, room = max(contests, key=lambda one: one[0].marks() / one[1], default=(None, 1))
        marks = -(-fullest.marks() // room) if fullest else 0
        known = facts.cast if facts.cast is not None and facts.cast.votes else None
        cast = marks if known is None else known.votes
        if known is None and cast:
            self._inferred["ballots cast were taken as the marks of the contest with most"] += 1
        stated = known.methods if known is not None else ()
        if all(votes < 0 for votes in stated):
            stated = self._shares(fullest, cast)
        before = [max(stated[at], 0) for at in self._before] if stated else []
        provisional = sum(max(stated[at], 0) for at in self._provisional) if stated else 0
        if sum(before) + provisional > cast:
            self._inferred["ballots by method are more than ballots cast, and stand for them"] += 1
            cast = sum(before) + provisional
        return SiteVoters(facts.registered, cast, tuple(before), provisional,
                          known is not None)  # fmt: skip

    def _shares(self, fullest: Ballots | None, cast: int) -> tuple[int, ...]:
        """Return ballots cast by method, in the shares of the marks of a contest."""
        marks = fullest.methods if fullest else []
        if not sum(marks) or not fullest or not cast:
            return ()
        self._inferred["ballots by method were taken from the contest with most marks"] += 1
        return tuple(votes * cast // fullest.marks() for votes in marks)

    def notes(self) -> Iterator[str]:
        """Yield what was inferred, and for how many sites."""
        for what, n in self._inferred.items():
            yield f"{counted(n, 'site')}: {what}"
        if not self._before:
            yield (
                "the file does not say which ballots were cast before election day: "
                "all are expected at the sites"
            )
