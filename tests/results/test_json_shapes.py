"""A JSON file of a result that was changed by hand is refused, and the error names the key."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.damaged_results import damaged, refused
from tests.support.results import put_right

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], None]


def set_to(*path: str, value: Any) -> Change:
    def change(content: Any) -> None:
        *above, last = path
        for key in above:
            content = content[int(key) if isinstance(content, list) else key]
        content[last] = value

    return change


def without(*path: str) -> Change:
    def change(content: Any) -> None:
        *above, last = path
        for key in above:
            content = content[int(key) if isinstance(content, list) else key]
        del content[last]

    return change


@pytest.mark.parametrize(
    ("kind", "file", "change", "message"),
    [
        ("run", "manifest.json", without("scenario"), "scenario: is missing"),
        ("run", "manifest.json", without("versions"), "versions: is missing"),
        ("run", "manifest.json", without("bytes"), "bytes: must have the size of every file"),
        ("run", "manifest.json", without("register_sha256"), "register_sha256: is missing"),
        ("run", "manifest.json", set_to("seed", value=-1), "seed: must be a whole number in"),
        ("run", "manifest.json", set_to("seed", value=7), "summary.json: seed: is 2021"),
        ("run", "manifest.json", set_to("replications", value="3"), "replications: names no kind"),
        ("run", "manifest.json", set_to("replications", value=2), "replications.csv: is missing"),
        ("run", "manifest.json", set_to("kind", value="x"), "kind: names no kind of result"),
        ("run", "manifest.json", set_to("kind", value="comparison"), "results: is missing"),
        ("run", "manifest.json", set_to("scenario", "polling", "closes", value=20),
         "scenario.polling.closes: must be a clock time such as 07:00:00; got 20"),
        ("run", "manifest.json", set_to("scenario", "incident", value=[{}]),
         "scenario.incident[0].name: is missing"),
        ("run", "summary.json", without("waits", "p95_s"), "waits.p95_s: is missing"),
        ("run", "summary.json", set_to("waits", value=[]), "waits: must be a table of keys"),
        ("run", "summary.json", set_to("date", value="2021-02-30"), "date: must be a date"),
        ("run", "summary.json", set_to("date", value="1921-07-25"), "is not around 1921-07-25"),
        ("run", "summary.json", set_to("kind", value="calibration"), "kind: must be that of"),
        ("run", "summary.json", set_to("night", "all_called", value="late"),
         "night.all_called: must be a time such as"),
        ("run", "summary.json", set_to("turnout_at", "10:00", value=True),
         "turnout_at.10:00: must be a number; got True"),
        ("run", "summary.json", set_to("seats_national", value={}), "seats_national: must have"),
        ("run", "summary.json", set_to("regions", value={}), "regions: must have one region"),
        ("run", "summary.json", set_to("sites", value=4), "has 3 rows; summary.json has 4"),
        ("run", "summary.json", set_to("registered", value=0), "registered: must be a whole"),
        ("run", "summary.json", set_to("cast", value=10**30), "more than 64 bits"),
        ("run", "summary.json", set_to("description", value="\ud800"), "lone surrogate"),
        ("ensemble", "summary.json", without("p95"), "p95: is missing"),
        ("ensemble", "summary.json", set_to("p05", value={"x": 1}), "p05.x: has no median"),
        ("ensemble", "summary.json", set_to("p05", value={"targets": [{}]}), "p05.targets: must"),
        ("ensemble", "summary.json", set_to("p05", value={"cast": "x"}), "p05.cast: must have the"),
        ("calibration", "manifest.json", without("parameters"), "parameters: is missing"),
        ("calibration", "summary.json", set_to("draws", value=3), "rows; summary.json has 3"),
        ("calibration", "summary.json", set_to("chains", value={}), "chains: must be a list"),
        ("comparison", "summary.json", set_to("against", value=[]), "against: must be a list of"),
        ("comparison", "summary.json", set_to("regions", value={}), "must be KZ or one of regions"),
        ("comparison", "summary.json", set_to("against", "0", "letter", value="Z"), "must be of B"),
        ("comparison", "manifest.json", set_to("results", value=[]), "results: must be a list of"),
    ],
)  # fmt: skip
def test_what_is_changed_by_hand_is_named(  # noqa: PLR0917
    kind: str, file: str, change: Change, message: str, of_each_kind: Path, tmp_path: Path
) -> None:
    refused(damaged(of_each_kind, kind, file, change, tmp_path), message)


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


@pytest.mark.parametrize("text", [nested(60), nested(5000), "[" * 100_000, "\ufeff{}", "NaN", ""])
@pytest.mark.parametrize("file", ["summary.json", "manifest.json"])
def test_json_that_is_none_of_ours_is_refused(
    text: str, file: str, of_each_kind: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(of_each_kind / "run", tmp_path / "run"))
    (folder / file).write_text(text, encoding="utf-8")
    if file == "summary.json":
        put_right(folder)

    refused(folder, str(folder))
