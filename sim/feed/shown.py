"""What a feed shows of a night: the truth, changed by faults, at any time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.exporting.ap import race_object, utc_text
from sim.exporting.known_night import KnownNight
from sim.feed.cache import Cache
from sim.feed.faults.changes import Draft
from sim.feed.faults.counts import COUNT_EFFECTS
from sim.feed.faults.units import UNIT_EFFECTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.types import Times
    from sim.exporting.known_night import KnownContest
    from sim.feed.faults.changes import WrongValue
    from sim.feed.faults.fault import FeedFault
    from sim.feed.night import FeedNight
    from sim.feed.states import Postal

_KEPT, _LEAST_KEPT = 3, 1_000
"""Versions of a race whose text is kept, on average, and of all races together at least."""
_SECOND = np.timedelta64(1, "s")
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, eq=False)
class ShownNight(KnownNight):
    """A night as a feed shows it, in the form that every format of export takes."""

    shown: Shown

    def contests(self) -> Iterator[KnownContest]:
        """Yield the contests in the order of ``races.csv``."""
        for race in range(len(self.shown.night.contests)):
            yield self.shown.contest(race, self.before)


class Shown:
    """A night with faults: what is shown depends on how many of its moments have passed.

    Parameters
    ----------
    night
        The truth.
    faults
        In the order in which they change it.
    postal
        Codes in place of those of areas.
    """

    def __init__(self, night: FeedNight, faults: Sequence[FeedFault], postal: Postal) -> None:
        self.night = night
        self.faults = tuple(faults)
        draft = Draft.of(night)
        for fault in faults:
            effect = COUNT_EFFECTS.get(fault.kind.name) or UNIT_EFFECTS.get(fault.kind.name)
            if effect is not None:
                effect(fault, draft)
        self.visible, self.called, self.declared = draft.visible, draft.called, draft.declared
        self.changes = tuple(map(tuple, draft.changes))
        self.wrong_values = tuple(draft.named)
        """Values that differ from the truth for some time."""
        self.race_moments = tuple(self._moments_of(race) for race in range(len(night.contests)))
        self.moments: Times = np.unique(np.concatenate([*self.race_moments, *draft.ticks]))
        """When the feed changes, ascending; what is shown before ``t`` is that of earlier ones."""
        times = np.concatenate(self.race_moments)
        order = np.argsort(times, kind="stable")
        of_moments = np.repeat(np.arange(len(night.contests)), list(map(len, self.race_moments)))
        self._times, self._races = times[order], of_moments[order]
        self._postal = postal
        self.postal_codes = tuple(map(self._postal_code, night.contests))
        """Of the races; of one in several areas, that of all together."""
        self._texts: Cache[tuple[int, int], tuple[str, str]] = Cache(
            max(_KEPT * len(night.contests), _LEAST_KEPT)
        )

    def idle_faults(self) -> list[FeedFault]:
        """Return the faults of values that affect none: nothing came in, or was chosen."""
        busy = {named.fault.number for named in self.wrong_values}
        of_values = (fault for fault in self.faults if fault.kind.of in {"counts", "units"})
        return [fault for fault in of_values if fault.number not in busy]

    @cached_property
    def results_with_times(self) -> KnownNight:
        """Return the night at its end, with the times at which sites become visible."""
        results = self.night.results
        sites = {**self.night.final.sites, "accepted": self.visible}
        changed = replace(results, tables={**results.tables, "sites": sites})
        return replace(self.night.final, results=changed, sites=sites)

    def version(self, at: np.datetime64) -> int:
        """Return how many moments have passed before a time."""
        return int(np.searchsorted(self.moments, at, "left"))

    def before(self, version: int) -> np.datetime64:
        """Return the least time before which this many moments have passed."""
        return self.moments[version - 1] + _SECOND if version else self.night.closes

    def updated(self, version: int) -> np.datetime64:
        """Return the time of the last moment of a version."""
        return self.moments[version - 1] if version else self.night.closes

    def race_version(self, race: int, before: np.datetime64) -> int:
        """Return how many moments of a race have passed before a time."""
        return int(np.searchsorted(self.race_moments[race], before, "left"))

    def last_updates(self, before: np.datetime64) -> Times:
        """Return the last moment of each race before a time; NaT if it has none."""
        found = np.full(len(self.race_moments), np.datetime64("NaT", "s"))
        passed = int(np.searchsorted(self._times, before, "left"))
        # Of several moments of a race the last one stays.
        found[self._races[:passed]] = self._times[:passed]
        return found

    def contest(self, race: int, before: np.datetime64) -> KnownContest:
        """Return a race as it is shown before a time."""
        final = self.night.contests[race]
        accepted = self.visible[final.sites] < before
        called = bool(self.called[race] < before)
        undervotes = final.undervotes
        found = replace(
            final,
            accepted=accepted,
            votes=np.where(accepted, final.votes, 0),
            invalid=np.where(accepted, final.invalid, 0),
            undervotes=None if undervotes is None else np.where(accepted, undervotes, 0),
            called=called,
            declared=bool(self.declared[race] < before),
            elected=final.elected if called else {},
        )
        for change in self.changes[race]:
            if change.on_contest is not None and change.is_in_force(before):
                found = change.on_contest(found)
        return found

    def known(self, before: np.datetime64) -> ShownNight:
        """Return the night as it is shown before a time, for every format of export."""
        final = self.results_with_times
        version = self.version(before)
        return ShownNight(
            results=final.results,
            sites=final.sites,
            tallies=final.tallies,
            at=self.night.with_zone(self.updated(version)),
            before=before,
            accepted=self.visible < before,
            shown=self,
        )

    def race_texts(self, race: int, before: np.datetime64) -> tuple[str, str]:
        """Return the JSON of a race in the shape of AP: as a whole, and with its units."""
        version = self.race_version(race, before)
        return self._texts.get((race, version), lambda: self._race_texts(race, before, version))

    def named(self, before: np.datetime64) -> Iterator[WrongValue]:
        """Yield the values that differ from the truth in what is shown before a time."""
        return (named for named in self.wrong_values if named.begins < before <= named.ends)

    def _postal_code(self, contest: KnownContest) -> str:
        results = self.night.results
        codes = set(results.tables["sites"]["code"][contest.sites].tolist())
        return self._postal.of(codes.pop() if len(codes) == 1 else results.summary.nation)

    def _moments_of(self, race: int) -> Times:
        sites = self.night.contests[race].sites
        times = [*self.visible[sites], self.called[race], self.declared[race]]
        for change in self.changes[race]:
            times += [change.begins, change.ends]
        found = np.array(times, dtype="datetime64[s]")
        return np.unique(found[~np.isnat(found)])

    def _race_texts(self, race: int, before: np.datetime64, version: int) -> tuple[str, str]:
        night, shown = self.night, self.results_with_times
        contest = self.contest(race, before)
        ids = night.candidate_ids(race)
        found = race_object(shown, contest, night.names[race], ids)
        whole = found["reportingUnits"][0]
        if version:
            whole["lastUpdated"] = utc_text(shown, self.race_moments[race][version - 1])
        for change in self.changes[race]:
            if change.on_race is not None and change.is_in_force(before):
                change.on_race(found)
        for unit in found["reportingUnits"]:
            unit["statePostal"] = self._postal.of(unit["statePostal"])
        return _dump({**found, "reportingUnits": [whole]}), _dump(found)
