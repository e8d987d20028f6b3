"""The recipe "How to add a kind of incident" of CONTRIBUTING, followed on a copy of the package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from tests.support.copies import copy_of_package

KIND = '''
"""Dust storm: fewer desks by day, slow roads by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from sim.incidents.incident import Incident, bounded
from sim.incidents.slowdowns import Slowdown

if TYPE_CHECKING:
    from sim.core.types import Flags
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import DayDraft, Doors, NightDraft
    from sim.incidents.incident import Rules


class DustStorm(Incident):
    """So many desks fewer are planned, and the drive takes longer."""

    label: ClassVar[str] = "storm of dust"
    effect: ClassVar[str] = "were covered with dust"

    shut: int = bounded(1, 9)
    factor: float = bounded(1.0, 5.0, default=2.0)

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that two keys differ."""
        yield from super().broken_rules(doors)
        if self.shut == self.factor:
            yield "shut", f"shut must not be factor ({self.factor:g}); got {self.shut}"

    def change_day(self, site: DayDraft) -> None:
        """Shut desks."""
        site.desk_changes.append((site.opens_at, site.closes_at, -self.shut))

    def change_night(self, site: NightDraft) -> None:
        """Slow down the drive."""
        site.driving.append(Slowdown(*self.window(site.behind_ms), self.factor))

    def changed(self, run: AfterRun) -> Flags:
        """Return where desks were shut."""
        return np.array([run.desks(s) != run.desks_without(s) for s in run.affected.tolist()])
'''.lstrip()

RUN = """
import json, sys
import sim
from sim.core.errors import ScenarioError
from sim.reporting import render
from sim.show.run import summary_text

found, plain = (sim.run(sim.load_scenario(file)) for file in (sys.argv[1], "tiny"))
try:
    sim.load_scenario(sys.argv[2])
except ScenarioError as error:
    refused = str(error)
sites = [result.tables["sites"] for result in (found, plain)]
drives = [(site["delivered"] - site["signed"]).astype(int).tolist() for site in sites]
print(json.dumps({
    "package": sim.__file__,
    "incidents": [vars(incident) for incident in found.summary.incidents],
    "text": summary_text(found),
    "page": render([found]),
    "drives": drives,
    "desk_hours": [site["desk_hours"].tolist() for site in sites],
    "refused": refused,
}))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the result of a run with a made-up kind: one more file, no other edited."""
    folder = tmp_path_factory.mktemp("recipe")
    kind = copy_of_package(folder, "incidents") / "incidents" / "kinds" / "dust_storm.py"
    kind.write_text(KIND, encoding="utf-8")
    storm = '[[incident]]\nname = "Storm"\nkind = "dust_storm"\nshut = '
    for name, keys in (("storm", "3\n"), ("wrong", "2\n")):
        text = f'extends = "tiny"\n{storm}{keys}'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    files = [str(folder / f"{name}.toml") for name in ("storm", "wrong")]
    # Without asserts, as under python -O; the packages of this environment, but our copy of sim.
    done = subprocess.run(
        [sys.executable, "-O", "-S", "-c", RUN, *files],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": f"{folder}{os.pathsep}{sysconfig.get_path('purelib')}",
            # 24 voters take less time than compiling for a new folder.
            "NUMBA_DISABLE_JIT": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert Path(result["package"]).is_relative_to(folder)
    return result


def test_a_kind_is_one_file_with_its_effect(found: dict[str, Any]) -> None:
    with_storm, without = found["desk_hours"]
    assert all(a < b for a, b in zip(with_storm, without, strict=True))
    # To the second, as tables have it.
    for slow, usual in zip(*found["drives"], strict=True):
        assert abs(slow - 2 * usual) <= 3 < usual


def test_it_has_its_row_in_the_summary_and_its_wording(found: dict[str, Any]) -> None:
    assert found["incidents"] == [
        {
            "name": "Storm",
            "kind": "dust_storm",
            "of": "sites",
            "matched": 3,
            "affected": 3,
            "changed": 3,
            "note": "",
        }
    ]
    assert "Storm: 3 of 3 sites were covered with dust" in found["text"]
    assert "3 of 3 sites were covered with dust" in found["page"]
    assert "storm of dust" in found["page"]


def test_its_rules_are_checked(found: dict[str, Any]) -> None:
    assert found["refused"].endswith('incident "Storm": shut must not be factor (2); got 2')
