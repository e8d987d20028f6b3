"""Simulated beside reported values, with the effect of changes, as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import (
    NO_VALUE,
    counted,
    hour_text,
    number_text,
    percent_text,
    shortened,
    signed_text,
)
from sim.results.labels import tuned_changes_text
from sim.show.run_lines import idle_lines
from sim.show.table import distinct, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results.summaries.tune import SeatsMissed, TunedParty, TunedTarget, TuneSummary

    Cells = Sequence[str]

_LONGEST_NAME = 26
_LONGEST_CODE = 8
"""Of the dot plot, so that its rows have 80 columns."""
_STRIP = 60
"""Steps of the dot plot from 0 to 100 %."""
_HEADINGS = {
    "turnout": "Turnout during the day, % of registered ({clock})",
    "final_turnout": "Turnout at the end, % of registered",
    "votes": "Votes, % of ballots cast",
    "incumbents": "Winners who were incumbents, %",
    "night": "Night, {clock}",
}


def tune_text(tuned: TuneSummary) -> str:
    """Return simulated and reported values as text.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    """
    met, changes = tuned.met, tuned.changes
    run = f"SIMULATED: {tuned.scenario}, seed {tuned.seed} ({tuned.date}), one run"
    verdict = f"{met.shown} of {met.of} {tuned.reference} values met"
    lines = [run]
    if changes:
        lines = [f"{run} each", *wrapped(f"changed: {tuned_changes_text(tuned, every=True)}")]
        verdict += f"; {met.unchanged} without the changes (common random numbers)"
    lines += idle_lines(tuned.without_effect)
    rows: list[Cells | str] = []
    for part in target_rows(tuned):
        rows += [part.heading, *([f"  {part.note}"] if part.note else []), *part.rows]
    rows += _seats(tuned)
    heading = ["", tuned.reference, "simulated"]
    if changes:
        heading = ["", tuned.reference, "unchanged", "changed", "change"]
    lines += [verdict, "", *table(rows, f"<{'>' * (len(heading) - 1)}<", heading)]
    return "\n".join([*lines, *_strip(tuned), *_notes(tuned)])


class TargetRows(NamedTuple):
    """Targets of one kind as text."""

    heading: str
    note: str
    """What is left out; empty if nothing is."""
    rows: tuple[Cells, ...]
    """Name, reported and simulated value, verdict; with changes the value without and with them,
    and the difference, in place of the simulated one."""


def target_rows(tuned: TuneSummary) -> Iterator[TargetRows]:
    """Yield the targets of each kind; of the final turnout only those that are not met."""
    for what, heading in _HEADINGS.items():
        rows = [row for row in tuned.figures if row.what == what]
        note = ""
        if what == "final_turnout":
            hidden = [row for row in rows if row.met and row.unchanged_met]
            if hidden:
                most = max(abs(_shown(row) - _reported_value(row)) for row in hidden)
                regions = counted(len(hidden), tuned.a_region_word)
                note = f"{regions} met, within {number_text(most, 2)} points"
            rows = [row for row in rows if row not in hidden]
        if rows or note:
            cells = [_cells(row, tuned) for row in rows]
            names = distinct(row[0] for row in cells)
            named = ([name, *rest] for name, (_, *rest) in zip(names, cells, strict=True))
            yield TargetRows(heading.format(clock=tuned.clock_name), note, tuple(named))


def _shown(row: TunedTarget) -> float:
    assert row.shown is not None  # the others are in ``not_simulated``
    return row.shown


def _reported_value(row: TunedTarget) -> float:
    assert row.reported is not None  # as of all but ``highest``
    return row.reported


def _cells(row: TunedTarget, tuned: TuneSummary) -> list[str]:
    mark = "met" if row.met else "NOT MET"
    if row.met != row.unchanged_met:
        mark += "*"
    name = row.code if tuned.election is None else tuned.area_name(row.code)
    cells = [_label(row, name), _reported(row), _value(row, row.unchanged)]
    if tuned.changes:
        cells += [_value(row, row.changed), _change(row)]
    return [*cells, mark]


_RELATIONS = {"highest": "lead over next", "count_at_least": "voters", "at_least": "at least"}
"""What is compared, where it is no equality: it tells rows of one area and time apart."""


def _label(row: TunedTarget, name: str) -> str:
    """Return the name of an area, shortened before what follows, with time and item."""
    item = _RELATIONS.get(row.relation, row.item)
    time = f" {row.time}" if row.time else ""
    name = shortened(name, _LONGEST_NAME - len(time))
    if row.relation in _RELATIONS:
        return f"{name}{time} {item}"
    return shortened(f"{name}{time} {item}".rstrip(), _LONGEST_NAME)


def _reported(row: TunedTarget) -> str:
    if row.relation == "highest":
        return "above 0"
    least = "≥ " if row.relation.endswith("at_least") else ""
    return f"{least}{_value(row, row.reported)}"


def _value(row: TunedTarget, value: float | None) -> str:
    if value is None:
        return NO_VALUE
    if row.what == "night":
        return hour_text(value)
    if row.relation == "count_at_least":
        return number_text(value)
    if row.what == "seats" or row.relation == "highest":
        return number_text(value, 2)
    return percent_text(value)


def _change(row: TunedTarget) -> str:
    if row.change is None:
        return ""
    if row.what == "night":
        return f"{signed_text(60 * row.change)} min"
    return signed_text(row.change, 0 if row.relation == "count_at_least" else 2)


def _seats(tuned: TuneSummary) -> Iterator[Cells]:
    seats = tuned.seats
    if seats is None:
        return
    regions = counted(seats.regions, tuned.a_region_word)
    yield f"Seats by party of nomination, {regions} together"
    for row in sorted(seats.parties, key=lambda row: -row.reported):
        yield [shortened(row.party, _LONGEST_NAME), number_text(row.reported), *_counts(row)]
    yield [f"missed, {seats.cells} cells by {tuned.a_region_word}", "", *_counts(seats.missed)]


def _counts(row: TunedParty | SeatsMissed) -> list[str]:
    if row.changed is None:
        return [number_text(row.unchanged)]
    change = signed_text(row.changed - row.unchanged)
    return [number_text(row.unchanged), number_text(row.changed), change]


def _strip(tuned: TuneSummary) -> Iterator[str]:
    """Yield a dot plot of turnout during the day."""
    rows = [
        row
        for row in tuned.figures
        if row.what == "turnout" and row.relation in {"equals", "at_least"}
    ]
    if not rows:
        return
    key = "o unchanged, x changed" if tuned.changes else "x simulated"
    yield ""
    yield f"% of registered: | {tuned.reference}, > at least, {key}, # x on |"
    scale = "".join(f"{at:<12}" for at in range(0, 100, 20)) + "100"
    width = min(max(4, *(len(row.code) for row in rows)), _LONGEST_CODE)
    yield f"  {'':<{width + 7}}{scale}"
    for row in rows:
        code = shortened(row.code, width)
        yield f"  {code:<{width}} {row.time} {_dots(row, bool(tuned.changes))}"


def _dots(row: TunedTarget, changed: bool) -> str:
    cells = ["·"] * (_STRIP + 1)
    at = _cell(_reported_value(row))
    cells[at] = "|" if row.relation == "equals" else ">"
    if changed and row.unchanged is not None and _cell(row.unchanged) != at:
        cells[_cell(row.unchanged)] = "o"
    last = _cell(_shown(row))
    cells[last] = "#" if last == at else "x"
    return "".join(cells)


def _cell(pct: float) -> int:
    return min(max(round(pct * _STRIP / 100), 0), _STRIP)


def _notes(tuned: TuneSummary) -> Iterator[str]:
    """Yield what the star means, and which values the scenario does not have."""
    if any(row.met != row.unchanged_met for row in tuned.figures):
        yield ""
        yield "* not so without the changes"
    races = dict.fromkeys(label.partition("@")[0] for label in tuned.not_simulated)
    if races:
        yield ""
        yield from wrapped(f"Not part of this country: votes of {', '.join(races)}", hanging="")
