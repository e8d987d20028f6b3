"""The lead: a headline and sentences, computed from results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.language import in_language
from sim.reporting import render
from sim.reporting.lead import lead_of, moment_text
from tests.support.results import with_summary

if TYPE_CHECKING:
    from sim.results import RunResults


def night(results: RunResults, replications: int = 1, **times: Any) -> RunResults:
    """Return results with other times of the night."""
    summary = results.summary
    return with_summary(
        results, replications=replications, night=replace(summary.night, **times)
    )  # fmt: skip


def test_it_says_when_races_are_called_and_who_voted(tiny: RunResults) -> None:
    called = night(tiny, half_called="2021-07-25T22:59:30", all_called="2021-07-26T03:04:00")
    lead = lead_of([called])

    assert lead.headline == (
        "Half of the races are called by 22:59, the last one at 03:04 the next day"
    )
    (sentence,) = lead.sentences
    summary = tiny.summary
    assert sentence.startswith(f"{summary.issued:,} of {summary.registered:,} registered voters")
    assert "reported" not in sentence  # Winners of this country are sampled.
    page = render([called])
    assert f"<h1>{lead.headline}</h1>" in page
    assert f'<meta property="og:title" content="Simulated: {lead.headline}">' in page
    assert f'<meta name="description" content="Simulated election night: {lead.headline}. ' in page


def test_both_times_of_the_next_morning_name_the_day_once(tiny: RunResults) -> None:
    late = night(tiny, half_called="2021-07-26T02:00:00", all_called="2021-07-26T03:04:00")
    assert lead_of([late]).headline == (
        "Half of the races are called by 02:00 the next day, the last one at 03:04"
    )
    at_once = night(tiny, half_called="2021-07-25T22:10:00", all_called="2021-07-25T22:10:40")
    assert lead_of([at_once]).headline == f"All {tiny.summary.races} races are called by 22:10"
    later = night(tiny, half_called="2021-07-26T15:30:00", all_called="2021-07-26T15:30:00")
    assert lead_of([later]).headline.endswith("races are called by 15:30 the next day")


def test_winners_that_were_set_are_said_to_be(baseline: RunResults) -> None:
    (sentence,) = lead_of([baseline]).sentences
    assert "Nur Otan nominated 563 of 730 winners, as reported: winners were set" in sentence
    # Winners of another scenario are sampled; of some that are set none was reported.
    outcome = {**baseline.manifest.scenario["outcome"], "winners": "sampled"}  # type: ignore[dict-item]
    scenario = {**baseline.manifest.scenario, "outcome": outcome}
    sampled = replace(baseline, manifest=replace(baseline.manifest, scenario=scenario))
    unknown = with_summary(baseline, seats_reference=None)
    for other in (sampled, unknown):
        (sentence,) = lead_of([other]).sentences
        assert sentence.endswith("; Nur Otan nominated 563 of 730 winners.")


@pytest.mark.parametrize(("n", "nights"), [(100, "9 nights of 10"), (5, "all 5 nights")])
def test_uncertainty_is_said_in_words(tiny: RunResults, n: int, nights: str) -> None:
    many = night(tiny, n, all_called="2021-07-26T01:00:00")
    band = with_summary(
        many,
        p05={"night": {"all_called": "2021-07-25T23:29:00"}},
        p95={"night": {"all_called": "2021-07-27T07:03:00"}},
    )
    assert lead_of([band]).sentences[-1] == (
        f"In {nights} the last race is called between 23:29 and 07:03 on 27 July."
    )
    assert " about 01:00 the next day" in lead_of([band]).headline


def test_a_night_without_a_ballot_has_no_winner(tiny: RunResults) -> None:
    lead = lead_of([with_summary(tiny, cast=0)])
    assert lead.headline == "Nobody voted"
    assert lead.sentences[0].startswith(f"None of {tiny.summary.registered:,} registered voters")


def test_one_race_has_its_winner_in_the_headline() -> None:
    one = sim.run(sim.load_scenario("byelection-talaptan"))
    name, winner = (one.tables["races"][column][0] for column in ("name", "winner"))
    at = moment_text(one.summary.night.all_called, one.summary.date)
    assert lead_of([one]).headline == f"{name}: {winner}, called at {at}"


def test_two_results_differ_by_a_duration(tiny: RunResults) -> None:
    one, two, soon = (
        night(tiny, all_called=f"2021-07-26T{at}")
        for at in ("01:00:00", "02:06:10", "01:00:30")
    )  # fmt: skip
    assert lead_of([one, two]).headline == "The last race is called 1 h 06 min later in B than in A"
    assert lead_of([two, one]).headline.startswith("The last race is called 1 h 06 min earlier")
    assert lead_of([one, soon]).headline == (
        "The last race is called at 01:00 the next day in both A and B"
    )
    many = with_summary(two, replications=3)
    assert lead_of([one, many]).headline == (
        "The last race is called about 1 h 06 min later in B than in A"
    )
    with in_language("ru"):
        assert "на примерно" not in lead_of([many, one]).headline
        assert "примерно на 1 ч 06 мин раньше" in lead_of([many, one]).headline


def test_those_voted_who_got_a_ballot_and_their_share_is_not_cut(tiny: RunResults) -> None:
    """A second ballot is no second voter."""
    summary = with_summary(tiny, issued=635, cast=640, registered=1000, turnout_pct=63.5)
    assert (
        lead_of([summary]).sentences[0].startswith("635 of 1,000 registered voters voted, 63.5 %")
    )


def test_medians_of_seats_do_not_make_another_number_of_winners(tiny: RunResults) -> None:
    first, second, *_ = tiny.summary.seats_nomination
    seats = {first: 2, second: 1}
    many = with_summary(tiny, replications=3, seats_nomination=seats, seats_reference=None)
    assert tiny.summary.races == 2
    assert f"; {first} nominated about 2 of 2 winners." in lead_of([many]).sentences[0]
