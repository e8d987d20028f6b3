"""Names of regions, parties and parameters, and values of targets, as text."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from sim.core.text import (
    NO_VALUE,
    hour_text,
    number_text,
    percent_text,
    points_text,
    shortened,
    signed_text,
)
from sim.pack.records import published
from sim.pack.shipped import NATION

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_PARTY = 15
"""Maximum length of the short name of a party, in characters."""


def region_name(code: str) -> str:
    """Return the name of a region of the default election, or the nation; else the code.

    >>> region_name(NATION), region_name("EAST")
    ('nation', 'EAST')
    """
    if code == NATION:
        return "nation"
    return published().region_names.get(code, code)


def candidate_text(candidate: str, party: str) -> str:
    """Return a candidate with the party; one who is called by the party as that.

    >>> candidate_text("Ann Lee", "RED"), candidate_text("Ann Lee", "")
    ('Ann Lee (RED)', 'Ann Lee')
    >>> candidate_text("Independent 2", "Independent"), candidate_text("RED", "RED")
    ('Independent 2', 'RED')
    """
    is_named_by_party = re.fullmatch(rf"{re.escape(party)}( \d+)?", candidate) is not None
    return candidate if not party or is_named_by_party else f"{candidate} ({party})"


def short_party(name: str) -> str:
    """Return the name of a party, or its initials if the name is long.

    >>> short_party("Nature Union Friends"), short_party("Farmers' Union")
    ('NUF', "Farmers' Union")
    """
    if len(name) <= _LONGEST_PARTY:
        return name
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())
    return initials if len(initials) > 2 else shortened(name, _LONGEST_PARTY)


def parameter_name(
    key: str,
    code: str,
    *,
    brief: bool = False,
    names: Mapping[str, str] | None = None,
    nation: str = "the nation",
) -> str:
    """Return the label of a parameter.

    Parameters
    ----------
    key
        Dotted key of the parameter.
    code
        The region of the parameter; empty or its code for the nation.
    brief
        Whether to shorten names of parties.
    names
        Names of regions by code; None for those of the default election.
    nation
        What all regions together are called.

    Examples
    --------
    >>> parameter_name("arrivals.regions.EAST.a", "EAST"), parameter_name("arrivals.b", "")
    ('arrivals a in EAST', 'arrivals b of the nation')
    >>> parameter_name("choice.regions.E.strength.RED", "E", names={"E": "Eastern"})
    'strength of RED in Eastern'
    >>> parameter_name("choice.against_all_share", ""), parameter_name("choice.strength.RED", "")
    ('share against all', 'strength of RED')
    >>> parameter_name("swing.regions.E.RED", "E"), parameter_name("swing.parties.RED", "")
    ('swing of RED in E', 'swing of RED')
    >>> parameter_name("polling.check_in_mean_s", ""), parameter_name("register.sites.E", "E")
    ('check-in', 'sites in E')
    """
    code = "" if code == NATION and names is None else code
    section, _, rest = key.partition(".")
    name = region_name(code) if names is None else names.get(code, code)
    where = f" in {name}" if code else ""
    rest = rest.removeprefix(f"regions.{code}.").removesuffix(f".{code}") if code else rest
    if section == "choice" and rest.startswith("strength."):
        party = rest.removeprefix("strength.")
        return f"strength of {short_party(party) if brief else party}{where}"
    if section == "swing" and (code or rest.startswith("parties.")):
        party = rest.removeprefix("parties.")
        return f"swing of {short_party(party) if brief else party}{where}"
    if section == "arrivals" and rest in {"a", "b"}:
        return f"arrivals {rest}{where or f' of {nation}'}"
    from sim.scenario import label_of  # Pictures without parameters need no scenario.

    return f"{label_of(f'{section}.{rest}')}{where}"


def value_text(what: str, relation: str, value: float) -> str:
    """Return a value of a target as text with its unit.

    Parameters
    ----------
    what, relation
        Kind and relation of the target.
    value
        Reported or simulated value; a dash is returned if it is not finite.

    Examples
    --------
    >>> value_text("turnout", "equals", 78.7), value_text("turnout", "count_at_least", 200)
    ('78.7 %', '200 voters')
    >>> value_text("night", "equals", 25.5), value_text("seats", "equals", 3.0)
    ('01:30', '3')
    """
    if not math.isfinite(value):
        return NO_VALUE
    if relation == "count_at_least":
        return f"{number_text(value)} voters"
    if relation == "highest":
        return points_text(value, 1)
    if what == "night":
        return hour_text(value)
    if what == "seats":
        return number_text(value)
    return f"{percent_text(value, 1)} %"


def quantity_text(what: str, item: str, contest: str = "") -> str:
    """Return the name of a reported quantity, which is not turnout by hour.

    >>> quantity_text("seats", "RED"), quantity_text("votes", "Yes", "bridge")
    ('seats of RED', 'votes: Yes (bridge)')
    """
    if what == "seats":
        return f"seats of {item}"
    if what == "votes":
        return f"votes: {item} ({contest})" if contest else f"votes: {item}"
    if what == "night":
        return item.replace("_", " ")
    return {"final_turnout": "final turnout", "incumbents": "incumbents among winners"}[what]


def z_text(z: float) -> str:
    """Return a z-score as text; a dash if it is not finite.

    >>> z_text(1.23), z_text(float("nan"))
    ('+1.2', '-')
    """
    return signed_text(z, 1) if math.isfinite(z) else NO_VALUE
