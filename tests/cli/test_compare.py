"""``saylau compare``: what it prints and writes, exit codes, and what it refuses."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.plots.comparison import COMPARISON_FIGURES
from sim.results import save
from sim.results.typed_json import as_json
from tests.support.comparisons import SITE, one_desk, region
from tests.support.ensembles import assert_refused, saylau
from tests.support.results import load_comparison, with_summary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with runs to compare."""
    found = tmp_path_factory.mktemp("runs")
    base = sim.run(region(), seed=3, replications=3)
    save(base, found / "base")
    save(sim.run(region("polling.check_in_mean_s=60"), seed=3, replications=3), found / "slow")
    save(sim.run(region(), seed=3), found / "one")
    save(sim.run(one_desk(found), seed=3), found / "desk")
    shown = "<script>alert(1)</script> | `x` *bold*"
    save(with_summary(base, scenario=shown), found / "marked")
    return found


def test_a_table_that_fits_80_columns(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "base", folder / "slow", "--no-plots",
                  "--out", tmp_path / "out")  # fmt: skip

    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines()[:-1])) <= 80
    lines = [line.strip() for line in done.stdout.splitlines()]
    # What differs in the scenarios comes first, then how they are paired, then how much.
    why = next(k for k, line in enumerate(lines) if line.startswith("polling.check_in_mean_s"))
    paired = lines.index("Paired: the same seed and the same register; 3 replications")
    waits = next(k for k, line in enumerate(lines) if line.startswith("waits.p95_s"))
    assert why < paired < waits
    assert "40.0 → 60.0" in lines[why]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "compare.csv", "compare.md", "compare_sites.csv", "datapackage.json", "manifest.json",
        "summary.json",
    }  # fmt: skip


def test_figures_are_drawn_and_named_in_the_report(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "one", folder / "desk", "--quiet", "--out", tmp_path / "out")

    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == str(tmp_path / "out")
    report = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    drawn = sorted(path.stem for path in (tmp_path / "out" / "figures").glob("*.png"))
    assert len(drawn) == 5
    assert all(f"(figures/{name}.png)" in report for name in drawn)
    assert f"- {SITE}: mean whole wait" in report


def test_show_prints_the_same_again(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "one", folder / "desk", "--no-plots",
                  "--out", tmp_path / "out")  # fmt: skip
    again = saylau("show", tmp_path / "out")

    assert f"{SITE}: mean whole wait" in done.stdout
    assert again.stdout == done.stdout


def test_json_is_the_summary(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "base", folder / "slow", "--json", "--no-plots",
                  "--metric", "waits.p95_s", "--out", tmp_path / "out")  # fmt: skip

    found = json.loads(done.stdout)
    assert found == as_json(load_comparison(tmp_path / "out").summary)
    rows = found["against"][0]["differences"]
    assert [row["metric"] for row in rows] == ["waits.p95_s"]
    assert rows[0]["difference"] > 0
    assert rows[0]["difference_p05"] < rows[0]["difference"] < rows[0]["difference_p95"]


def test_a_condition_that_holds_ends_with_3_and_all_is_written(
    folder: Path, tmp_path: Path
) -> None:
    arguments = ("compare", folder / "base", folder / "slow", "--no-plots")
    holds = saylau(*arguments, "--fail-if", "waits.p95_s > 1.1 * base", "--out", tmp_path / "a")
    fine = saylau(*arguments, "--fail-if", "cast < base", "--out", tmp_path / "b")
    timed = saylau(
        *arguments, "--fail-if", "night.half_called > 20:00", "--fail-if", "1 < 2",
        "--out", tmp_path / "c",
    )  # fmt: skip

    assert re.search(r"20:00 \(night.half_called: \d\d:\d\d[^,]*, base \d\d:\d\d", timed.stderr)
    assert "condition holds for slow: 1 < 2\n" in timed.stderr
    assert holds.exit_code == 3
    assert "condition holds for slow: waits.p95_s > 1.1 * base (waits.p95_s: " in holds.stderr
    assert "HOLDS for slow" in holds.stdout
    assert load_comparison(tmp_path / "a").summary.conditions[0].holds_for == ("slow",)
    assert fine.exit_code == 0
    assert "cast < base: does not hold" in fine.stdout


def test_bad_metrics_and_conditions_are_refused_together(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "base", folder / "slow", "--metric", "turnut_pct",
                  "--fail-if", "waits.p95_s >", "--fail-if", "waits.p99_s > base",
                  "--fail-if", "cast / 0 > 1", "--out", tmp_path / "out")  # fmt: skip

    assert_refused(
        done,
        "--metric: unknown metric 'turnut_pct'; did you mean turnout_pct",
        "at character 14: a metric, a number or base expected",
        "at character 1: unknown metric 'waits.p99_s'; did you mean waits.p95_s",
    )
    assert not (tmp_path / "out").exists()
    done = saylau("compare", folder / "base", folder / "slow", "--fail-if", "cast / 0 > 1",
                  "--out", tmp_path / "out")  # fmt: skip
    assert_refused(done, "divides by zero")


def test_what_is_no_result_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    tiny = tmp_path / "tiny"
    saylau("run", "tiny", "--out", tiny, "--quiet")

    done = saylau("compare", folder / "base", tmp_path / "empty")
    assert_refused(done, "no complete manifest.json")
    assert_refused(saylau("compare", folder / "base", tiny), "another country than baseline")
    done = saylau("compare", folder / "base", folder / "slow", "--out", tiny)
    assert_refused(done, "exists already, and no result is overwritten")


def test_the_same_bytes_again(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        saylau("compare", folder / "base", folder / "slow", "--no-plots", "--out", tmp_path / name)

    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_names_with_markup_are_shown_as_text(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "marked", folder / "slow", "--no-plots",
                  "--out", tmp_path / "out")  # fmt: skip

    assert done.exit_code == 0, done.output
    report = (tmp_path / "out" / "compare.md").read_text(encoding="utf-8")
    assert "<script>" not in report
    assert r"&lt;script>alert(1)&lt;/script> \| \`x\` \*bold\*" in report


def test_three_results_are_each_held_against_the_first(folder: Path, tmp_path: Path) -> None:
    done = saylau("compare", folder / "base", folder / "slow", folder / "desk", "--no-plots",
                  "--metric", "waits", "--out", tmp_path / "out")  # fmt: skip

    assert done.exit_code == 0, done.output
    assert "B against A" in done.stdout
    assert "C against A" in done.stdout
    assert "replication 0 alone, so differences are exact" in " ".join(done.stdout.split())


def test_the_example_of_the_page_is_what_the_commands_print(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "comparing.md").read_text(encoding="utf-8")
    commands = page.split("```\n")[1].splitlines()
    for command in commands:
        program, *words = shlex.split(command)
        assert program == "saylau"
        paths = ("usual", "slower")
        words = [str(tmp_path / word) if word in paths else word for word in words]
        if words[0] == "compare":
            words += ["--no-plots", "--out", str(tmp_path / "comparison")]
        done = saylau(*words)
        assert done.exit_code == 0, done.output

    shown = page.split("```text\n")[1].split("```")[0]
    assert done.stdout.splitlines()[:-1] == shown.splitlines()


def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "comparing.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    exec(page.split("```python\n")[1].split("```")[0], {})  # noqa: S102  our page

    assert load_comparison("comparison").summary.kind == "comparison"


def test_columns_and_keys_of_comparisons_are_documented(folder: Path, tmp_path: Path) -> None:
    saylau("compare", folder / "one", folder / "desk", "--no-plots", "--out", tmp_path / "out")
    results = load_comparison(tmp_path / "out")
    page = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")
    section = page.split("\n## Comparisons\n")[1].split("\n## ")[0]

    for name in ("compare", "compare_sites"):
        rows = section.split(f"\n#### {name}.csv\n")[1].split("\n#### ")[0].splitlines()
        cells = [row.split(" | ")[0] for row in rows if row.startswith("| `")]
        named = [column for cell in cells for column in re.findall("`([^`]+)`", cell)]
        assert named == list(results.tables[name])
    for key in (*as_json(results.summary), *as_json(results.summary.against[0])):
        assert f"`{key}`" in section, key
    for figure in COMPARISON_FIGURES:
        assert f"- `{figure}`: " in section


def test_a_condition_that_holds_is_reported_to_a_closed_pipe(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "compare", folder / "base", folder / "slow",
               "--no-plots", "--out", tmp_path / "out", "--fail-if", "1 > 0"]  # fmt: skip
    done = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert done.stdout is not None
    assert done.stderr is not None
    with done.stdout, done.stderr:
        done.stdout.close()
        message = done.stderr.read().decode()
    assert done.wait() == 3
    assert message.startswith("condition holds for slow")
    assert "Traceback" not in message
