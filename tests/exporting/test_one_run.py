"""What the scenario of a run says of its ballots and its kind is in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.exporting import default_path, export_text
from sim.exporting.declared import FORMATS
from sim.results import save
from sim.results.results import RunResults
from tests.support.contests import bay
from tests.support.nist import valid_json

if TYPE_CHECKING:
    from pathlib import Path

OF_NIGHT = [name for name, known in FORMATS.items() if known.of_night]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """Runs of one pack by whether against all is on its ballots."""
    folder = tmp_path_factory.mktemp("ballots")
    for on in (True, False):
        changes = [f"law.against_all={str(on).lower()}"]
        save(sim.run(bay(folder / f"pack-{on}", changes)), folder / f"run-{on}")
    return {on: folder / f"run-{on}" for on in (True, False)}


@pytest.mark.parametrize("name", OF_NIGHT)
def test_against_all_is_written_where_it_is_on_the_ballot(
    name: str, runs: dict[bool, Path]
) -> None:
    for on, directory in runs.items():
        text = "".join(export_text(directory, name)).lower()
        assert ("against" in text) == on
        assert "flo" in text


@pytest.fixture(scope="module")
def by_election() -> RunResults:
    return sim.run("byelection-talaptan")


def test_a_by_election_is_no_general_election(by_election: RunResults, tmp_path: Path) -> None:
    save(by_election, tmp_path / "run")

    assert valid_json(by_election)["Election"][0]["Type"] == "special"
    assert '"special":true' in "".join(export_text(tmp_path / "run", "ap"))
    file = default_path(tmp_path / "run", "openelections", "21:30").name
    assert file == "20210801__kz__special__simulated__precinct-at-2130.csv"


def test_a_general_election_is_said_to_be_one(runs: dict[bool, Path]) -> None:
    results = sim.load_results(runs[True])
    assert isinstance(results, RunResults)
    report = valid_json(results)

    assert report["Election"][0]["Type"] == "general"
    assert '"special"' not in "".join(export_text(runs[True], "ap"))
    assert "__general__" in default_path(runs[True], "openelections").name
