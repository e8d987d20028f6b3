"""Turnout curves of other elections: which can be used."""

from __future__ import annotations

from sim.pack.past_elections import turnout_curves, usable_curves
from tests.support.published import OF


def test_11_usable_curves_rise_and_stay_below_their_final() -> None:
    curves = usable_curves(OF)
    assert len(curves) == 102
    assert {curve.code for curve in curves} > {region.code for region in OF.regions}
    for curve in curves:
        assert list(curve.pct) == sorted(set(curve.pct))
        assert curve.pct[-1] < curve.final_pct


def test_11_curves_that_can_be_fitted_alone_are_some_of_the_usable_ones() -> None:
    codes = {region.code for region in OF.regions}
    alone = [c for c in usable_curves(OF) if c.code in codes and len(c.at) > 1]

    assert turnout_curves(OF) == tuple(alone)
    assert len(alone) == 71
