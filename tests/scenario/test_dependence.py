"""Parameters without an effect: the declarations are of parameters, and each can be otherwise."""

from __future__ import annotations

import pytest

from sim.scenario import load_scenario, parameters, sections
from sim.scenario.dependence import DEPENDENCES, idle_keys

KEYS = {f"{parameter.section}.{parameter.key}" for parameter in parameters()}


@pytest.mark.parametrize("key", sorted({key for each in DEPENDENCES for key in each.keys}))
def test_every_key_is_that_of_a_parameter_or_a_section(key: str) -> None:
    assert key in KEYS or key in sections()


@pytest.mark.parametrize(
    ("changes", "key", "why"),
    [
        ((), "polling.patience_mean_s", "polling.renege_share is 0"),
        (("polling.renege_share=0.1",), "polling.patience_mean_s", ""),
        ((), "calibration.figure_error_pct", "only a calibration reads it"),
        ((), "arrivals.regions.QQQ.a", "there is no QQQ"),
        (("register.regions=['MAN']",), "register.sites.AKM", "AKM is left out of the country"),
        (("register.regions=['MAN']",), "register.sites.MAN", ""),
        ((), "polling.opens", ""),
    ],
)
def test_a_key_is_idle_for_the_first_reason_that_holds(
    changes: tuple[str, ...], key: str, why: str
) -> None:
    found = list(idle_keys(load_scenario("baseline", changes), [key]))

    assert found == ([(key, why)] if why else [])


def test_a_national_shape_is_idle_only_if_every_region_has_one() -> None:
    shape = "arrivals.regions={MAN = {a = 1.2, b = 2.0}}"
    alone = load_scenario("baseline", ["register.regions=['MAN']", shape])
    both = load_scenario("baseline", ["register.regions=['MAN', 'ZAP']", shape])

    why = "every region has a separate value"
    assert list(idle_keys(alone, ["arrivals.a"])) == [("arrivals.a", why)]
    assert list(idle_keys(both, ["arrivals.a"])) == []
