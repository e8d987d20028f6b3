"""Scenarios with incidents, given by their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

MAN = '[register]\nregions = ["MAN"]\n'


def scenario_with(
    tmp_path: Path, *incidents: str, head: str = MAN, parent: str = "baseline"
) -> Scenario:
    """Return a scenario, by default Mangystau on the day of the baseline, with incidents."""
    tables = "".join(f'[[incident]]\nname = "x"\n{keys}\n' for keys in incidents)
    file = tmp_path / "incident.toml"
    file.write_text(f'extends = "{parent}"\n{head}{tables}', encoding="utf-8")
    return sim.load_scenario(file)
