"""The recipe for a new kind of result, followed on a copy of the package."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.support.copies import copy_of_package, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]

NEW = {
    "results/schema/census_tables.py": '''
"""The table of a census."""

from sim.results.schema.declaration import ALL_REGIONS, ORIGIN, Column, Table, key

CENSUS_TABLES = (
    Table(
        "households",
        (
            ORIGIN,
            key("code", f"region, or {ALL_REGIONS}"),
            Column("counted", "integer", "households", "households counted"),
        ),
        "regions and all together",
    ),
)
''',
    "results/summaries/census.py": '''
"""The summary of a census."""

from __future__ import annotations

from dataclasses import dataclass

from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary
from sim.results.summaries.shared import Change, Count, Date, Seed
from sim.results.typed_json import optional


@dataclass(frozen=True, kw_only=True)
class CensusSummary(Summary):
    """The summary of a census."""

    kind: str
    scenario: str
    changed: tuple[Change, ...] = ()
    election: ElectionSummary | None = optional()
    date: Date
    seed: Seed
    households: Count
''',
    "show/census.py": '''
"""A census as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results.results import CensusResults


def census_text(results: CensusResults) -> str:
    """Return the summary of a census as text."""
    return f"SIMULATED: {results.summary.households} households"
''',
    "plots/census/__init__.py": '''
"""Figures of a census."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure
from sim.results.result_kinds import Foot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results.results import CensusResults
    from sim.results.summaries.census import CensusSummary


def figures_of(_: CensusResults) -> tuple[str, ...]:
    """Return the names of the figures of a census."""
    return ("households",)


def figure(results: CensusResults, name: str, size: str) -> Figure:
    """Return a figure by its name."""
    return make_figure(results, f"sim.plots.census.{name}", size)


def foot_of_census(summary: CensusSummary) -> Foot:
    """Return what a figure says of a census."""
    return Foot(f"Simulated: census, seed {summary.seed}.")
''',
    "plots/census/households.py": '''
"""Households by region."""

from sim.plots.style.slide import new_figure


def figure(results, size="slide"):
    """Return the figure."""
    return new_figure("Households", "Number counted", results.summary, "", size)
''',
}
INSERTED = {
    "results/manifests.py": [
        (
            """@dataclass(frozen=True, kw_only=True)
class PlanManifest(Manifest):
""",
            '''@dataclass(frozen=True, kw_only=True)
class CensusManifest(Manifest):
    """The manifest of a census."""

    scenario: Tree
    seed: Seed


''',
        )
    ],
    "results/results.py": [
        (
            "@dataclass(frozen=True, repr=False)\nclass PlanResults(Results):\n",
            '''@dataclass(frozen=True, repr=False)
class CensusResults(Results):
    """The results of a census."""

    summary: CensusSummary
    manifest: CensusManifest


''',
        )
    ],
    "results/notebook.py": [("    turnout: TableView\n", "    households: TableView\n")],
    "results/result_kinds.py": [
        (
            "# The kinds, in the order of the documentation.\n",
            """CENSUS = ResultKind(
    name="census",
    called="census of households",
    declared=Lazy("sim.results.schema.census_tables:CENSUS_TABLES"),
    results=Lazy("sim.results.results:CensusResults"),
    summary=Lazy("sim.results.summaries.census:CensusSummary"),
    manifest=Lazy("sim.results.manifests:CensusManifest"),
    text=Lazy("sim.show.census:census_text"),
    figures="sim.plots.census",
    foot=Lazy("sim.plots.census:foot_of_census"),
    size=(("households", "household"),),
)
""",
        ),
        ("RUN, ENSEMBLE, CALIBRATION", "CENSUS, "),
    ],
}
"""By file: texts that occur once, each with what is inserted before it."""

FOLLOWED = """
import json, sys
from pathlib import Path
import numpy as np
import sim
from sim.exporting.about import about
from sim.plots import plot_figures
from sim.results.columns import SIMULATED, with_origin
from sim.results.documentation import with_tables
from sim.results.manifests import CensusManifest
from sim.results.result_kinds import CENSUS
from sim.results.results import CensusResults
from sim.results.saving import FORMAT, versions
from sim.results.summaries.census import CensusSummary
from sim.show.run import summary_text
from sim.show.saved import saved_lines

here = Path(sys.argv[1])
assert Path(sim.__file__).is_relative_to(here), sim.__file__
scenario = {"name": "tiny", "date": "2021-07-25", "polling": {"opens": "07:00:00",
            "closes": "20:00:00"}}
manifest = CensusManifest(origin=SIMULATED, format=FORMAT, kind=CENSUS.name, versions=versions(),
                          scenario=scenario, seed=7)
summary = CensusSummary(origin=SIMULATED, kind=CENSUS.name, scenario="tiny", date="2021-07-25",
                        seed=7, households=12)
tables = {"households": with_origin({"code": np.array(["KZ", "A"]), "counted": np.array([12, 5])})}
sim.save(CensusResults(summary, tables, manifest), here / "census", plot_figures)
loaded = sim.load_results(here / "census")
assert isinstance(loaded, CensusResults) and loaded == CensusResults(
    summary, loaded.tables, loaded.manifest)
refused = {}
for what, call in {"compare": lambda: sim.compare(loaded, loaded), "report": lambda:
                   sim.report(loaded, out=here / "x.html")}.items():
    try:
        call()
    except sim.SaylauError as error:
        refused[what] = str(error)
page = "<!-- generated: tables census -->\\n<!-- end -->\\n" \\
       "<!-- generated: columns census households -->\\n<!-- end -->\\n"
print(json.dumps({
    "show": summary_text(loaded), "notebook": repr(loaded), "list": "\\n".join(saved_lines(here)),
    "about": dict(about(loaded)), "docs": with_tables(page), "refused": refused,
    "counted": loaded.households["counted"].tolist(),
}))
"""


class Followed(NamedTuple):
    """What the copy of the package shows of the new kind."""

    folder: Path
    shown: Mapping[str, Any]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """A result of the new kind, saved and shown by a copy of the package."""
    folder = tmp_path_factory.mktemp("kind")
    package = copy_of_package(folder, "results", "show", "plots")
    for name, content in NEW.items():
        (package / name).parent.mkdir(exist_ok=True)
        (package / name).write_text(content.lstrip(), encoding="utf-8")
    for name, insertions in INSERTED.items():
        path = package / name
        text = path.read_text(encoding="utf-8")
        for where, new in insertions:
            assert text.count(where) == 1, where
            text = text.replace(where, new + where)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", FOLLOWED, str(folder)], cwd=folder, check=False, timeout=300,
        env=environment(folder), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    shutil.rmtree(package)
    assert done.returncode == 0, done.stderr
    return Followed(folder, json.loads(done.stdout))


def test_the_recipe_names_every_file(followed: Followed) -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipe = text.split("**A kind of result.**")[1].split("\n\n")[0]

    for name in {*NEW, *INSERTED} - {"plots/census/households.py"}:
        path = f"sim/{name}".replace("census", "KIND").removesuffix("__init__.py")
        assert f"`{path}`" in recipe, path
    assert "docs/results.md" in recipe
    assert followed.shown["counted"] == [12, 5]


def test_a_new_kind_is_shown_and_listed(followed: Followed) -> None:
    shown = followed.shown

    assert shown["show"] == "SIMULATED: 12 households"
    assert shown["notebook"].startswith("Results    census of households, simulated\n")
    assert "size       12 households\n" in shown["notebook"]
    assert ".plot.households()" in shown["notebook"]
    assert "census of households of tiny, seed 7" in shown["list"]
    assert shown["about"]["kind"] == "census"
    assert "`households.csv` | regions and all together | `code` |" in shown["docs"]
    assert "| `counted` | households | households counted |" in shown["docs"]


def test_a_new_kind_is_refused_where_only_runs_are_read(followed: Followed) -> None:
    refused = followed.shown["refused"]

    assert "this is a census of households; only runs" in refused["compare"]
    assert "this is a census of households; a page shows runs" in refused["report"]


def test_a_new_kind_is_described_for_other_programs_and_plotted(followed: Followed) -> None:
    saved = followed.folder / "census"
    package = json.loads((saved / "datapackage.json").read_text(encoding="utf-8"))

    assert package["name"] == "saylau-census"
    assert [resource["name"] for resource in package["resources"]] == ["households"]
    drawn = (saved / "figures" / "households.svg").read_text(encoding="utf-8")
    assert "Simulated: census, seed 7." in drawn
