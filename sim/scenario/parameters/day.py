"""Parameters of the polling day."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from sim.core.language import marked
from sim.core.section import Section
from sim.scenario.parameters.declare import param


class PollingParameters(Section):
    """A site from doors open to the last voter; clock times are local."""

    opens: dt.time = param(
        dt.time(7),
        unit="local time",
        label=marked("doors open"),
        doc="Doors open",
        source="procedures, section 3: voting hours 07:00-20:00",
    )
    closes: dt.time = param(
        dt.time(20),
        unit="local time",
        label=marked("doors close"),
        doc="Doors close; on the next day if it is not after they open",
        source="procedures, section 3; the article",
    )
    closing: Literal["serve_queue", "hard_close"] = param(
        "serve_queue",
        label=marked("closing"),
        doc="serve_queue: voters in the queue at closing still vote; hard_close: they do not",
        assumption="the law was not found; a local paper reports that a door was closed on time",
    )
    line: Literal["shared", "per_list"] = param(
        "shared",
        label=marked("lines at desks"),
        doc="shared: one queue for all desks; per_list: a queue for each part of the voters' list",
        assumption="village halls are small",
    )
    check_in_mean_s: float = param(
        40.0,
        unit="s",
        low=1.0,
        high=900.0,
        calibrate=(15.0, 120.0),
        label=marked("check-in"),
        doc="Mean time at a check-in desk: identity card, list, two signatures, ballot",
        source="procedures, section 5: 36 s logged at a paper station, at most 40 s in a model",
    )
    check_in_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of check-in"),
        doc="Coefficient of variation of the time at a check-in desk (log-normal)",
        assumption="some names are found at once, others are searched for",
    )
    booth_mean_s: float = param(
        45.0,
        unit="s",
        low=1.0,
        high=900.0,
        calibrate=(15.0, 120.0),
        label=marked("time in a booth"),
        doc="Mean time in a booth: one race, one mark, walking included",
        assumption="not found for a ballot with a single race",
    )
    booth_cv: float = param(
        0.42,
        low=0.0,
        high=3.0,
        label=marked("variation of time in a booth"),
        doc="Coefficient of variation of the time in a booth (log-normal)",
        source="procedures, section 5: gamma shape 5.71",
    )
    further_race: float = param(
        0.3,
        low=0.0,
        high=5.0,
        label=marked("time of a further race in a booth"),
        doc="Time in a booth for each race on the ballot after the first, as a share of that for "
        "the first",
        assumption="a further race is read and marked; walking and folding are done once",
    )
    box_mean_s: float = param(
        5.0,
        unit="s",
        low=0.1,
        high=300.0,
        label=marked("time at the box"),
        doc="Mean time to drop the ballot in the box",
        assumption="procedures, section 5: 10 s into a scanner is an upper bound",
    )
    box_cv: float = param(
        0.3,
        low=0.0,
        high=3.0,
        label=marked("variation of time at the box"),
        doc="Coefficient of variation of the time at the box (log-normal)",
        assumption="one sheet, one slot",
    )
    members_not_issuing: int = param(
        2,
        unit="members",
        low=0,
        high=5,
        label=marked("members who may not issue"),
        doc="Commission members who may not issue ballots: chair and secretary",
        source="procedures, section 3: Art. 41",
    )
    desks_extra: int = param(
        0,
        unit="desks",
        low=-5,
        high=10,
        label=marked("extra desks"),
        doc="Additional desks (fewer if negative) at every site; limited by the members",
        assumption="to study the effect of more or fewer desks",
    )
    lunch_at: dt.time = param(
        dt.time(13),
        unit="local time",
        label=marked("lunch begins"),
        doc="Lunch begins; one desk closes, unless it is the only one",
        assumption="a usual hour",
    )
    lunch_s: float = param(
        2400.0,
        unit="s",
        low=0.0,
        high=7200.0,
        label=marked("lunch"),
        doc="Duration of lunch; 0 for none",
        assumption="members take turns",
    )
    home_share: float = param(
        0.02,
        low=0.0,
        high=0.3,
        label=marked("share who vote at home"),
        doc="Share of voters who asked for the portable box to come to their home",
        source="procedures, section 8: 1.2-2.9 % of voters",
    )
    portable_leaves: dt.time = param(
        dt.time(9),
        unit="local time",
        label=marked("portable box leaves"),
        doc="Time at which the portable box leaves with its crew",
        assumption="after the first rush",
    )
    crew_from_desks: int = param(
        1,
        unit="members",
        low=0,
        high=4,
        label=marked("crew taken from desks"),
        doc="Members that the portable box takes from the check-in desks",
        assumption="the law asks for a crew of two; the secretary, who may not issue, is one",
    )
    visit_mean_s: float = param(
        480.0,
        unit="s",
        low=10.0,
        high=7200.0,
        label=marked("home visit"),
        doc="Mean time of a home visit, including the way there",
        assumption="within a village",
    )
    visit_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of home visits"),
        doc="Coefficient of variation of the time of a home visit (log-normal)",
        assumption="distances within a village differ",
    )
    inside_max: int = param(
        0,
        unit="voters",
        low=0,
        high=1000,
        label=marked("most voters inside"),
        doc="Largest number of voters inside at once, from desk to box; 0 for no limit",
        assumption="off; a rule of 2021 let five in (procedures, section 3)",
    )
    carry_away_share: float = param(
        0.0,
        low=0.0,
        high=0.2,
        label=marked("share who carry the ballot away"),
        doc="Share of voters who take their ballot away instead of casting it",
        assumption="none reported",
    )
    balk_share: float = param(
        0.0,
        low=0.0,
        high=1.0,
        label=marked("share who turn back"),
        doc="Share of voters who balk at a long queue (turn back at the door)",
        assumption="off: the reported turnout counts those who did vote",
    )
    balk_line_mean: float = param(
        30.0,
        unit="voters waiting",
        low=0.0,
        high=1000.0,
        label=marked("line that turns back"),
        doc="Mean of the longest queue that such a voter joins",
        assumption="many would not wait for an hour at one desk",
    )
    balk_line_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of the line that turns back"),
        doc="Coefficient of variation of that length (log-normal)",
        assumption="voters differ",
    )
    return_share: float = param(
        0.7,
        low=0.0,
        high=1.0,
        label=marked("share who come again"),
        doc="Share of those who balk that come again, once",
        assumption="a village is small",
    )
    return_mean_s: float = param(
        5400.0,
        unit="s",
        low=60.0,
        high=36_000.0,
        label=marked("time until they come again"),
        doc="Mean time until they come again",
        assumption="after a meal or a chore",
    )
    return_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of time until they come again"),
        doc="Coefficient of variation of the time until they come again (log-normal)",
        assumption="voters differ",
    )
    renege_share: float = param(
        0.0,
        low=0.0,
        high=1.0,
        label=marked("share who give up"),
        doc="Share of voters who renege (leave the queue) when their patience ends",
        assumption="off: the reported turnout counts those who did vote",
    )
    patience_mean_s: float = param(
        3600.0,
        unit="s",
        low=10.0,
        high=36_000.0,
        label=marked("patience"),
        doc="Mean patience of voters who may renege",
        assumption="an hour",
    )
    patience_cv: float = param(
        0.6,
        low=0.0,
        high=3.0,
        label=marked("variation of patience"),
        doc="Coefficient of variation of the patience (log-normal)",
        assumption="voters differ",
    )
