"""The tallies of a night in little memory: each text once, and where the rows of a race are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.results.columns import rows_of_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.core.types import Ints
    from sim.results.columns import Table


@dataclass(frozen=True, eq=False)
class Tallies:
    """Votes by site, race and choice, in the order of ``tallies.csv``.

    A section is the rows of one race at one site, one after another.
    """

    choices: tuple[str, ...]
    """The different names of choices."""
    parties: tuple[str, ...]
    """The different names of parties, in the order of the rows; one of them may be empty."""
    choice: Ints
    """Index of the choice, shape ``(n_rows,)``."""
    party: Ints
    """Index of the party, shape ``(n_rows,)``."""
    votes: Ints
    """Shape ``(n_rows,)``."""
    first: Ints
    """First row of each section, shape ``(n_sections,)``."""
    race: Ints
    """Index of the race of each section, shape ``(n_sections,)``."""
    site: Ints
    """Index of the site of each section, shape ``(n_sections,)``."""

    def of_races(self, n_races: int) -> list[Ints]:
        """Return the sections of each race."""
        return rows_of_groups(self.race, n_races)

    def rows_of_sections(self, sections: Ints) -> Ints:
        """Return the rows of sections of one race by choice, shape ``(n_choices, n_sections)``."""
        after = (
            self.first[sections[0] + 1] if sections[0] + 1 < len(self.first) else len(self.votes)
        )
        rows: Ints = np.arange(after - self.first[sections[0]])[:, None] + self.first[sections]
        return rows

    def rows_of(self, name: str) -> Ints:
        """Return the rows of a choice without a party."""
        if name not in self.choices or "" not in self.parties:
            return np.zeros(0, dtype=np.int64)
        named = self.choice == self.choices.index(name)
        return np.flatnonzero(named & (self.party == self.parties.index("")))

    def sections_of(self, rows: Ints) -> Ints:
        """Return the section of each row."""
        sections: Ints = np.searchsorted(self.first, rows, side="right") - 1
        return sections


class _Codes(dict[str, int]):
    """Texts by the order of their first occurrence."""

    def __missing__(self, text: str) -> int:
        self[text] = code = len(self)
        return code

    def of(self, texts: Iterable[str]) -> Ints:
        """Return the codes of texts; new ones are added."""
        return np.array([self[text] for text in texts], dtype=np.int32)


def read_tallies(
    parts: Iterable[Table], sites: Mapping[str, int], races: Mapping[str, int]
) -> Tallies:
    """Return tallies from the parts of their table.

    Parameters
    ----------
    parts
        Of ``tallies.csv``, in order.
    sites, races
        Index of each site and race by its id.
    """
    choices, parties = _Codes(), _Codes()
    columns: dict[str, list[Ints]] = {
        name: [] for name in ("choice", "party", "votes", "first", "race", "site")
    }
    before, n_rows = ("", ""), 0
    for part in parts:
        site, race = part["site"], part["race"]
        n = len(site)
        if not n:
            continue
        changes = (site[1:] != site[:-1]) | (race[1:] != race[:-1])
        begins = np.append((str(site[0]), str(race[0])) != before, changes).nonzero()[0]
        columns["first"].append(begins + n_rows)
        columns["site"].append(np.array([sites[name] for name in site[begins].tolist()], np.int32))
        columns["race"].append(np.array([races[name] for name in race[begins].tolist()], np.int32))
        columns["choice"].append(choices.of(part["choice"].tolist()))
        columns["party"].append(parties.of(part["party"].tolist()))
        columns["votes"].append(part["votes"].astype(np.int64))
        before, n_rows = (str(site[-1]), str(race[-1])), n_rows + n
    joined = {
        name: np.concatenate([np.zeros(0, np.int64), *columns.pop(name)]) for name in [*columns]
    }
    return Tallies(tuple(choices), tuple(parties), **joined)
