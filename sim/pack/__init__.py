"""Facts of the election of 25 July 2021, with sources, read and checked.

Each row of the CSV files names its source. Nothing here is simulated. ``records`` reads
facts, ``values`` reads reported values as targets, ``contradictions`` lists where they disagree
and which value the model uses, and ``lint`` finds values that are impossible or unusual.
"""

from sim.pack.checks import Finding
from sim.pack.contradictions import (
    Inconsistency,
    by_membership,
    inconsistencies,
    national_seats_from_regions,
)
from sim.pack.past_elections import TurnoutCurve, left_out, turnout_curves, usable_curves
from sim.pack.records import (
    PARTIES,
    ByElection,
    Fact,
    Party,
    RaceSize,
    Region,
    by_elections,
    candidates,
    facts,
    parties,
    party_votes_aqmola,
    race_sizes,
    regions,
    seats_by_region,
    seats_national,
)
from sim.pack.targets import Target
from sim.pack.values import published_percentages, targets, turnout_of_other_elections

__all__ = [
    "PARTIES",
    "ByElection",
    "Fact",
    "Finding",
    "Inconsistency",
    "Party",
    "RaceSize",
    "Region",
    "Target",
    "TurnoutCurve",
    "by_elections",
    "by_membership",
    "candidates",
    "facts",
    "inconsistencies",
    "left_out",
    "national_seats_from_regions",
    "parties",
    "party_votes_aqmola",
    "published_percentages",
    "race_sizes",
    "regions",
    "seats_by_region",
    "seats_national",
    "targets",
    "turnout_curves",
    "turnout_of_other_elections",
    "usable_curves",
]
