"""What was reported about 25 July 2021, with sources, and how it is reconciled.

The CSV files in this folder are facts: each row names its source. Nothing here
is simulated. ``records`` reads them, ``reconcile`` shows where they contradict
each other and which figure the model takes.
"""

from sim.reported.reconcile import (
    Inconsistency,
    by_membership,
    inconsistencies,
    national_seats_from_regions,
)
from sim.reported.records import (
    PARTIES,
    ByElection,
    Fact,
    RaceSize,
    Region,
    Target,
    by_elections,
    candidates,
    facts,
    party_votes_aqmola,
    race_sizes,
    regions,
    seats_by_region,
    seats_national,
    targets,
)

__all__ = [
    "PARTIES",
    "ByElection",
    "Fact",
    "Inconsistency",
    "RaceSize",
    "Region",
    "Target",
    "by_elections",
    "by_membership",
    "candidates",
    "facts",
    "inconsistencies",
    "national_seats_from_regions",
    "party_votes_aqmola",
    "race_sizes",
    "regions",
    "seats_by_region",
    "seats_national",
    "targets",
]
