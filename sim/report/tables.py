"""The tables of the page: figures of the summary as text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.words import (
    MISSING,
    NOBODY_ELECTED,
    clock,
    clock_later,
    name_beside,
    number,
    percent,
    plain,
    share,
    signed,
    signed_count,
)
from sim.results import NATION, Interval, interval
from sim.results.wording import quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.results import Results


class Figure(NamedTuple):
    """A figure with its band, as text; the band is empty where nothing varies."""

    text: str
    band: str = ""


class Card(NamedTuple):
    """A figure of the summary, of each result."""

    label: str
    figures: Sequence[Figure]
    note: str = ""


class TargetRow(NamedTuple):
    """A target as a row of text: the reported value, the simulated one and the verdict."""

    where: str
    quantity: str
    """The time of turnout; else what was reported."""
    reported: str
    simulated: Figure
    residual: Figure
    met: str
    source: str


_FIGURES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("Registered voters", ("registered",), "", ""),
    ("Ballots cast", ("cast",), "", ""),
    ("Turnout", ("turnout_pct",), " %", "ballots issued ÷ registered"),
    ("Races", ("races",), "", ""),
    ("Polling sites", ("sites",), "", ""),
    ("Half of the races called", ("night", "half_called"), "", "capital time"),
    ("Last race called", ("night", "all_called"), "", ""),
    ("Last protocol accepted", ("night", "all_accepted"), "", ""),
    ("Wait at check-in, 95 in 100 at most", ("waits", "p95_s"), " s", ""),
    ("Longest wait", ("waits", "max_s"), " s", ""),
    ("Desks open", ("staff", "desks_open"), "", "the most at each site, added up"),
    ("Desk-hours", ("staff", "desk_hours"), "", "within the doors' hours, as planned"),
    ("Commission members", ("staff", "members"), "", "of the precincts, present"),
    ("Protocols returned", ("night", "returned"), "", "for correction"),
    ("Recounts at sites", ("night", "recounts"), "", ""),
)


def cards(results: Sequence[Results]) -> list[Card]:
    """Return the figures at the head of the page."""
    return [
        Card(label, [_figure(result.summary, path, unit) for result in results], note)
        for label, path, unit, note in _FIGURES
        # Results of an earlier version did not count all of them.
        if all(path[0] in result.summary for result in results)
    ]


def _figure(summary: Mapping[str, Any], path: tuple[str, ...], unit: str) -> Figure:
    def said(value: Any) -> str:
        if isinstance(value, str):
            return clock_later(value, summary["date"])
        return f"{(percent if unit == ' %' else number)(value)}{unit}"

    return _banded(interval(summary, *path), said)


def _banded(of: Interval, said: Callable[[Any], str]) -> Figure:
    return Figure(said(of.median), f"{said(of.low)} to {said(of.high)}" if of.varies else "")


def targets(summary: Mapping[str, Any]) -> list[TargetRow]:
    """Return the targets of a result with their simulated values."""
    return [
        TargetRow(
            region_name(summary, target["code"]),
            quantity_text(target["what"], target["item"]) if "what" in target else target["time"],
            _reported(target),
            *_simulated(target, [_entry(summary, end, k) for end in ("p05", "p95")]),
            _met(target),
            target["source"],
        )
        for k, target in enumerate(summary["targets"])
    ]


def _simulated(
    target: Mapping[str, Any], bands: Sequence[Mapping[str, Any]]
) -> tuple[Figure, Figure]:
    """Return the simulated value of a target and its residual, with their bands."""
    if "what" in target:
        what, relation = target["what"], target["relation"]
        of_value = partial(value_text, what, relation)
        whole, unit = (signed_count, "seats") if what == "seats" else (signed, "points")
        return (
            _of_target(target, bands, "simulated", of_value, ""),
            _of_target(target, bands, "residual", whole, "hours" if what == "night" else unit),
        )
    if target["relation"] == "count_at_least":
        return (
            _of_target(target, bands, "simulated_count", number, "voters"),
            _of_target(target, bands, "residual", signed_count, "voters"),
        )
    return (
        _of_target(target, bands, "simulated_pct", percent, "%"),
        _of_target(target, bands, "residual", signed, "points"),
    )


def _of_target(
    target: Mapping[str, Any],
    bands: Sequence[Mapping[str, Any]],
    key: str,
    said: Callable[[Any], str],
    unit: str,
) -> Figure:
    low, high = (band.get(key, target[key]) for band in bands)
    text, band = _banded(Interval(target[key], low, high), said)
    return Figure(f"{text} {unit}".rstrip(), band)


def _entry(summary: Mapping[str, Any], end: str, k: int) -> Mapping[str, Any]:
    entries = summary.get(end, {}).get("targets", [])
    return entries[k] if k < len(entries) else {}


def _reported(target: Mapping[str, Any]) -> str:
    if target["relation"] == "highest":
        return "highest of all regions"
    if target["relation"] == "count_at_least":
        return f"at least {target['reported_count']:,g} voters"
    if "what" in target:
        value = value_text(target["what"], target["relation"], target["reported"])
    else:
        value = f"{percent(target['reported_pct'])} %"
    return value if target["relation"] == "equals" else f"at least {value}"


def _met(target: Mapping[str, Any]) -> str:
    said = "yes" if target["met"] else "no"
    return f"{said}, in {share(target['met_share'])}" if "met_share" in target else said


def region_name(summary: Mapping[str, Any], code: str) -> str:
    """Return the name of a region of the result, or of the nation."""
    if code == NATION:
        return "Nation"
    region = summary["regions"].get(code)
    return str(region["name"]) if region else code


class Region(NamedTuple):
    """A region, or the nation, at the end of the night."""

    name: str
    registered: int
    cast: int
    turnout_pct: float
    reference_pct: float | None
    last_accepted: str
    seats: Sequence[Figure]


def regions_at_the_end(summary: Mapping[str, Any]) -> list[Region]:
    """Return the final figures of the nation and of each region; the seats by nomination."""
    parties = list(summary["seats_nomination"])
    nation = [_banded(interval(summary, "seats_nomination", party), number) for party in parties]
    rows = [
        Region(
            "Nation", summary["registered"], summary["cast"], summary["turnout_pct"], None,
            clock_later(summary["night"]["all_accepted"], summary["date"]), nation,
        )
    ]  # fmt: skip
    for code, region in summary["regions"].items():
        seats = [
            _banded(interval(summary, "regions", code, "seats", party), number) for party in parties
        ]
        rows.append(
            Region(
                region["name"], region["registered"], region["cast"], region["turnout_pct"],
                region.get("turnout_reference_pct"),
                clock_later(region["last_accepted"], summary["date"]), seats,
            )
        )  # fmt: skip
    return rows


class Seats(NamedTuple):
    """Seats of one party at the end of the night."""

    party: str
    nomination: Figure
    national: Figure | None
    reference: int | None


def seats_at_the_end(summary: Mapping[str, Any]) -> list[Seats]:
    """Return the seats of each party: by nomination, by membership, and in the reference."""
    national, reference = summary.get("seats_national"), summary.get("seats_reference")
    return [
        Seats(
            party,
            _banded(interval(summary, "seats_nomination", party), number),
            _banded(interval(summary, "seats_national", party), number) if national else None,
            reference.get(party) if reference else None,
        )
        for party in summary["seats_nomination"]
    ]


class Race(NamedTuple):
    """A row of the table of races: what does not depend on luck, then each result's figures."""

    race: str
    name: str
    """Of the race; empty where its id says it."""
    code: str
    region: str
    registered: int
    candidates: int
    outcomes: Sequence[Outcome]


class Outcome(NamedTuple):
    """What happened in a race; of an ensemble the most frequent winner and medians."""

    winner: str
    winner_share: float | None
    winner_pct: float
    margin: int
    called: str
    declared: str
    decided: str
    """How, in words; a dash where the result does not say it."""

    @property
    def called_clock(self) -> str:
        """The clock at which it is called."""
        return clock(self.called)

    @property
    def declared_clock(self) -> str:
        """The clock at which its last protocol is accepted."""
        return clock(self.declared)


def races(results: Sequence[Results], most: int) -> list[Race]:
    """Return the first rows of the table of races.

    Parameters
    ----------
    results
        All with the same races.
    most
        Rows that are shown at most.
    """
    first = {name: column[:most].tolist() for name, column in results[0].tables["races"].items()}
    names = first.get("name", first["race"])
    outcomes = [_outcomes(result, most) for result in results]
    return [
        Race(
            race, name_beside(race, names[k]), code,
            region_name(results[0].summary, code), first["registered"][k],
            first["candidates"][k], [column[k] for column in outcomes],
        )
        for k, (race, code) in enumerate(zip(first["race"], first["code"], strict=True))
    ]  # fmt: skip


def _outcomes(result: Results, most: int) -> list[Outcome]:
    table = {
        name: [plain(value) for value in column[:most]]
        for name, column in result.tables["races"].items()
        if name in Outcome._fields
    }
    n = len(table["winner"])
    shares = result.tables["races"].get("winner_share", [None] * n)[:most]
    winners = [winner or NOBODY_ELECTED for winner in table["winner"]]
    decided = [WAYS_OF_RACE.get(way, MISSING) for way in table.get("decided", [""] * n)]
    columns = (table[name] for name in ("winner_pct", "margin", "called", "declared"))
    shares = [plain(value) for value in shares]
    return [Outcome(*row) for row in zip(winners, shares, *columns, decided, strict=True)]


WAYS_OF_RACE = {
    "votes": "votes",
    "lot": "lot",
    "unopposed": "unopposed",
    "against_all_leads": "against all leads",
    "nobody": "nobody has a vote",
}
"""What the values of ``decided`` are called in the table of races."""
