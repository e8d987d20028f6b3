"""Turnout: who votes, and when they arrive.

Each site has a turnout share: that of its region with a logit-normal site effect. A
registered voter votes if their random word is below the *turnout threshold* of the site.
With ``turnout.final = "sampled"`` the threshold is the share. With ``"reported"`` all
thresholds are shifted together, on the logit scale, until exactly the published number of
voters of the quota cast a ballot: the k voters with the smallest logit(word) - logit(share).

Of the voters F(x) = 1 - exp(-b x^a (1 - x)^-c) have arrived in a part
x = (t - opens) / (closes - opens) of the opening hours.
"""

from sim.turnout.arrival_curves import arrival_cdf, expit, logit, opening_part, spread_centre
from sim.turnout.attendance import Attendance, attendance
from sim.turnout.voters import Voters, booth_times, sample_voters, sampling_settings

__all__ = [
    "Attendance",
    "Voters",
    "arrival_cdf",
    "attendance",
    "booth_times",
    "expit",
    "logit",
    "opening_part",
    "sample_voters",
    "sampling_settings",
    "spread_centre",
]
