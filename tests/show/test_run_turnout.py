"""The text summary of an ensemble: medians, prediction intervals in brackets, 80 columns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.text import share_text
from sim.results import Interval, interval
from sim.results.summaries import RunSummary
from sim.results.summaries.election import DoorsClose
from sim.results.summaries.shared import PosteriorUsed
from sim.results.typed_json import as_json, from_json
from sim.show.run import summary_text
from sim.show.run_lines import band_text

if TYPE_CHECKING:
    from collections.abc import Mapping


def _changed(results: sim.RunResults, change: Mapping[str, Any]) -> sim.RunResults:
    summary: Any = as_json(results.summary)
    for key, value in change.items():
        summary[key] = summary[key] | value if isinstance(value, dict) else value
    return replace(results, summary=from_json(RunSummary, summary))


@pytest.fixture(scope="module")
def shores() -> sim.RunResults:
    return sim.run(sim.load_scenario("two-shores"), seed=2021)


@pytest.mark.parametrize("name", ["tiny_ensemble", "varied"])
def test_it_fits_80_columns(name: str, request: pytest.FixtureRequest) -> None:
    text = summary_text(request.getfixturevalue(name))

    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_long_name_of_a_clock_fits_and_one_recount_is_no_recounts(
    shores: sim.RunResults,
) -> None:
    text = summary_text(_changed(shores, {"night": {"recounts": 1, "returned": 1}}))

    assert max(len(line) for line in text.splitlines()) <= 80
    assert "Turnout, % of registered (ballots issued by Europe/Tallinn time; final: votes\n" in text
    assert "  1 recount, 1 protocol returned\n" in text


def test_hours_at_which_no_doors_are_open_are_left_out(shores: sim.RunResults) -> None:
    none = dict.fromkeys(shores.summary.turnout_at, 0.0)
    text = summary_text(_changed(shores, {"turnout_at": none}))

    assert "  shore       registered  10:00" in summary_text(shores)
    assert "  shore       registered  final\n" in text


def test_the_meaning_of_the_brackets_is_stated(tiny_ensemble: sim.RunResults) -> None:
    lines = summary_text(tiny_ensemble).splitlines()

    assert lines[0] == "SIMULATED: tiny, seed 2021, 3 replications (2021-07-25)"
    assert "Medians; in brackets 5 to 95 in 100 replications, where they differ" in lines


def test_final_turnout_has_an_interval_if_it_varies(
    varied: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    row = next(line for line in summary_text(varied).splitlines() if "Mangystau" in line)
    registered, (_, low, high) = varied.summary.registered, interval(varied.summary, "cast")

    assert f"({100 * low / registered:.2f}–{100 * high / registered:.2f})" in row
    assert "  EAST            20   50.0" in summary_text(tiny_ensemble)


def test_waits_seats_and_night_have_bands(varied: sim.RunResults) -> None:
    text = summary_text(varied)
    summary: Any = as_json(varied.summary)
    low, high = (summary[q]["night"]["all_called"][11:16] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "last race called" in line)
    assert line.endswith(f"({low}–{high})")
    low, high = (summary[q]["waits"]["longest_line"] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "longest queue" in line)
    assert line.endswith(f"({low}–{high})")
    low, high = (summary[q]["seats_nomination"]["Independent"] for q in ("p05", "p95"))
    line = next(line for line in text.splitlines() if "Independent" in line)
    assert f"({low}–{high})" in line


def test_targets_say_how_often_they_are_met() -> None:
    changes = ["register.regions=['ZHA', 'ALM']", "turnout.final='sampled'"]
    text = summary_text(sim.run(sim.load_scenario("baseline", changes), replications=2))

    assert "values met in " in text
    *lines, left_out = text.split("values met in ")[1].split("\n\n")[0].splitlines()[1:]
    assert "of the whole are left out" in left_out
    assert lines[0].split() == ["reported", "simulated"]
    assert len(lines) > 5
    assert all(" met " in line and line.endswith(" %") for line in lines[1:])
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_day_is_shown_if_the_interval_crosses_midnight(tiny_ensemble: sim.RunResults) -> None:
    night = {"all_called": "2021-07-25T23:50:00"}
    change: dict[str, Any] = {
        "night": night,
        "p05": {"night": night},
        "p95": {"night": {"all_called": "2021-07-26T00:20:00"}},
    }

    text = summary_text(_changed(tiny_ensemble, change))

    assert re.search(r"^  23:50  last race called +\(23:50–00:20 \+1 d\)$", text, re.MULTILINE)


def test_voters_who_left_and_late_counts_are_shown(tiny_ensemble: sim.RunResults) -> None:
    change: dict[str, Any] = {
        "p95": {
            "left_without_ballot": {"gave_up": 3},
            "night": {"counts_over_legal_max": 2},
        }
    }

    text = summary_text(_changed(tiny_ensemble, change))

    assert re.search(r"^    gave up +0 +\(0–3\)$", text, re.MULTILINE)
    assert "  warning: 0 (0–2) sites counted longer than the law allows" in text


def test_broken_invariants_are_listed_with_their_replication(tiny_ensemble: sim.RunResults) -> None:
    breach = {"code": "I1", "text": "a law", "where": ["X-01"] * 20, "replication": 2}

    text = summary_text(_changed(tiny_ensemble, {"invariants": {"breached": [breach] * 25}}))

    assert "25 broken" in text
    assert "  I1 a law: replication 2, X-01" in text
    assert text.endswith("  and 5 more, see summary.json")
    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize("name", ["tiny", "tiny_ensemble", "baseline", "varied"])
def test_no_two_rows_have_the_same_name(name: str, request: pytest.FixtureRequest) -> None:
    text = summary_text(request.getfixturevalue(name))
    night, *_ = text.split("\nNight, ")[1].split("\n\n")

    names = [re.split(r"  +", line.strip())[0] for line in text.split("\nNight, ")[0].splitlines()]
    rows = [line for line in night.splitlines()[1:] if re.match(r"  \d\d:\d\d|    chance", line)]
    names += [re.sub(r"^ +(\d\d:\d\d( \+\d d)? +)?", "", row).split("  ")[0] for row in rows]
    assert [name for name, n in Counter(filter(None, names)).items() if n > 1] == []


def test_regions_with_one_name_have_their_codes(tiny: sim.RunResults) -> None:
    regions = {code: replace(each, name="Centre") for code, each in tiny.summary.regions.items()}
    text = summary_text(replace(tiny, summary=replace(tiny.summary, regions=regions)))

    assert re.findall(r"^  Centre \((\w+)\) +\d", text, re.MULTILINE) == list(regions)


def test_the_night_is_in_the_order_of_time_with_the_doors(baseline: sim.RunResults) -> None:
    night = summary_text(baseline).split("\nNight, ")[1].split("\n\n")[0].splitlines()[1:]
    rows = [line for line in night if re.match(r"  \d\d:\d\d", line)]
    at = [(int((re.findall(r"\+(\d) d", row) or ["0"])[0]), row.split()[0]) for row in rows]

    assert at == sorted(at)
    assert "  20:00       doors close in 9 regions" in rows
    assert "  21:00       last doors close, in 5 regions" in rows


def test_doors_of_one_clock_close_once(varied: sim.RunResults) -> None:
    assert re.search(r"^  21:00 +doors close$", summary_text(varied), re.MULTILINE)


def test_doors_of_packs_close_at_the_hours_of_their_sites(shores: sim.RunResults) -> None:
    text = summary_text(shores)

    assert re.findall(r"^  (.*doors close.*)$", text, re.MULTILINE) == [
        "20:00       doors close at 2 sites", "21:00       doors close at 2 sites",
        "01:00 +1 d  last doors close, at 1 site",
    ]  # fmt: skip
    election = shores.summary.election
    assert election is not None
    many = tuple(DoorsClose(time=f"2030-06-02T{hour}:00:00", sites=1) for hour in range(16, 23))
    other = replace(shores.summary, election=replace(election, doors_close=many))
    text = summary_text(replace(shores, summary=other))
    assert re.findall(r"^  (.*doors close.*)$", text, re.MULTILINE) == [
        "16:00       first doors close, at 1 site", "22:00       last doors close, at 1 site",
    ]  # fmt: skip


def test_values_of_the_whole_are_said_to_be_left_out() -> None:
    given = "{code='KZ', time=12:00:00, value=56}, {code='EAST', time=12:00:00, value=55}"
    changes = ["register.regions=['EAST']", f"target=[{given}]"]
    text = summary_text(sim.run(sim.load_scenario("tiny", changes)))

    assert "Reported on the day: 1 of 1 values met\n" in text
    assert "\n  1 reported value of the whole is left out, as only a part is simulated\n" in text


def test_parts_of_bands_by_chance_are_in_the_order_of_time(tiny_ensemble: sim.RunResults) -> None:
    chance = {"last_voter": "2021-07-25T21:02:00", "first_protocol": "2021-07-25T20:39:00"}
    posterior = PosteriorUsed(directory="p", sha256="0", draws=3, night=("counting.sign_s",))
    summary = replace(tiny_ensemble.summary, night_chance=chance, posterior=posterior)
    text = summary_text(replace(tiny_ensemble, summary=summary))

    assert re.findall(r"^    chance: (\w+ \w+)", text, re.MULTILINE) == [
        "first protocol", "last voter",
    ]  # fmt: skip


def test_shares_and_brackets() -> None:
    assert [share_text(share) for share in (0, 0.001, 0.5, 0.995, 1)] == [
        "0 %", "<1 %", "50 %", ">99 %", "100 %",
    ]  # fmt: skip
    assert band_text(Interval(1.04, 1.01, 1.04), "{:.1f}".format) == ""
