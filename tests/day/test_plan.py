"""The plans of the sites: which desks are open when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Streams
from sim.day.plan import day_drafts, plan_site
from sim.day.reference import plan_sites
from sim.incidents.affected import incidents_by_site
from sim.register import build_register
from sim.scenario import load_scenario
from tests.conftest import HOUR

if TYPE_CHECKING:
    from pathlib import Path


def plans(*overrides: str) -> list[tuple[tuple[int, int], ...]]:
    scenario = load_scenario("baseline", ["register.regions=['MAN']", *overrides])
    register = build_register(scenario)
    return [plan.desk_calendar for plan in plan_sites(scenario, register, Streams(1))]


def test_lunch_closes_one_desk_unless_it_is_the_only_one() -> None:
    for calendar in plans("polling.lunch_s=1800"):
        desks = [n for _, n in calendar]
        if desks[0] == 1:
            assert desks == [1]
        else:
            # Mangystau: 13:00 there is 14:00 in the capital.
            assert calendar[1:] == ((14 * HOUR, desks[0] - 1), (14 * HOUR + HOUR // 2, desks[0]))


def test_extra_desks_stop_at_the_members_who_may_issue() -> None:
    scenario = load_scenario("baseline", ["register.regions=['MAN']", "polling.desks_extra=10"])
    register = build_register(scenario)

    found = plan_sites(scenario, register, Streams(1))

    most = [max(n for _, n in plan.desk_calendar) for plan in found]
    assert most == (register.site_members - 2).tolist()


def test_lunch_never_takes_the_last_desk_that_an_incident_left(tmp_path: Path) -> None:
    calendar = calendar_with(
        tmp_path, 'kind = "desks_closed"\ndesks = 1\nfrom = 12:00:00\nto = 14:00:00', desks=2
    )

    # Mangystau: an hour later on the capital clock.
    assert calendar == ((8 * HOUR, 2), (13 * HOUR, 1), (15 * HOUR, 2))


def test_nothing_opens_a_site_before_its_late_opening_ends(tmp_path: Path) -> None:
    calendar = calendar_with(
        tmp_path,
        'kind = "late_opening"\nto = 11:00:00\n[[incident]]\nname = "more"\n'
        'kind = "desks_added"\nfrom = 07:00:00\nto = 12:00:00',
        desks=2,
    )

    assert calendar[:3] == ((8 * HOUR, 0), (12 * HOUR, 3), (13 * HOUR, 2))


def calendar_with(tmp_path: Path, incident: str, desks: int) -> tuple[tuple[int, int], ...]:
    """Return the calendar of a site of Mangystau that plans so many desks."""
    file = tmp_path / "incident.toml"
    file.write_text(
        'extends = "baseline"\n[register]\nregions = ["MAN"]\n'
        f'[[incident]]\nname = "x"\n{incident}\n'
    )
    scenario = load_scenario(file)
    register = build_register(scenario)
    site: int = register.site_desks.tolist().index(desks)
    return plan_sites(scenario, register, Streams(1))[site].desk_calendar


def test_sites_share_plans_which_are_those_that_each_has_alone(tmp_path: Path) -> None:
    file = tmp_path / "late.toml"
    file.write_text(
        'extends = "baseline"\nregister.regions = ["MAN"]\n[[incident]]\nname = "late"\n'
        'kind = "late_opening"\nto = 11:00:00\nwhere.share = 0.2\n',
        encoding="utf-8",
    )
    scenario = load_scenario(file)
    register = build_register(scenario)

    found = plan_sites(scenario, register, Streams(1))

    drafts = day_drafts(scenario, register, np.arange(register.n_sites))
    incidents = incidents_by_site(scenario, register, Streams(1))
    assert found == [
        plan_site(scenario, draft, of_site, {})
        for draft, of_site in zip(drafts, incidents, strict=True)
    ]
    affected = {site for site, of_site in enumerate(incidents) if of_site}
    usual = {id(plan) for site, plan in enumerate(found) if site not in affected}
    assert affected
    assert len(usual) < register.n_sites - len(affected)
