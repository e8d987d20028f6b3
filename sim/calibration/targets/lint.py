"""The lint of what a calibration is held against, before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sim.pack.lint import lint
from sim.pack.values import FINAL, Figure, figures_of_the_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from sim.calibration.targets.target import Target
    from sim.pack.checks import Finding


_RELATIONS: dict[str, Literal["equals", "at_least"]] = {"equals": "equals", "at_least": "at_least"}
"""Those that say a percentage."""


def lint_targets(targets: Iterable[Target], date: dt.date) -> tuple[Finding, ...]:
    """Look at the turnout figures among targets.

    Parameters
    ----------
    targets
        Of one calibration; the relation ``highest`` and counts of voters say no
        percentage, and are passed over.
    date
        Of their election.
    """
    return lint(list(_figures(targets, date)))


def _figures(targets: Iterable[Target], date: dt.date) -> Iterator[Figure]:
    published = {(f.code, f.at, f.relation): f for f in figures_of_the_day() if f.date == date}
    for target in targets:
        if target.what not in {"turnout", "final_turnout"} or target.value is None:
            continue
        relation = _RELATIONS.get(target.relation)
        if relation is None:
            continue
        at: int | Literal["final"] = FINAL if target.at is None else target.at
        known = published.get((target.code, at, relation))
        # As published it may tell the counts that it was made of.
        if known is not None and (at == FINAL or known.pct == target.value):
            yield known
        else:
            yield Figure(
                date, target.code, at, target.value, relation, target.step or 0.01,
                source=target.source,
            )  # fmt: skip
