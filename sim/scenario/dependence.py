"""Which parameters have no effect because of the values of others: declared once, here."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import marked
from sim.scenario.election import published_of, region_codes
from sim.scenario.parameters.swing import THAT_OF_RUN
from sim.scenario.parameters.voters import RegionArrivals, RegionChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sim.core.section import Section
    from sim.scenario.scenario import Scenario


class Dependence(NamedTuple):
    """Parameters that have no effect under a condition."""

    keys: tuple[str, ...]
    """Dotted keys; each stands for all keys inside it as well."""
    idle: Callable[[Scenario], bool]
    """Returns whether they have no effect."""
    why: str


def _in(section: str, *keys: str) -> tuple[str, ...]:
    return tuple(f"{section}.{key}" for key in keys)


OF_REGION: Mapping[str, type[Section]] = MappingProxyType(
    {"arrivals": RegionArrivals, "choice": RegionChoice}
)
"""Sections with a table ``regions``, and what it holds by region."""


def _replaced_by_region() -> Iterator[Dependence]:
    """Yield the national parameters that values of the regions replace, if every region has one.

    Values of regions that are added to national ones have a default other than None.
    """
    for section, of_region in OF_REGION.items():
        for name, field in of_region.model_fields.items():
            if field.default is None:
                yield Dependence(
                    (f"{section}.{name}",),
                    partial(_every_region_has, section, name),
                    marked("every region has a separate value"),
                )


def _every_region_has(section: str, name: str, scenario: Scenario) -> bool:
    by_code = getattr(scenario, section).regions
    return all(
        code in by_code and getattr(by_code[code], name) is not None for code in _codes(scenario)
    )


def _codes(scenario: Scenario) -> list[str]:
    """Return the regions of the country, as far as they follow from the parameters alone."""
    return scenario.register_.regions or region_codes(scenario)


def _members_published(scenario: Scenario) -> bool:
    if scenario.register_.source != "reported":
        return False
    published = {r.code for r in published_of(scenario).regions if r.members is not None}
    return published.issuperset(_codes(scenario))


DEPENDENCES = (
    *_replaced_by_region(),
    Dependence(
        ("arrivals.early_s",),
        lambda s: s.arrivals.early_share == 0,
        marked("arrivals.early_share is 0"),
    ),
    Dependence(
        _in("polling", "balk_line_mean", "balk_line_cv", "return_share", "return_mean_s",
            "return_cv"),
        lambda s: s.polling.balk_share == 0,
        marked("polling.balk_share is 0"),
    ),
    Dependence(
        _in("polling", "return_mean_s", "return_cv"),
        lambda s: s.polling.return_share == 0,
        marked("polling.return_share is 0"),
    ),
    Dependence(
        _in("polling", "patience_mean_s", "patience_cv"),
        lambda s: s.polling.renege_share == 0,
        marked("polling.renege_share is 0"),
    ),
    Dependence(
        ("polling.lunch_at",), lambda s: s.polling.lunch_s == 0, marked("polling.lunch_s is 0")
    ),
    Dependence(
        _in("polling", "portable_leaves", "crew_from_desks", "visit_mean_s", "visit_cv"),
        lambda s: s.polling.home_share == 0,
        marked("polling.home_share is 0"),
    ),
    Dependence(
        ("counting.setup_cv",),
        lambda s: s.counting.setup_mean_s == 0,
        marked("counting.setup_mean_s is 0"),
    ),
    Dependence(
        ("counting.protocol_cv",),
        lambda s: s.counting.protocol_mean_s == 0,
        marked("counting.protocol_mean_s is 0"),
    ),
    Dependence(
        ("counting.phone_cv",),
        lambda s: s.counting.phone_mean_s == 0,
        marked("counting.phone_mean_s is 0"),
    ),
    Dependence(
        ("counting.team_overhead",), lambda s: s.law.read_aloud, marked("law.read_aloud is true")
    ),
    Dependence(
        ("swing.replication",), lambda s: s.swing.seed == THAT_OF_RUN, marked("swing.seed is -1")
    ),
    Dependence(("calibration",), lambda _: True, marked("only a calibration reads it")),
    Dependence(
        ("register.timezone",),
        lambda s: s.register_.source != "given",
        marked("no races of the scenario file give their time zones"),
    ),
    Dependence(
        ("register.members_sizes",),
        lambda s: s.register_.source in {"given", "pack"},
        marked("the sites are given; [law] of a pack has members"),
    ),
    Dependence(
        ("polling.further_race", "counting.further_race"),
        lambda s: s.register_.source != "pack",
        marked("every ballot has one race"),
    ),
    Dependence(
        _in("register", "site_registered_max", "members_mean", "registered_per_member",
            "registered_per_desk", "registered_per_booth", "registered_per_box",
            "distance_mean_km"),
        lambda s: s.register_.source == "given",
        marked("the sites are given"),
    ),
    Dependence(
        ("register.registered_per_member",),
        lambda s: s.register_.source == "pack",
        marked("commissions have as many members as their desks need"),
    ),
    Dependence(
        ("register.detour_factor",),
        lambda s: s.register_.source != "pack",
        marked("the distances are not measured between places"),
    ),
    Dependence(
        _in("register", "seed", "race_size_spread", "site_size_spread", "commissions",
            "distance_cv", "distance_max_km", "size_distance_correlation",
            "incumbents_stand_share"),
        lambda s: s.register_.source != "reported",
        marked("the races are given or published"),
    ),
    Dependence(
        _in("register", "members_mean", "registered_per_member"),
        _members_published,
        marked("the members of every region are published"),
    ),
)  # fmt: skip
"""All dependences that are certain without a run."""
NO_MORE_DESKS = marked(
    "0 of {sites} sites got a desk: members limit them ({members} of each commission may not issue)"
)
NO_FEWER_DESKS = marked("0 of {sites} sites lost a desk: each has one alone")
"""Why ``polling.desks_extra`` has no effect in a country."""
LEFT_OUT = marked("{code} is left out of the country")
NO_SUCH = marked("there is no {code}")
"""Why parameters of a region have none."""
IDLE_WHYS = (NO_MORE_DESKS, NO_FEWER_DESKS, LEFT_OUT, NO_SUCH)
"""Messages of why a setting has no effect that have placeholders."""


def idle_keys(scenario: Scenario, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield those of some dotted keys that cannot have an effect on a run, and why."""
    codes, country = _codes(scenario), region_codes(scenario)
    for key in keys:
        whys = [
            dependence.why
            for dependence in DEPENDENCES
            if any(key == k or key.startswith(f"{k}.") for k in dependence.keys)
            and dependence.idle(scenario)
        ]
        section, _, rest = key.partition(".")
        code = rest.split(".")[1] if rest.startswith(("regions.", "sites.", "commissions.")) else ""
        if code and section in {"arrivals", "choice", "register", "swing"} and code not in codes:
            whys.append((LEFT_OUT if code in country else NO_SUCH).format(code=code))
        if whys:
            yield key, whys[0]
