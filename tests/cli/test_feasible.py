"""``saylau feasible``: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sim.results import load_results
from tests.support.commands import saylau_here

TEXT = "site,hour,issued\nEAST-Alma-01,09:00,75\nEAST-Alma-02,09:00,75\nWEST-Bulaq-01,12:00,5\n"
WORDS = re.compile(r"(?i)fraud|falsif|stuff|forg|cheat|crime|suspicio|fake|manipul")
"""Words that say more than a capacity can."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "issued.csv").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_it_prints_what_is_feasible_and_what_it_would_need(folder: Path) -> None:
    done = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--no-plots", cwd=folder)

    assert done.returncode == 0, done.stderr
    *lines, last = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "SIMULATED: what sites could issue, scenario tiny, seed 2021"
    assert "Would need more: 1 row below 0.01, at 1 site (booths 1)" in lines
    assert lines[-1].split()[1:] == ["09:00", "75", "47", "1", "booth", "48.0", "2", "0.0000"]
    assert last == "Written to results/tiny/feasible-issued"
    assert {path.name for path in (folder / "results/tiny/feasible-issued").iterdir()} == {
        "feasible.csv", "feasible.md", "datapackage.json", "manifest.json", "summary.json",
    }  # fmt: skip


def test_the_page_is_short_and_says_what_is_simulated(folder: Path) -> None:
    done = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--out", "out", cwd=folder)

    assert done.returncode == 0, done.stderr
    page = (folder / "out" / "feasible.md").read_text(encoding="utf-8")
    assert "is simulated; how many ballots were issued is as reported" in page
    assert "| EAST-Alma-01 | 09:00 | 75 | 47 | 1 booth | 48.0 | 2 | 0.0000 |" in page
    assert len(page.splitlines()) < 60
    assert (folder / "out" / re.findall(r"\]\((.+\.png)\)", page)[0]).is_file()
    assert {path.name for path in (folder / "out" / "figures").iterdir()} == {
        "feasible.png", "feasible.svg",
    }  # fmt: skip
    for text in (page, done.stdout):
        assert not WORDS.search(text)
    assert load_results(folder / "out").manifest.kind == "feasibility"


def test_a_result_can_be_shown_again(folder: Path) -> None:
    made = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--no-plots", "--out", "out",
                       cwd=folder)  # fmt: skip
    shown = saylau_here("show", "out", cwd=folder)

    assert shown.stdout.splitlines() == made.stdout.splitlines()


def test_the_end_of_a_span_is_named_unless_it_is_an_hour(folder: Path) -> None:
    text = "site,hour,issued,until\nEAST-Alma-01,09:00,750,11:30\n"
    (folder / "issued.csv").write_text(text, encoding="utf-8")
    done = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--no-plots", cwd=folder)

    assert " 09:00–11:30 " in done.stdout


def test_json_is_the_summary(folder: Path) -> None:
    done = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--json", "--no-plots",
                       "--out", "out", cwd=folder)  # fmt: skip

    assert json.loads(done.stdout) == json.loads((folder / "out" / "summary.json").read_bytes())
    assert json.loads(done.stdout)["origin"] == "simulated"


def test_the_same_file_gives_the_same_bytes(folder: Path) -> None:
    for out in ("one", "two"):
        saylau_here("feasible", "tiny", "--issued", "issued.csv", "--quiet", "--out", out,
                    cwd=folder)  # fmt: skip

    for name in ("feasible.csv", "summary.json", "feasible.md", "figures/feasible.png"):
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


def test_every_fault_is_printed_and_nothing_written(folder: Path) -> None:
    text = "site,hour,issued\nEAST-Alma-1,09:00,75\nEAST-Alma-02,22:00,75\nWEST-Bulaq-01,12:00,-5\n"
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    done = saylau_here("feasible", "tiny", "--issued", "bad.csv", "--out", "out", cwd=folder)

    assert done.returncode == 2
    assert done.stdout == ""
    assert [line.partition(": ")[2].split(":")[1] for line in done.stderr.splitlines()] == [
        "2", "3", "4",
    ]  # fmt: skip
    assert not (folder / "out").exists()


def test_the_example_of_the_page_is_what_is_printed(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "feasible.md").read_text(encoding="utf-8")
    blocks = {
        kind: re.search(rf"```{kind}\n(.*?)```", page, re.DOTALL)
        for kind in ("toml", "csv", "text")
    }
    texts = {kind: block[1] for kind, block in blocks.items() if block}
    (tmp_path / "hall.toml").write_text(texts["toml"], encoding="utf-8")
    (tmp_path / "issued.csv").write_text(texts["csv"], encoding="utf-8")
    done = saylau_here("feasible", "hall.toml", "--issued", "issued.csv", "--no-plots",
                       cwd=tmp_path)  # fmt: skip

    assert done.stdout == texts["text"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--issued", "none.csv"), "none.csv: cannot be read: No such file or directory"),
        ((), "Missing option '--issued'"),
        (("--issued", "issued.csv", "--level", "0"), "'--level'"),
        (("--issued", "issued.csv", "--level", "0.9"), "'--level'"),
        (("--issued", "issued.csv", "--level", "0.00001"), "is not in the range 0.001<=x<=0.5"),
        (("--issued", "issued.csv", "--booth-wait", "10"), "such as 10min or 90s; got '10'"),
        (("--issued", "issued.csv", "--booth-wait", "25h"), "must be at most 24h; got 25h"),
        (("--issued", "issued.csv", "--out", "issued.csv"), "exists already"),
    ],
)
def test_wrong_options_are_refused(folder: Path, arguments: tuple[str, ...], expected: str) -> None:
    done = saylau_here("feasible", "tiny", *arguments, cwd=folder)

    assert done.returncode == 2
    assert expected in done.stderr


def test_a_level_that_is_no_number_is_in_no_range(folder: Path) -> None:
    done = saylau_here("feasible", "tiny", "--issued", "issued.csv", "--level", "nan", cwd=folder)

    assert done.returncode == 2
    assert "Invalid value for '--level': 'nan' is not a number." in " ".join(done.stderr.split())
