"""The recipes for a new column, table and metric: the places they name, visible in all outputs.

All are followed on one copy of the packages that they edit, which then run in a separate process
with the other packages unchanged: a copy of those would be compiled again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]


class Edit(NamedTuple):
    """A change of one file in a recipe."""

    file: str
    after: str
    """Text that occurs once."""
    new: str
    """Text to insert after it."""


COLUMN = [
    Edit(
        "sim/results/schema/run_tables.py",
        """        Column("cast", "integer", "ballots", "found in all boxes", compared="day"),\n""",
        """        Column("abstained", "integer", "voters", "registered and not issued a ballot",
               compared="day", required=False),\n""",
    ),
    Edit(
        "sim/results/tables.py",
        """        "cast_at_home": day.in_portable_box,\n""",
        """        "abstained": register.site_registered - day.issued,\n""",
    ),
]
TABLE = [
    Edit(
        "sim/results/schema/run_tables.py",
        "# The tables of a run, in their order.\n",
        """COMMISSIONS = Table(
    "commissions",
    (
        ORIGIN,
        key("commission", "id of the commission"),
        Column("sites", "integer", "sites", "whose protocols it takes in", varies=False),
        Column("returned", "integer", "times", "how often it returned a protocol"),
    ),
    "one per territorial commission",
    required=False,
)
""",
    ),
    Edit(
        "sim/results/schema/run_tables.py",
        "RUN_TABLES = (",
        "COMMISSIONS, ",
    ),
    Edit(
        "sim/results/tables.py",
        """        "night": night_table(election),\n""",
        """        "commissions": commission_table(election),\n""",
    ),
    Edit(
        "sim/results/tables.py",
        "# The tables, one function each.\n",
        '''def commission_table(election: Election) -> Table:
    """Return what each territorial commission did."""
    register = election.register
    commission = register.race_commission[register.site_race]
    n = len(register.commission_id)
    return {
        "commission": register.commission_id,
        "sites": np.bincount(commission, minlength=n),
        "returned": np.bincount(commission, election.night.returned, n).astype(np.int64),
    }
''',
    ),
    Edit(
        "sim/results/notebook.py",
        "    night: TableView\n",
        "    commissions: TableView\n",
    ),
    Edit(
        "docs/results.md",
        "<!-- end -->\n\n### races.csv\n",
        "\n### commissions.csv\n\n<!-- generated: columns run commissions -->\n<!-- end -->\n",
    ),
]
METRIC = [
    Edit(
        "sim/results/schema/declared_metrics.py",
        """    _less("waits.over_30_min", "integer", "Waits over half an hour", "voters"),\n""",
        """    _less("waits.over_5_min", "integer", "Waits over five minutes", "voters"),\n""",
    ),
    Edit(
        "sim/results/summaries/run.py",
        "    over_30_min: Count\n",
        "    over_5_min: Count\n",
    ),
    Edit(
        "sim/results/wait_summary.py",
        """        over_30_min=int(counts[1801:].sum()),\n""",
        """        over_5_min=int(counts[301:].sum()),\n""",
    ),
]
MILESTONE = [
    Edit(
        "sim/pack/milestones.py",
        "MILESTONES = (\n",
        """    Milestone(
        "half_declared", "races", "half of the races declared", "half of the races are declared",
        "half of the races are declared", main=True,
    ),
""",
    ),
    Edit(
        "sim/results/night_table.py",
        """        "half_called": quantile(night.races.called_at, 50),\n""",
        """        "half_declared": quantile(night.races.declared_at, 50),\n""",
    ),
    Edit(
        "sim/results/summaries/run.py",
        "    half_called: Stamp\n",
        "    half_declared: Stamp\n",
    ),
]

FOLLOWED = """
import json, sys
from pathlib import Path
import sim
from sim.reporting import render
from sim.results import documentation
from sim.show.comparison import comparison_text
from sim.show.run import summary_text

here = Path(sys.argv[1])
assert Path(sim.__file__).is_relative_to(here), sim.__file__
tiny = sim.load_scenario("tiny")
slower = sim.load_scenario("tiny", [
    "polling.check_in_mean_s=900", "counting.protocol_mean_s=9000", "turnout.final=sampled",
    "outcome.winners=sampled",
])
made = {"run": sim.run(tiny), "ensemble": sim.run(tiny, replications=2)}
comparison = sim.compare(made["run"], sim.run(slower))
made["comparison"] = comparison.results
for kind, results in made.items():
    sim.save(results, here / "results" / kind)
    sim.load_results(here / "results" / kind)
documentation.main([here / "docs" / "results.md", here / "docs" / "comparing.md"])
texts = {
    "run": summary_text(made["run"]), "comparison": comparison_text(comparison.results),
    "page": render([made["run"], sim.run(slower)]),
}
print(json.dumps({**texts, "notebook": repr(made["run"])}))
"""


class Followed(NamedTuple):
    """A copy of the package after a recipe was followed."""

    folder: Path
    texts: dict[str, str]

    def header(self, kind: str, table: str) -> list[str]:
        """Return the columns of a table that was written."""
        path = self.folder / "results" / kind / f"{table}.csv"
        return path.read_text(encoding="utf-8").partition("\n")[0].split(",")

    def rows(self, kind: str, table: str) -> str:
        """Return a table that was written."""
        return (self.folder / "results" / kind / f"{table}.csv").read_text(encoding="utf-8")

    def fields(self, kind: str, table: str) -> dict[str, Any]:
        """Return the fields of a table as ``datapackage.json`` has them."""
        path = self.folder / "results" / kind / "datapackage.json"
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        found = next(resource for resource in resources if resource["name"] == table)
        return {field["name"]: field for field in found["schema"]["fields"]}

    def page(self, name: str) -> str:
        """Return a page of the documentation as it was generated."""
        return (self.folder / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """A copy of the package after all recipes."""
    return follow([*COLUMN, *TABLE, *METRIC, *MILESTONE], tmp_path_factory.mktemp("recipes"))


def follow(recipe: Sequence[Edit], folder: Path) -> Followed:
    """Follow recipes on a copy of the package, and run it."""
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.png"))
    edited = {Path(edit.file).parts[1] for edit in recipe if edit.file.startswith("sim/")}
    (folder / "sim").mkdir()
    for path in (ROOT / "sim").iterdir():
        if path.name in edited:
            shutil.copytree(path, folder / "sim" / path.name)
        elif path.is_dir() and not (path / "__init__.py").exists():
            (folder / "sim" / path.name).symlink_to(path)
    text = (ROOT / "sim" / "__init__.py").read_text(encoding="utf-8")
    others = f"\n__path__.append({str(ROOT / 'sim')!r})\n"
    (folder / "sim" / "__init__.py").write_text(text + others, encoding="utf-8")
    for edit in recipe:
        path = folder / edit.file
        text = path.read_text(encoding="utf-8")
        assert text.count(edit.after) == 1, edit
        path.write_text(text.replace(edit.after, edit.after + edit.new), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FOLLOWED, str(folder)], cwd=folder, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Followed(folder, json.loads(done.stdout))


def files(recipe: Sequence[Edit]) -> int:
    """Return how many files of the package a recipe touches."""
    return len({edit.file for edit in recipe if edit.file.startswith("sim/")})


def test_a_new_column_is_declared_and_computed(followed: Followed) -> None:
    assert files(COLUMN) == len(COLUMN) == 2
    assert "abstained" in followed.header("run", "sites")
    bands = {"abstained", "abstained_p05", "abstained_p95"}
    assert bands <= set(followed.header("ensemble", "sites"))
    row = "| `abstained` | voters | registered and not issued a ballot |"
    assert row in followed.page("results.md")
    field = followed.fields("run", "sites")["abstained"]
    assert (field["type"], field["unit"]) == ("integer", "voters")
    assert followed.fields("ensemble", "sites")["abstained_p05"]["type"] == "integer"
    assert "abstained" in followed.rows("comparison", "compare_sites")


def test_a_new_table_is_declared_computed_and_named(followed: Followed) -> None:
    assert files(TABLE) == 3
    assert followed.header("run", "commissions") == ["origin", "commission", "sites", "returned"]
    assert followed.header("ensemble", "commissions")[-2:] == ["returned_p05", "returned_p95"]
    assert "| `commissions.csv` | one per territorial commission | `commission` | |" in (
        followed.page("results.md")
    )
    assert (
        "| `returned` | times | how often it returned a protocol |"
        in (followed.page("results.md").split("### commissions.csv")[1])
    )
    assert followed.fields("run", "commissions")["sites"]["unit"] == "sites"
    assert ".commissions" in followed.texts["notebook"]


@pytest.mark.parametrize(
    ("recipe", "name", "label", "kind"),
    [
        (METRIC, "waits.over_5_min", "Waits over five minutes", "integer"),
        (MILESTONE, "night.half_declared", "Half of the races declared", "datetime"),
    ],
)
def test_a_new_metric_is_declared_and_computed(
    recipe: list[Edit], name: str, label: str, kind: str, followed: Followed
) -> None:
    assert files(recipe) == len(recipe) == 3
    column = name.replace(".", "_")
    assert column in followed.header("ensemble", "replications")
    assert followed.fields("ensemble", "replications")[column]["type"] == kind
    assert f"| `{column}` | " in followed.page("results.md")
    assert f"| `{name}` | " in followed.page("comparing.md")
    assert f"simulated,{name},KZ," in followed.rows("comparison", "compare")
    assert name in followed.texts["comparison"]
    assert label in followed.texts["page"]
    if recipe is MILESTONE:
        assert label.lower() in followed.texts["run"]
        assert "| `half_declared` | half of the races are declared |" in (
            followed.page("results.md")
        )
