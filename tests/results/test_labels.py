"""Changes and settings without effect are shown in every output."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.plots.style.saving import title_and_description
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style
from sim.reporting import render
from sim.results.labels import MOST_NAMED, run_label, scenario_label
from sim.results.scenario_changes import changes_of
from sim.results.summaries import RunSummary
from sim.results.summaries.shared import Change, WithoutEffect
from sim.results.typed_json import as_json, from_json
from sim.scenario import label_of, parameters
from sim.show.run import summary_text
from tests.support.commands import saylau_here
from tests.support.results import load_run

if TYPE_CHECKING:
    from collections.abc import Sequence

SLOWER = "polling.check_in_mean_s=90"
LABEL = "tiny, changed: check-in 60 → 90 s"


@dataclass(frozen=True)
class Run:
    """The inputs of a run, as its summary has them."""

    scenario: str
    changed: tuple[Change, ...]
    seed: int = 2021


def label(*changes: str, name: str = "baseline") -> str:
    scenario = sim.load_scenario(name, changes)
    return scenario_label(Run(name, changes_of(scenario)))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((SLOWER,), "baseline, changed: check-in 40 → 90 s"),
        (("polling.check_in_mean_s=40.0",), "baseline"),
        (("polling.desks_extra=1",), "baseline, changed: extra desks 0 → 1"),
        (("polling.opens=08:00",), "baseline, changed: doors open 07:00 → 08:00"),
        (("register.sites.ZHA=210",), "baseline, changed: sites in Jambyl not set → 210"),
        (
            (SLOWER, "polling.lunch_s=0", "polling.opens=08:00", "choice.sharpness=1"),
            (
                "baseline, changed: sharpness of support 0.6477 → 1, doors open 07:00 → 08:00, "
                "check-in 40 → 90 s and 1 more"
            ),
        ),
        (
            ('incident=[{name="Cut", kind="power_cut", from=21:00:00, to=22:00:00}]',),
            "baseline, changed: incident Cut added",
        ),
    ],
)
def test_the_first_changes_are_named_and_the_others_counted(
    changes: Sequence[str], expected: str
) -> None:
    found = label(*changes)

    if "0.6477" in expected:
        # The calibrated value is that of the file.
        value = sim.load_scenario("baseline").choice.sharpness
        expected = expected.replace("0.6477", f"{value:.12g}")
    assert found == expected


def test_every_parameter_has_a_label_of_words() -> None:
    labels = [label_of(f"{parameter.section}.{parameter.key}") for parameter in parameters()]

    assert all(label and "_" not in label for label in labels)
    short = {"regions", "sites", "commissions"}
    twice = {label for label in labels if labels.count(label) > 1}
    assert twice <= short


# In all outputs ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs of `tiny` by the command line: one with slower desks."""
    folder = tmp_path_factory.mktemp("changed")
    for options in ((), ("--set", SLOWER)):
        done = saylau_here("run", "tiny", *options, "--no-plots", "--quiet", cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder / "results" / "tiny"


def test_the_default_folder_names_the_changes(changed: Path) -> None:
    assert {path.name for path in changed.iterdir()} >= {
        "seed-2021",
        "seed-2021-check_in_mean_s=90",
    }


def test_a_loaded_result_names_the_changes(changed: Path) -> None:
    results = load_run(changed / "seed-2021-check_in_mean_s=90")

    change = Change("polling.check_in_mean_s", "check-in", "s", before=60.0, after=90.0)
    assert results.summary.changed == results.manifest.changed == (change,)
    assert run_label(results.summary) == f"{LABEL}; seed 2021"
    assert summary_text(results).startswith(f"SIMULATED: {LABEL}; seed 2021")
    page = render([results])
    assert f"<title>Simulated election night: {LABEL}</title>" in page
    assert f'<span class="kicker">election night: {LABEL}</span>' in page
    assert "<code>polling.check_in_mean_s</code></td>" in page
    with house_style():
        _, about = title_and_description(new_figure("x", "y", results.summary))
    assert f"scenario {LABEL}; seed 2021" in about


def test_a_comparison_names_the_changes(changed: Path) -> None:
    base, other = changed / "seed-2021", changed / "seed-2021-check_in_mean_s=90"

    comparison = sim.compare(base, other)

    text = summary_text(comparison.results)
    assert f"B  {LABEL}; seed 2021, 1 run" in text
    assert "A  tiny, seed 2021, 1 run" in text
    with house_style():
        _, about = title_and_description(new_figure("x", "y", comparison.results.summary))
    assert LABEL in about
    # Results in memory have no directory to be named by.
    loaded = [load_run(path) for path in (base, other)]
    assert sim.compare(*loaded).others[0].name == LABEL
    report = saylau_here("compare", str(base), str(other), "--no-plots", "--quiet", "--out", "c",
                         cwd=changed)  # fmt: skip
    assert report.returncode == 0
    assert LABEL in (changed / "c" / "compare.md").read_text(encoding="utf-8")


def test_python_carries_what_was_changed_through_ensembles() -> None:
    results = sim.run(sim.load_scenario("tiny", [SLOWER]), replications=2)

    assert scenario_label(results.summary) == LABEL
    assert summary_text(results).startswith(f"SIMULATED: {LABEL}; seed 2021, 2 replications")


def test_all_changes_are_listed_where_the_label_only_counts_them() -> None:
    changes = [f"counting.{key}=3" for key in ("cancel_s", "list_s", "pile_s", "ballot_low_s")]
    results = sim.run(sim.load_scenario("tiny", changes))

    text = summary_text(results)
    assert len(results.summary.changed) > MOST_NAMED
    assert all(f"({change.partition('=')[0]})" in text for change in changes)
    assert " and 1 more; seed" in " ".join(text.split("\n")[:3])


def test_a_setting_that_changes_nothing_is_reported(tmp_path: Path) -> None:
    done = saylau_here("run", "tiny", "--set", "polling.check_in_mean_s=60", "--no-plots",
                       "--quiet", cwd=tmp_path)  # fmt: skip

    assert "--set polling.check_in_mean_s=60 has no effect" in done.stderr
    assert done.stdout.strip() == str(Path("results/tiny/seed-2021"))


@pytest.mark.parametrize(
    ("scenario", "change", "why"),
    [
        ("baseline", "arrivals.a=2", "every region has a separate value"),
        ("tiny", "polling.patience_mean_s=100", "polling.renege_share is 0"),
        ("tiny", "register.members_mean=6", "the sites are given"),
        ("tiny", "polling.lunch_at=12:00", "polling.lunch_s is 0"),
        ("tiny", "calibration.place_spread=1", "only a calibration reads it"),
        ("baseline", "register.seed=2", ""),
        ("tiny", "arrivals.a=2", ""),
    ],
)
def test_settings_that_cannot_have_an_effect_are_known(
    scenario: str, change: str, why: str
) -> None:
    from sim.results.scenario_changes import without_effect

    changed = sim.load_scenario(scenario, [change])
    found = without_effect(changed, changes_of(changed), None, {})

    assert [change.key for change in found] == ([change.partition("=")[0]] if why else [])
    assert all(why in change.why for change in found)


def test_a_setting_without_effect_is_in_text_summary_and_page_and_has_none(
    tiny: sim.RunResults,
) -> None:
    results = sim.run(sim.load_scenario("tiny", ["polling.patience_mean_s=100"]))

    key = "polling.patience_mean_s"
    assert f"NO EFFECT: {key}: polling.renege_share is 0" in summary_text(results)
    assert f"No effect: <code>{key}</code>" in render([results])
    assert results.summary.waits == tiny.summary.waits


def test_desks_that_members_do_not_allow_are_reported() -> None:
    limited = ["polling.desks_extra=2", "polling.members_not_issuing=4"]
    results = sim.run(sim.load_scenario("tiny", limited))

    why = "0 of 3 sites got a desk: members limit them (4 of each commission may not issue)"
    assert results.summary.without_effect == (WithoutEffect(key="polling.desks_extra", why=why),)
    assert why in " ".join(summary_text(results).split())
    one_desk = sim.run(sim.load_scenario("tiny", ["polling.desks_extra=2"]))
    assert one_desk.summary.without_effect == ()


@pytest.mark.parametrize("spread", ["turnout.area_spread", "arrivals.area_spread"])
def test_a_spread_of_areas_that_are_whole_regions_is_reported(spread: str) -> None:
    results = sim.run(sim.load_scenario("two-shores", [f"{spread}=0.9"]))
    unchanged = sim.run(sim.load_scenario("two-shores"))

    why = "the area of each commission is a whole region"
    assert results.summary.without_effect == (WithoutEffect(key=spread, why=why),)
    assert not unchanged.summary.without_effect
    assert results.summary.waits == unchanged.summary.waits


def test_settings_of_a_users_file_without_effect_are_reported(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "tiny"\n[polling]\npatience_mean_s = 100.0\nlunch_s = 0.0\n')

    results = sim.run(sim.load_scenario(file))

    # A value of the parent is no setting of this file.
    assert [setting.key for setting in results.summary.without_effect] == [
        "polling.patience_mean_s"
    ]


def test_the_summary_of_an_ensemble_of_a_changed_scenario_is_plain_json() -> None:
    results = sim.run(sim.load_scenario("tiny", [SLOWER]), replications=2)

    plain = as_json(results.summary)
    assert json.loads(json.dumps(plain)) == plain
    assert from_json(RunSummary, plain) == results.summary
