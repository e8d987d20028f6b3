"""Parameters of a swing: how an election differs from another one in the same places."""

from __future__ import annotations

from sim.core.language import marked
from sim.core.names import Reference
from sim.core.section import Section
from sim.core.streams import WORD, Streams
from sim.scenario.parameters.declare import param

THAT_OF_RUN = -1
"""In place of a seed: that of the run."""


class SwingParameters(Section):
    """Swing: votes by party that differ from those of another election in the same places."""

    seed: int = param(
        THAT_OF_RUN,
        low=THAT_OF_RUN,
        high=WORD - 1,
        label=marked("seed of the places"),
        doc="Seed of the election whose places are kept: how candidates and sites differ in votes, "
        "turnout and arrivals is as with that seed; -1: as with the seed of the run",
        assumption="-1: a run is no sequel of another",
    )
    replication: int = param(
        0,
        low=0,
        high=WORD - 1,
        label=marked("replication of the places"),
        doc="Replication of that seed; each replication of this election keeps the places of it",
        assumption="0: a single run is replication 0",
    )
    parties: dict[str, float] = param(
        dict,
        label=marked("swing of parties"),
        doc="Swing by party: addition to the log share of its candidates at every site",
        assumption="empty: no party gains or loses",
    )
    regions: dict[Reference, dict[str, float]] = param(
        dict,
        label=marked("swing of regions"),
        doc="Swing by region code and party, added to that of the party",
        assumption="empty: the swing is the same in every region",
    )
    area_spread: float = param(
        0.0,
        low=0.0,
        high=2.0,
        label=marked("spread of the swing over areas"),
        doc="Standard deviation of a party's swing in the area of a commission around its "
        "region's, on the scale of log shares",
        assumption="0: areas keep their votes; no results of two elections were published by area",
    )
    site_spread: float = param(
        0.0,
        low=0.0,
        high=2.0,
        label=marked("spread of the swing over sites"),
        doc="Standard deviation of a party's swing at a site around its area's, on the scale of "
        "log shares",
        assumption="0: sites keep their votes; no results of sites were published",
    )

    @property
    def moves_votes(self) -> bool:
        """Return whether any party gains or loses anywhere."""
        regions = (shift for by_party in self.regions.values() for shift in by_party.values())
        return any((self.area_spread, self.site_spread, *self.parties.values(), *regions))

    def places(self, streams: Streams) -> Streams:
        """Return the random words of places, those of ``seed`` if there is one."""
        if self.seed == THAT_OF_RUN:
            return streams
        return Streams(self.seed, self.replication)
