"""A table of a result that was changed by hand is refused, and the error names the column."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.damaged_results import refused
from tests.support.results import put_right

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], None]


@pytest.mark.parametrize(
    ("kind", "file", "old", "new", "message"),
    [
        ("run", "sites.csv", "simulated,", "measured,", "sites.csv: origin: must be simulated"),
        ("run", "sites.csv", ",EAST,", ",X,", "sites.csv: code: 'X' is not in summary.json"),
        ("run", "night.csv", ",EAST,", ",WEST,", "night.csv: code: must be KZ and the regions"),
        ("run", "votes.csv", ",EAST,", ",WEST,", "votes.csv: code: must be KZ and the regions"),
        ("run", "votes.csv", ":05:00,,Auyl", ":06:00,,Auyl", "must be the times of night.csv"),
        ("run", "votes.csv", "00:00,,Auyl", "00:00,,Aul", "choice: must be the same at all times"),
        ("run", "votes.csv", "simulated,EAST,", "simulated,WEST,", "votes.csv: code: must be KZ"),
        ("run", "votes.csv", ",,Auyl", ",x,Auyl", "votes.csv: contest: 'x' is not in races.csv"),
        ("run", "races.csv", "winner,", "wiener,", "races.csv: winner: is missing"),
        ("run", "tallies.csv", "EAST-Alma-01", "x", "tallies.csv: site: 'x' is not in sites.csv"),
        ("run", "waits.csv", ":00,", ":77,", "waits.csv: local_time: must be a clock time"),
        ("ensemble", "sites.csv", "came_p05", "came_p06", "sites.csv: came_p05: is missing"),
        ("ensemble", "replications.csv", "\nsimulated,2,", "\nsimulated,1,", "occurs 2 times"),
        ("calibration", "correlations.csv", "choice.incumbency", "x.y", "'x.y' is not in"),
        ("calibration", "posterior.csv", "arrivals.b", "arrivals.c", "must be the parameters of"),
        ("calibration", "fit.csv", ",yes,", ",maybe,", "fit.csv: met: must be yes or no"),
        ("comparison", "compare.csv", ",no\n", ",\n\n", "compare.csv: row"),
    ],
)  # fmt: skip
def test_a_table_that_is_changed_by_hand_is_named(  # noqa: PLR0917
    kind: str, file: str, old: str, new: str, message: str, of_each_kind: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(of_each_kind / kind, tmp_path / kind))
    text = (folder / file).read_bytes().decode("utf-8")
    assert old in text
    (folder / file).write_bytes(text.replace(old, new).encode())
    put_right(folder)

    refused(folder, message)


def test_files_of_other_results_are_refused(of_each_kind: Path, tmp_path: Path) -> None:
    swapped = Path(shutil.copytree(of_each_kind / "run", tmp_path / "swapped"))
    shutil.copy(of_each_kind / "run" / "races.csv", swapped / "sites.csv")
    put_right(swapped)
    refused(swapped, "sites.csv: site: is missing")
    more = Path(shutil.copytree(of_each_kind / "run", tmp_path / "more"))
    shutil.copy(of_each_kind / "ensemble" / "replications.csv", more / "replications.csv")
    manifest = json.loads((more / "manifest.json").read_text())
    for key in ("sha256", "bytes"):
        manifest[key]["replications.csv"] = "0" * 64 if key == "sha256" else 0
    (more / "manifest.json").write_text(json.dumps(manifest))
    put_right(more)
    refused(more, "replications.csv: is not a table of a run")
