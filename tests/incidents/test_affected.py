"""The sites and commissions that incidents affect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import ScenarioError
from sim.core.streams import Streams
from sim.election import build_country
from sim.incidents.affected import commission_incidents, incidents_by_site
from sim.register import build_register
from sim.register.kept_regions import keep_regions
from tests.support.incidents import scenario_with

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ('regions = ["TUR"]', 'regions = ["TUR"]'),
        (
            "min_registered = 500, max_registered = 100",
            "min_registered = 500, max_registered = 100",
        ),
        (
            'regions = ["MAN"], min_registered = 99999',
            'regions = ["MAN"], min_registered = 99999',
        ),
    ],
)
def test_conditions_that_no_site_matches_are_named(
    where: str, conditions: str, tmp_path: Path
) -> None:
    late = 'kind = "late_opening"\nto = 09:00:00\nwhere = '
    nobody, by_chance = f"{late}{{ {where} }}", f"{late}{{ share = 0.0 }}"

    with pytest.raises(ScenarioError) as error:
        build_country(scenario_with(tmp_path, by_chance, nobody))

    # It is no error that a share of sites is empty.
    (problem,) = error.value.problems
    assert problem.message == f'incident "x": no polling site matches {conditions}'
    assert str(error.value) == f"scenario incident: {problem.message}"


def test_a_share_of_sites_and_of_commissions_is_chosen_by_a_random_word_of_each(
    tmp_path: Path,
) -> None:
    cut = 'kind = "power_cut"\nfrom = 22:00:00\nto = 01:00:00\nwhere = { share = 0.5 }'
    away = 'kind = "clerks_absent"\nclerks = 1\nfrom = 20:00:00\nto = 03:00:00'
    scenario = scenario_with(tmp_path, cut, away + "\nwhere = { share = 0.5 }", head="")
    full = build_register(scenario)
    part, streams = keep_regions(full, ["MAN", "TUR"]), Streams(5)

    hit = dict(zip(full.site_id, incidents_by_site(scenario, full, streams), strict=True))
    assert 0.4 < sum(map(len, hit.values())) / full.n_sites < 0.6
    assert all(found in ((), (scenario.incidents[0],)) for found in hit.values())
    for site, found in zip(part.site_id, incidents_by_site(scenario, part, streams), strict=True):
        assert found == hit[site]
    away_from, here = (
        {
            str(register.commission_id[k])
            for _, k in commission_incidents(scenario, register, streams)
        }
        for register in (full, part)
    )
    assert 0.3 < len(away_from) / len(full.commission_id) < 0.7
    assert here == {site for site in away_from if site[:3] in {"MAN", "TUR"}}
