"""The text summary of an ensemble: medians, bands in brackets, 80 columns."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.results import Interval
from sim.show.ensemble import in_brackets, per_cent
from sim.show.run import summary_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _changed(results: sim.Results, change: Mapping[str, Any]) -> sim.Results:
    summary = copy.deepcopy(dict(results.summary))
    for key, value in change.items():
        summary[key] = summary[key] | value if isinstance(value, dict) else value
    return sim.Results(summary, results.tables)


@pytest.mark.parametrize("name", ["tiny_ensemble", "varied"])
def test_it_fits_80_columns(name: str, request: pytest.FixtureRequest) -> None:
    text = summary_text(request.getfixturevalue(name))

    assert max(len(line) for line in text.splitlines()) <= 80


def test_it_says_what_the_brackets_are(tiny_ensemble: sim.Results) -> None:
    lines = summary_text(tiny_ensemble).splitlines()

    assert lines[0] == "SIMULATED: tiny, seed 2021, 3 replications (2021-07-25)"
    assert "Medians; in brackets 5 to 95 in 100 replications, where they differ" in lines


def test_final_turnout_has_its_band_where_it_varies(
    varied: sim.Results, tiny_ensemble: sim.Results
) -> None:
    row = next(line for line in summary_text(varied).splitlines() if "Mangystau" in line)
    registered, low, high = (
        varied.summary["registered"], varied.summary["p05"]["cast"], varied.summary["p95"]["cast"]
    )  # fmt: skip

    assert f"({100 * low / registered:.2f}–{100 * high / registered:.2f})" in row
    assert "  EAST                     20    50.0" in summary_text(tiny_ensemble)


def test_waits_seats_and_night_have_bands(varied: sim.Results) -> None:
    text = summary_text(varied)
    low, high = (varied.summary[q]["night"]["all_called"][11:16] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "last race called" in line)
    assert line.endswith(f"({low}–{high})")
    low, high = (varied.summary[q]["waits"]["longest_line"] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "longest line" in line)
    assert line.endswith(f"({low}–{high})")
    low, high = (varied.summary[q]["seats_nomination"]["Independent"] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "Independent" in line)
    assert f"({low}–{high})" in line


def test_targets_say_how_often_they_are_met() -> None:
    changes = ["register.regions=['ZHA', 'ALM']", "turnout.final='sampled'"]
    text = summary_text(sim.run(sim.load_scenario("baseline", changes), replications=2))

    lines = [line for line in text.splitlines() if "  reported " in line and "simulated" in line]
    assert "values met in " in text
    assert len(lines) > 5
    assert all(" met " in line and line.endswith(" %") for line in lines)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_day_is_said_where_the_band_crosses_midnight(tiny_ensemble: sim.Results) -> None:
    night = {"all_called": "2021-07-25T23:50:00"}
    change: dict[str, Any] = {
        "night": night,
        "p05": {"night": night},
        "p95": {"night": {"all_called": "2021-07-26T00:20:00"}},
    }

    text = summary_text(_changed(tiny_ensemble, change))

    assert "  23:50        last race called                          (23:50–00:20 +1 d)" in text


def test_those_who_left_and_late_counts_are_told(tiny_ensemble: sim.Results) -> None:
    change: dict[str, Any] = {
        "p95": {
            "left_without_ballot": {"gave_up": 3},
            "night": {"counts_over_legal_max": 2},
        }
    }

    text = summary_text(_changed(tiny_ensemble, change))

    assert "    gave up          0            (0–3)" in text
    assert "  warning: 0 (0–2) sites counted longer than the law allows" in text


def test_broken_invariants_are_listed_with_their_replication(tiny_ensemble: sim.Results) -> None:
    breach = {"code": "I1", "text": "a law", "where": ["X-01"] * 20, "replication": 2}

    text = summary_text(_changed(tiny_ensemble, {"invariants": {"breached": [breach] * 25}}))

    assert "25 broken" in text
    assert "  I1 a law: replication 2, X-01" in text
    assert text.endswith("  and 5 more, see summary.json")
    assert max(len(line) for line in text.splitlines()) <= 80


def test_shares_and_brackets() -> None:
    assert [per_cent(share) for share in (0, 0.001, 0.5, 0.995, 1)] == [
        "0 %", "<1 %", "50 %", ">99 %", "100 %",
    ]  # fmt: skip
    assert in_brackets(Interval(1.04, 1.01, 1.04), "{:.1f}".format) == ""
