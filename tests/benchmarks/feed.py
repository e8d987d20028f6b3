"""How long a feed takes to answer many clients at once, and whether its memory grows."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

REFERENCE = Path(__file__).parents[2] / "results" / "baseline" / "reference"
_PATH = "/v2/elections/2021-07-25?level=ru"


class Polled(NamedTuple):
    """What clients met that follow updates, while the night passes."""

    replies: int
    median_ms: float
    p99_ms: float
    cpu_ms: float
    """Processor time of the server by reply."""
    largest_mb: float
    """Of all bodies: that of the first reply."""
    mib_before: float
    mib_after: float
    """Memory of the server after the first reply, and at the end."""


def poll_feed(clients: int, seconds: float, speed: float, pause_s: float) -> Polled:
    """Let clients follow the updates of the committed night, each on one connection.

    Parameters
    ----------
    clients
        How many at the same time, in a process beside that of the server.
    seconds
        For how long.
    speed
        Of the night.
    pause_s
        Between two requests of a client.
    """
    command = [sys.executable, "-m", "sim", "feed", str(REFERENCE), "--port", "0"]
    with subprocess.Popen(
        [*command, "--speed", f"{speed:g}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split("http://")[1].split("/")[0]
        times: list[float] = []
        largest = _follow(address, 0.0, 0.0, times)
        before = _mib(server.pid)
        times.clear()
        used = _cpu_s(server.pid)
        threads = [
            threading.Thread(target=_follow, args=(address, seconds, pause_s, times))
            for _ in range(clients)
        ]
        for thread in threads:
            thread.start()
            time.sleep(pause_s / clients)
        for thread in threads:
            thread.join()
        after, used = _mib(server.pid), _cpu_s(server.pid) - used
        server.terminate()
    cuts = quantiles(times, n=100)
    return Polled(
        len(times),
        1000 * cuts[49],
        1000 * cuts[98],
        1000 * used / len(times),
        largest / 1e6,
        before,
        after,
    )


def _follow(address: str, seconds: float, pause_s: float, times: list[float]) -> int:
    """Follow updates for some time; return the bytes of the first reply."""
    connection = http.client.HTTPConnection(address, timeout=30)
    target, first = _PATH, 0
    end = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        connection.request("GET", target, headers={"Connection": "keep-alive"})
        body = connection.getresponse().read()
        times.append(time.monotonic() - began)
        first = first or len(body)
        if time.monotonic() >= end:
            break
        # It stands at the beginning; to read all of it would measure the client.
        target = body[:1000].split(b'"nextrequest":"http://')[1].split(b'"')[0].decode()
        target = target.removeprefix(address)
        time.sleep(pause_s)
    connection.close()
    return first


def _mib(process: int) -> float:
    """Return the memory of a process, where Linux says it."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _cpu_s(process: int) -> float:
    """Return the processor time of a process, where Linux says it."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
