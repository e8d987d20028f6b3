"""Every table that Saylau writes, with its columns: declared here, and nowhere else.

Reading goes by these declarations and never by what cells look like, so a region
``01`` or a race ``nan`` comes back as the text it is. A new column of a table is
one line here: mark it ``required=False`` if results without it are still to be read.

What an ensemble makes of the tables of a run follows by rule: see :meth:`Table.find`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from sim.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["text", "whole", "number", "time", "flag"]
"""Text; whole numbers; numbers; times to the second; 0 or 1."""

BANDS = ("_p05", "_p95")
"""What the columns of a band end in, behind the name of the median."""
SHARE = "_share"
"""What the column ends in that says how many replications have the most frequent value."""
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
"""A clock time as tables and summaries have it."""
YES_NO = ("yes", "no")
RELATIONS = ("equals", "at_least", "highest", "count_at_least")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    """Of a family of columns a pattern of their names."""
    kind: Kind
    varies: bool = True
    """Whether it can differ between replications; else it names a row, or the register fixes it."""
    required: bool = True
    """Whether a table without it is refused."""
    empty: bool = False
    """Whether a cell may be empty: NaN, NaT; of text one more value."""
    values: tuple[str, ...] = ()
    """Of text: what is allowed besides an empty cell; none for anything."""
    pattern: str = ""
    """Of text: what a cell that is not empty must look like."""
    refers: str = ""
    """``TABLE.COLUMN`` of the same result that holds every value of it."""


@dataclass(frozen=True)
class Table:
    """One table: a file ``NAME.csv``."""

    name: str
    columns: tuple[Column, ...]
    families: tuple[Column, ...] = ()
    """Columns whose names depend on what was run, such as votes by party."""
    required: bool = True
    """Whether a result without it is refused."""
    banded: bool = False
    """Whether its columns are those of several replications."""
    step_ms: int = 0
    """Of a table that goes by time: how far its rows are apart, the same times for each code."""

    def find(self, name: str) -> Column | None:
        """Return the declaration of a column, None if there is none of that name.

        In an ensemble what varies has more columns: ``X_p05`` and ``X_p95`` of numbers
        and times, of the same kind as ``X``, and ``X_share`` of text and flags.
        """
        found = self._by_name.get(name) or self._of_family(name)
        if found is not None or not self.banded:
            return found
        for ending in (*BANDS, SHARE):
            base = self.find(name.removesuffix(ending)) if name.endswith(ending) else None
            if base is not None and ending in endings(base):
                kind: Kind = "number" if ending == SHARE else base.kind
                return Column(name, kind, empty=base.empty or ending == SHARE)
        return None

    def required_names(self) -> Iterator[str]:
        """Yield the names of all columns that must be there, those of bands included."""
        for column in self.columns:
            if column.required:
                yield column.name
                if self.banded:
                    yield from (column.name + ending for ending in endings(column))

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def _of_family(self, name: str) -> Column | None:
        return next(
            (replace(own, name=name) for own in self.families if re.fullmatch(own.name, name)),
            None,
        )


def endings(column: Column) -> tuple[str, ...]:
    """Return what an ensemble puts behind the name of a column, besides the name itself.

    >>> endings(Column("cast", "whole")), endings(Column("winner", "text"))
    (('_p05', '_p95'), ('_share',))
    >>> endings(Column("code", "text", varies=False))
    ()
    """
    if not column.varies:
        return ()
    return (SHARE,) if column.kind in {"text", "flag"} else BANDS


def _columns(
    kind: Kind, names: str, *, varies: bool = True, required: bool = True, empty: bool = False
) -> tuple[Column, ...]:
    """Return columns of one kind that need no more said."""
    return tuple(Column(name, kind, varies, required, empty) for name in names.split())


def _fixed(kind: Kind, names: str) -> tuple[Column, ...]:
    return _columns(kind, names, varies=False)


ORIGIN = Column("origin", "text", varies=False, values=("simulated",))
_CODE = Column("code", "text", varies=False)

TURNOUT = Table("turnout", (
    ORIGIN, _CODE, *_fixed("time", "capital_time local_time"), *_fixed("whole", "registered"),
    *_columns("whole", "issued"), *_columns("number", "turnout_pct"),
), step_ms=clock.QUARTER_MS)  # fmt: skip

TURNOUT_REPORTS = Table("turnout_reports", (
    ORIGIN, _CODE, *_fixed("time", "capital_time"), *_columns("whole", "issued"),
    *_columns("number", "true_pct announced_pct"), *_columns("flag", "stale"),
    Column("relation", "text", varies=False, empty=True, values=RELATIONS),
    Column("reported", "number", varies=False, empty=True),
    Column("residual", "number", empty=True), Column("met", "text", empty=True, values=YES_NO),
    Column("source", "text", varies=False, empty=True),
))  # fmt: skip

TARGETS = Table("targets", (
    ORIGIN, *_fixed("text", "target what code"), Column("item", "text", varies=False, empty=True),
    Column("time", "text", varies=False, empty=True, pattern=CLOCK),
    Column("relation", "text", varies=False, values=RELATIONS),
    *_columns("number", "reported within", varies=False, empty=True),
    *_columns("number", "simulated residual"), Column("met", "text", values=YES_NO),
    Column("source", "text", varies=False, empty=True),
), required=False)  # fmt: skip
"""Of a scenario that gives targets: those, and the values reported for its day."""

SITES = Table("sites", (
    ORIGIN, *_fixed("text", "site"), Column("race", "text", varies=False, refers="races.race"),
    _CODE, *_fixed("text", "commission"), *_fixed("whole", "hours_behind_capital"),
    *_fixed("number", "distance_km"), *_fixed("whole", "registered members desks booths boxes"),
    *_columns("whole", "came issued cast cast_at_home"), *_columns("number", "turnout_pct"),
    *_columns("whole", "turned_back gave_up too_late"),
    *_columns("number", "wait_mean_s wait_p95_s wait_max_s"), *_columns("whole", "longest_line"),
    *_columns("time", "last_left count_from"), *_columns("whole", "recounts"),
    *_columns("time", "signed phoned delivered"), *_columns("whole", "returned"),
    *_columns("time", "accepted"),
    Column("discrepancy", "whole", required=False),
    *_columns("whole", "members_present desks_open", required=False),
    *_columns("number", "desk_hours", required=False),
))  # fmt: skip

TALLIES = Table("tallies", (
    ORIGIN, Column("site", "text", varies=False, refers="sites.site"),
    Column("race", "text", varies=False, refers="races.race"), _CODE, *_fixed("text", "choice"),
    Column("party", "text", varies=False, empty=True), *_columns("whole", "votes"),
))  # fmt: skip

RACES = Table("races", (
    ORIGIN, *_fixed("text", "race"), _CODE, *_fixed("text", "commission"),
    *_fixed("whole", "sites registered candidates"), *_columns("whole", "issued cast"),
    *_columns("text", "winner party", empty=True), *_columns("flag", "incumbent_won"),
    *_columns("whole", "winner_votes"), *_columns("number", "winner_pct"),
    *_columns("whole", "margin lead_changes"), *_columns("time", "called declared"),
    Column("name", "text", varies=False, required=False),
    Column("decided", "text", required=False),
    *_columns("whole", "against_all_votes exchanged_ballots", required=False),
))  # fmt: skip

WAITS = Table("waits", (
    ORIGIN, Column("local_time", "text", varies=False, pattern=CLOCK),
    *_columns("whole", "voters"), *_columns("number", "wait_mean_s"),
    *_columns("whole", "wait_p50_s wait_p95_s wait_max_s"),
))  # fmt: skip

NIGHT = Table("night", (
    ORIGIN, _CODE, *_fixed("time", "capital_time"), *_columns("whole", "sites_accepted"),
    *_columns("number", "accepted_pct"), *_columns("whole", "sites_phoned ballots_counted"),
    *_columns("number", "counted_pct"),
    *_columns("whole", "ballots_accepted races_called races_declared votes_against_all invalid"),
), families=(Column(r"votes_\w+", "whole"),), step_ms=5 * clock.MINUTE_MS)  # fmt: skip

_OF_SUMMARY = (
    Column(r"turnout_at_\w+", "number", varies=False),
    Column(r"seats_\w+", "whole", varies=False),
)
"""Figures of a replication's own summary that parties and report times make several of."""

REPLICATIONS = Table("replications", (
    ORIGIN, *_fixed("whole", "replication"),
    Column("draw", "whole", varies=False, required=False),
    *_fixed("whole", "simpy_sites sites races registered issued cast"),
    *_fixed("number", "turnout_pct incumbents_won_share"),
    *_fixed("whole", "left_without_ballot_turned_back left_without_ballot_gave_up"),
    *_fixed("whole", "left_without_ballot_too_late"),
    *_fixed("number", "waits_mean_s waits_max_s"),
    *_fixed("whole", "waits_p50_s waits_p95_s waits_longest_line waits_over_30_min"),
    *_fixed("time", "night_last_voter night_first_protocol night_first_called"),
    *_fixed("time", "night_half_counted night_half_accepted night_half_called"),
    *_fixed("time", "night_all_called night_all_accepted"),
    *_fixed("whole", "night_recounts night_returned night_lead_changes"),
    *_fixed("whole", "night_counts_over_legal_max"),
    *_columns("whole", "night_discrepant_protocols night_discrepant_ballots", varies=False,
              required=False),
    *_columns("whole", "staff_members staff_desks_open", varies=False, required=False),
    *_columns("number", "staff_desk_hours", varies=False, required=False),
    *_columns("whole", "races_against_all_leads races_without_winner races_exchanged",
              varies=False, required=False),
    *_fixed("whole", "targets_met targets invariants_breached"),
), families=(*_OF_SUMMARY, Column(r"decided_\w+", "whole", varies=False)))  # fmt: skip

REPLICATION_REGIONS = Table("replication_regions", (
    ORIGIN, *_fixed("whole", "replication"), _CODE, *_fixed("whole", "registered issued cast"),
    *_fixed("number", "turnout_pct turnout_reference_pct"), *_fixed("time", "last_accepted"),
), families=_OF_SUMMARY)  # fmt: skip

COMPARE = Table("compare", (
    ORIGIN, *_fixed("text", "metric code result"), Column("unit", "text", empty=True),
    *_columns("number", "base other difference difference_p05 difference_p95", empty=True),
    *_columns("number", "each_p05 each_p95 width_ratio", empty=True),
    Column("moved", "text", empty=True, values=YES_NO),
))  # fmt: skip

COMPARE_SITES = Table("compare_sites", (
    ORIGIN, *_fixed("text", "result site code commission how columns"),
    *_columns("number", "wait_mean_difference_s issued_difference", empty=True),
    *_columns("number", "last_left_difference_s accepted_difference_s", empty=True),
))  # fmt: skip

FIT = Table("fit", (
    ORIGIN, *_fixed("text", "target what code"), Column("item", "text", empty=True),
    Column("time", "text", empty=True, pattern=CLOCK), Column("relation", "text", values=RELATIONS),
    Column("reported", "number", empty=True), *_columns("number", "error weight"),
    *_columns("number", "prior_p05 prior_p25 prior_p50 prior_p75 prior_p95"),
    *_columns("number", "p05 p25 p50 p75 p95 residual"),
    *_columns("number", "z left_out_z", empty=True), *_columns("number", "holds_share"),
    Column("met", "text", values=YES_NO), Column("source", "text", empty=True),
))  # fmt: skip

PARAMETERS = Table("parameters", (
    ORIGIN, *_fixed("text", "parameter"), Column("code", "text", empty=True),
    *_columns("number", "prior_p05 prior_p50 prior_p95 p05 p50 p95 prior_sd sd variance_reduction"),
    Column("informed", "text", values=YES_NO),
    *_columns("number", "r_hat autocorrelation", empty=True),
))  # fmt: skip

POSTERIOR = Table(
    "posterior", (ORIGIN, *_fixed("whole", "draw")),
    families=(Column(r"[^.\s]+\..+", "number"),),
)  # fmt: skip
"""Beside its own columns, one a parameter: by dotted key."""

CURVES = Table("curves", (
    ORIGIN, _CODE, *_fixed("time", "capital_time"),
    *_columns("number", "prior_p05 prior_p50 prior_p95 p05 p25 p50 p75 p95"),
))  # fmt: skip

_PARAMETER = Column("parameter", "text", refers="parameters.parameter")

CORRELATIONS = Table("correlations", (
    ORIGIN, replace(_PARAMETER, name="one"), replace(_PARAMETER, name="other"),
    *_columns("number", "correlation"),
))  # fmt: skip

TRACE = Table("trace", (
    ORIGIN, *_columns("text", "group"), *_columns("whole", "step"), _PARAMETER,
    *_columns("number", "p05 p50 p95"),
))  # fmt: skip

_RUN = (TURNOUT, TURNOUT_REPORTS, TARGETS, SITES, TALLIES, RACES, WAITS, NIGHT)
TABLES: dict[str, dict[str, Table]] = {
    kind: {table.name: table for table in tables}
    for kind, tables in {
        "run": _RUN,
        "ensemble": (*(replace(table, banded=True) for table in _RUN),
                     REPLICATIONS, REPLICATION_REGIONS),
        "calibration": (FIT, PARAMETERS, POSTERIOR, CURVES, CORRELATIONS, TRACE),
        "comparison": (COMPARE, COMPARE_SITES),
    }.items()
}  # fmt: skip
"""The tables of each kind of result, by name."""

FLAGS = frozenset(column.name for table in _RUN for column in table.columns
                  if column.kind == "flag")  # fmt: skip
"""Columns of 0 and 1 of a run, which stand for no and yes."""


def fixed_names(table: str) -> frozenset[str]:
    """Return the columns of a table of a run that are the same in every replication.

    >>> sorted(fixed_names("waits"))
    ['local_time', 'origin']
    """
    return frozenset(c.name for c in TABLES["run"][table].columns if not c.varies)
