"""Parameters of the night: counting, and the territorial commissions."""

from __future__ import annotations

from sim.core.language import marked
from sim.core.section import Section
from sim.scenario.parameters.declare import param


class CountingParameters(Section):
    """From the last voter to the signed protocol."""

    setup_mean_s: float = param(
        1500.0,
        unit="s",
        low=0.0,
        high=14_400.0,
        calibrate=(300.0, 5400.0),
        label=marked("setting up the count"),
        doc="Mean time to put the hall in order, check seals and open the boxes",
        assumption="procedures, section 5: 30-90 min fixed work in all",
    )
    setup_cv: float = param(
        0.4,
        low=0.0,
        high=3.0,
        label=marked("variation of setting up the count"),
        doc="Coefficient of variation of the time to set up the count (log-normal)",
        assumption="practice differs between commissions",
    )
    cancel_s: float = param(
        0.8,
        unit="s",
        low=0.0,
        high=30.0,
        label=marked("cancelling a ballot"),
        doc="Time to cancel one unused ballot (a corner is cut off)",
        assumption="corners of several ballots are cut together",
    )
    list_s: float = param(
        0.5,
        unit="s",
        low=0.0,
        high=30.0,
        label=marked("counting a signature"),
        doc="Time to count one signature on the list",
        assumption="counted page by page",
    )
    ballot_low_s: float = param(
        3.0,
        unit="s",
        low=0.1,
        high=60.0,
        explore=(1.5, 3.0),
        label=marked("fastest reading of a ballot"),
        doc="Time of the fastest commission to show and read aloud one ballot",
        source="procedures, section 5: 3-8 s, mode 5 (derived there)",
    )
    ballot_mode_s: float = param(
        5.0,
        unit="s",
        low=0.1,
        high=60.0,
        calibrate=(3.0, 8.0),
        label=marked("usual reading of a ballot"),
        doc="Most frequent time to read one ballot (triangular distribution over commissions)",
        source="procedures, section 5: 3-8 s, mode 5 (derived there)",
    )
    ballot_high_s: float = param(
        8.0,
        unit="s",
        low=0.1,
        high=60.0,
        explore=(8.0, 16.0),
        label=marked("slowest reading of a ballot"),
        doc="Time of the slowest commission to read one ballot",
        source="procedures, section 5: 3-8 s, mode 5 (derived there)",
    )
    team_members: int = param(
        3,
        unit="members",
        low=1,
        high=50,
        label=marked("members of a team"),
        doc="Members of a commission who count together; teams cancel ballots, count signatures "
        "and piles at the same time, and read ballots too where law.read_aloud is false",
        source="procedures, section 5: New Hampshire, teams of 3, 5.4 s for a vote",
    )
    members_not_counting: int = param(
        1,
        unit="members",
        low=0,
        high=50,
        label=marked("members who do not count"),
        doc="Members of a commission who are in no team",
        assumption="the chair leads the count",
    )
    tables: int = param(
        0,
        unit="tables",
        low=0,
        high=50,
        explore=(1, 4),
        label=marked("counting tables"),
        doc="Tables at which teams of a site count at the same time, one team at each; 0 for one "
        "for each team that its members make",
        assumption="no source says how many tables there are; so each team has one",
    )
    team_overhead: float = param(
        0.47,
        low=0.0,
        high=3.0,
        label=marked("overhead of teams"),
        doc="Time of a team for its supervision and sums, as a share of that for reading its "
        "ballots; only where teams read, law.read_aloud is false",
        source="procedures, section 5: New Hampshire, supervision 43 %, sums 4 %",
    )
    pile_s: float = param(
        1.0,
        unit="s",
        low=0.0,
        high=30.0,
        label=marked("counting a ballot in its pile"),
        doc="Time to count one ballot in its pile, for the count and for each recount",
        assumption="sheets counted through, twice",
    )
    further_race: float = param(
        1.0,
        low=0.0,
        high=5.0,
        label=marked("time of a further race"),
        doc="Time to read a ballot, and to count it in its pile, for each race after the first, as "
        "a share of that for the first",
        assumption="1: races are counted one after the other, in the same way",
    )
    slip_share: float = param(
        0.0002,
        low=0.0,
        high=0.01,
        calibrate=(0.0, 0.003),
        label=marked("errors in counting"),
        doc="Probability of a counting error for each ballot that is counted in a pile",
        assumption="an error in one of ten counts at a usual site; experiments show more",
    )
    protocol_mean_s: float = param(
        1500.0,
        unit="s",
        low=0.0,
        high=14_400.0,
        calibrate=(300.0, 5400.0),
        label=marked("writing the protocol"),
        doc="Mean time to write, copy and sign the protocol",
        assumption="procedures, section 5: 30-90 min fixed work in all",
    )
    protocol_cv: float = param(
        0.4,
        low=0.0,
        high=3.0,
        calibrate=(0.1, 1.2),
        label=marked("variation of writing the protocol"),
        doc="Coefficient of variation of the time to write the protocol (log-normal)",
        assumption="practice differs between commissions",
    )
    copy_slip_share: float = param(
        0.03,
        low=0.0,
        high=1.0,
        calibrate=(0.0, 0.2),
        label=marked("errors in copying"),
        doc="Share of protocols with a number copied wrongly",
        assumption="members are tired; the checks of the territorial commission find the error",
    )
    phone_mean_s: float = param(
        300.0,
        unit="s",
        low=0.0,
        high=7200.0,
        label=marked("phone call"),
        doc="Mean time until the preliminary results are reported by phone",
        assumption="one line for many sites",
    )
    phone_cv: float = param(
        0.8,
        low=0.0,
        high=3.0,
        label=marked("variation of phone calls"),
        doc="Coefficient of variation of the time of the phone call (log-normal)",
        assumption="the line is often busy",
    )
    area_spread: float = param(
        0.2,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 0.6),
        label=marked("spread of areas by night"),
        doc="Standard deviation of the logarithm of a factor that sites of one intake area share, "
        "of all work from closing until the preliminary result is phoned in",
        assumption="fit to times of 6,307 polling places in 300 districts of Mexico, 1 July "
        "2018: their spread, not their level, is used for other elections",
    )
    place_spread: float = param(
        0.33,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 1.0),
        label=marked("spread of buildings by night"),
        doc="As area_spread, of a factor that sites in one building share; a site whose building "
        "is not known shares none",
        assumption="fit to the same times: two polling places in one building agree, since one "
        "officer phoned in several",
    )
    legal_max_s: float = param(
        43_200.0,
        unit="s",
        low=600.0,
        high=259_200.0,
        label=marked("longest lawful count"),
        doc="Longest lawful duration of a count; longer counts are flagged, not stopped",
        source="procedures, section 3: 12 h from its start",
    )


class CommissionParameters(Section):
    """The territorial commissions, which take in protocols."""

    speed_kmh: float = param(
        45.0,
        unit="km/h",
        low=1.0,
        high=130.0,
        calibrate=(25.0, 80.0),
        label=marked("driving speed"),
        doc="Usual speed on the way to the commission",
        assumption="country roads at night",
    )
    drive_cv: float = param(
        0.25,
        low=0.0,
        high=3.0,
        label=marked("variation of driving"),
        doc="Coefficient of variation of the driving time (log-normal)",
        assumption="roads differ",
    )
    area_spread: float = param(
        0.2,
        low=0.0,
        high=2.0,
        calibrate=(0.0, 0.6),
        label=marked("spread of areas on the road"),
        doc="Standard deviation of the logarithm of a factor of the driving time that sites of one "
        "intake area share",
        assumption="weather and roads of an area; as wide as counting.area_spread, for want of "
        "times of drives",
    )
    vehicles: int = param(
        0,
        unit="vehicles",
        low=0,
        high=1000,
        explore=(1, 20),
        label=marked("vehicles"),
        doc="Vehicles of each territorial commission, which fetch the protocols of its sites in "
        "the order in which they are signed, one at a time; 0, or as many as it has sites, for one "
        "that waits at each site",
        assumption="no source says how many there are; so each site has one",
    )
    clerks: int = param(
        2,
        unit="clerks",
        low=1,
        high=50,
        label=marked("clerks"),
        doc="Clerks who take in protocols at each territorial commission",
        assumption="one to read, one to enter, at two tables",
    )
    intake_mean_s: float = param(
        600.0,
        unit="s",
        low=1.0,
        high=7200.0,
        calibrate=(120.0, 1800.0),
        label=marked("intake of a protocol"),
        doc="Mean time to take in and check one protocol with its ballots",
        assumption="no source; ten minutes",
    )
    intake_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of intake"),
        doc="Coefficient of variation of the time of intake (log-normal)",
        assumption="protocols differ",
    )
    correction_mean_s: float = param(
        3600.0,
        unit="s",
        low=1.0,
        high=86_400.0,
        label=marked("correction of a protocol"),
        doc="Mean time to correct a returned protocol, before it queues again",
        assumption="signatures of all members are needed anew",
    )
    correction_cv: float = param(
        0.5,
        low=0.0,
        high=3.0,
        label=marked("variation of corrections"),
        doc="Coefficient of variation of the time of a correction (log-normal)",
        assumption="errors differ",
    )
