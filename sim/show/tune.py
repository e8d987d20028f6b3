"""Simulated against reported, with the change from a scenario's own values, in 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from sim.results.columns import percent_text
from sim.results.naming import changes_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Row = Mapping[str, Any]

_STRIP = 60
"""Steps of the dot plot from 0 to 100 per cent."""
_HEADINGS = {
    "turnout": "Turnout during the day, % of registered (capital time)",
    "final_turnout": "Turnout at the end, % of registered",
    "votes": "Votes, % of ballots cast",
    "incumbents": "Winners who were incumbents, %",
    "night": "Night, capital time",
}


def tune_text(tuned: Mapping[str, Any]) -> str:
    """Return what a change does, as text.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` gives it.
    """
    met = tuned["met"]
    one = f"SIMULATED: {tuned['scenario']}, seed {tuned['seed']} ({tuned['date']}), one run"
    lines = [f"{one} each" if tuned["changes"] else one]
    said = f"{met['shown']} of {met['of']} {tuned['reference']} figures met"
    if tuned["changes"]:
        lines += textwrap.wrap(
            f"changed: {changes_said(tuned, every=True)}", 78, subsequent_indent="  ",
            break_long_words=True,
        )  # fmt: skip
        said += f"; {met['own']} with the own values, the same luck"
    lines += [said, "", *_head(tuned)]
    for what in _HEADINGS:
        lines += _section(tuned, what)
    lines += [*_seats(tuned), *_strip(tuned), *_unseen(tuned)]
    return "\n".join(lines)


def _head(tuned: Mapping[str, Any]) -> Iterator[str]:
    if tuned["changes"]:
        yield f"  {'':<27}{tuned['reference']:>10}{'own':>10}{'changed':>10}{'change':>9}"
    else:
        yield f"  {'':<27}{tuned['reference']:>10}{'simulated':>11}"


def _section(tuned: Mapping[str, Any], what: str) -> Iterator[str]:
    """Yield the figures of one kind; of the many ends of the day only those that are not met."""
    rows = [row for row in tuned["figures"] if row["what"] == what]
    if not rows:
        return
    yield _HEADINGS[what]
    if what == "final_turnout":
        hidden = [row for row in rows if row["met"] and row["own_met"]]
        rows = [row for row in rows if row not in hidden]
        if hidden:
            most = max(abs(_shown(row) - row["reported"]) for row in hidden)
            yield f"  {_regions(len(hidden))} met, within {most:.2f} points"
    for row in rows:
        yield _line(row, tuned)


def _regions(number: int) -> str:
    return f"{number} region{'s' if number > 1 else ''}"


def _shown(row: Row) -> float:
    """Return what is held against the report: changed if anything was."""
    value: float = row["own"] if row["changed"] is None else row["changed"]
    return value


def _line(row: Row, tuned: Mapping[str, Any]) -> str:
    mark = "met" if row["met"] else "NOT MET"
    if row["met"] != row["own_met"]:
        mark += "*"
    label = _label(row)
    if not tuned["changes"]:
        return f"  {label:<27}{_reported(row):>10}{_value(row, row['own']):>11}  {mark}"
    change = "" if row["change"] is None else _change(row)
    values = f"{_value(row, row['own']):>10}{_value(row, row['changed']):>10}{change:>9}"
    return f"  {label:<27}{_reported(row):>10}{values}  {mark}"


def _label(row: Row) -> str:
    if row["relation"] == "highest":
        return f"{row['code']} {row['time']} lead over next"
    if row["relation"] == "count_at_least":
        return f"{row['code']} {row['time']} voters"
    text = " ".join(part for part in (row["code"], row["time"], row["item"]) if part)
    return text if len(text) <= 26 else f"{text[:25]}…"


def _reported(row: Row) -> str:
    if row["relation"] == "highest":
        return "above 0"
    least = "≥ " if row["relation"].endswith("at_least") else ""
    return f"{least}{_value(row, row['reported'])}"


def _value(row: Row, value: float | None) -> str:
    if value is None:
        return "–"
    if row["what"] == "night":
        minutes = round(60 * value)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    if row["relation"] == "count_at_least":
        return f"{value:,.0f}"
    if row["what"] == "seats" or row["relation"] == "highest":
        return f"{value:.2f}"
    return percent_text(value)


def _change(row: Row) -> str:
    if row["what"] == "night":
        return f"{round(60 * row['change']):+d} min"
    digits = 0 if row["relation"] == "count_at_least" else 2
    # What rounds to nothing has no sign.
    return f"{row['change'] + 0.0:+,.{digits}f}".replace("-0.00", "+0.00")


def _seats(tuned: Mapping[str, Any]) -> Iterator[str]:
    seats = tuned["seats"]
    if seats is None:
        return
    yield f"Seats by party of nomination, {_regions(seats['regions'])} together"
    for row in sorted(seats["parties"], key=lambda row: -row["reported"]):
        name = row["party"] if len(row["party"]) <= 26 else f"{row['party'][:25]}…"
        if "changed" in row:
            change = row["changed"] - row["own"]
            values = f"{row['own']:>10,}{row['changed']:>10,}{change:>+9,}"
        else:
            values = f"{row['own']:>11,}"
        yield f"  {name:<27}{row['reported']:>10,}{values}"
    missed = seats["missed"]
    label = f"missed, {seats['cells']} cells by region"
    if "changed" in missed:
        change = missed["changed"] - missed["own"]
        yield f"  {label:<37}{missed['own']:>10,}{missed['changed']:>10,}{change:>+9,}"
    else:
        yield f"  {label:<37}{missed['own']:>11,}"


def _strip(tuned: Mapping[str, Any]) -> Iterator[str]:
    """Yield a dot plot of the turnout figures that are shares."""
    rows = [
        row
        for row in tuned["figures"]
        if row["what"] == "turnout" and row["relation"] in {"equals", "at_least"}
    ]
    if not rows:
        return
    key = "o own, x changed" if tuned["changes"] else "x simulated"
    yield ""
    yield f"% of registered: | {tuned['reference']}, > at least, {key}, # x on |"
    scale = "".join(f"{at:<12}" for at in range(0, 100, 20)) + "100"
    yield f"  {'':<11}{scale}"
    for row in rows:
        yield f"  {row['code']:<4} {row['time']} {_dots(row, bool(tuned['changes']))}"


def _dots(row: Row, changed: bool) -> str:
    cells = ["·"] * (_STRIP + 1)
    at = _cell(row["reported"])
    cells[at] = "|" if row["relation"] == "equals" else ">"
    if changed and row["own"] is not None and _cell(row["own"]) != at:
        cells[_cell(row["own"])] = "o"
    last = _cell(_shown(row))
    cells[last] = "#" if last == at else "x"
    return "".join(cells)


def _cell(pct: float) -> int:
    return min(max(round(pct * _STRIP / 100), 0), _STRIP)


def _unseen(tuned: Mapping[str, Any]) -> Iterator[str]:
    """Say what this country cannot show, and what the star means."""
    rows: Sequence[Row] = tuned["figures"]
    if any(row["met"] != row["own_met"] for row in rows):
        yield ""
        yield "* not so with the own values"
    places = dict.fromkeys(label.partition("@")[0] for label in tuned["not_simulated"])
    if places:
        yield ""
        yield from textwrap.wrap(f"Not part of this country: votes of {', '.join(places)}", 78)
