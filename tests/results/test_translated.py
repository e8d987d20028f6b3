"""Results are shown in a language with the names that their pack gives."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from sim.core.errors import InputError
from sim.core.language import choose_language, language_code, named
from sim.results.summaries.election import ElectionSummary, OfElection
from sim.results.translated import shown_in


class OfPack(OfElection):
    election = ElectionSummary(
        name="p", title="P", nation="ALL", region="area", parties={},
        names={"ru": {"East": "Восток"}},
    )  # fmt: skip


class OfDefault(OfElection):
    election = None


def test_names_are_those_of_the_pack_or_of_the_election_that_ships() -> None:
    with shown_in(OfPack(), "ru"):
        assert (language_code(), named("East"), named("Aqmola")) == ("ru", "Восток", "Aqmola")
    with shown_in(OfPack(), "kk"):
        assert named("East") == "East"
    with shown_in(OfDefault(), "kk"):
        assert named("Aqmola") == "Ақмола"


def test_the_chosen_language_is_the_default_and_summaries_without_an_election_have_no_names() -> (
    None
):
    with choose_language("ru"), shown_in(SimpleNamespace()):
        assert (language_code(), named("Aqmola")) == ("ru", "Aqmola")
    with shown_in(SimpleNamespace()):
        assert language_code() == "en"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="must be one of en, kk, ru"), shown_in(OfPack(), "de"):
        pass


def test_independent_candidates_have_a_word_in_every_language_and_packs_may_have_another() -> None:
    class Otherwise(OfElection):
        election = replace(OfPack.election, names={"ru": {"Independent": "Независимый"}})

    with shown_in(OfPack(), "ru"):
        assert named("Independent") == "Самовыдвижение"
    with shown_in(OfPack(), "kk"):
        assert named("Independent") == "Өзін-өзі ұсынған"
    with shown_in(Otherwise(), "ru"):
        assert named("Independent") == "Независимый"
    with shown_in(OfPack(), "en"):
        assert named("Independent") == "Independent"
