"""What ``saylau tune`` shows: reported values beside those of one or two runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from sim.core.text import counted
from sim.results.fact_card import FactCard, html_table
from sim.results.json_shapes import one_of
from sim.results.labels import tuned_changes_text
from sim.results.schema import RELATIONS
from sim.results.summaries.election import ElectionSummary, OfNamedAreas
from sim.results.summaries.run import OTHER_WHAT
from sim.results.summaries.shared import (
    Change,
    Clock,
    Count,
    Date,
    Origin,
    Positive,
    Seed,
    WithoutEffect,
)
from sim.results.typed_json import optional

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class TunedTarget:
    """A target with its simulated values; these are None where a country has no such value."""

    name: str
    """As ``--drop`` takes it: ``NORTH@16:00``."""
    label: str
    """The name with the party or choice, which tells targets of one name apart."""
    what: Annotated[str, one_of("turnout", *OTHER_WHAT)]
    code: str
    item: str
    time: Clock | None
    """Of turnout by hour."""
    relation: Annotated[str, one_of(*RELATIONS)]
    reported: float | None
    """In the unit of :attr:`sim.pack.targets.Target.value`; None for ``highest``."""
    error: float
    """Standard deviation of the reporting error."""
    unchanged: float | None
    """Simulated with the values of the scenario."""
    changed: float | None
    """Simulated with the changes; None, too, if nothing was changed."""
    change: float | None
    """The changed minus the unchanged value."""
    unchanged_met: bool
    met: bool
    """Of the value that is shown."""
    source: str

    @property
    def shown(self) -> float | None:
        """The simulated value: with the changes if there are any."""
        return self.unchanged if self.changed is None else self.changed


@dataclass(frozen=True, kw_only=True)
class TunedMet:
    """How many targets are met, seats of single regions aside."""

    unchanged: Count
    """With the values of the scenario."""
    shown: Count
    """With the changes, if there are any."""
    of: Count


@dataclass(frozen=True, kw_only=True)
class TunedParty:
    """Seats of a party, added up over the regions."""

    party: str
    reported: Count
    unchanged: Count
    changed: Count | None = optional()
    """With the changes; None if nothing was changed."""

    @property
    def shown(self) -> int:
        """Simulated seats: with the changes if there are any."""
        return self.unchanged if self.changed is None else self.changed


@dataclass(frozen=True, kw_only=True)
class SeatsMissed:
    """Seats more or fewer than reported, added up over regions and parties."""

    unchanged: Count
    changed: Count | None = optional()
    """With the changes; None if nothing was changed."""

    @property
    def shown(self) -> int:
        """Seats missed: with the changes if there are any."""
        return self.unchanged if self.changed is None else self.changed


@dataclass(frozen=True, kw_only=True)
class TunedSeats:
    """Seats by party, and how far they are from the reported ones."""

    parties: tuple[TunedParty, ...]
    regions: Count
    cells: Count
    """Pairs of a region and a party."""
    missed: SeatsMissed


@dataclass(frozen=True, kw_only=True, repr=False)
class TuneSummary(FactCard, OfNamedAreas):
    """Targets with the values of a scenario and, where some were changed, with the changes."""

    origin: Origin
    scenario: str
    election: ElectionSummary | None = optional()
    """None for the default election."""
    area_names: Mapping[str, str] | None = optional()
    date: Date
    seed: Seed
    """Of both runs."""
    replications: Positive
    reference: str
    """``reported`` or ``given``: where the values beside the simulated ones are from."""
    files: tuple[str, ...]
    """CSV files with targets of the user."""
    changes: tuple[str, ...]
    """Settings that were asked for, ``section.key=value`` each."""
    changed: tuple[Change, ...]
    """What they changed: nothing, where a setting is the scenario's value already."""
    without_effect: tuple[WithoutEffect, ...] = ()
    """Settings that cannot have an effect."""
    met: TunedMet
    figures: tuple[TunedTarget, ...]
    """Those that were simulated, but for seats of single regions."""
    not_simulated: tuple[str, ...]
    """Labels of those that the country has no value for."""
    seats: TunedSeats | None
    """None where none were reported."""
    seats_by_region: tuple[TunedTarget, ...]
    figure: str | None = optional()
    """The file with the figure, where the command plotted one."""

    @property
    def posterior(self) -> None:
        """None: parameters have the values of the scenario, and are not drawn."""
        return None

    @property
    def values(self) -> list[dict[str, float | str | bool | None]]:
        """Return what is in ``figures`` as rows: target, reported and simulated values, verdict.

        ``changed`` is there if something was changed. ``pandas.DataFrame(tuned.values)`` is a
        table.
        """
        return [
            {
                "target": each.label, "what": each.what, "relation": each.relation,
                "reported": each.reported, "unchanged": each.unchanged,
            }
            | ({"changed": each.changed} if self.changes else {})
            | {"met": each.met}
            for each in self.figures
        ]  # fmt: skip

    def _facts(self) -> Iterator[tuple[str, str]]:
        met = self.met
        yield "Results", f"simulated beside {self.reference} values"
        yield "scenario", f"{self.scenario}, seed {self.seed} ({self.date})"
        verdict = f"{met.shown} of {met.of} values met"
        if self.changes:
            yield "changed", tuned_changes_text(self)
            verdict += f"; {met.unchanged} without the changes"
        for idle in self.without_effect:
            yield "no effect", f"{idle.key}: {idle.why}"
        yield "verdict", verdict
        yield "values", f".values, {counted(len(self.figures), 'row')}"
        parts = ("figures", "seats", "seats_by_region", "not_simulated")
        yield "parts", ", ".join(f".{name}" for name in parts if getattr(self, name))

    def _repr_html_(self) -> str:
        """Return the facts for a notebook, and all values below them."""
        rows = [(str(target), [_cell(value) for value in rest])
                for target, *rest in (row.values() for row in self.values)]  # fmt: skip
        if not rows:
            return super()._repr_html_()
        heading = list(self.values[0])
        return super()._repr_html_() + html_table([(heading[0], heading[1:]), *rows])


def _cell(value: float | str | bool | None) -> str:
    """Return a value of a target for a notebook: None is a value that a country does not have."""
    if isinstance(value, bool):
        return "met" if value else "NOT MET"
    return "" if value is None else f"{value:,.6g}" if isinstance(value, float) else str(value)
