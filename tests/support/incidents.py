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


_LATER = "come_from=12:00:00, come_to=13:00:00"
_EARLY = "from=05:00:00, to=05:01:00"
_IDLE_INCIDENTS = (
    f'{{kind="arrivals_moved", name="A", {_EARLY}, {_LATER}, share=0.0}}',
    '{kind="ballots_short", name="B", to=15:00:00, share=1.0}',
    '{kind="clerks_absent", name="C", from=03:00:00, to=04:00:00, clerks=1}',
    '{kind="desks_added", name="D", from=07:00:00, to=08:00:00, desks=1}',
    '{kind="desks_closed", name="E", from=23:00:00, to=23:30:00, desks=1}',
    '{kind="extra_ballots", name="F", from=10:00:00, to=11:00:00, share=0.00001}',
    '{kind="held_open", name="G", to=20:01:00, where={areas=["EAST"]}}',
    '{kind="members_added", name="H", members=1}',
    f'{{kind="power_cut", name="I", {_EARLY}}}',
    f'{{kind="protocols_returned", name="J", {_EARLY}, share=0.5}}',
    f'{{kind="roads_slow", name="K", {_EARLY}, factor=2.0}}',
    f'{{kind="roads_slow", name="L", {_EARLY}, factor=1.0}}',
    f'{{kind="power_cut", name="M", {_EARLY}, where={{share=0.0001}}}}',
    '{kind="power_cut", name="Heat", from=21:00:00, to=22:00:00}',
)
IDLE = [
    f"incident=[{', '.join(_IDLE_INCIDENTS)}]",
    "counting.tables=2", "polling.balk_line_mean=3", "arrivals.area_spread=0.1",
]  # fmt: skip
"""Most kinds of incidents with no effect, each for its reason, and settings with none."""
