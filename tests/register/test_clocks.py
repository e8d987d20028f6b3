"""Local clocks of sites and commissions."""

from __future__ import annotations

import pytest

from sim.register import build_register
from sim.register.clocks import behind_ms, commission_behind_ms, site_behind_ms
from sim.scenario import load_scenario

HOUR = 3_600_000


@pytest.mark.parametrize(("code", "behind"), [("MAN", HOUR), ("AKM", 0)])
def test_western_regions_are_an_hour_behind(code: str, behind: int) -> None:
    register = build_register(load_scenario("baseline", ["register.regions=['AKM', 'MAN']"]))
    region = register.region_code.tolist().index(code)
    sites = register.site_region == region

    assert set(behind_ms(register)[sites].tolist()) == {behind}
    assert {site_behind_ms(register, site) for site in sites.nonzero()[0]} == {behind}
    assert set(commission_behind_ms(register)[register.commission_region == region]) == {behind}
    assert behind_ms(register).shape == (register.n_sites,)
