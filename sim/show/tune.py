"""Simulated beside reported values, with the effect of changes, as text of 80 columns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import marked, named, tr
from sim.core.text import (
    NO_VALUE,
    hour_text,
    number_text,
    percent_text,
    shortened,
    signed_text,
)
from sim.pack.records import published
from sim.results.labels import day_text, tuned_changes_text
from sim.results.wording import choice_text, fitted_party, reference_text
from sim.show.run_lines import idle_lines
from sim.show.table import distinct, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results.summaries.tune import SeatsMissed, TunedParty, TunedTarget, TuneSummary

    Cells = Sequence[str]

_LONGEST_NAME = 26
_LONGEST_PARTY = 70
"""Of the table of seats; one that is too long for its column has a line of its own."""
_LONGEST_CODE = 8
"""Of the dot plot, so that its rows have 80 columns."""
_STRIP = 60
"""Steps of the dot plot from 0 to 100 %."""
_HEADINGS = {
    "turnout": marked("Turnout during the day, % of registered ({clock})"),
    "final_turnout": marked("Turnout at the end, % of registered"),
    "votes": marked("Votes, % of ballots cast"),
    "incumbents": marked("Winners who were incumbents, %"),
    "night": marked("Night, {clock}"),
}


def tune_text(tuned: TuneSummary) -> str:
    """Return simulated and reported values as text.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    """
    met, changes = tuned.met, tuned.changes
    words = {"scenario": tuned.scenario, "seed": str(tuned.seed), "date": day_text(tuned.date)}
    if tuned.reference == "reported":
        verdict = tr("{met} of {n} reported values met", met=met.shown, n=met.of)
    else:
        verdict = tr("{met} of {n} given values met", met=met.shown, n=met.of)
    if changes:
        changed = tr("changed: {changes}", changes=tuned_changes_text(tuned, every=True))
        run = tr("SIMULATED: {scenario}, seed {seed} ({date}), one run each", **words)
        lines = [*wrapped(run), *wrapped(changed)]
        without = tr("{n} without the changes (common random numbers)", n=met.unchanged)
        verdict = f"{verdict}; {without}"
    else:
        lines = wrapped(tr("SIMULATED: {scenario}, seed {seed} ({date}), one run", **words))
    lines += idle_lines(tuned.without_effect)
    rows: list[Cells | str] = []
    for part in target_rows(tuned):
        rows += [part.heading, *([f"  {part.note}"] if part.note else []), *part.rows]
    rows += _seats(tuned)
    reference = reference_text(tuned.reference)
    heading = ["", reference, tr("simulated")]
    if changes:
        heading = ["", reference, tr("unchanged"), tr("changed"), tr("change")]
    lines += [*wrapped(verdict), "", *table(rows, f"<{'>' * (len(heading) - 1)}<", heading)]
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
                note = tr(
                    "{regions} met, within {difference} points",
                    regions=tuned.regions_text(len(hidden)), difference=number_text(most, 2),
                )  # fmt: skip
            rows = [row for row in rows if row not in hidden]
        if rows or note:
            cells = [_cells(row, tuned) for row in rows]
            names = distinct(row[0] for row in cells)
            apart = ([name, *rest] for name, (_, *rest) in zip(names, cells, strict=True))
            yield TargetRows(tr(heading, clock=tuned.clock_name), note, tuple(apart))


def _shown(row: TunedTarget) -> float:
    assert row.shown is not None  # the others are in ``not_simulated``
    return row.shown


def _reported_value(row: TunedTarget) -> float:
    assert row.reported is not None  # as of all but ``highest``
    return row.reported


def _cells(row: TunedTarget, tuned: TuneSummary) -> list[str]:
    mark = tr("met") if row.met else tr("NOT MET")
    if row.met != row.unchanged_met:
        mark += "*"
    name = row.code if tuned.election is None else tuned.area_name(row.code)
    parties = published().party_names if tuned.election is None else tuned.election.parties
    cells = [
        _label(row, name, is_party=row.item in parties),
        _reported(row),
        _value(row, row.unchanged),
    ]
    if tuned.changes:
        cells += [_value(row, row.changed), _change(row)]
    return [*cells, mark]


_RELATIONS = {
    "highest": marked("lead over next"),
    "count_at_least": marked("voters"),
    "at_least": marked("at least"),
}
"""What is compared, where it is no equality: it tells rows of one area and time apart."""


def _label(row: TunedTarget, name: str, *, is_party: bool) -> str:
    """Return the name of an area, shortened before what follows, with time and item.

    A party that is too long has its initials.
    """
    relation = _RELATIONS.get(row.relation)
    item = choice_text(row.item) if relation is None else tr(relation)
    time = f" {row.time}" if row.time else ""
    name = shortened(name, _LONGEST_NAME - len(time))
    if row.relation in _RELATIONS:
        return f"{name}{time} {item}"
    if is_party:
        item = fitted_party(item, _LONGEST_NAME - len(f"{name}{time} "))
    return shortened(f"{name}{time} {item}".rstrip(), _LONGEST_NAME)


def _reported(row: TunedTarget) -> str:
    if row.relation == "highest":
        return tr("above 0")
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
        return tr("{minutes} min", minutes=signed_text(60 * row.change))
    return signed_text(row.change, 0 if row.relation == "count_at_least" else 2)


def _seats(tuned: TuneSummary) -> Iterator[Cells]:
    seats = tuned.seats
    if seats is None:
        return
    regions = tuned.regions_text(seats.regions)
    yield tr("Seats by party of nomination, {regions} together", regions=regions)
    for row in sorted(seats.parties, key=lambda row: -row.reported):
        yield [
            shortened(named(row.party), _LONGEST_PARTY),
            number_text(row.reported),
            *_counts(row),
        ]
    cells = tr("missed, {n} cells by {region}", n=seats.cells, region=tuned.a_region_word)
    yield [cells, "", *_counts(seats.missed)]


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
    key = tr("o unchanged, x changed") if tuned.changes else tr("x simulated")
    yield ""
    yield from wrapped(
        tr("% of registered: | {reference}, > at least, {key}, # x on |",
           reference=reference_text(tuned.reference), key=key)
    )  # fmt: skip
    scale = "".join(f"{at:<12}" for at in range(0, 100, 20)) + "100"
    times = _times_apart(rows)
    wide = max(len("≥12:00"), *map(len, times))
    width = min(max(3, *(len(row.code) for row in rows)), _LONGEST_CODE + len("≥12:00") - wide) + 1
    yield f"  {'':<{width + wide + 1}}{scale}"
    for row, time in zip(rows, times, strict=True):
        code = shortened(row.code, width - 1)
        yield f"  {code:<{width}}{time:>{wide}} {_dots(row, bool(tuned.changes))}"


def _times_apart(rows: Sequence[TunedTarget]) -> list[str]:
    """Return the times of rows, least values marked; a second one of an area is numbered."""
    seen = Counter[tuple[str, str]]()
    found = []
    for row in rows:
        time = f"{'≥' if row.relation == 'at_least' else ''}{row.time}"
        seen[row.code, time] += 1
        n = seen[row.code, time]
        found.append(time if n == 1 else f"{time} ({n})")
    return found


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
        yield tr("* not so without the changes")
    races = dict.fromkeys(label.partition("@")[0] for label in tuned.not_simulated)
    if races:
        yield ""
        text = tr("Not part of this country: votes of {races}", races=", ".join(races))
        yield from wrapped(text, hanging="")
