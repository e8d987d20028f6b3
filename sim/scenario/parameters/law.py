"""Parameters of the law: ballots delivered, against all, ties, majorities."""

from __future__ import annotations

from typing import Literal

from sim.core.language import marked
from sim.core.section import Section
from sim.pack.shipped import basis, default_settings
from sim.scenario.parameters.declare import param

_LAW = default_settings()["law"]


class LawParameters(Section):
    """The switches of the law that runs follow; ``[law]`` of a pack has more."""

    ballots_reserve_pct: float = param(
        _LAW["ballots_reserve_pct"],
        unit="%",
        low=0.0,
        high=100.0,
        label=marked("reserve of ballots"),
        doc="Ballots delivered to a site beyond one per registered voter, in % of these, rounded "
        "up; unused ones are cancelled one by one before the count",
        source=basis("law.ballots_reserve_pct"),
    )
    against_all: bool = param(
        _LAW["against_all"],
        label=marked("against all on the ballot"),
        doc="Whether voters may mark 'against all'; if not, choice.against_all_share must be 0",
        source=basis("law.against_all"),
    )
    read_aloud: bool = param(
        _LAW["read_aloud"],
        label=marked("ballots are read aloud"),
        doc="Whether each ballot is shown and its mark announced to all, so that ballots are read "
        "one after the other; if not, teams read at the same time, see counting.team_members",
        source=basis("law.read_aloud"),
    )
    tie: Literal["lot", "runoff"] = param(
        _LAW["tie"],
        label=marked("tie"),
        doc="What decides a tie for the last seat of a race: lot: a lot is drawn; runoff: the seat "
        "stays open for a further vote. A tie of lists is always drawn by lot",
        assumption="the law's text on it was not found",
    )
    majority_of: Literal["valid", "cast"] = param(
        _LAW["majority_of"],
        label=marked("majority of"),
        doc="What a race that needs a majority asks more than half of: valid: votes for candidates "
        "and against all; cast: ballots cast, invalid ones included",
        assumption="no race of that election needed a majority",
    )
