"""A scenario: all parameters together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, PlainValidator, PrivateAttr, SerializeAsAny

from sim.core.section import Section, new_list
from sim.incidents.incident import Incident
from sim.incidents.kinds import incident_of
from sim.pack.shipped import DEFAULT_ELECTION, default_settings
from sim.scenario.parameters.announcements import AnnouncementParameters
from sim.scenario.parameters.calibration import CalibrationParameters
from sim.scenario.parameters.country import RegisterParameters
from sim.scenario.parameters.day import PollingParameters
from sim.scenario.parameters.law import LawParameters
from sim.scenario.parameters.night import CommissionParameters, CountingParameters
from sim.scenario.parameters.voters import (
    ArrivalParameters,
    ChoiceParameters,
    OutcomeParameters,
    TurnoutParameters,
)
from sim.scenario.targets import GivenTarget

if TYPE_CHECKING:
    from collections.abc import Mapping


OfItsKind = Annotated[SerializeAsAny[Incident], PlainValidator(incident_of)]
"""An incident, validated by the keys of its kind."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a scenario was given; not part of its assumptions, so any two compare equal."""

    base: Mapping[str, Any] | None = field(default=None, compare=False)
    """The values of its file without ``--set``, as in a manifest; None if unknown."""
    keys: tuple[str, ...] = field(default=(), compare=False)
    """Dotted keys that ``--set`` or the user's file sets."""


def _default_day() -> dt.date:
    """Return the day of the default election."""
    day: dt.date = default_settings()["date"]
    return day


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
    law: LawParameters = Field(default_factory=LawParameters)
    polling: PollingParameters = Field(default_factory=PollingParameters)
    counting: CountingParameters = Field(default_factory=CountingParameters)
    commission: CommissionParameters = Field(default_factory=CommissionParameters)
    announcements: AnnouncementParameters = Field(default_factory=AnnouncementParameters)
    calibration: CalibrationParameters = Field(default_factory=CalibrationParameters)
    incidents: list[OfItsKind] = Field(default_factory=new_list, alias="incident")
    targets: list[GivenTarget] = Field(default_factory=new_list, alias="target")
    _given: Given = PrivateAttr(default_factory=Given)

    @property
    def given(self) -> Given:
        """The file and ``--set`` that gave it."""
        return self._given

    def as_given(self, given: Given) -> Self:
        """Return the same scenario, given in another way."""
        copy = self.model_copy()
        copy._given = given  # noqa: SLF001  a copy of self
        return copy

    def tree(self) -> dict[str, Any]:
        """Return all values as nested JSON values, as in a manifest."""
        return self.model_dump(mode="json", by_alias=True)
