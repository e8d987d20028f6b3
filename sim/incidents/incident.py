"""The base class of all kinds of incidents, and functions that several kinds use."""

from __future__ import annotations

import datetime as dt
import json
from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from sim.core import clock
from sim.core.language import marked
from sim.core.names import LONGEST_NAME, Name, Reference
from sim.core.section import Section, new_list
from sim.core.text import second_text
from sim.incidents.drafts import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Ints
    from sim.incidents.after_run import AfterRun
    from sim.incidents.drafts import ArrivalsDraft, CommissionDraft, DayDraft, Doors, NightDraft

    Rules = Iterator[tuple[str, str]]

NOON_MS = 12 * clock.HOUR_MS


def bounded(low: float, high: float, *, default: Any = ..., doc: str = "") -> Any:
    """Declare a key with a range, both ends included; it is required if it has no default."""
    return Field(default, ge=low, le=high, description=doc,
                 json_schema_extra={"about": {"low": low, "high": high}})  # fmt: skip


class SiteSelection(Section):
    """The sites that an incident affects: those that meet every condition given."""

    sites: list[Reference] = Field(default_factory=new_list)
    races: list[Reference] = Field(default_factory=new_list)
    regions: list[Reference] = Field(default_factory=new_list)
    """Areas that tables are made for."""
    areas: list[Reference] = Field(default_factory=new_list)
    """Areas of any level."""
    level: Reference | None = None
    """Level of ``areas``; needed where areas of two levels have the same id."""
    min_registered: int | None = Field(default=None, ge=0)
    max_registered: int | None = Field(default=None, ge=0)
    share: float = bounded(0.0, 1.0, default=1.0)
    """Share of the sites that meet the other conditions; chosen by their random words."""


class Incident(Section):
    """An event that affects sites, or commissions, for some time; it need not be unlawful.

    A kind is a subclass in a separate file in ``sim/incidents/kinds``, which gives its name.
    Its fields are its keys in a scenario file.
    """

    label: ClassVar[str]
    """Name of the kind in texts, such as "power cut"."""
    effect: ClassVar[str]
    """Predicate of the sites with an effect, in the plural, such as "were closed"."""
    of: ClassVar[Literal["sites", "commissions"]] = "sites"
    """Whether it affects sites or commissions."""
    by_night: ClassVar[bool] = False
    """Whether a clock time before noon refers to the next morning."""
    after_closing: ClassVar[bool] = False
    """Whether it begins when the doors close, if it has no ``from``."""
    discrepant: ClassVar[bool] = False
    """Whether protocols can disagree with the signatures because of it."""
    no_keys: ClassVar[dict[str, str]] = {}
    """Keys that a user may expect, each with the reason why the kind does not have it."""

    name: Name
    kind: str
    where: SiteSelection = Field(default_factory=SiteSelection)

    # Effects: a kind overrides one or several of them.

    def change_day(self, site: DayDraft) -> None:
        """Change the polling day of an affected site."""

    def change_arrivals(self, site: ArrivalsDraft) -> None:
        """Change the arrivals at an affected site."""

    def change_night(self, site: NightDraft) -> None:
        """Change the night of an affected site."""

    def change_commission(self, commission: CommissionDraft) -> None:
        """Change the night of an affected commission; of kinds that affect commissions."""

    @abstractmethod
    def changed(self, run: AfterRun) -> Flags:
        """Return at which of the affected sites, or commissions, it had an effect."""

    def note(self, run: AfterRun, unchanged: Ints) -> str:
        """Return why it had no effect at some of them; empty if that is to be expected."""
        return "" if len(unchanged) < len(run.affected) else self.why_unchanged()

    def why_unchanged(self) -> str:
        """Return why it had no effect at any of them."""
        return ""

    # Rules and hours.

    def broken_rules(self, doors: Doors) -> Rules:
        """Yield key and message of each rule that the keys violate; the message names the key."""
        del doors
        if self.of == "commissions":
            for key in ("min_registered", "max_registered"):
                if getattr(self.where, key) is not None:
                    message = f"{self.kind} affects commissions, not sites; leave the key out"
                    yield f"where.{key}", f"where.{key}: {message}"

    def open_until(self, doors: Doors) -> int | None:
        """Return until when it holds sites open, local time; None for most kinds."""
        del doors
        return None

    def window(self, behind_ms: int, doors: Doors | None = None) -> tuple[int, int]:
        """Return when it begins and ends, ms, capital time; ALWAYS if it has no hours.

        Parameters
        ----------
        behind_ms
            How far the local clock is behind the capital's.
        doors
            As in :meth:`time_ms`.
        """
        del behind_ms, doors
        return ALWAYS

    @classmethod
    def all_keys(cls) -> tuple[str, ...]:
        """Return the keys of the kind besides name, kind and where; required ones first."""
        return tuple(sorted(cls._fields(), key=lambda key: not cls._fields()[key]))

    @classmethod
    def needed_keys(cls) -> tuple[str, ...]:
        """Return the keys that the kind requires, besides name and kind."""
        return tuple(key for key, needed in cls._fields().items() if needed)

    @classmethod
    def _fields(cls) -> dict[str, bool]:
        """Return the keys of the kind, and whether they are required."""
        return {
            field.alias or name: field.is_required()
            for name, field in cls.model_fields.items()
            if name not in Incident.model_fields
        }

    @classmethod
    def time_ms(cls, time: dt.time, doors: Doors | None = None) -> int:
        """Return a clock time of the incident as ms since midnight, local time.

        Parameters
        ----------
        time
            A key of the incident.
        doors
            They say which times are on the next day; not needed for incidents by night.
        """
        at = clock.from_time(time)
        if cls.by_night:
            return at + clock.DAY_MS if at < NOON_MS else at
        return doors.at(time) if doors else at


class MaybeInHours(Incident):
    """An incident with both ``from`` and ``to``, or neither: then it has no time limits."""

    from_: dt.time | None = Field(default=None, alias="from")
    """Local time; at night a time before noon refers to the next morning."""
    to: dt.time | None = None

    def broken_rules(self, doors: Doors) -> Rules:
        """Check that both hours are given and in order, and at night for incidents by night."""
        yield from super().broken_rules(doors)
        first, last = self.from_, self.to
        if (first is None) != (last is None):
            missing, given = ("from", "to") if first is None else ("to", "from")
            yield missing, f"{missing} is missing: {given} needs it, or leave both out"
        if first is None or last is None:
            return
        if self.time_ms(last, doors) <= self.time_ms(first, doors):
            rule = "; before noon is the next morning" if self.by_night else ""
            yield "to", f"to must be after from ({first}{rule}); got {last}"
        elif self.by_night and self.time_ms(last) <= doors.first_closes:
            closes = second_text(doors.first_closes)
            message = f"after the doors close ({closes}), when the night begins"
            yield "to", f"to must be {message}; got {last}"

    def window(self, behind_ms: int, doors: Doors | None = None) -> tuple[int, int]:
        """Return when it begins and ends, ms, capital time; ALWAYS if it has no hours."""
        if self.from_ is None or self.to is None:
            return ALWAYS
        begins, ends = self.time_ms(self.from_, doors), self.time_ms(self.to, doors)
        return begins + behind_ms, ends + behind_ms


class InHours(MaybeInHours):
    """An incident that needs ``from`` and ``to``."""

    from_: dt.time = Field(alias="from")
    to: dt.time


def quoted(text: str) -> str:
    """Return a text in double quotes, as in TOML."""
    return json.dumps(text, ensure_ascii=False)


def entry_name(number: int, name: object) -> str:
    """Return the name of an incident for messages: its name if printable, else its number.

    >>> entry_name(0, "Storm"), entry_name(0, None)
    ('incident "Storm"', 'incident 1')
    """
    if not (isinstance(name, str) and name.strip() and name.isprintable()):
        return f"incident {number + 1}"
    return f"incident {quoted(name[:LONGEST_NAME])}"


def outside_doors(to: dt.time, doors: Doors) -> Rules:
    """Yield the problem if ``to`` is not within the opening hours."""
    if not doors.opens < doors.at(to) <= doors.closes:
        opens, closes = second_text(doors.opens), second_text(doors.closes)
        message = f"after the doors open ({opens}) and not after they close ({closes})"
        yield "to", f"to must be {message}; got {to}"


def share_is_0(share: float, otherwise: str) -> str:
    """Return why an incident with a share had no effect: the share is 0, or another reason."""
    return marked("its share is 0") if share == 0 else otherwise
