"""What a calibration of a pack records of what it leaves out, in the language that is shown."""

from __future__ import annotations

from sim.core.language import in_language
from sim.results.calibration_context import (
    CURVES_OF_AREAS,
    LEFT_OUT,
    OF_OTHER_AREAS,
    PRIOR_TO_FIT,
    PRIOR_WIDE,
    TIMES,
    VOTES_AS_EXPECTED,
    context_text,
    counted_text,
)


def test_it_is_recorded_in_english() -> None:
    with in_language("ru"):
        assert counted_text(LEFT_OUT, 1) == "1 reported value is left out"
        assert counted_text(TIMES, 1_847, stage="signed") == "times signed of 1,847 sites"


def test_reasons_and_what_they_are_about_are_translated() -> None:
    why = f"{VOTES_AS_EXPECTED}; {counted_text(LEFT_OUT, 3)}"
    assert context_text(why) == why
    with in_language("ru"):
        assert context_text(why) == (
            "голоса те, которые пакет ожидает от кандидатов; не учтено значений: 3"
        )
        assert context_text(counted_text(TIMES, 12, stage="phoned")) == (
            "время «сообщён по телефону» участков: 12"
        )
        assert context_text(CURVES_OF_AREAS).startswith("кривые прибытия")
    with in_language("kk"):
        assert context_text(counted_text(OF_OTHER_AREAS, 2)) == "басқа аумақтардың 2 мәні"


def test_the_prior_names_its_files() -> None:
    prior = f"{PRIOR_WIDE.format(file='past/a.csv')}; {PRIOR_TO_FIT.format(file='past/b.csv')}"
    with in_language("ru"):
        assert context_text(prior) == (
            "широкое (допущение), так как в пакете нет past/a.csv; "
            "saylau pack prior подберёт его по past/b.csv"
        )
