"""A session of the lab: the current state, and what windows are told of it."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.core.errors import InputError, Problem, SaylauError
from sim.core.paths import label
from sim.core.streams import Streams
from sim.core.text import shown
from sim.lab.events import Windows
from sim.lab.hello import hello
from sim.lab.knobs import knobs_of
from sim.lab.replications import Replications
from sim.lab.saving import command_line, save_scenario
from sim.lab.simulate import Simulator
from sim.lab.states import States
from sim.lab.views import OfSession, day_curves, view_of
from sim.lab.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sim.core.types import Json
    from sim.lab.opened import Opened
    from sim.lab.progress import RunProgress
    from sim.lab.simulate import LabElection
    from sim.lab.states import LabState
    from sim.lab.views import View
    from sim.lab.worker import Job


class Session:
    """One scenario in the lab, for all windows in which its page is open."""

    def __init__(self, opened: Opened, workers: int, folder: Path) -> None:
        self.windows = Windows()
        self.error: BaseException | None = None
        """Why the session cannot go on: its scenario has no country, or there is a bug."""
        self.ended = threading.Event()
        self._opened, self._folder = opened, folder
        self._states = States(opened.scenario)
        self._views: dict[int, View] = {}
        self._failed: dict[int, tuple[Problem, ...]] = {}
        """Why states cannot be run, by number."""
        self._shown: int | None = None
        """The state whose view windows were told last, or why it cannot be run."""
        self._simulator = Simulator(workers)
        self._first: LabElection | None = None
        self._lock = threading.Condition()
        self._replications = Replications(opened.seed, workers, self._lock, self.windows)
        self._worker = Worker(self._lock, self.windows.tell_progress, self._give_up)
        knobs = knobs_of(opened.scenario)
        self._fixed = OfSession(opened.ensemble, tuple(knob.key for knob in knobs))
        self.windows.tell("hello", hello(opened, knobs))
        self._tell_state()
        self._ask()

    # What the page asks for; each returns at once.

    def change(self, key: str, value: str | None, *, draft: bool = False) -> None:
        """Set a parameter, or set it back to its value in the scenario as it was opened (None).

        Raises
        ------
        ScenarioError
            If the value is not allowed; lists every problem found.
        """
        with self._lock:
            settings = {k: text for k, text in self._states.current.settings.items() if k != key}
            self._set(settings | ({} if value is None else {key: value}), draft=draft)

    def set_all(self, settings: Mapping[str, str]) -> None:
        """Set all parameters that differ from the scenario as it was opened.

        Raises
        ------
        ScenarioError
            If a value is not allowed; lists every problem found.
        """
        with self._lock:
            self._set(settings, draft=False)

    def restore(self, settings: Mapping[str, str]) -> None:
        """Set what a window had of an earlier session, unless something was changed in this one.

        Raises
        ------
        ScenarioError
            If a value is not allowed; lists every problem found.
        """
        with self._lock:
            if self._states.untouched:
                self._set(settings, draft=False)

    def go_to(self, number: int) -> None:
        """Go back to a state that is kept.

        Raises
        ------
        InputError
            If it is not.
        """
        with self._lock:
            self._states.go_to(number)
            self._show_current()

    def compare(self, first: int, second: int) -> None:
        """Run replications of two states until a newer change arrives.

        Raises
        ------
        InputError
            If one of them is not kept, or cannot be run.
        """
        with self._lock:
            states = self._states.find(first), self._states.find(second)
            for state in states:
                if state.number in self._failed:
                    why = "; ".join(map(str, self._failed[state.number]))
                    message = f"state {state.number} cannot be run: {why}"
                    raise InputError([Problem("", "", message)])
            self._ask(lambda progress: self._replications.of_two(*states, progress))

    def replicate(self) -> None:
        """Run replications of the current state, for intervals, until a newer change arrives."""
        with self._lock:
            state = self._states.current
            self._ask(lambda progress: self._replications.of_one(state, progress))

    def stop(self) -> None:
        """End the comparison or the replications that are running."""
        with self._lock:
            self._ask()

    def save(self, name: str, why: str, reasons: Mapping[str, str]) -> Path:
        """Write the current state as a scenario file once it was run, and return its path.

        Raises
        ------
        InputError
            If the name is not allowed, the file exists, or the state cannot be run.
        OSError
            If it cannot be written.
        """
        if "/" in name or "\\" in name:
            message = f"the name must be that of a file in {label(self._folder)}; got {shown(name)}"
            raise InputError([Problem("", "file", message)])
        path = self._folder / name
        save_scenario(self._opened, self._ran(), path, why, reasons)
        return path

    def end(self) -> None:
        """End the session: its windows get no more events."""
        self._worker.close()
        self.windows.end()

    # How it is done.

    def _set(self, settings: Mapping[str, str], *, draft: bool) -> None:
        before = self._states.current.number
        self._states.change(settings, draft=draft)
        if self._states.current.number == before:
            self._tell_state()
        else:
            self._show_current()

    def _show_current(self) -> None:
        self.windows.tell("failed", None)
        self._tell_state()
        state = self._states.current
        self._shown = state.number if state.number in self._views else None
        self._ask()
        if self._shown is not None:
            self.windows.tell("view", asdict(self._views[state.number]))

    def _ran(self) -> LabState:
        """Return the current state once it was run."""
        with self._lock:
            state = self._states.current
            self._lock.wait_for(lambda: self._states.current.number != state.number
                                or self._shown == state.number or self._worker.closed)  # fmt: skip
            if state.number in self._views:
                return self._states.find(state.number)
            why = "; ".join(map(str, self._failed.get(state.number, ())))
        message = f"cannot be run, and is not saved: {why}" if why else "was left before it was run"
        raise InputError([Problem("", "", f"state {state.number} {message}")])

    def _ask(self, then: Job | None = None) -> None:
        """Let the worker show the current state, if it is not shown, then do something else."""
        self._worker.do(lambda progress: self._do(then, progress))

    def _do(self, then: Job | None, progress: RunProgress) -> None:
        try:
            if self._shown != self._states.current.number:
                self._run_current(progress)
            if then is not None:
                then(progress)
        except SaylauError as error:
            self._tell_failed(_problems(error))
        finally:
            self._replications.end()

    def _run_current(self, progress: RunProgress) -> None:
        """Run the current state and tell its view, or why it cannot be run."""
        state = self._states.current
        problems: tuple[Problem, ...] = ()
        try:
            self._run_new(state, progress)
        except SaylauError as error:
            if self._first is None:
                self._give_up(error)
            problems = _problems(error)
        with self._lock:
            progress.advance(0)
            self._shown = state.number
            self._lock.notify_all()
            if problems:
                self._failed[state.number] = problems
                self._tell_failed(problems)
                return
            self._failed.pop(state.number, None)
            self.windows.tell("view", asdict(self._views[state.number]))
            self._tell_state()

    def _run_new(self, state: LabState, progress: RunProgress) -> None:
        """Run a state that has no view, before the first one the scenario as it was opened."""
        if self._first is None:
            self._first = self._run(self._states.opened, progress, None)
            self.windows.tell("base", asdict(self._views[0]))
        if state.number not in self._views:
            self._run(state, progress, self._first)

    def _run(
        self, state: LabState, progress: RunProgress, opened: LabElection | None
    ) -> LabElection:
        """Run a state, and keep its view."""
        began = time.perf_counter()
        found = self._simulator.run(
            state.scenario, Streams(self._opened.seed), progress,
            lambda day_alone: self.windows.tell("day", asdict(day_curves(day_alone, state.number))),
        )  # fmt: skip
        took_s = time.perf_counter() - began
        view = view_of(found, opened or found, self._fixed, state, took_s)
        kept = {each.number for each in self._states.kept}
        self._views = {n: each for n, each in self._views.items() if n in kept}
        self._views[state.number] = view
        return found

    def _give_up(self, error: BaseException) -> None:
        self.error = error
        self.ended.set()

    def _tell_failed(self, problems: Iterable[Problem]) -> None:
        told: list[Json] = [{"key": p.key, "message": str(p)} for p in problems]
        self.windows.tell("failed", {"problems": told})

    def _tell_state(self) -> None:
        state = self._states.current
        self.windows.tell(
            "state",
            {
                "number": state.number,
                "settings": dict(state.settings),
                "changes": [asdict(change) for change in state.changes],
                "label": state.label,
                "command": command_line(self._opened, state),
                "states": [self._brief(each) for each in self._states.kept],
            },
        )

    def _brief(self, state: LabState) -> Json:
        view = self._views.get(state.number)
        met = None if view is None else f"{view.met} of {view.of}"
        return {"number": state.number, "label": state.label, "met": met}


def _problems(error: SaylauError) -> tuple[Problem, ...]:
    """Return what is wrong, one problem at least."""
    found = error.problems if isinstance(error, InputError) else ()
    return found or (Problem("", "", str(error)),)
