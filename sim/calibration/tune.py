"""One run of a changed scenario beside one of the scenario as it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.calibration.targets.collect import collect
from sim.calibration.targets.target_runs import run_for, with_target_times
from sim.core.errors import InputError, Problem, ScenarioError
from sim.core.listed import listed
from sim.core.streams import Streams
from sim.day.plan import extra_without_effect
from sim.election import build_country
from sim.ensemble.changed_country import country_of_changed
from sim.results.held_election import held_election, names_of_areas
from sim.results.idle_settings import idle_settings
from sim.results.scenario_changes import changes_of, without_effect
from sim.results.summaries.tune import (
    SeatsMissed,
    TunedMet,
    TunedParty,
    TunedSeats,
    TunedTarget,
    TuneSummary,
)
from sim.results.target_values import judge, observe
from sim.scenario import scenario_of
from sim.scenario.election import is_pack
from sim.scenario.overrides import dotted_values, parsed_override

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sim.core.types import Floats
    from sim.election import Country
    from sim.pack.targets import Target
    from sim.scenario import Scenario


CHANGES = "changes"
"""The argument, as errors name it."""


class _SeatsCell(NamedTuple):
    """Seats of a party in a region; ``changed`` is None if nothing was changed."""

    code: str
    party: str
    reported: float
    unchanged: float
    changed: float | None


def tune(
    scenario: Scenario | str | Path,
    changed: Scenario | Mapping[str, Any] | None = None,
    *,
    changes: str | Sequence[str] = (),
    seed: int = 2021,
    files: str | Path | Sequence[str | Path] = (),
    drop: str | Sequence[str] = (),
    workers: int = 1,
) -> TuneSummary:
    """Run a scenario once as it is and once changed, with the same random streams.

    Parameters
    ----------
    scenario
        The scenario as it is, as :func:`sim.api.run` takes it.
    changed
        The same with some other values, or those values as :meth:`Scenario.with_` takes them;
        None if only the first is run.
    changes
        One or several texts ``section.key=value`` in place of ``changed``; beside it they say
        what it changes, for whoever reads the result.
    seed
        In [0, 2**32): of both runs, so that what differs is what the change does.
    files
        One or several CSV files with targets of the user.
    drop
        Names of one or several targets to leave out.
    workers
        Threads of the polling day.

    Returns
    -------
    TuneSummary
        Targets and simulated values: ``unchanged`` with the values of the scenario, ``changed``
        with the changes, or None.

    Raises
    ------
    InputError
        If a scenario has no country, a change or a target is not valid, or ``changes`` are not
        those of ``changed``.
    """
    scenario, changes = scenario_of(scenario), listed(changes)
    files, drop = listed(files), listed(drop)
    settings = _settings(changes)
    if isinstance(changed, Mapping):
        changes = changes or [f"{key}={value}" for key, value in dotted_values(changed).items()]
        changed = scenario.with_(changed)
    elif changed is not None:
        changed = scenario_of(changed)
    elif settings:
        changed = _with(scenario, settings)
    if changed is not None and settings and _with(changed, settings) != changed:
        message = f"must be what `changed` has; got {', '.join(changes)}"
        raise InputError.single(CHANGES, "", message)
    country = build_country(changed or scenario)
    targets = collect(country.scenario, country.register, files, drop)
    shown = _simulate(country, targets, seed, workers)
    unchanged = country_of_changed(scenario, country)
    before = _simulate(unchanged, targets, seed, workers) if changed else shown
    return tuned_of(
        country, targets, before, shown if changed else None, seed=seed, changes=changes,
        files=[str(file) for file in files],
    )  # fmt: skip


def _settings(changes: Sequence[str]) -> dict[str, Any]:
    """Return values by key of texts ``section.key=value``; raise one error with all problems."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in changes:
        try:
            key, value = parsed_override(text, CHANGES)
        except ScenarioError as error:
            problems += error.problems
        else:
            found[key] = value
    if problems:
        raise ScenarioError(problems)
    return found


def _with(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """Return a scenario with some settings; errors say that they are of ``changes``."""
    try:
        return scenario.with_(settings)
    except ScenarioError as error:
        problems = [replace(problem, where=CHANGES) for problem in error.problems]
        raise ScenarioError(problems) from None


def tuned_of(
    country: Country,
    targets: Sequence[Target],
    before: Floats,
    shown: Floats | None,
    *,
    seed: int,
    changes: Sequence[str] = (),
    files: Sequence[str] = (),
) -> TuneSummary:
    """Return targets beside the values that one or two runs gave.

    Parameters
    ----------
    country
        Of the scenario with its changes.
    targets
        The targets.
    before
        Simulated values of the scenario as it is: see :func:`sim.results.target_values.observe`.
    shown
        Those with the changes; None if there are none.
    seed, changes, files
        See :func:`tune`.
    """
    scenario = country.scenario
    rows = [
        _row(target, first, second if shown is not None else None)
        for target, first, second in zip(
            targets, before.tolist(), (before if shown is None else shown).tolist(), strict=True
        )
    ]
    nation = country.register.nation_code
    differ = changes_of(scenario)
    of_desks = extra_without_effect(scenario, country.one)
    of_country = idle_settings(scenario, country.one)
    figures = [row for row in rows if row.what != "seats" or row.code == nation]
    return TuneSummary(
        origin="simulated",
        scenario=scenario.name,
        election=held_election(scenario),
        area_names=names_of_areas(scenario, dict.fromkeys(target.code for target in targets)),
        date=scenario.date.isoformat(),
        seed=seed,
        replications=1,
        reference="reported" if country.register.published or is_pack(scenario) else "given",
        files=tuple(files),
        changes=tuple(changes),
        changed=() if shown is None else differ,
        without_effect=without_effect(scenario, differ, of_desks, of_country),
        met=_met(rows),
        figures=tuple(row for row in figures if row.shown is not None),
        not_simulated=tuple(row.label for row in figures if row.shown is None),
        seats=_seats(rows, nation),
        seats_by_region=tuple(row for row in rows if row not in figures),
    )


def _simulate(country: Country, targets: Sequence[Target], seed: int, workers: int) -> Floats:
    """Return the simulated values of one run, which counts ballots at the times of targets, too."""
    counted = with_target_times(country.scenario, targets)
    election, _ = run_for(replace(country, scenario=counted), targets, Streams(seed), workers)
    return observe(election, targets)


def _row(target: Target, unchanged: float, changed: float | None) -> TunedTarget:
    """Return one target, reported and simulated."""
    seen = None if changed is None else _number(changed)
    before = _number(unchanged)
    return TunedTarget(
        name=target.name,
        label=target.label,
        what=target.what,
        code=target.code,
        item=target.item,
        time=target.time or None,
        relation=target.relation,
        reported=target.value,
        error=target.error,
        unchanged=before,
        changed=seen,
        change=None if seen is None or before is None else round(seen - before, 6),
        unchanged_met=judge(target, unchanged).met,
        met=judge(target, unchanged if changed is None else changed).met,
        source=target.source,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _met(rows: Sequence[TunedTarget]) -> TunedMet:
    """Return how many targets are met, seats of single regions aside."""
    counted = [row for row in rows if row.what != "seats" and row.unchanged is not None]
    return TunedMet(
        unchanged=sum(row.unchanged_met for row in counted),
        shown=sum(row.met for row in counted),
        of=len(counted),
    )


def _seats(rows: Sequence[TunedTarget], nation: str) -> TunedSeats | None:
    """Add seats up over the regions; None where none were reported."""
    cells = [
        _SeatsCell(row.code, row.item, row.reported, row.unchanged, row.changed)
        for row in rows
        if row.what == "seats" and row.code != nation and row.relation == "equals"
        and row.reported is not None and row.unchanged is not None
    ]  # fmt: skip
    if not cells:
        return None
    return TunedSeats(
        parties=tuple(
            _party(party, [cell for cell in cells if cell.party == party])
            for party in dict.fromkeys(cell.party for cell in cells)
        ),
        regions=len({cell.code for cell in cells}),
        cells=len(cells),
        missed=SeatsMissed(
            unchanged=round(sum(abs(cell.unchanged - cell.reported) for cell in cells)),
            changed=_sum(
                None if cell.changed is None else abs(cell.changed - cell.reported)
                for cell in cells
            ),
        ),
    )


def _party(party: str, cells: Sequence[_SeatsCell]) -> TunedParty:
    return TunedParty(
        party=party,
        reported=round(sum(cell.reported for cell in cells)),
        unchanged=round(sum(cell.unchanged for cell in cells)),
        changed=_sum(cell.changed for cell in cells),
    )


def _sum(seats: Iterable[float | None]) -> int | None:
    """Return seats added up; None where nothing was changed."""
    known = [each for each in seats if each is not None]
    return round(sum(known)) if known else None
