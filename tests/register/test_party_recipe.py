"""A new party is one table of ``election.toml``: on ballots, in seats, in a picture."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.support.copies import copy_of_package, environment

if TYPE_CHECKING:
    from pathlib import Path

PARTY = "Respublica"
SCENARIO = f"""
name = "with-a-new-party"
[register]
source = "given"
[[register.races]]
name = "Alma"
region = "EAST"
candidates = ["{PARTY}", "Nur Otan"]
winner = "{PARTY}"
votes_cast = 14
sites = [{{ registered = 20, members = 5, desks = 1, booths = 1, distance_km = 10.0 }}]
"""
SEE = """
import sys
from pathlib import Path
import sim
from sim.pack.records import published
from sim.plots.run.seats import figure, seats_data

results = sim.run(sim.load_scenario(sys.argv[1]), engine="simpy")
sim.save(results, Path(sys.argv[2]))
OF = published()
print(results.summary.seats_nomination[OF.parties[-1].name])
print([name for name in results.tables["tallies"]["choice"] if name == OF.parties[-1].name])
print(seats_data(results).party)
print(sorted({t.get_text() for t in figure(results).findobj(lambda a: hasattr(a, "get_text"))}))
print(results.tables["votes"]["choice"].tolist().count(OF.parties[-1].name) > 0)
"""


def test_a_new_party_is_one_row(tmp_path: Path) -> None:
    package = copy_of_package(tmp_path, "elections", "pack")
    settings = package / "elections" / "kz-2021" / "election.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"\n[parties.{PARTY}]\n")
    (tmp_path / "scenario.toml").write_text(SCENARIO)

    done = subprocess.run(
        [sys.executable, "-c", SEE, "scenario.toml", "out"],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    seats, ballots, rows, texts, counted = done.stdout.splitlines()
    assert seats == "1"
    assert PARTY in ballots
    assert PARTY in rows
    assert PARTY in texts
    assert counted == "True"
    assert PARTY in (tmp_path / "out" / "tallies.csv").read_text(encoding="utf-8")
