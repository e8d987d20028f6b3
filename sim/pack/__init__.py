"""What was reported about 25 July 2021, with sources, and how it is reconciled.

The CSV files in this folder are facts: each row names its source. Nothing here
is simulated. ``records`` reads them, ``reconcile`` shows where they contradict
each other and which figure the model takes. ``lint`` looks for figures that
cannot be right.
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
    Target,
    by_elections,
    candidates,
    facts,
    parties,
    party_votes_aqmola,
    race_sizes,
    regions,
    seats_by_region,
    seats_national,
    targets,
)
from sim.pack.values import Figure, figures_of_other_elections, figures_of_the_day

__all__ = [
    "PARTIES",
    "ByElection",
    "Fact",
    "Figure",
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
    "figures_of_other_elections",
    "figures_of_the_day",
    "inconsistencies",
    "left_out",
    "national_seats_from_regions",
    "parties",
    "party_votes_aqmola",
    "race_sizes",
    "regions",
    "seats_by_region",
    "seats_national",
    "targets",
    "turnout_curves",
    "usable_curves",
]
