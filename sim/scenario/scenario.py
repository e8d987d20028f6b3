"""A scenario: all parameters together."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, PlainValidator, PrivateAttr, SerializeAsAny, ValidationError

from sim.core.section import Section, new_list
from sim.incidents.incident import Incident
from sim.incidents.kinds import incident_of
from sim.pack.shipped import DEFAULT_ELECTION, default_settings
from sim.scenario.overrides import key_parts
from sim.scenario.parameters.announcements import AnnouncementParameters
from sim.scenario.parameters.calibration import CalibrationParameters
from sim.scenario.parameters.country import RegisterParameters
from sim.scenario.parameters.day import PollingParameters
from sim.scenario.parameters.law import LawParameters
from sim.scenario.parameters.night import CommissionParameters, CountingParameters
from sim.scenario.parameters.swing import SwingParameters
from sim.scenario.parameters.voters import (
    ArrivalParameters,
    ChoiceParameters,
    OutcomeParameters,
    TurnoutParameters,
)
from sim.scenario.target_tables import GivenTarget

if TYPE_CHECKING:
    from collections.abc import Mapping


OfItsKind = Annotated[SerializeAsAny[Incident], PlainValidator(incident_of)]
"""An incident, validated by the keys of its kind."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a scenario was given; not part of its assumptions, so any two compare equal."""

    base: Mapping[str, Any] | None = field(default=None, compare=False)
    """The values of its file without overrides, as in a manifest; None if unknown."""
    keys: tuple[str, ...] = field(default=(), compare=False)
    """Dotted keys that overrides or the user's file set."""
    validated: Mapping[str, Any] | None = field(default=None, compare=False)
    """All values as they were validated; None if they were not."""


def _default_day() -> dt.date:
    """Return the day of the default election."""
    day: dt.date = default_settings()["date"]
    return day


def at_key(tree: Mapping[str, Any], dotted: str) -> object:
    """Return the value of a dotted key in nested values; None if there is none."""
    found: Any = tree
    for part in key_parts(dotted):
        found = found.get(part) if isinstance(found, dict) else None
    return found


class Scenario(Section):
    """One set of assumptions: all that a run or a calibration depends on, except the seed."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    description: str = ""
    election: str = Field(default=DEFAULT_ELECTION, min_length=1, max_length=1000)
    """The default election, or the folder of a pack."""
    date: dt.date = Field(default_factory=_default_day)
    # ``register`` itself is taken: every abstract base class has a method of that name.
    register_: RegisterParameters = Field(default_factory=RegisterParameters, alias="register")
    turnout: TurnoutParameters = Field(default_factory=TurnoutParameters)
    arrivals: ArrivalParameters = Field(default_factory=ArrivalParameters)
    choice: ChoiceParameters = Field(default_factory=ChoiceParameters)
    outcome: OutcomeParameters = Field(default_factory=OutcomeParameters)
    swing: SwingParameters = Field(default_factory=SwingParameters)
    law: LawParameters = Field(default_factory=LawParameters)
    polling: PollingParameters = Field(default_factory=PollingParameters)
    counting: CountingParameters = Field(default_factory=CountingParameters)
    commission: CommissionParameters = Field(default_factory=CommissionParameters)
    announcements: AnnouncementParameters = Field(default_factory=AnnouncementParameters)
    calibration: CalibrationParameters = Field(default_factory=CalibrationParameters)
    incidents: list[OfItsKind] = Field(default_factory=new_list, alias="incident")
    targets: list[GivenTarget] = Field(default_factory=new_list, alias="target")
    _given: Given = PrivateAttr(default_factory=Given)

    if not TYPE_CHECKING:  # else type checkers would know no keys

        def __init__(self, **values: Any) -> None:
            try:
                super().__init__(**values)
            except ValidationError:
                # By name, as validation needs this class. It words all problems.
                import_module("sim.scenario.validation").validated(values, "Scenario", {})
                raise

        # Else Pydantic would call it in validation, too, where its own errors are needed.
        __init__.__pydantic_base_init__ = True

    @property
    def register(self) -> RegisterParameters:
        """The section ``[register]``, by its name in the file."""
        return self.register_

    @property
    def given(self) -> Given:
        """The file and the overrides that gave it."""
        return self._given

    @property
    def has_reported_winners(self) -> bool:
        """Return whether the reported winners are elected; after a swing the votes decide."""
        return self.outcome.winners == "reported" and not self.swing.moves_votes

    def as_given(self, given: Given) -> Self:
        """Return the same scenario, given in another way."""
        copy = self.model_copy()
        copy._given = replace(given, validated=self._given.validated)  # noqa: SLF001  a copy of self
        return copy

    def as_validated(self) -> Self:
        """Return the same scenario, with the note that its values are allowed."""
        copy = self.model_copy()
        copy._given = replace(self._given, validated=self.values())  # noqa: SLF001  a copy of self
        return copy

    def values(self) -> dict[str, Any]:
        """Return all values as nested values of Python, as validation takes them."""
        return self.model_dump(by_alias=True, warnings=False)

    def with_(self, changes: Mapping[str, Any] | None = None, /, **sections: Any) -> Self:
        """Return the scenario with other values, validated.

        Parameters
        ----------
        changes
            Values by dotted key: ``{"polling.check_in_mean_s": 90}``.
        sections
            Values by section: ``polling={"check_in_mean_s": 90}``. Tables merge, as those of a
            file do; lists, such as ``incident``, are replaced.

        Raises
        ------
        ScenarioError
            If a key is not known or a value not allowed; lists every problem found.
        """
        # By name, as validation needs this class.
        changed: Self = import_module("sim.scenario.change").with_changes(
            self, {**(changes or {}), **sections}
        )
        return changed

    def __repr__(self) -> str:
        changed = f", {len(self._given.keys)} set here" if self._given.keys else ""
        return f"Scenario({self.name!r}, {self.date}{changed}; .tree() has all values)"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """Return a card for a notebook: what it is, and what was set beside its file."""
        tree = self.tree()
        facts = {"scenario": self.name, "": self.description, "election": tree["election"],
                 "date": str(self.date)}  # fmt: skip
        facts |= {key: str(at_key(tree, key)) for key in self._given.keys}
        rows = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in facts.items()
            if value
        )
        return f"<table>{rows}</table>"

    def tree(self) -> dict[str, Any]:
        """Return all values as nested JSON values, as in a manifest."""
        return self.model_dump(mode="json", by_alias=True)


for _name, _key in Scenario.model_fields.items():
    if isinstance(_key.annotation, type) and issubclass(_key.annotation, Section):
        # What an error about a value of it tells to give to with_().
        _key.annotation.table = f"{_key.alias or _name}."
