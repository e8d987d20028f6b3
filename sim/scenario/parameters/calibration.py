"""Parameters of the calibration: errors of reported values, spreads over regions and sites."""

from __future__ import annotations

from sim.core.language import marked
from sim.core.section import Section
from sim.pack.shipped import basis
from sim.scenario.parameters.declare import param


class CalibrationParameters(Section):
    """Assumptions of a calibration; a run does not read them."""

    figure_error_pct: float = param(
        0.3,
        unit="points",
        low=0.01,
        high=10.0,
        label=marked("error of reported turnout"),
        doc="Standard deviation of the error of a reported turnout, besides its rounding; "
        "Student-t distributed with four degrees of freedom",
        assumption="sites report by phone, some minutes early or late: 0.3 % of voters either way",
    )
    incumbents_error_pct: float = param(
        3.0,
        unit="points",
        low=0.1,
        high=30.0,
        label=marked("error of the incumbents' share"),
        doc="Standard deviation of the error of the share of incumbents among the winners",
        assumption="the article says an estimated two thirds",
    )
    votes_error_pct: float = param(
        0.5,
        unit="points",
        low=0.01,
        high=10.0,
        label=marked("error of the model of votes"),
        doc="Standard deviation of the error of the model of votes, for each choice's share",
        assumption="candidates and local ties, which the strength of a party does not represent",
    )
    strength_spread: float = param(
        0.7,
        low=0.05,
        high=3.0,
        label=marked("spread of strengths over regions"),
        doc="Standard deviation of a party's strength from region to region",
        assumption="regions differ by a factor of two in the odds",
    )
    place_spread: float = param(
        2.0,
        low=0.05,
        high=4.0,
        label=marked("spread of shares over places"),
        doc="Standard deviation of the shares against all and invalid from site to site, on the "
        "logit scale",
        assumption=basis("calibration.place_spread"),
    )
    night_truncated: bool = param(
        False,
        label=marked("sites only if their result came in"),
        doc="Whether a pack names only sites whose result had come in by the last time in "
        "reported/arrivals.csv; if not, its other sites came in later",
        assumption="a pack names all sites",
    )
    rare_share: float = param(
        0.25,
        low=0.0,
        high=0.9,
        label=marked("places without votes against all"),
        doc="Probability that a place has next to no votes against all, whatever the nation's "
        "share",
        assumption=basis("calibration.rare_share"),
    )
