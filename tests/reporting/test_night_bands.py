"""Times of the night on the page: which part of their bands is chance, and what was reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sim
from sim.reporting import render
from sim.reporting.night_bands import night_bands
from tests.support.posteriors import write_posterior

if TYPE_CHECKING:
    from pathlib import Path


def test_the_page_says_what_is_chance_and_that_nothing_was_reported(tmp_path: Path) -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['MAN']"])
    draws = {"arrivals.regions.MAN.a": [1.8, 1.9, 2.0]}
    posterior = write_posterior(tmp_path / "fit", scenario, draws)

    drawn = sim.run(scenario, replications=3, posterior=posterior)
    page = render([drawn])

    rows = {row.label: row for row in night_bands(drawn.summary)}
    row = rows["99 % of the protocols accepted"]
    assert f'<td class="n band">{row.band}</td><td class="n band">{row.chance}</td>' in page
    assert " to " in row.band
    assert row.band != row.chance
    assert 'role="region" aria-label="Times of the night"' in page  # It scrolls by itself.
    assert drawn.summary.posterior is not None
    sampled = len(drawn.summary.posterior.night or ())
    assert f"{sampled} parameters of the night are sampled" in page
    assert "When results came in was not reported of this election" in page


def test_without_a_posterior_bands_are_of_chance_alone() -> None:
    plain = sim.run(sim.load_scenario("tiny"), replications=2)

    assert night_bands(plain.summary) == []
    assert "Bands of the night are of chance alone" in render([plain])
    assert "of chance alone" not in render([sim.run(sim.load_scenario("tiny"))])


def test_a_single_run_with_a_posterior_has_no_bands() -> None:
    summary = sim.run(sim.load_scenario("tiny")).summary

    assert (
        night_bands(replace(summary, night_chance={"last_voter": summary.night.last_voter})) == []
    )
