"""Names of regions, parties and parameters, and values of targets, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core.language import ENGLISH, language_code, marked, named, tr, tr_n
from sim.core.recorded import tr_given
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

_QUANTITIES = {
    "final_turnout": marked("final turnout"),
    "incumbents": marked("incumbents among winners"),
}
_NO_PARTY = frozenset((marked("Against all"), marked("Invalid/blank")))
_MOMENTS = frozenset(
    (
        marked("last voter"), marked("first protocol"), marked("first called"),
        marked("half counted"), marked("half accepted"), marked("half called"),
        marked("sites 99 accepted"), marked("all called"), marked("all accepted"),
    )
)  # fmt: skip
"""The names of milestones in words, as targets of the night have them."""
_LONGEST_PARTY = 15
"""Maximum length of the short name of a party, in characters."""
_LONGEST_OTHERWISE = 18
"""The same in other languages than English, in which self-nomination is a longer word."""


def region_name(code: str) -> str:
    """Return the name of a region of the default election, or the nation; else the code.

    >>> region_name(NATION), region_name("EAST")
    ('nation', 'EAST')
    """
    if code == NATION:
        return tr("nation")
    return named(published().region_names.get(code, code))


def candidate_text(candidate: str, party: str) -> str:
    """Return a candidate with the party; one who is called by the party as that.

    Parameters
    ----------
    candidate, party
        As they are recorded, or as they are called in the current language.

    Examples
    --------
    >>> candidate_text("Ann Lee", "RED"), candidate_text("Ann Lee", "")
    ('Ann Lee (RED)', 'Ann Lee')
    >>> candidate_text("Independent 2", "Independent"), candidate_text("RED", "RED")
    ('Independent 2', 'RED')
    """
    head, _, last = candidate.rpartition(" ")
    called, number = (head, f" {last}") if head and last.isdecimal() else (candidate, "")
    if not party or named(party) in {called, named(called), candidate}:
        return f"{named(called)}{number}"
    return f"{named(candidate)} ({named(party)})"


def choice_text(choice: str) -> str:
    """Return a party, a candidate or another choice on a ballot in the current language.

    >>> choice_text("Against all"), choice_text("RED")
    ('Against all', 'RED')
    """
    return tr(choice) if choice in _NO_PARTY else named(choice)


def short_party(name: str) -> str:
    """Return the name of a party, or its initials if the name is long.

    >>> short_party("Nature Union Friends"), short_party("Farmers' Union")
    ('NUF', "Farmers' Union")
    """
    is_english = language_code() == ENGLISH
    if len(name) <= (_LONGEST_PARTY if is_english else _LONGEST_OTHERWISE):
        return name
    words = name.split()
    if not is_english:
        # Names in these languages have small letters, and join words by hyphens.
        words = name.upper().replace("-", " ").split()
    initials = "".join(word[0] for word in words if word[0].isalnum())
    return initials if len(initials) > 2 else shortened(name, _LONGEST_PARTY)


def fitted_party(name: str, longest: int) -> str:
    """Return the name of a party, or its initials if it has more letters than fit.

    >>> fitted_party("Nature Union Friends", 20), fitted_party("Nature Union Friends", 19)
    ('Nature Union Friends', 'NUF')
    """
    return name if len(name) <= longest else shortened(short_party(name), longest)


def parameter_name(
    key: str,
    code: str,
    *,
    brief: bool = False,
    names: Mapping[str, str] | None = None,
    nation: str = "",
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
        What all regions together are called; empty for the nation.

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
    area = named(region_name(code) if names is None else names.get(code, code))
    rest = rest.removeprefix(f"regions.{code}.").removesuffix(f".{code}") if code else rest
    if section == "choice" and rest.startswith("strength."):
        party = named(rest.removeprefix("strength."))
        name = tr("strength of {party}", party=short_party(party) if brief else party)
    elif section == "swing" and (code or rest.startswith("parties.")):
        party = named(rest.removeprefix("parties."))
        name = tr("swing of {party}", party=short_party(party) if brief else party)
    elif section == "arrivals" and rest in {"a", "b"}:
        name = tr("arrivals a") if rest == "a" else tr("arrivals b")
        if not code:
            return tr("{parameter} of {nation}", parameter=name, nation=nation or tr("the nation"))
    else:
        from sim.scenario import label_of  # Pictures without parameters need no scenario.

        name = tr(label_of(f"{section}.{rest}"))
    return tr("{parameter} in {area}", parameter=name, area=area) if code else name


def key_label(key: str, names: Mapping[str, str]) -> str:
    """Return the label of a parameter, an incident, a target or a race.

    Parameters
    ----------
    key
        Dotted key of the scenario.
    names
        Names of regions by code.
    """
    first, _, rest = key.partition(".")
    if first == "incident":
        return tr("incident {name}", name=tr_given(rest)).rstrip()
    if first == "target":
        return tr("target {name}", name=rest).rstrip()
    if key.startswith("register.races"):
        race = key.removeprefix("register.races").removeprefix(".")
        return tr("race {name}", name=race).rstrip()
    parts = key.split(".")
    code = next((part for part in parts[2:3] if part in names or parts[1] == "regions"), "")
    return parameter_name(key, code, brief=True, names=names)


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
        return voters_text(value)
    if relation == "highest":
        return points_text(value, 1)
    if what == "night":
        return hour_text(value)
    if what == "seats":
        return number_text(value)
    return f"{percent_text(value, 1)} %"


def voters_text(value: float, number: str = "") -> str:
    """Return a number of voters as text.

    Parameters
    ----------
    value
        The number.
    number
        Its text, such as an interval that ends with it; its digits if empty.

    Examples
    --------
    >>> voters_text(1_200), voters_text(9, "7–9")
    ('1,200 voters', '7–9 voters')
    """
    text = number or number_text(value)
    return tr_n("{number} voter", "{number} voters", round(value), number=text)


def at_least_voters_text(value: float) -> str:
    """Return a least number of voters as text.

    >>> at_least_voters_text(200)
    'at least 200 voters'
    """
    return tr_n("at least {n} voter", "at least {n} voters", round(value))


def quantity_text(what: str, item: str, contest: str = "") -> str:
    """Return the name of a reported quantity, which is not turnout by hour.

    >>> quantity_text("seats", "RED"), quantity_text("votes", "Yes", "bridge")
    ('seats of RED', 'votes: Yes (bridge)')
    """
    if what == "seats":
        return tr("seats of {party}", party=named(item))
    if what == "votes":
        votes = tr("votes: {choice}", choice=choice_text(item))
        return f"{votes} ({named(contest)})" if contest else votes
    if what == "night":
        words = item.replace("_", " ")
        return tr(words) if words in _MOMENTS else words
    return tr(_QUANTITIES[what])


def certified_text(certified: int, sites: int) -> str:
    """Return at how many of some sites a plan is certified.

    >>> certified_text(2, 9)
    '2 of 9 sites are certified'
    >>> certified_text(1, 9), certified_text(0, 1)
    ('1 of 9 sites is certified', '0 of 1 site certified')
    """
    if certified == 1:
        return tr_n(
            "{certified} of {n} site is certified", "{certified} of {n} sites is certified",
            sites, certified=certified,
        )  # fmt: skip
    return tr_n(
        "{certified} of {n} site certified", "{certified} of {n} sites are certified",
        sites, certified=certified,
    )  # fmt: skip


def reference_text(reference: str) -> str:
    """Return what the values beside the simulated ones are: ``reported`` or ``given``.

    >>> reference_text("given")
    'given'
    """
    return tr("reported") if reference == "reported" else tr("given")


def z_text(z: float) -> str:
    """Return a z-score as text; a dash if it is not finite.

    >>> z_text(1.23), z_text(float("nan"))
    ('+1.2', '-')
    """
    return signed_text(z, 1) if math.isfinite(z) else NO_VALUE
