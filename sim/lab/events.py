"""Events for the windows in which the page is open, as server-sent events."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from queue import Full, Queue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core.types import Json

_MOST_WAITING = 200
"""Events that wait for a window; one that reads none of so many is gone."""
_FLEETING = frozenset({"progress", "day"})
"""Kinds of events that a window which opens later does not need."""


class Windows:
    """The open windows; each gets all events, a new one first the last of each kind."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queues: list[Queue[str | None]] = []
        self._last: dict[str, str] = {}

    def open(self) -> Queue[str | None]:
        """Return the events of a new window; None ends them."""
        queue: Queue[str | None] = Queue(_MOST_WAITING)
        with self._lock:
            for text in self._last.values():
                queue.put_nowait(text)
            self._queues.append(queue)
        return queue

    def close(self, queue: Queue[str | None]) -> None:
        """Forget a window."""
        with self._lock, suppress(ValueError):
            self._queues.remove(queue)

    def tell(self, kind: str, data: Json) -> None:
        """Send an event to all windows."""
        text = f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, allow_nan=False)}\n\n"
        with self._lock:
            if kind not in _FLEETING:
                self._last.pop(kind, None)
                self._last[kind] = text
            for queue in list(self._queues):
                try:
                    queue.put_nowait(text)
                except Full:
                    self._queues.remove(queue)

    def tell_progress(self, stage: str, share: float) -> None:
        """Tell all windows which share of a stage is done."""
        self.tell("progress", {"stage": stage, "share": round(share, 3)})

    def end(self) -> None:
        """End the events of all windows."""
        with self._lock:
            for queue in self._queues:
                with suppress(Full):
                    queue.put_nowait(None)
            self._queues.clear()
