"""Commands that look: check, scenarios, params, show without a result, reported."""

from __future__ import annotations

import re
from pathlib import Path

import sim
from tests.support.commands import saylau_here

ROOT = Path(__file__).parents[2]


def test_check_prints_the_resolved_scenario() -> None:
    done = saylau_here("check", "evening-only", "--set", "polling.booth_cv=0.1", cwd=ROOT)

    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "# baseline.toml: scenarios/baseline.toml",
        "# evening-only.toml: scenarios/evening-only.toml", "",
    ]  # fmt: skip
    assert "opens = 18:00:00  # evening-only.toml" in lines
    assert done.stdout.count("scenarios/") == 2
    assert "booth_cv = 0.1  # --set" in done.stdout
    assert "ok: 14 regions, 730 races, 1,847 sites, 1,209,818 registered" in done.stderr


def test_scenarios_lists_every_file() -> None:
    lines = saylau_here("scenarios", cwd=ROOT).stdout.splitlines()

    listed = {line.split()[0] for line in lines if not line.startswith(" ")}
    shipped = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    assert listed == shipped | {"kz-2019", "kz-2021", "two-shores"}
    assert max(map(len, lines)) <= 80


def test_params_shows_range_and_basis() -> None:
    text = saylau_here("params", "polling", cwd=ROOT).stdout

    assert "polling.check_in_mean_s = 40.0" in text
    assert "allowed: a number between 1 and 900 s; calibration searches 15 to 120" in text
    assert "counting." not in text
    assert max(map(len, saylau_here("params", cwd=ROOT).stdout.splitlines())) <= 80


def test_params_finds_a_word_in_keys_and_meanings() -> None:
    text = saylau_here("params", "queue", cwd=ROOT).stdout
    keys = [line.split(" = ")[0] for line in text.splitlines() if " = " in line]

    assert text.startswith(f"{len(keys)} parameters with 'queue'\n")
    assert {"polling.closing", "polling.renege_share"} <= set(keys)
    assert "polling.lunch_at" not in keys
    # A key that has the word comes before a meaning that has it.
    found = saylau_here("params", "check-in", cwd=ROOT).stdout
    assert found.index("polling.check_in_cv") < found.index("register.registered_per_desk")
    assert saylau_here("params", "polling.desk", cwd=ROOT).stdout.count(" = ") == 1


def test_params_of_one_key_shows_it_all() -> None:
    text = saylau_here("params", "announcements.times", cwd=ROOT).stdout

    assert text.startswith("announcements.times = [")
    assert text.count(" = ") == 1
    assert "(a table)" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_params_of_a_key_inside_a_table_shows_what_is_allowed() -> None:
    text = saylau_here("params", "arrivals.regions.ZHA.a", cwd=ROOT).stdout
    refused = saylau_here("params", "arrivals.regions.ZHA.q", cwd=ROOT)

    assert text.startswith("arrivals.regions.ZHA.a\n    allowed: a number between 1 and 5\n\n")
    keys = [line.split(" = ")[0] for line in text.splitlines() if " = " in line]
    assert keys == ["arrivals.regions", "arrivals.a"]
    assert refused.returncode == 2
    assert "arrivals.regions.ZHA has no key 'q'; known: a, b" in refused.stderr


def test_params_as_markdown_are_those_of_the_word() -> None:
    text = saylau_here("params", "polling.closing", "--markdown", cwd=ROOT).stdout
    refused = saylau_here("params", "nonsense", "--markdown", cwd=ROOT)

    assert re.findall(r"^(?:## `(.+)`|\| `(\w+)`)", text, re.MULTILINE) == [
        ("[polling]", ""), ("", "closing"),
    ]  # fmt: skip
    assert refused.returncode == 2


def test_check_changed_prints_what_differs() -> None:
    done = saylau_here("check", "evening-only", "--changed", cwd=ROOT)

    assert done.returncode == 0
    assert done.stdout.splitlines()[2:4] == [
        "# scenarios/evening-only.toml", "polling.opens = 18:00:00  # 07:00:00",
    ]  # fmt: skip
    assert len(done.stdout.splitlines()) < 10
    assert done.stderr.startswith("ok: ")


def test_show_without_a_result_lists_those_that_are_here(
    tmp_path: Path, tiny: sim.RunResults
) -> None:
    none = saylau_here("show", cwd=tmp_path)
    sim.save(tiny, tmp_path / "results/tiny/seed-2021")
    some = saylau_here("show", cwd=tmp_path)

    assert none.stdout == "No results here. Make one: saylau run baseline\n"
    first, _, row = some.stdout.splitlines()
    assert first == "1 result here; see one: saylau show DIRECTORY"
    assert row.startswith("results/tiny/seed-2021  tiny, seed 2021  20")
    assert saylau_here("show", "--json", cwd=tmp_path).returncode == 2
    in_kazakh = saylau_here("show", "--language", "kk", cwd=tmp_path).stdout
    assert in_kazakh.startswith("мұнда 1 нәтиже; біреуін көру: saylau show DIRECTORY\n")


def test_show_tells_results_of_changes_apart_in_80_columns(tmp_path: Path) -> None:
    changes = ["polling.inside_max=5", "polling.check_in_mean_s=90", "polling.renege_share=0.5"]
    sim.save(sim.run(sim.load_scenario("tiny", changes)), tmp_path / "five")

    head, *what = saylau_here("show", cwd=tmp_path).stdout.splitlines()[2:]

    assert head.startswith("five  20")
    assert max(map(len, what)) <= 80
    assert " ".join(map(str.strip, what)) == (
        "tiny, changed: check-in 60 → 90 s, most voters inside 0 → 5, "
        "share who give up 0 → 0.5; seed 2021"
    )


def test_reported_prints_regions_values_and_sources() -> None:
    text = saylau_here("reported", cwd=ROOT).stdout

    assert text.startswith("REPORTED about 25 July 2021")
    assert "Jambyl" in text
    assert "ZHA 16:00  78.7 %  [article]" in text
    assert "627/33/33" in text
    assert max(map(len, text.splitlines())) <= 80
