"""Who leads by median votes: each change of the lead, nobody before the first vote and in a tie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import sim
from sim.reporting.race_leads import leads_of
from sim.reporting.replay import frames_of


def test_the_lead_changes_when_another_choice_has_more_votes() -> None:
    result = sim.run("two-shores")
    frames = frames_of([result])
    votes = dict(result.tables["votes"])
    votes["votes"] = np.zeros_like(votes["votes"])
    in_east = (votes["contest"] == "mayor") & (votes["code"] == "East")
    at = (votes["capital_time"] - frames[0]) // (frames[1] - frames[0])
    for choice, frame, n in (
        ("Ada Reed", 3, 5), ("Ben Stone", 6, 5), ("Ben Stone", 9, 6), ("invalid", 4, 50),
    ):  # fmt: skip
        votes["votes"][in_east & (votes["choice"] == choice) & (at >= frame)] = n

    found = leads_of(replace(result, tables={**result.tables, "votes": votes}), frames)

    assert found["mayor"]["East"] == [
        (3, "Ada Reed", "Tide Party"), (6, "", ""), (9, "Ben Stone", "Hill List"),
    ]  # fmt: skip
    assert found["mayor"]["West"] == []
    assert found["council"].keys() == {"East"}


def test_votes_summed_by_party_have_no_leads(tiny: sim.RunResults) -> None:
    assert leads_of(tiny, frames_of([tiny])) == {}
