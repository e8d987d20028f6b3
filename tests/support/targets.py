"""Short functions for targets in tests."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.pack.targets import Target, tolerance

if TYPE_CHECKING:
    from sim.pack.targets import Relation, What

DAY = dt.date(2021, 7, 25)


def target(
    what: What,
    code: str,
    value: float | None,
    *,
    item: str = "",
    at: int | None = None,
    relation: Relation = "equals",
    error: float = 0.0,
    step: float = 0.0,
) -> Target:
    """Return a target of the election day with a stated error."""
    return Target(
        date=DAY, what=what, code=code, item=item, at=at, relation=relation, value=value,
        error=error, step=step, within=tolerance(what, value, "", error=error, step=step),
    )  # fmt: skip
