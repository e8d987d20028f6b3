"""Files of OpenElections obey the rules of its data tests, and the importer reads them back."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.errors import ResultsError
from sim.exporting import default_path, export, export_text
from sim.exporting.known_night import known_night
from sim.exporting.openelections import HEADER, pieces
from sim.results import save
from sim.results.results import RunResults
from tests.exporting.test_nist_report import REFERENCE, odd_country
from tests.support.commands import saylau_here
from tests.support.contests import bay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def rows_of(results: RunResults, at: str | None = None) -> list[list[str]]:
    return list(csv.reader(pieces(known_night(results, at))))


def broken_rules(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return what breaks a rule of the data tests of OpenElections."""
    header, *rest = rows
    found = [f"header {name!r}" for name in header if not name or name != name.lower()]
    found += [f"missing {name}" for name in set(HEADER) - set(header)]
    found += ["unknown header"] if "unknown" in header else []
    for row in rest:
        found += [f"columns of {row}"] if len(row) != len(header) else []
        found += [f"empty {row}"] if not any(row) else []
        found += [f"spaces in {cell!r}" for cell in row if re.search(r"^\s|\s$|\s\s", cell)]
        found += [f"votes of {row}"] if not re.fullmatch("[0-9]+", row[-1]) else []
        values = dict(zip(header, row, strict=False))
        found += [f"no {n} in {row}" for n in ("county", "precinct", "office") if not values.get(n)]
    twice = Counter(tuple(row[:-1]) for row in rest)
    return found + [f"twice {row}" for row, n in twice.items() if n > 1]


def test_the_rules_notice_what_breaks_them() -> None:
    right = [list(HEADER), ["A", "1", "Mayor", "", "", "Ann", "3"]]

    assert broken_rules(right) == []
    for row in (
        ["A", "1", "Mayor", "", "", "Ann", "3"], ["A", "1", "Mayor", "", "", "Ann B ", "3"],
        ["A", "1", "Mayor", "", "", "Ann  B", "3"], ["A", "1", "", "", "", "Bo", "3"],
        ["A", "1", "Mayor", "", "", "Bo", "3.0"], ["A", "1", "Mayor", "", "Bo", "3"], [""] * 7,
    ):  # fmt: skip
        assert broken_rules([*right, row])
    assert broken_rules([["County", *HEADER[1:]], right[1]])


@pytest.mark.parametrize("at", ["20:30", "23:00", None])
def test_a_file_obeys_the_rules_and_has_the_votes_of_accepted_sites(at: str | None) -> None:
    results = sim.load_results(REFERENCE)
    assert isinstance(results, RunResults)
    rows = rows_of(results, at)
    tallies, sites = results.tables["tallies"], results.tables["sites"]
    accepted = sites["accepted"] < np.datetime64(f"2021-07-25T{at}" if at else "2022-01-01")
    known = np.isin(tallies["site"], sites["site"][accepted])

    assert broken_rules(rows) == []
    votes = {tuple(row[i] for i in (1, 2, 5)): int(row[6]) for row in rows[1:]}
    columns = (tallies[name][known].tolist() for name in ("site", "race", "choice", "votes"))
    names = {"against_all": "Against all", "invalid": "Over Votes"}
    expected = {
        (site, race, names.get(choice, choice)): n
        for site, race, choice, n in zip(*columns, strict=True)
    }
    columns = (sites[name][accepted].tolist() for name in ("site", "registered", "cast"))
    for site, registered, cast in zip(*columns, strict=True):
        expected |= {
            (site, "Registered Voters", ""): registered,
            (site, "Ballots Cast", ""): cast,
        }
    assert votes == expected


@pytest.mark.parametrize("seed", range(5))
def test_odd_names_obey_the_rules(seed: int, tmp_path: Path) -> None:
    assert broken_rules(rows_of(sim.run(odd_country(seed, tmp_path), workers=1))) == []


def test_the_importer_reads_a_file_back(tmp_path: Path) -> None:
    results = sim.run(bay(tmp_path / "bay", ["law.against_all=false"]), workers=1)
    save(results, tmp_path / "run")
    file = default_path(tmp_path / "run", "openelections")
    export(tmp_path / "run", "openelections", file)

    done = saylau_here(
        "pack", "import", "openelections", file.name, "--date", "2024-11-05", "--timezone",
        "America/Denver", "--out", "again", cwd=tmp_path,
    )  # fmt: skip

    assert file.name == "20241105__all__general__simulated__precinct.csv"
    assert done.returncode == 0, done.stderr
    with (tmp_path / "again" / "sites.csv").open(encoding="utf-8") as text:
        registered = Counter(int(row["registered"]) for row in csv.DictReader(text))
    assert registered == Counter(results.tables["sites"]["registered"].tolist())


def test_a_name_that_does_not_say_simulated_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="must have 'simulated' in its name"):
        export(REFERENCE, "openelections", tmp_path / "20210725__kz__general__precinct.csv")
    assert next(export_text(REFERENCE, "openelections")) == ",".join(HEADER) + "\n"
    with pytest.raises(ResultsError, match="is an ensemble of 100 replications"):
        default_path(REFERENCE.parent / "ensemble", "openelections")
