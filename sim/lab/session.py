"""A session of the lab: the current state, and the thread that runs what the page asks for."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sim.core.errors import InputError, Problem, SaylauError
from sim.core.paths import label
from sim.core.streams import Streams
from sim.core.text import shown
from sim.lab.events import Windows
from sim.lab.knobs import knobs_of, regions_left_out
from sim.lab.pairs import compare_states
from sim.lab.progress import RunProgress, SupersededError
from sim.lab.saving import command_line, save_scenario
from sim.lab.simulate import Simulator
from sim.lab.states import States
from sim.lab.turnout_bands import bands_of
from sim.lab.views import OfSession, day_curves, view_of
from sim.scenario.describe import sections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sim.core.types import Json
    from sim.lab.knobs import Knob
    from sim.lab.opened import Opened
    from sim.lab.pairs import Pairs
    from sim.lab.simulate import LabElection
    from sim.lab.states import LabState
    from sim.lab.views import View


class Session:
    """One scenario in the lab, for all windows in which its page is open."""

    def __init__(self, opened: Opened, workers: int, folder: Path) -> None:
        self.windows = Windows()
        self.error: BaseException | None = None
        """Why the session cannot go on: its scenario has no country, or there is a bug."""
        self.ended = threading.Event()
        self._opened, self._workers, self._folder = opened, workers, folder
        self._states = States(opened.scenario)
        self._views: dict[int, View] = {}
        self._pairs: Pairs | None = None
        self._simulator = Simulator(workers)
        self._first: LabElection | None = None
        self._lock = threading.Condition()
        self._job: Callable[[RunProgress], None] | None = None
        self._asked = 0
        self._closed = False
        knobs = knobs_of(opened.scenario)
        self._fixed = OfSession(opened.ensemble, tuple(knob.key for knob in knobs))
        self.windows.tell("hello", _hello(opened, knobs))
        self._tell_state()
        self._ask(self._run_current)
        threading.Thread(target=self._work, daemon=True).start()

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
            If one of them is not kept.
        """
        with self._lock:
            states = self._states.find(first), self._states.find(second)
            self._ask(lambda progress: self._run_pairs(*states, progress))

    def replicate(self) -> None:
        """Run replications of the current state, for intervals, until a newer change arrives."""
        with self._lock:
            state = self._states.current
            self._ask(lambda progress: self._run_bands(state, progress))

    def stop(self) -> None:
        """End the comparison or the replications that are running."""
        with self._lock:
            self._ask(None)

    def save(self, name: str, why: str, reasons: Mapping[str, str]) -> Path:
        """Write the current state as a scenario file, and return its path.

        Raises
        ------
        InputError
            If the name is not allowed, or the file exists.
        OSError
            If it cannot be written.
        """
        if "/" in name or "\\" in name:
            message = f"the name must be that of a file in {label(self._folder)}; got {shown(name)}"
            raise InputError([Problem("", "file", message)])
        path = self._folder / name
        save_scenario(self._opened, self._states.current, path, why, reasons)
        return path

    def end(self) -> None:
        """End the session: its windows get no more events."""
        with self._lock:
            self._closed = True
            self._ask(None)
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
        kept = self._views.get(self._states.current.number)
        if kept is None:
            self._ask(self._run_current)
        else:
            self._ask(None)
            self.windows.tell("view", asdict(kept))

    def _ask(self, job: Callable[[RunProgress], None] | None) -> None:
        """Let the working thread do something instead of what it is doing."""
        with self._lock:
            self._job = job
            self._asked += 1
            self._lock.notify()

    def _work(self) -> None:
        while True:
            with self._lock:
                while self._job is None and not self._closed:
                    self._lock.wait()
                if self._job is None:
                    return
                job, asked, self._job = self._job, self._asked, None
            number = self._states.current.number
            progress = RunProgress(self._is_newer(asked), self._tell_progress)
            try:
                job(progress)
            except SupersededError:
                pass
            except SaylauError as error:
                self._fail(number, error)
            except BaseException as error:
                self.error = error
                self.ended.set()
                raise
            self._end_pairs()

    def _is_newer(self, asked: int) -> Callable[[], bool]:
        return lambda: self._asked != asked

    def _run_current(self, progress: RunProgress) -> None:
        if self._first is None:
            self._first = self._run(self._states.opened, progress, None)
            self.windows.tell("base", asdict(self._views[0]))
        state = self._states.current
        if state.number:
            self._run(state, progress, self._first)
        with self._lock:
            progress.advance(0)
            self.windows.tell("view", asdict(self._views[state.number]))
            self._tell_state()

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

    def _run_pairs(self, first: LabState, second: LabState, progress: RunProgress) -> None:
        seed, silent = self._opened.seed, progress.silent()
        for found in compare_states(first, second, seed, self._workers, silent):
            self._pairs = found
            self.windows.tell("pairs", asdict(found))
            self._tell_progress("Replications of both states", found.done / found.of)

    def _run_bands(self, state: LabState, progress: RunProgress) -> None:
        for found in bands_of(state, self._opened.seed, self._workers, progress.silent()):
            self.windows.tell("bands", asdict(found))
            self._tell_progress("Replications", found.done / found.of)

    def _end_pairs(self) -> None:
        """Tell that a comparison does not go on, if one was running."""
        if self._pairs is not None and self._pairs.running:
            self._pairs = replace(self._pairs, running=False)
            self.windows.tell("pairs", asdict(self._pairs))

    def _fail(self, number: int, error: SaylauError) -> None:
        if self._first is None:
            self.error = error
            self.ended.set()
        problems = error.problems if isinstance(error, InputError) else ()
        told: list[Json] = [{"key": p.key, "message": p.message} for p in problems]
        told = told or [{"key": "", "message": str(error)}]
        self.windows.tell("failed", {"number": number, "problems": told})

    def _tell_progress(self, stage: str, share: float) -> None:
        self.windows.tell("progress", {"stage": stage, "share": round(share, 3)})

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


def _hello(opened: Opened, knobs: Sequence[Knob]) -> Json:
    """Return what does not change in a session."""
    scenario = opened.scenario
    return {
        "session": secrets.token_hex(8),
        "scenario": scenario.name,
        "description": scenario.description,
        "date": scenario.date.isoformat(),
        "seed": opened.seed,
        "bands": opened.ensemble is not None,
        "incidents": len(scenario.incidents),
        "left_out": len(regions_left_out(scenario)),
        "sections": {
            name: (model.__doc__ or "").strip().splitlines()[0]
            for name, model in sections().items()
        },
        "knobs": [asdict(knob) for knob in knobs],
    }
