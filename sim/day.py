"""The polling day of the nation: every site on its own, by blocks, in one or more processes."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from sim import clock
from sim.choice import count_ballots
from sim.polling import Plan, SiteDay, State, run_site
from sim.turnout import draw_voters
from sim.waits import WAIT_ROW_MS, WAIT_ROWS, WAIT_SECONDS, reached_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from sim.choice import Support
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.streams import Luck
    from sim.turnout import Attendance, Voters

    Ints = NDArray[np.int64]

QUARTERS = np.arange(0, 3 * clock.DAY_MS + 1, clock.QUARTER_MS)
"""Ends of the quarter hours at which issued ballots are counted: three days."""
BLOCK_REGISTERED = 30_000
"""Registered voters of a block of sites: the unit of work, and of progress."""


@dataclass(frozen=True)
class Day:
    """What the day left, site by site; arrays of shape ``(n_sites,)`` unless said."""

    came: Ints
    """Voters who came, or had asked for the portable box."""
    issued: Ints
    in_portable_box: Ints
    in_ballot_boxes: Ints
    turned_back: Ints
    gave_up: Ints
    too_late: Ints
    unfinished: Ints
    """Voters whom the model has lost: must be 0."""
    waits: Ints
    """Voters who waited for a desk, or did not have to: those who voted at the site."""
    wait_total_ms: Ints
    wait_p95_ms: Ints
    """The wait that 95 in 100 voters did not exceed."""
    wait_max_ms: Ints
    longest_line: Ints
    last_left_at: Ints
    """The last voter has left, or the crew is back; the doors' hour where nobody came."""
    issued_by_quarter: Ints
    """Ballots issued by the end of each of QUARTERS, shape ``(n_sites, n_quarters)``."""
    issued_by_time: Ints
    """Ballots issued by each of the times asked for, shape ``(n_sites, n_times)``."""
    tally: tuple[tuple[int, ...], ...]
    """True count of each site: candidates, against all, invalid."""
    wait_counts: Ints
    """Voters by half hour of arrival (local time) and whole seconds of waiting, all sites
    together, shape ``(WAIT_ROWS, seconds of the longest wait + 1)``."""


@dataclass(frozen=True)
class DayInput:
    """All that a block of sites needs: it travels to the workers once."""

    scenario: Scenario
    register: Register
    luck: Luck
    attendance: Attendance
    support: Support
    plans: list[Plan]
    times: list[int]
    """At which issued ballots must be known, besides the quarter hours."""


def run_day(
    day_input: DayInput, workers: int, on_sites: Callable[[int], None] | None = None
) -> Day:
    """Run the day of every site.

    Parameters
    ----------
    day_input
        The country and its luck.
    workers
        Processes, 1 or more; the result does not depend on it.
    on_sites
        Told how many more sites are done.
    """
    blocks = _blocks(day_input.register)
    tell = on_sites or (lambda _: None)
    if workers == 1 or len(blocks) == 1:
        done = {}
        for number, block in enumerate(blocks):
            done[number] = run_block(day_input, block)
            tell(len(block))
    else:
        done = _run_in_processes(day_input, blocks, min(workers, len(blocks)), tell)
    return _join([done[number] for number in range(len(blocks))])


def _blocks(register: Register) -> list[Ints]:
    """Cut the sites into runs of about as many registered voters."""
    number = (np.cumsum(register.site_registered) - 1) // BLOCK_REGISTERED
    return np.split(np.arange(register.n_sites), np.flatnonzero(np.diff(number)) + 1)


_worker_input: list[DayInput] = []


def _start_worker(day_input: DayInput) -> None:
    # Ctrl-C is the parent's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker_input.append(day_input)


def _work(block: Ints) -> Day:
    return run_block(_worker_input[0], block)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers are born: none may meet it before it can ignore it.

    A worker inherits the mask and keeps it. Here a Ctrl-C that comes meanwhile is
    raised afterwards; the handler is needed beside the mask, as other threads of
    this process (of a numerical library, say) may be handed the signal.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "pthread_sigmask"):  # the latter: Windows
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt


def _run_in_processes(
    day_input: DayInput, blocks: list[Ints], workers: int, tell: Callable[[int], None]
) -> dict[int, Day]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start_worker, (day_input,))
    done = {}
    try:
        with _interrupts_held():
            numbers = {pool.submit(_work, block): number for number, block in enumerate(blocks)}
        for future in as_completed(numbers):
            number = numbers[future]
            done[number] = future.result()
            tell(len(blocks[number]))
    except BaseException:
        # Not waiting for blocks that nobody wants any more.
        processes = list((pool._processes or {}).values())  # noqa: SLF001  no public way to stop them
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    pool.shutdown()
    return done


def run_block(day_input: DayInput, sites: Ints) -> Day:
    """Run the day of some sites, one after the other.

    Parameters
    ----------
    sites
        Indexes into the register.
    """
    voters = draw_voters(
        day_input.scenario, day_input.register, day_input.luck, day_input.attendance, sites
    )
    rows: list[tuple[object, ...]] = []
    wait_cells: list[Ints] = []
    for site, those in zip(sites.tolist(), voters, strict=True):
        plan = day_input.plans[site]
        day = run_site(plan, those)
        rows.append(_site_row(day_input, site, plan, those, day, wait_cells))
    columns = zip(*rows, strict=True)
    names = [field.name for field in fields(Day)][:-1]
    values = {
        name: tuple(column) if name == "tally" else np.array(column, dtype=np.int64)
        for name, column in zip(names, columns, strict=True)
    }
    half_hour, seconds = np.divmod(np.concatenate(wait_cells), WAIT_SECONDS)
    longest = int(seconds.max(initial=0)) + 1
    counts = np.bincount(half_hour * longest + seconds, minlength=WAIT_ROWS * longest)
    return Day(**values, wait_counts=counts.reshape(WAIT_ROWS, longest))  # type: ignore[arg-type]


def _site_row(  # noqa: PLR0913, PLR0917  one row is made of everything at hand
    day_input: DayInput, site: int, plan: Plan, voters: Voters, day: SiteDay, wait_cells: list[Ints]
) -> tuple[object, ...]:
    """Return the row of one site, in the order of Day, and add its waits to the nation's."""
    voted = day.state == State.VOTED
    in_hall = voted & ~voters.at_home
    wait_ms = (day.called_at - np.maximum(day.arrived_at, plan.opens_at))[in_hall]
    behind = day_input.register.region_hours_behind[day_input.register.site_region[site]]
    local = day.arrived_at[in_hall] - int(behind) * clock.HOUR_MS
    half_hour = np.clip(local // WAIT_ROW_MS, 0, WAIT_ROWS - 1)
    seconds = np.minimum(wait_ms // clock.SECOND_MS, WAIT_SECONDS - 1)
    wait_cells.append(half_hour * WAIT_SECONDS + seconds)
    issued_at = np.sort(day.issued_at[voted])
    casting = voters.number[voted & ~(voters.carries_away & ~voters.at_home)]
    tally = count_ballots(day_input.register, day_input.luck, day_input.support, site, casting)
    ended = np.isin(day.state, (State.VOTED, State.TURNED_BACK, State.GAVE_UP, State.TOO_LATE))
    return (
        len(voters.number),
        int(voted.sum()),
        int((voted & voters.at_home).sum()),
        int((in_hall & ~voters.carries_away).sum()),
        *(
            int((day.state == state).sum())
            for state in (State.TURNED_BACK, State.GAVE_UP, State.TOO_LATE)
        ),
        int((~ended).sum()),
        len(wait_ms),
        int(wait_ms.sum()),
        reached_by(wait_ms, 95),
        int(wait_ms.max(initial=0)),
        day.longest_line,
        int(day.left_at.max(initial=plan.closes_at)),
        np.searchsorted(issued_at, QUARTERS, side="right"),
        np.searchsorted(issued_at, day_input.times, side="right"),
        tuple(tally.tolist()),
    )


def _join(blocks: list[Day]) -> Day:
    """Lay blocks one after the other; the nation's waits add up."""
    values: dict[str, object] = {}
    for field in fields(Day):
        parts = [getattr(block, field.name) for block in blocks]
        if field.name == "wait_counts":
            longest = max(part.shape[1] for part in parts)
            values[field.name] = sum(
                np.pad(part, ((0, 0), (0, longest - part.shape[1]))) for part in parts
            )
        elif field.name == "tally":
            values[field.name] = tuple(row for part in parts for row in part)
        else:
            values[field.name] = np.concatenate(parts)
    return Day(**values)  # type: ignore[arg-type]
