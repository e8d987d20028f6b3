"""Parameters of the voters: turnout, arrivals and votes."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.core.language import marked
from sim.core.names import Reference
from sim.core.section import Section, new_dict
from sim.pack.shipped import basis
from sim.scenario.parameters.declare import param

USUAL_C = 0.15
"""Shape c of arrival curves: the default, and in fits of the prior to other elections."""


class TurnoutParameters(Section):
    """Turnout: who votes."""

    final: Literal["reported", "sampled"] = param(
        "reported",
        label=marked("turnout"),
        doc="reported: each region has exactly its published votes; sampled: votes are random",
        source=basis("turnout.final"),
    )
    area_spread: float = param(
        0.20,
        low=0.0,
        high=2.0,
        label=marked("spread of turnout over areas"),
        doc="Standard deviation of the turnout of a commission's area around its region's, on the "
        "logit scale",
        assumption="with arrivals.area_spread it gives the published differences of districts "
        "at one hour: docs/validation.md; final turnout of districts was not published",
    )
    site_spread: float = param(
        0.35,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 1.0),
        label=marked("spread of turnout over sites"),
        doc="Standard deviation of a site's turnout around its area's, on the logit scale",
        assumption="with turnout.area_spread 0.40 for one village; four by-elections differ from "
        "their regions by 0.49",
    )


class RegionArrivals(Section):
    """Arrival curve of one region; missing shapes are the national ones."""

    a: float | None = Field(default=None, ge=1.0, le=5.0)
    b: float | None = Field(default=None, ge=0.3, le=60.0)


class ArrivalParameters(Section):
    """Arrivals: F(x) = 1 - exp(-b x^a (1 - x)^-c) of the voters come in a part x of the hours."""

    a: float = param(
        1.99,
        low=1.0,
        high=5.0,
        calibrate=(1.0, 5.0),
        label=marked("arrivals a"),
        doc="First shape: the larger, the fewer voters arrive in the first hours",
        source=basis("arrivals.a"),
    )
    b: float = param(
        4.59,
        low=0.3,
        high=60.0,
        calibrate=(0.3, 60.0),
        label=marked("arrivals b"),
        doc="Second shape: the larger, the earlier voters arrive",
        source=basis("arrivals.b"),
    )
    c: float = param(
        USUAL_C,
        low=0.1,
        high=3.0,
        calibrate=(0.1, 1.0),
        label=marked("arrivals c"),
        doc="Third shape: the larger, the fewer voters are left for the last hours",
        source=basis("arrivals.c"),
    )
    regions: dict[Reference, RegionArrivals] = param(
        dict,
        label=marked("regions"),
        doc="Shapes a and b by region code, in place of the national ones",
        source=basis("arrivals.regions"),
    )
    area_spread: float = param(
        0.30,
        low=0.0,
        high=2.0,
        label=marked("spread of arrivals over areas"),
        doc="Standard deviation of the share of voters who have arrived in a commission's area, "
        "on the logit scale; the arrival curve of the region stays as it is",
        source="districts of two regions at one hour: docs/validation.md, places inside a region",
    )
    site_spread: float = param(
        0.60,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 1.0),
        label=marked("spread of arrivals over sites"),
        doc="Standard deviation of the share of voters who have arrived at a site, on the logit "
        "scale, around its area",
        source="villages of one region at one hour: docs/validation.md, places inside a region",
    )
    early_share: float = param(
        0.01,
        low=0.0,
        high=1.0,
        calibrate=(0.0, 0.1),
        label=marked("share who wait at the door"),
        doc="Share of voters who arrive before the doors open and wait",
        assumption="procedures, section 8: people came at seven in the morning; no count",
    )
    early_s: float = param(
        1200.0,
        unit="s",
        low=1.0,
        high=7200.0,
        label=marked("earliest at the door"),
        doc="Time before the opening at which the earliest of them arrive",
        assumption="commissions are at work an hour before",
    )


class RegionChoice(Section):
    """Parameters of the choice in one region, where they differ from the national ones."""

    strength: dict[str, float] = Field(default_factory=new_dict)
    against_all_share: float | None = Field(default=None, ge=0.0, le=0.5)
    invalid_share: float | None = Field(default=None, ge=0.0, le=0.5)


class ChoiceParameters(Section):
    """The choice: utility = strength of the party + incumbency + a Gumbel variate."""

    strength: dict[str, float] = param(
        dict,
        calibrate=(-3.0, 6.0),
        label=marked("strength"),
        doc="Strength by party, relative to an independent at 0",
        source=basis("choice.strength"),
    )
    regions: dict[Reference, RegionChoice] = param(
        dict,
        label=marked("regions"),
        doc="By region code: additions to strengths, and shares against all and invalid",
        source=basis("choice.regions"),
    )
    incumbency: float = param(
        1.2,
        low=-5.0,
        high=5.0,
        calibrate=(0.0, 4.0),
        label=marked("advantage of incumbents"),
        doc="Addition to the utility of an incumbent",
        assumption="with register.incumbents_stand_share it gives two thirds of incumbents",
    )
    sharpness: float = param(
        0.65,
        low=0.05,
        high=5.0,
        calibrate=(0.2, 2.0),
        label=marked("sharpness of support"),
        doc="Vote shares of a race are softmax(sharpness x u)",
        assumption=basis("choice.sharpness"),
    )
    site_spread: float = param(
        0.30,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 1.0),
        label=marked("spread of votes over sites"),
        doc="Standard deviation of a candidate's log share, from site to site of a race",
        assumption="home villages; no results of sites were published",
    )
    against_all_share: float = param(
        0.025,
        low=0.0,
        high=0.5,
        calibrate=(0.0, 0.15),
        label=marked("share against all"),
        doc="Share of valid votes against all candidates where a region has no value",
        assumption=basis("choice.against_all_share"),
    )
    invalid_share: float = param(
        0.025,
        low=0.0,
        high=0.5,
        calibrate=(0.0, 0.15),
        label=marked("share invalid"),
        doc="Mean share of invalid ballots",
        assumption=basis("choice.invalid_share"),
    )
    share_spread: float = param(
        0.40,
        low=0.0,
        high=2.0,
        label=marked("spread of shares against all and invalid"),
        doc="Standard deviation of both shares from site to site, on the logit scale",
        assumption="the by-elections differ as much",
    )
    ticket: float = param(
        0.0,
        low=0.0,
        high=1.0,
        label=marked("share who vote a ticket"),
        doc="Share of voters who vote for the party of their first mark in every race on the "
        "ballot where it stands, as far as its votes there allow; 0: marks are independent",
        assumption="0: votes of each race do not depend on it, and no source says how marks of "
        "one voter go together",
    )
    undervote_share: float = param(
        0.0,
        low=0.0,
        high=0.9,
        label=marked("share of marks not used"),
        doc="Share of ballots without a mark in a race after the first on the ballot; where "
        "several candidates may be marked, share of marks that are not used",
        assumption="0: expected shares of candidates leave none; a pack may say it",
    )


class OutcomeParameters(Section):
    """The winners of races."""

    winners: Literal["reported", "sampled"] = param(
        "reported",
        label=marked("winners"),
        doc="reported: each region elects the published number from each party; sampled: "
        "winners are random",
        source=basis("outcome.winners"),
    )
    against_all_rule: Literal["leader_wins", "nobody_elected"] = param(
        "leader_wins",
        label=marked("against all rule"),
        doc="Where more votes are against all than for any candidate: leader_wins elects the "
        "candidate with most votes all the same; nobody_elected leaves the race without a winner",
        assumption="the law's text on it was not found; 730 winners of 730 races were published",
    )
