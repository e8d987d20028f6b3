"""What a window is told first: what does not change in a session."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.lab.knobs import regions_left_out
from sim.scenario.describe import sections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Json
    from sim.lab.knobs import Knob
    from sim.lab.opened import Opened


def hello(opened: Opened, knobs: Sequence[Knob]) -> Json:
    """Return what does not change in a session."""
    scenario = opened.scenario
    return {
        "session": secrets.token_hex(8),
        # Another session with the same one takes on what was changed.
        "opened": hashlib.sha256(scenario.model_dump_json().encode()).hexdigest(),
        "scenario": scenario.name,
        "description": scenario.description,
        "date": scenario.date.isoformat(),
        "seed": opened.seed,
        "bands": opened.ensemble is not None,
        "incidents": len(scenario.incidents),
        "left_out": len(regions_left_out(scenario)),
        "sections": {
            name: (model.__doc__ or "").strip().splitlines()[0]
            for name, model in sections().items()
        },
        "knobs": [asdict(knob) for knob in knobs],
    }
