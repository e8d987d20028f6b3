"""Names of regions, parties and parameters, and values of targets, as text."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from sim import pack as reported
from sim.core.text import (
    NO_VALUE,
    hour_text,
    number_text,
    percent_text,
    points_text,
    shortened,
    signed_text,
)
from sim.pack.targets import NATION

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_PARTY = 15
"""Maximum length of the short name of a party, in characters."""


def region_name(code: str) -> str:
    """Return the name of a region or the nation; of a made-up region or a district its code.

    >>> region_name("ZHA"), region_name("KZ"), region_name("EAST")
    ('Jambyl', 'nation', 'EAST')
    """
    if code == NATION:
        return "nation"
    return next((region.name for region in reported.regions() if region.code == code), code)


def candidate_text(candidate: str, party: str) -> str:
    """Return a candidate with the party; one who is called by the party as that.

    >>> candidate_text("Ann Lee", "RED"), candidate_text("Ann Lee", "")
    ('Ann Lee (RED)', 'Ann Lee')
    >>> candidate_text("Independent 2", "Independent"), candidate_text("Adal", "Adal")
    ('Independent 2', 'Adal')
    """
    is_named_by_party = re.fullmatch(rf"{re.escape(party)}( \d+)?", candidate) is not None
    return candidate if not party or is_named_by_party else f"{candidate} ({party})"


def short_party(name: str) -> str:
    """Return the name of a party, or its initials if the name is long.

    >>> short_party("Nationwide Social Democratic Party"), short_party("People's Party")
    ('NSDP', "People's Party")
    """
    if len(name) <= _LONGEST_PARTY:
        return name
    initials = "".join(word[0] for word in name.split() if word[0].isalnum())
    return initials if len(initials) > 2 else shortened(name, _LONGEST_PARTY)


def parameter_name(
    key: str, code: str, *, brief: bool = False, names: Mapping[str, str] | None = None
) -> str:
    """Return the label of a parameter.

    Parameters
    ----------
    key
        Dotted key of the parameter.
    code
        The region of the parameter; empty or ``KZ`` for the nation.
    brief
        Whether to shorten names of parties.
    names
        Names of regions by code; None for those of the election of July 2021.

    Examples
    --------
    >>> parameter_name("arrivals.regions.ZHA.a", "ZHA"), parameter_name("arrivals.b", "")
    ('arrivals a in Jambyl', 'arrivals b of the nation')
    >>> parameter_name("choice.regions.AKM.strength.Auyl", "AKM")
    'strength of Auyl in Aqmola'
    >>> parameter_name("choice.against_all_share", ""), parameter_name("choice.strength.Adal", "")
    ('share against all', 'strength of Adal')
    >>> parameter_name("polling.check_in_mean_s", ""), parameter_name("register.sites.ZHA", "ZHA")
    ('check-in', 'sites in Jambyl')
    """
    code = "" if code == NATION else code
    section, _, rest = key.partition(".")
    name = region_name(code) if names is None else names.get(code, code)
    where = f" in {name}" if code else ""
    rest = rest.removeprefix(f"regions.{code}.").removesuffix(f".{code}") if code else rest
    if section == "choice" and rest.startswith("strength."):
        party = rest.removeprefix("strength.")
        return f"strength of {short_party(party) if brief else party}{where}"
    if section == "arrivals" and rest in {"a", "b"}:
        return f"arrivals {rest}{where or ' of the nation'}"
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

    >>> quantity_text("seats", "Auyl"), quantity_text("votes", "Yes", "bridge")
    ('seats of Auyl', 'votes: Yes (bridge)')
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
