"""The documents agree with the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.plots import figures_of
from sim.results import VOTER_COLUMNS, csv_text, load_results
from sim.results.schema import TABLES_OF_RUN
from sim.results.typed_json import as_json
from sim.scenario import load_scenario, sections
from tools.modules import PAGE, modules_markdown

if TYPE_CHECKING:
    from sim.results import RunResults

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_column_is_documented(tiny: RunResults) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")

    for name, table in tiny.tables.items():
        documented = _documented(page, f"{name}.csv")
        # Columns that exist only with some incidents or few vehicles, or in some packs.
        sometimes = {"discrepancy", "fetched", "contests", "areas", "intake", "system", "vote_for"}
        sometimes |= {"seats"}
        assert [column for column in documented if column not in sometimes] == list(table), name


def test_every_column_of_the_voters_file_is_documented() -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    rows = page.split("## The voters' file")[1].split("\n## ")[0].split("|---|---|---|\n")[1]

    assert re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE) == list(VOTER_COLUMNS)


def _documented(page: str, heading: str) -> list[str]:
    """Return the names in the first column of the table under a heading, in order."""
    section = page.split(f"\n### {heading}\n")[1].split("\n#", maxsplit=1)[0]
    cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| `")]
    return [name for cell in cells for name in re.findall("`([^`]+)`", cell)]


def test_columns_of_ensembles_follow_the_documented_rule(
    tiny: RunResults, tiny_ensemble: RunResults
) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)\.csv` \| (`origin`.*) \| (.*)\|$", page, re.MULTILINE)
    rule = {
        name: (re.findall(r"`(\w+)`", fixed), re.findall(r"`(\w+)`", shares))
        for name, fixed, shares in rows
    }

    assert rule.keys() == TABLES_OF_RUN.keys()
    for name in tiny.tables:
        fixed, shares = rule[name]
        # Columns that exist in some packs.
        sometimes = {"contests", "areas", "intake", "system", "vote_for", "seats"}
        assert {*fixed, *shares} - sometimes <= tiny.tables[name].keys()
        expected = []
        for column in tiny.tables[name]:
            ends = [] if column in fixed else ["_share"] if column in shares else ["_p05", "_p95"]
            expected += [column, *(column + end for end in ends)]
        assert list(tiny_ensemble.tables[name]) == expected, name


def test_tables_of_replications_are_documented(tiny: RunResults, tiny_ensemble: RunResults) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")

    extra = tiny_ensemble.tables.keys() - tiny.tables.keys()
    assert extra == {"replications", "replication_regions"}
    for name in extra:
        documented = _documented(page, f"{name}.csv")
        families = tuple(column.removesuffix("…") for column in documented if column.endswith("…"))
        found = tiny_ensemble.tables[name]
        for column in found:
            assert column in documented or column.startswith(families), f"{column} of {name}.csv"
        for family in families:
            assert any(column.startswith(family) for column in found), family
        columns = {column for column in documented if not column.endswith("…")}
        # Those of a posterior, of some incidents, and of contests that need a majority.
        only_some = {
            "draw",
            "decided_runoff",
            "night_discrepant_protocols",
            "night_discrepant_ballots",
        }
        assert columns - only_some <= found.keys()


def test_every_key_of_the_summary_is_documented(
    tiny: RunResults, tiny_ensemble: RunResults
) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")

    for key in (*as_json(tiny.summary), *as_json(tiny_ensemble.summary), "met_share"):
        assert f"`{key}`" in page, key


def test_every_figure_is_documented(tiny_ensemble: RunResults) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")

    named = re.findall(r"^\| `(\w+)` \|", page.split("\n## Figures\n")[1], re.MULTILINE)
    assert tuple(named) == figures_of(tiny_ensemble)


def test_every_law_and_equation_is_in_the_model_page(tiny: RunResults) -> None:
    from sim.night.protocol import EQUATIONS

    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")

    for code in [*tiny.summary.invariants.laws, *(e.code for e in EQUATIONS)]:
        assert re.search(rf"\b{code}\b", page), code


def test_the_page_of_modules_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == modules_markdown(), "run: make docs"


def test_the_page_of_modules_has_every_module_with_its_docstring(tmp_path: Path) -> None:
    (tmp_path / "night").mkdir()
    (tmp_path / "night" / "__init__.py").write_text('"""The night."""\n')
    (tmp_path / "night" / "lamps.py").write_text('"""Lamps of ``night``.\n\nMore of it."""\n')

    page = modules_markdown(tmp_path)

    assert "## sim/night/\n\nThe night.\n" in page
    assert "| [lamps](../sim/night/lamps.py) | Lamps of `night`. |\n" in page
    assert "More" not in page


def test_the_modules_of_the_readme_exist() -> None:
    table = README.split("| layer |")[1].split("\n\n")[0]
    named = re.findall(r"`(sim/[a-z_/.]+)`", table)

    assert len(named) > 15
    for path in named:
        assert (ROOT / path).exists(), path
    # The reverse: no package is missing from the map.
    small = {"__init__.py", "__main__.py", "py.typed", "__pycache__"}
    present = {path.name for path in (ROOT / "sim").iterdir()} - small
    assert present == {path.removeprefix("sim/").rstrip("/") for path in named}


def test_the_scenario_of_the_readme_runs(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(README.split("```toml\n")[1].split("```")[0])

    scenario = load_scenario(file)

    assert scenario.incidents[0].kind == "desks_closed"
    assert scenario.polling.closing == "hard_close"


def test_the_python_of_the_readme_runs(capsys: object) -> None:
    code = README.split("```python\n")[1].split("```")[0]

    exec(code, {})  # noqa: S102  our README


def test_the_committed_reference_is_what_the_baseline_gives(baseline: RunResults) -> None:
    reference = load_results(ROOT / "results" / "baseline" / "reference")

    assert reference.summary == baseline.summary, "run: make reference"
    for name, table in baseline.tables.items():
        assert csv_text(reference.tables[name]) == csv_text(table), name


def test_changelog_has_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert f"## {version}" in page
    assert "### Numbers changed" in page


def test_public_names_are_importable() -> None:
    for name in dir(sim):
        assert getattr(sim, name) is not None
    assert "polling" in sections()
