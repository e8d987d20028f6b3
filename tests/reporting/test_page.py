"""The page of results: its numbers are in the files, and text from users is harmless."""

from __future__ import annotations

import json
import re
from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.language import in_language
from sim.reporting import compared_text, render
from sim.reporting.assumptions import toml_of
from sim.reporting.contests import party_fields
from sim.reporting.replay import MOST_RACES, STEP, frames_of, night_of, seats_of
from sim.reporting.words import minutes
from sim.results import RunResults
from sim.results.summaries import RunSummary
from sim.results.summaries.comparison import SiteMoved
from sim.results.typed_json import as_json, from_json
from sim.show.comparison import site_text
from tests.support.pages import Page
from tests.support.results import with_scenario, with_summary

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "</script><script>alert(1)</script><b>&--> \u2028 x"


@pytest.fixture(scope="module")
def mangystau() -> sim.RunResults:
    return sim.run(sim.load_scenario("baseline", ["register.regions=['MAN']"]))


@pytest.fixture(scope="module")
def more_desks() -> sim.RunResults:
    changes = ["register.regions=['MAN']", "polling.desks_extra=1"]
    return sim.run(sim.load_scenario("baseline", changes))


@pytest.fixture(scope="module")
def page(mangystau: sim.RunResults) -> str:
    return render([mangystau])


def changed(results: RunResults, **scenario: Any) -> RunResults:
    """Return results with other keys of their scenario."""
    other = with_scenario(results, **scenario)
    if "name" not in scenario:
        return other
    return with_summary(other, scenario=scenario["name"], description=scenario["description"])


def test_it_has_the_parts_that_scripts_and_readers_look_for(page: str) -> None:
    parsed = Page(page)
    wanted = {
        "replay", "clock", "play", "scrub", "speed", "map", "regions", "seats", "calls",
        "incidents", "races", "race-search", "race-count", "data", "announce",
    }  # fmt: skip
    assert wanted <= set(parsed.ids)
    assert len(parsed.ids) == len(set(parsed.ids))
    assert "compare" not in parsed.ids
    title = page[page.index("<title>") : page.index("</title>")]
    assert "Simulated" in title
    points = {attrs["href"][1:] for tag, attrs in parsed.tags if tag == "a"}
    points = {point for point in points if not point.startswith("race=")}
    assert points <= set(parsed.ids)
    named = {name for _, attrs in parsed.tags for name in attrs.get("aria-labelledby", "").split()}
    assert named <= set(parsed.ids)
    for tag, attrs in parsed.tags:
        if tag == "svg" and not attrs.get("viewbox", "").startswith("0 0 1000"):
            assert attrs.get("role") == "img" or attrs.get("aria-hidden") == "true"


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    parsed = Page(page)
    assert not {"link", "img", "iframe", "object", "base", "form"} & {tag for tag, _ in parsed.tags}
    for _, attrs in parsed.tags:
        assert not {"src", "srcset", "style", "action"} & attrs.keys()
        assert not [name for name in attrs if name.startswith("on")]
        assert attrs.get("href", "#").startswith("#")
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page.replace("url(#none)", "")
    policy = next(a["content"] for t, a in parsed.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_the_last_frame_is_the_end_of_the_tables(mangystau: sim.RunResults, page: str) -> None:
    frames = frames_of([mangystau])
    night, tables = night_of(mangystau, frames), mangystau.tables
    assert len(frames) == (tables["night"]["code"] == "MAN").sum()
    for code, columns in night.items():
        rows = tables["night"]["code"] == code
        for name, values in columns.items():
            if not name.startswith("votes_"):
                assert values == tables["night"][name][rows].tolist()
    for party, name in party_fields(mangystau).items():
        choice = {"Against all": "against_all", "Invalid ballots": "invalid"}.get(party, party)
        of_party = (tables["votes"]["code"] == "KZ") & (tables["votes"]["choice"] == choice)
        assert night["KZ"][name] == tables["votes"]["votes"][of_party].tolist()
    seats = seats_of(mangystau, frames)
    assert seats is not None
    assert {party: k[-1] for party, k in seats.items()} == mangystau.summary.seats_nomination
    for k in range(len(frames)):
        assert sum(column[k] for column in seats.values()) == night["KZ"]["races_called"][k]
    data = json.loads(Page(page).data)
    assert data["results"][0]["night"] == night
    assert data["frames"][-1] == str(tables["night"]["capital_time"].max())
    row = re.search(r'<tr data-code="MAN">.*?</tr>', page, re.DOTALL)
    assert row is not None
    for field in ("accepted_pct", "ballots_counted", "races_called"):
        assert f'data-field="{field}" data-value="{night["MAN"][field][-1]}"' in row[0]


def test_every_number_is_in_the_files(mangystau: sim.RunResults, page: str) -> None:
    known = {"1", "2", "20", "90", "95", "100", "5", "30", "15"}  # glossary, speeds, legends
    known |= set(
        re.findall(
            r"\d+(?:\.\d+)?", json.dumps([as_json(mangystau.summary), as_json(mangystau.manifest)])
        )
    )
    for table in mangystau.tables.values():
        for column in table.values():
            for value in column.tolist():
                known |= set(re.findall(r"\d+(?:\.\d+)?", str(value)))
    known |= {str(column.shape[0]) for column in mangystau.tables["races"].values()}
    numbers = {float(number) for number in known}
    numbers |= {float(int(n)) for n in numbers if n <= 100}  # whole per cent, rounded down
    numbers.add(round(mangystau.summary.turnout_pct, 1))  # in the lead
    waits = mangystau.tables["waits"]
    numbers |= {
        float(minutes(value)) for name in waits if name.endswith("_s") for value in waits[name]
    }
    axis = {float(k) for k in (0, *range(2, 24, 2), 50, 21, 40, 41, 60, 61, 80, 81, 99)}
    body = page[page.index("<body") :]
    counted = re.search(r"All (\d+) parameters", body)
    assert counted is not None
    text = Page("<html>" + body).visible().replace(counted[0], "")
    found = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    assert found - numbers - axis == set()
    assert len(found) > 150


def test_untrusted_text_is_shown_as_text(mangystau: sim.RunResults) -> None:
    incident = {
        "name": HOSTILE, "kind": "power_cut", "where": {"regions": [HOSTILE]},
        "from": "21:00:00", "to": "02:00:00", "anything": HOSTILE,
    }  # fmt: skip
    hostile = changed(
        mangystau, name=HOSTILE, description=HOSTILE, notes=HOSTILE, incident=[incident]
    )
    tables = dict(hostile.tables)
    races = dict(tables["races"])
    races["winner"] = np.array([HOSTILE] * len(races["winner"]))
    races["race"] = np.array([f"{k}{HOSTILE}" for k in range(len(races["winner"]))])
    races["name"] = races["race"]
    tables["races"] = races
    text = render([RunResults(hostile.summary, tables, hostile.manifest)])
    parsed = Page(text)
    assert [tag for tag, _ in parsed.tags].count("script") == 9  # two of data, and our scripts
    assert not [tag for tag, _ in parsed.tags if tag == "b" and "alert" in tag]
    assert text.count("alert(1)") > 20
    assert "<script>alert" not in text
    assert json.loads(parsed.data)["results"][0]["calls"][0][1].endswith(HOSTILE)
    assert "power cut, 21:00–02:00 local time; regions" in parsed.visible()
    assert HOSTILE.replace("\u2028", "") in parsed.visible().replace("\u2028", "")


def test_an_ensemble_shows_medians_bands_and_no_seats_that_no_run_had(
    varied: sim.RunResults,
) -> None:
    text = render([varied])
    visible = Page(text).visible()
    assert "alues are medians, each computed separately; bands contain all 5 runs" in visible
    assert "medians of 5 runs" in visible
    data = json.loads(Page(text).data)["results"][0]
    assert data["seats"] is None
    assert data["ensemble"]
    night = varied.tables["night"]
    for name in ("accepted_pct_p05", "accepted_pct", "accepted_pct_p95"):
        assert data["night"]["MAN"][name] == night[name][night["code"] == "MAN"].tolist()
    assert "Seats at the end" in visible
    assert "in 100 %" in visible  # how often the most frequent winner wins


def test_two_results_share_one_clock(mangystau: sim.RunResults, more_desks: sim.RunResults) -> None:
    text = render([mangystau, more_desks])
    parsed = Page(text)
    second = {f"{name}-1" for name in ("map", "regions", "seats", "calls", "incidents")}
    assert second | {"map", "regions", "compare"} <= set(parsed.ids)
    assert [i for i in parsed.ids if i.startswith(("clock", "play", "scrub", "speed"))] == [
        "clock", "play", "scrub", "speed",
    ]  # fmt: skip
    assert len(parsed.ids) == len(set(parsed.ids))
    sides = [a["data-result"] for _, a in parsed.tags if "data-result" in a]
    assert sides == ["0", "1"]
    comparison = sim.compare(mangystau, more_desks).others[0]
    assert comparison.pairing.why in parsed.visible()
    assert "regions kept none → MAN, extra desks 0 → 1; seed 2021" in parsed.visible()
    data = json.loads(parsed.data)
    assert len(data["results"]) == 2
    for side in data["results"]:
        assert len(side["night"]["KZ"]["accepted_pct"]) == len(data["frames"])


def test_a_comparison_has_one_unit_for_durations_and_hashes_that_can_be_read(
    mangystau: sim.RunResults, more_desks: sim.RunResults
) -> None:
    page = Page(render([mangystau, more_desks]))
    visible = page.visible()
    comparison = compared_text.comparison_of([mangystau, more_desks])
    (against,) = compared_text.compared(mangystau.summary, comparison)
    names = [row.name for row in against.metrics]
    assert sum(name.endswith(", min") for name in names) > 3
    assert not [name for name in names if name.endswith(", s")]
    mean = next(row for row in against.metrics if row.name == "Mean wait, min")
    one, two = (result.summary.waits.mean_s / 60 for result in (mangystau, more_desks))
    assert (mean.base.text, mean.other.text) == (f"{one:.2f}", f"{two:.2f}")
    assert mean.base.value == f"{one:.2f}"
    assert re.search(r"[+−][\d,.]+ (races|seats|sites|members|desks|h)\b", visible) is None
    called = next(row for row in against.metrics if row.name == "Last race called")
    assert called.base.value == mangystau.summary.night.all_called


def test_a_hash_that_differs_is_short(mangystau: sim.RunResults) -> None:
    hashes = ["0" * 64, "1" * 64]
    with_hash = [
        replace(mangystau, manifest=replace(mangystau.manifest, register_sha256=each))
        for each in hashes
    ]
    (against,) = compared_text.compared(mangystau.summary, compared_text.comparison_of(with_hash))
    assert ("register_sha256", "000000000000…", "111111111111…") in against.reasons


def test_a_site_that_differs_names_no_column_that_is_said_in_words() -> None:
    site = SiteMoved(
        site="S", code="W", commission="C", how="queue", columns=("accepted",), wait_mean_s=None,
        issued=None, last_left_s=None, accepted_s=6960.0,
    )  # fmt: skip
    assert site_text(site) == "accepted +1 h 56 min"
    with in_language("ru"):
        assert "accepted" not in site_text(site)
    more = replace(site, columns=("accepted", "returned"))
    assert site_text(more) == "accepted +1 h 56 min; differs in returned"


def test_regions_that_end_the_same_are_not_the_same_all_night(tiny: sim.RunResults) -> None:
    visible = Page(render([tiny, tiny])).visible()
    assert "same in every metric" not in visible
    assert "All regions have the same turnout, seats and last protocol" in visible


def test_a_shorter_night_has_zeros_before_and_final_values_after(tiny: sim.RunResults) -> None:
    night = tiny.tables["night"]
    later = {**night, "capital_time": night["capital_time"] + 4 * STEP}
    other = RunResults(tiny.summary, {**tiny.tables, "night": later}, tiny.manifest)
    frames = frames_of([tiny, other])
    first, second = (night_of(r, frames)["KZ"] for r in (tiny, other))
    assert len(frames) == (night["code"] == "KZ").sum() + 4
    assert first["accepted_pct"][-5:] == [100.0] * 5
    assert second["sites_accepted"][:5] == [0] * 5
    assert second["sites_accepted"][4:] == first["sites_accepted"][:-4]


def test_a_country_without_shapes_gets_tiles(tiny: sim.RunResults) -> None:
    text = render([tiny])
    assert re.findall(r'<g data-code="(\w+)"', text) == ["EAST", "WEST"]
    assert "Natural Earth" not in text
    assert text.count("M0 0L220 0L220 140L0 140Z") == 2


def test_a_part_of_the_country_stands_among_outlines(page: str) -> None:
    assert re.findall(r'<g data-code="(\w+)"', page) == ["MAN"]
    assert page.count('class="around"') == 13
    assert "Natural Earth" in page


def test_a_large_country_keeps_the_page_small(tiny: sim.RunResults) -> None:
    races = tiny.tables["races"]
    n = MOST_RACES + 1
    many = {name: np.resize(column, n) for name, column in races.items()}
    many["race"] = many["name"] = np.array([f"R{k}" for k in range(n)])
    large = replace(with_summary(tiny, races=n), tables={**tiny.tables, "races": many})
    text = render([large])
    assert f"The first {MOST_RACES:,} of {n:,} races" in text
    assert f'<a href="#race=R{MOST_RACES - 1}">' in text
    assert f'<a href="#race=R{MOST_RACES}">' not in text


@pytest.mark.parametrize("name", ["tiny", "byelection-talaptan", "baseline"])
def test_the_scenario_of_the_page_runs_again(name: str, tmp_path: Path) -> None:
    scenario = sim.load_scenario(name).model_dump(mode="json", by_alias=True)
    scenario["incident"] = [
        {"name": 'a "b" \\ 07:00:00', "kind": "desks_closed", "where": {"share": 0.5},
         "desks": 2, "from": "10:00:00", "to": "11:30:00"},
    ]  # fmt: skip
    path = tmp_path / "scenario.toml"
    path.write_text(toml_of(scenario), encoding="utf-8")
    again = sim.load_scenario(str(path)).model_dump(mode="json", by_alias=True)
    for key, value in scenario["incident"][0].items():
        if key != "where":
            assert again["incident"][0][key] == value
    assert {**again, "incident": []} == {**scenario, "incident": []}


def test_a_result_of_an_earlier_version_has_less_and_still_a_page(
    mangystau: sim.RunResults,
) -> None:
    later = {field.name for field in fields(RunSummary) if field.default is not MISSING}
    summary: Any = as_json(mangystau.summary)
    gone = summary.keys() & later
    assert {"changed", "staff", "incidents"} <= gone
    for key in gone:
        del summary[key]
    summary["seats_reference"] = None
    del summary["regions"]["MAN"]["turnout_reference_pct"]
    old = replace(mangystau, summary=from_json(RunSummary, summary))
    parsed = Page(render([old]))
    assert "replay" in parsed.ids
    assert "Published, by nomination" not in parsed.visible()
