"""Results of every kind as text in other languages: nothing is left in English, all fits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.language import choose_language
from sim.planning.plan import plan
from sim.results.summaries.tune import TuneSummary
from sim.results.translated import shown_in
from sim.scenario import load_scenario
from sim.show.run import summary_text
from sim.show.tune import tune_text
from tests.support.calibrations import calibration_results
from tests.support.explorations import LAST, tiny_exploration
from tests.support.feasibility import tiny_feasibility
from tests.support.incidents import IDLE
from tests.support.planned import QUICK
from tests.support.pseudo_language import outside_messages, pseudo_language
from tests.support.results import with_summary
from tests.support.tuned import turned

if TYPE_CHECKING:
    from sim.results import ComparisonResults, RunResults

    Shown = sim.results.Results | TuneSummary

_INCIDENTS = (
    '{kind="late_opening", name="A", to=09:00:00}',
    '{kind="power_cut", name="B", from=21:00:00, to=23:00:00, where={share=0.5}}',
    '{kind="clerks_absent", name="C", from=10:00:00, to=11:00:00, clerks=1}',
)
CHANGES = [
    f"incident=[{', '.join(_INCIDENTS)}]",
    "polling.check_in_mean_s=90", "polling.renege_share=0.5", "polling.patience_mean_s=60",
]  # fmt: skip
SKIPPED = {
    "votes and seats": (
        "its votes are those that the pack expects of its candidates; 1 reported value is left out"
    ),
    "3 values of other areas": ("arrival curves are those of the areas that tables are made for"),
    "times phoned of 12 sites": "the night is fitted to times signed, which most sites have",
    "times accepted of 1 site": "times of this stage depend on queues of other sites",
}
"""As a calibration of a pack records it: ``tests/system/test_pack_calibration.py``."""
NAMES = {
    "tiny", "baseline", "base", "changed", "EAST", "WEST", "MAN", "ATY", "PAV", "KZ", "Mangystau",
    "Alma", "Bulaq", "Nur", "Otan", "Auyl", "Adal", "Ak", "Zhol", "Independent", "People", "Party",
    "Nationwide", "Social", "Democratic", "Democra",
}  # fmt: skip
"""Names and codes; other languages have those that the pack gives for them."""
KEYS = {
    "kind", "where", "share", "from", "to", "clerks", "replications", "reported", "sampled",
    "hat", "figures", "true", "issued", "cast",
}  # fmt: skip
"""Keys and values of scenarios, metrics, and folders."""
_KEY = re.compile(r"--[\w,-]+|[A-Za-z]\w*(?:[._@/][\w:]+)+|\b[0-9a-f]{8}…")


@pytest.fixture(scope="module")
def shown(
    tiny: RunResults, tiny_ensemble: RunResults, varied: RunResults, tmp_path_factory: Any
) -> dict[str, Shown]:
    """One result of each kind by name, with incidents, changes and several replications."""
    turbulent = sim.run(load_scenario("tiny", CHANGES), replications=3, workers=1)
    asked = replace(QUICK, results_by="21:30")
    return {
        "run": tiny,
        "ensemble": varied,
        "incidents": turbulent,
        "comparison": sim.compare(tiny_ensemble, turbulent, names=["base", "changed"]).results,
        "same": sim.compare(tiny, tiny_ensemble, names=["base", "changed"]).results,
        "calibration": with_summary(calibration_results(), description=tiny.summary.description),
        "skipped": with_summary(
            calibration_results(),
            description=tiny.summary.description,
            skipped=SKIPPED,
            prior="wide (assumption), as the pack has no past/arrival_prior.csv",
        ),
        "plan": plan(load_scenario("tiny"), asked, seed=5),
        "exploration": tiny_exploration(),
        "feasibility": tiny_feasibility(tmp_path_factory.mktemp("issued")),
        "idle": sim.run(load_scenario("tiny", IDLE)),
        "regions": _regions(["MAN"], ["MAN", "ATY"]),
        "swapped": _regions(["PAV", "MAN"], ["MAN", "ATY"]),
        "explored": sim.explore("tiny", over=["counting", "register"], metrics=[LAST]),
        "tune": turned("baseline", "register.regions=['MAN']", "polling.check_in_mean_s=90"),
    }


def _regions(base: list[str], other: list[str]) -> ComparisonResults:
    """Return a comparison of countries of some regions."""
    one, two = (
        sim.run(load_scenario("baseline", [f"register.regions={codes}"])) for codes in (base, other)
    )
    return sim.compare(one, two, names=["base", "changed"]).results


def _text(result: Shown, language: str | None = None) -> str:
    if isinstance(result, TuneSummary):
        with shown_in(result, language):
            return tune_text(result)
    return summary_text(result, language)


KINDS = (
    "run", "ensemble", "incidents", "comparison", "same", "calibration", "plan", "exploration",
    "feasibility", "tune", "idle", "regions", "swapped", "explored",
    "skipped",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_is_a_message(
    shown: dict[str, Shown], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pseudo_language(monkeypatch):
        text = _text(shown[kind])

    assert set(outside_messages(_KEY.sub("", text))) - NAMES - KEYS == set()


@pytest.mark.parametrize("code", ["kk", "ru"])
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_in_the_language_and_fits_80_columns(
    shown: dict[str, Shown], kind: str, code: str
) -> None:
    text = _text(shown[kind], code)

    words = set(re.findall(r"[A-Za-z]{2,}", _KEY.sub("", text)))
    assert words - NAMES - KEYS == set()
    assert max(map(len, text.splitlines())) <= 80


def test_numbers_and_plurals_of_russian(tiny: RunResults) -> None:
    night = replace(tiny.summary.night, recounts=21, returned=2)
    text = summary_text(with_summary(tiny, night=night), "ru")

    assert "  21 пересчёт, 2 протокола возвращено\n" in text
    assert "Мандаты: 2 округа\n" in text
    assert re.search(r"среднее на регистрации +\d+ с", text)
    assert "75,00" in text


def test_what_is_chosen_is_shown_and_english_is_the_default(tiny: RunResults) -> None:
    assert summary_text(tiny).startswith("SIMULATED: tiny, seed 2021 (2021-07-25)\n")
    with choose_language("kk"):
        shown = summary_text(tiny)
        assert shown.startswith("МОДЕЛЬДЕНГЕН: tiny, бастапқы сан 2021 (2021 ж. 25 шілде)\n")
