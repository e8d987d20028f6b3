"""Who votes, and when they arrive.

Each site has a turnout share: the region's, spread by a site effect
(logit-normal). A registered voter votes when their luck, a random word, is
below the site's *cut*. With ``turnout.final = "sampled"`` the cut is the share.
With ``"reported"`` cuts are moved together, on the logit scale, until exactly
the published number of voters of the quota cast a ballot: the k voters with the
smallest logit(luck) - logit(share).

Arrivals follow a Kumaraswamy distribution on the opening hours,
F(x) = 1 - (1 - x^a)^b with x = (t - opens) / (closes - opens).
"""

from sim.turnout.arrival_curves import arrival_share, expit, logit, spread_centre
from sim.turnout.attendance import Attendance, attendance
from sim.turnout.voters import Voters, draw_settings, draw_voters

__all__ = [
    "Attendance",
    "Voters",
    "arrival_share",
    "attendance",
    "draw_settings",
    "draw_voters",
    "expit",
    "logit",
    "spread_centre",
]
