"""One run of a changed scenario beside one of the scenario as it is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.calibration.targets.collect import collect
from sim.calibration.targets.target_runs import run_for, with_target_times
from sim.core.streams import Streams
from sim.election import build_country
from sim.pack.targets import NATION
from sim.results.scenario_changes import changes_of
from sim.results.targets import judge, observe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.core.types import Floats
    from sim.election import Country
    from sim.pack.targets import Target
    from sim.scenario import Scenario


def tune(
    own: Scenario,
    changed: Scenario | None,
    *,
    changes: Sequence[str] = (),
    seed: int,
    files: Sequence[str | Path] = (),
    drop: Sequence[str] = (),
    workers: int = 1,
) -> dict[str, Any]:
    """Run a scenario once with its own values and once changed, with the same random streams.

    Parameters
    ----------
    own
        The scenario with its own values.
    changed
        The same with some other values; None shows it as it is.
    changes
        What was changed, ``section.key=value`` each: for whoever reads the result.
    seed
        In [0, 2**32): of both runs, so that what differs is what the change does.
    files
        CSV files with targets of the user.
    drop
        Names of targets to leave out.
    workers
        Threads of the polling day.

    Returns
    -------
    dict
        Figures, reported and simulated, that JSON can hold: ``own`` the scenario's own values,
        ``changed`` the changed ones or None; NaN, where a country has no such value, is None.

    Raises
    ------
    InputError
        If a scenario has no country, or the targets are not valid.
    """
    country = build_country(changed or own)
    targets = collect(country.scenario, country.register, files, drop)
    shown = _simulate(country, targets, seed, workers)
    before = _simulate(_country(own, country), targets, seed, workers) if changed else shown
    rows = [
        _row(target, first, second if changed else None)
        for target, first, second in zip(targets, before.tolist(), shown.tolist(), strict=True)
    ]
    figures = [row for row in rows if row["what"] != "seats" or row["code"] == NATION]
    return {
        "origin": "simulated",
        "scenario": own.name,
        "date": own.date.isoformat(),
        "seed": seed,
        "replications": 1,
        "reference": "reported" if country.register.published else "given",
        "files": [str(file) for file in files],
        "changes": list(changes),
        "changed": changes_of(changed) if changed else [],
        "met": _met(rows),
        "figures": [row for row in figures if row["own"] is not None or row["changed"] is not None],
        "not_simulated": [
            row["label"] for row in figures if row["own"] is None and row["changed"] is None
        ],
        "seats": _seats(rows),
        "seats_by_region": [row for row in rows if row not in figures],
    }


def _country(own: Scenario, other: Country) -> Country:
    """Return the country of a scenario: the other one's, if all that it is made of is the same."""
    changed = other.scenario
    same = (
        own.register_ == changed.register_
        and own.outcome == changed.outcome
        and own.incidents == changed.incidents
        and own.polling.members_not_issuing == changed.polling.members_not_issuing
    )
    return replace(other, scenario=own) if same else build_country(own)


def _simulate(country: Country, targets: Sequence[Target], seed: int, workers: int) -> Floats:
    """Return the simulated values of one run, which counts ballots at the times of targets, too."""
    counted = with_target_times(country.scenario, targets)
    election = run_for(replace(country, scenario=counted), targets, Streams(seed), workers)
    return observe(election, targets)


def _row(target: Target, own: float, changed: float | None) -> dict[str, Any]:
    """Return one target, reported and simulated."""
    seen = None if changed is None else _number(changed)
    before = _number(own)
    return {
        "name": target.name,
        "label": target.label,
        "what": target.what,
        "code": target.code,
        "item": target.item,
        "time": target.time or None,
        "relation": target.relation,
        "reported": target.value,
        "error": target.error,
        "own": before,
        "changed": seen,
        "change": None if seen is None or before is None else round(seen - before, 6),
        "own_met": judge(target, own).met,
        "met": judge(target, own if changed is None else changed).met,
        "source": target.source,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _met(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many targets are met, seats of single regions aside."""
    counted = [row for row in rows if row["what"] != "seats" and row["own"] is not None]
    return {
        "own": sum(row["own_met"] for row in counted),
        "shown": sum(row["met"] for row in counted),
        "of": len(counted),
    }


def _seats(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Add seats up over the regions; None where none were reported."""
    cells = [row for row in rows if row["what"] == "seats" and row["code"] != NATION]
    cells = [cell for cell in cells if cell["own"] is not None and cell["relation"] == "equals"]
    if not cells:
        return None
    parties = dict.fromkeys(cell["item"] for cell in cells)
    kinds = [kind for kind in ("reported", "own", "changed") if cells[0][kind] is not None]
    return {
        "parties": [
            {
                "party": party,
                **{k: round(sum(c[k] for c in cells if c["item"] == party)) for k in kinds},
            }
            for party in parties
        ],
        "regions": len({cell["code"] for cell in cells}),
        "cells": len(cells),
        "missed": {
            kind: round(sum(abs(cell[kind] - cell["reported"]) for cell in cells))
            for kind in kinds[1:]
        },
    }
