"""States of the lab: the scenario as it was opened, and with changes; the last ten are kept."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core.errors import InputError, Problem, ScenarioError
from sim.results.labels import changes_text
from sim.results.summaries.shared import Change
from sim.results.wording import key_label
from sim.scenario import unit_of
from sim.scenario.election import region_names
from sim.scenario.overrides import parsed_override
from sim.scenario.scenario import at_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Json
    from sim.scenario import Scenario

KEPT = 10
"""States that one can go back to, besides the scenario as it was opened."""


@dataclass(frozen=True)
class LabState:
    """The scenario with some changes."""

    number: int
    settings: Mapping[str, str]
    """Changed values by dotted key, as ``--set`` takes them."""
    scenario: Scenario
    changes: tuple[Change, ...]
    draft: bool = False
    """Whether it was passed while a knob was turned, so that the next one replaces it."""

    @property
    def label(self) -> str:
        """What is changed, as text."""
        return changes_text(self.changes, len(self.changes)) or "as opened"


class States:
    """The current state, and the last ones."""

    def __init__(self, opened: Scenario) -> None:
        self.opened = LabState(0, {}, opened, ())
        self.current = self.opened
        self._kept: deque[LabState] = deque(maxlen=KEPT)
        self._last = 0

    @property
    def untouched(self) -> bool:
        """Whether nothing was changed since the scenario was opened."""
        return not self._last

    @property
    def kept(self) -> tuple[LabState, ...]:
        """The state as opened, then the last ten that were made."""
        return (self.opened, *self._kept)

    def find(self, number: int) -> LabState:
        """Return a state that is kept.

        Raises
        ------
        InputError
            If none has this number.
        """
        for state in self.kept:
            if state.number == number:
                return state
        raise InputError([Problem("", "", f"state {number} is not kept any more")])

    def go_to(self, number: int) -> LabState:
        """Make a state that is kept the current one."""
        self.current = self.find(number)
        return self.current

    def change(self, settings: Mapping[str, str], *, draft: bool = False) -> LabState:
        """Make the state with some settings the current one; it is a new one if they differ.

        Parameters
        ----------
        settings
            All values that differ from the scenario as it was opened, as ``--set`` takes them.
        draft
            Whether the next change is expected to replace it.

        Raises
        ------
        ScenarioError
            If a key is not known, or a value not allowed; lists every problem found.
        """
        made = self._made(settings, draft=draft)
        if made.settings == self.current.settings:
            if self.current.draft and not draft:
                self._replace_last(replace(self.current, draft=False))
            return self.current
        if self.current.draft and self._kept and self._kept[-1] is self.current:
            self._kept.pop()
        self._kept.append(made)
        self._last = made.number
        self.current = made
        return made

    def _replace_last(self, state: LabState) -> None:
        if self._kept and self._kept[-1].number == state.number:
            self._kept[-1] = state
        self.current = state

    def _made(self, settings: Mapping[str, str], *, draft: bool) -> LabState:
        opened = self.opened.scenario
        problems: list[Problem] = []
        values: dict[str, object] = {}
        for key, text in settings.items():
            try:
                name, values[key] = parsed_override(f"{key}={text}")
                if name != key:
                    problems.append(Problem("", key, f"{key} is no key of a parameter"))
            except ScenarioError as error:
                problems += error.problems
        if problems:
            raise ScenarioError(problems)
        scenario = opened.with_(values) if values else opened
        before, after = opened.tree(), scenario.tree()
        names = region_names(opened)
        changes = tuple(
            _change(key, at_key(before, key), at_key(after, key), names)
            for key in settings
            if at_key(before, key) != at_key(after, key)
        )
        differing = {change.key: settings[change.key] for change in changes}
        if not differing:
            scenario = opened
        return LabState(self._last + 1, differing, scenario, changes, draft)


def _change(key: str, before: object, after: object, names: Mapping[str, str]) -> Change:
    first: Json = before  # type: ignore[assignment]  # a value of a tree of JSON
    second: Json = after  # type: ignore[assignment]
    return Change(key, key_label(key, names), unit_of(key), first, second)
