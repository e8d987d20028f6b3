"""What the page shows of one election, as plain values: curves, targets, waits, night, seats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.tune import tuned_of
from sim.core import clock
from sim.core.text import clock_of, later_text, number_text, percent_text
from sim.lab.knobs import MOST_REGIONS, idle_knobs
from sim.lab.metric_rows import MetricRow, metric_rows, values_of
from sim.results.columns import percent
from sim.results.tables import turnout_table
from sim.results.target_values import judge
from sim.show.tune import target_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Floats, Times
    from sim.day_alone import DayAlone
    from sim.lab.simulate import LabElection
    from sim.lab.states import LabState
    from sim.pack.targets import Target
    from sim.results import RunResults
    from sim.results.columns import Table
    from sim.results.summaries.tune import TuneSummary

    Numbers = tuple[float, ...]

_HOUR = np.timedelta64(3_600_000, "ms")
_POINTS = {"equals", "at_least"}
"""Relations of targets that have a point beside a curve."""


@dataclass(frozen=True)
class LabMark:
    """A reported value beside a curve."""

    hour: float
    pct: float
    within: float
    """Points by which a simulated value may differ; 0 where it only has to be as large."""
    least: bool
    """Whether the simulated value only has to be as large."""
    met: bool
    text: str


@dataclass(frozen=True)
class LabCurve:
    """Turnout of a region or the nation by quarter hour."""

    code: str
    name: str
    later: str
    """How much later its clock is; empty if not at all."""
    hours: Numbers
    pct: Numbers
    low: Numbers
    """Prediction interval of a result that was opened; empty if there is none."""
    high: Numbers
    marks: tuple[LabMark, ...]


@dataclass(frozen=True)
class Lines:
    """Several quantities over hours."""

    hours: Numbers
    values: tuple[Numbers, ...]


@dataclass(frozen=True)
class TargetGroup:
    """Targets of one kind, as text."""

    heading: str
    note: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SeatsRow:
    """Seats of a party; ``reported`` is empty where it is unknown."""

    party: str
    reported: str
    seats: int


@dataclass(frozen=True)
class View:
    """One election as the page shows it."""

    number: int
    """Of its state."""
    took_s: float
    met: int
    of: int
    missed: int | None
    """Seats missed, added up over regions and parties; None where none were reported."""
    reference: str
    """``reported`` or ``given``."""
    curves: tuple[LabCurve, ...]
    targets: tuple[TargetGroup, ...]
    not_simulated: tuple[str, ...]
    waits: Lines
    """Mean and 95 % quantile of the whole wait by half hour of arrival, minutes."""
    night: Lines
    """Protocols accepted, ballots counted, races called, per cent."""
    seats: tuple[SeatsRow, ...]
    metrics: tuple[MetricRow, ...]
    """Against the scenario as it was opened."""
    idle: dict[str, str]
    """Parameters that have no effect, and why, by key."""
    breached: tuple[str, ...]
    """Invariants that do not hold: a bug."""


class OfSession(NamedTuple):
    """What does not change in a session."""

    ensemble: RunResults | None
    """The result that was opened, if it has prediction intervals."""
    keys: tuple[str, ...]
    """Of all parameters."""


def view_of(
    shown: LabElection, opened: LabElection, fixed: OfSession, state: LabState, took_s: float
) -> View:
    """Return what the page shows of an election.

    Parameters
    ----------
    shown
        The election.
    opened
        That of the scenario as it was opened.
    fixed
        What does not change in the session.
    state
        What is changed.
    took_s
        Seconds that the election took.
    """
    summary = shown.results.summary
    tuned = _tuned(shown, opened, state)
    return View(
        number=state.number,
        took_s=round(took_s, 3),
        met=tuned.met.shown,
        of=tuned.met.of,
        missed=tuned.seats.missed.shown if tuned.seats else None,
        reference=tuned.reference,
        curves=_curves(shown, fixed.ensemble),
        targets=tuple(
            TargetGroup(part.heading, part.note, tuple(map(tuple, part.rows)))
            for part in target_rows(tuned)
        ),
        not_simulated=tuned.not_simulated,
        waits=_waits(shown.results.tables["waits"]),
        night=_night(shown.results),
        seats=_seats(shown.results, tuned),
        metrics=metric_rows([values_of(opened)], [values_of(shown)]),
        idle=idle_knobs(shown.country.scenario, shown.country.one, fixed.keys),
        breached=tuple(f"{each.code}: {each.text}" for each in summary.invariants.breached),
    )


@dataclass(frozen=True)
class DayCurves:
    """Turnout of an election whose night is still run."""

    number: int
    """Of its state."""
    curves: tuple[tuple[str, Numbers, Numbers], ...]
    """Code, hours and turnout, per cent, of the nation and each region."""


def day_curves(day_alone: DayAlone, number: int) -> DayCurves:
    """Return the turnout of an election before its night."""
    table, date = turnout_table(day_alone), day_alone.scenario.date.isoformat()
    found = []
    for code in list(dict.fromkeys(table["code"].tolist()))[: MOST_REGIONS + 1]:
        rows = table["code"] == code
        at = _hours(table["capital_time"][rows], date)
        found.append((str(code), _numbers(at), _numbers(table["turnout_pct"][rows])))
    return DayCurves(number, tuple(found))


def _tuned(shown: LabElection, opened: LabElection, state: LabState) -> TuneSummary:
    """Return the targets of an election beside those of the scenario as it was opened."""
    seed = shown.results.summary.seed
    if not state.settings:
        return tuned_of(shown.country, shown.targets, shown.values, None, seed=seed)
    before = dict(zip(opened.targets, opened.values.tolist(), strict=True))
    values = np.array([before.get(target, np.nan) for target in shown.targets])
    changes = [f"{key}={text}" for key, text in state.settings.items()]
    return tuned_of(shown.country, shown.targets, values, shown.values, seed=seed, changes=changes)


def _curves(shown: LabElection, ensemble: RunResults | None) -> tuple[LabCurve, ...]:
    results = shown.results
    summary, table = results.summary, results.tables["turnout"]
    whole = summary.nation_name
    names = {summary.nation: f"{whole[:1].upper()}{whole[1:]}"}
    regions = list(summary.regions.items())[:MOST_REGIONS]
    names |= {code: region.name for code, region in regions}
    judged = list(zip(shown.targets, shown.values.tolist(), strict=True))
    found = []
    for code, name in names.items():
        rows = table["code"] == code
        at = _hours(table["capital_time"][rows], summary.date)
        behind = (table["capital_time"][rows][0] - table["local_time"][rows][0]) / _HOUR
        low, high = _band(ensemble, code, at)
        marks = [_mark(target, value) for target, value in judged if _has_point(target, code)]
        found.append(
            LabCurve(
                code, name, later_text(float(behind)), _numbers(at),
                _numbers(table["turnout_pct"][rows]), low, high, tuple(marks),
            )
        )  # fmt: skip
    return tuple(found)


def _band(ensemble: RunResults | None, code: str, at: Floats) -> tuple[Numbers, ...]:
    """Return the ends of the prediction interval at some hours; empty where it has none."""
    if ensemble is None:
        return (), ()
    table = ensemble.tables["turnout"]
    rows = table["code"] == code
    hours = _hours(table["capital_time"][rows], ensemble.summary.date)
    ends = (table[f"turnout_pct_{end}"][rows] for end in ("p05", "p95"))
    return tuple(_numbers(np.interp(at, hours, end)) for end in ends)


def _has_point(target: Target, code: str) -> bool:
    return (
        target.what == "turnout" and target.code == code and not target.level
        and target.relation in _POINTS and target.value is not None
    )  # fmt: skip


def _mark(target: Target, value: float) -> LabMark:
    assert target.at is not None  # as of all turnout by hour
    assert target.value is not None
    met, least = judge(target, value).met, target.relation == "at_least"
    text = f"{'at least ' if least else ''}{percent_text(target.value)} % at {target.time}"
    within = 0.0 if least else target.within
    hour = target.at / clock.HOUR_MS
    return LabMark(
        hour, target.value, within, least, met, f"reported {text}: {'' if met else 'not '}met"
    )


def _waits(table: Table) -> Lines:
    starts = np.array([clock_of(text) for text in table["local_time"].tolist()], dtype=np.float64)
    columns = (table[f"whole_wait_{name}_s"] / 60 for name in ("mean", "p95"))
    return Lines(_numbers(starts / clock.HOUR_MS + 0.25), tuple(map(_numbers, columns)))


def _night(results: RunResults) -> Lines:
    table, summary = results.tables["night"], results.summary
    rows = table["code"] == summary.nation
    called = percent(table["races_called"][rows], max(summary.races, 1))
    columns = table["accepted_pct"][rows], table["counted_pct"][rows], called
    return Lines(
        _numbers(_hours(table["capital_time"][rows], summary.date)), tuple(map(_numbers, columns))
    )


def _seats(results: RunResults, tuned: TuneSummary) -> tuple[SeatsRow, ...]:
    if tuned.seats is not None:
        rows = [SeatsRow(p.party, number_text(p.reported), p.shown) for p in tuned.seats.parties]
    else:
        won = results.summary.seats_nomination
        rows = [SeatsRow(party, "", n) for party, n in won.items() if n]
    return tuple(sorted(rows, key=lambda row: -row.seats))


def _hours(times: Times, date: str) -> Floats:
    hours: Floats = (times - np.datetime64(date, "ms")) / _HOUR
    return hours


def _numbers(values: NDArray[np.generic]) -> Numbers:
    return tuple(round(float(value), 3) for value in values.tolist())
