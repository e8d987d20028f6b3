"""The thread of a session: it does one job at a time, and a newer one ends the one before."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sim.lab.progress import RunProgress, SupersededError

if TYPE_CHECKING:
    from collections.abc import Callable

    Job = Callable[[RunProgress], None]


class Worker:
    """Does the newest job that it is asked for.

    Parameters
    ----------
    lock
        Held while a job is exchanged: who holds it knows that no newer one is asked for.
    tell
        Told the stage and the share that is done of a job that takes long.
    give_up
        Told of a bug, after which no job is done any more.
    """

    def __init__(
        self,
        lock: threading.Condition,
        tell: Callable[[str, float], None],
        give_up: Callable[[BaseException], None],
    ) -> None:
        self._lock, self._tell, self._give_up = lock, tell, give_up
        self._job: Job | None = None
        self._asked = 0
        self.closed = False
        """Whether no job is done any more."""
        threading.Thread(target=self._work, daemon=True).start()

    def do(self, job: Job) -> None:
        """Do something instead of what is done now."""
        with self._lock:
            self._job = job
            self._asked += 1
            self._lock.notify_all()

    def close(self) -> None:
        """End what is done now, and the thread."""
        with self._lock:
            self.closed, self._job = True, None
            self._asked += 1
            self._lock.notify_all()

    def _work(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._job is not None or self.closed)
                if self._job is None:
                    return
                job, asked, self._job = self._job, self._asked, None
            try:
                job(RunProgress(self._is_newer(asked), self._tell))
            except SupersededError:
                pass
            except BaseException as error:
                self._give_up(error)
                raise

    def _is_newer(self, asked: int) -> Callable[[], bool]:
        return lambda: self._asked != asked
