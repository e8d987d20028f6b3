"""Replications on a Dask cluster.

Every worker must have the versions of this machine before the first replication is submitted.
Workers may also join during a run, so every record contains the versions that made it.
"""

from __future__ import annotations

import asyncio
import time
import warnings
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from sim.core.errors import InputError, Problem, SaylauError
from sim.ensemble.record import Record
from sim.ensemble.replication import run_replication
from sim.results import versions

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from sim.ensemble.replication import Work

CONNECT_S = 5
"""Timeout for the scheduler to answer."""
WORKER_S = 10
"""Timeout for the first worker to join."""
ASKED_S = 60
"""Timeout of a request: to return its versions a worker first has to import everything."""
ALONE_S = 60
"""Timeout for a new worker when all have left: they may be restarting."""
LOOK_S = 2
"""Interval at which a waiting run counts the workers."""
CLOSE_S = 2
"""Timeout for closing the connection."""
RETRIES = 2
"""Retries of a replication that fails on a worker: another worker may have more memory."""
AHEAD = 2
"""Replications submitted for each thread of the workers: one running and one waiting."""


def run_on_cluster(
    address: str, job: Work, replications: Sequence[int]
) -> Generator[tuple[int, bytes], None, None]:
    """Run replications on a cluster.

    Parameters
    ----------
    address
        The address of the scheduler: ``tcp://HOST:PORT``, or ``tls://HOST:PORT`` if the
        configuration of Dask has the certificates.
    job
        What the replications have in common.
    replications
        Numbers of the replications to run.

    Yields
    ------
    tuple of int and bytes
        Each replication and its record, in the order in which they finish.

    Raises
    ------
    InputError
        If the extra is not installed, the address is not valid, no scheduler answers, there
        are no workers, or one has other versions; or if the scenario cannot be run.
    SaylauError
        If the cluster is lost during the run, or workers die repeatedly while they run the same
        replication.
    """
    _check_address(address)
    if not replications:
        return
    with _connected(address) as client:
        _check_versions(client, address)
        yield from _ClusterWorkers(client, address, job, replications).run()


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        complete = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port
    except ValueError:  # an invalid port or IPv6 address
        complete = False
    if not complete or "@" in address or address != f"{parts.scheme}://{parts.netloc}":
        message = "is not the address of a Dask scheduler; write tcp://HOST:PORT"
        raise _address_error(address, message)


def _address_error(address: str, message: str) -> InputError:
    return InputError.single("cluster", address, message)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Yield a client of the cluster; at the end cancel all tasks that are not finished."""
    try:
        from distributed.utils import silence_logging_cmgr  # noqa: PLC0415  an extra
    except ImportError as error:
        message = f"needs Dask: pip install 'saylau[cluster]' ({error})"
        raise InputError.single("cluster", "", message) from None
    # The log of Dask would mix with the progress, and errors are reported in any case.
    with silence_logging_cmgr("CRITICAL"):
        client = _connect(address)
        try:
            yield client
        finally:
            # The scheduler cancels all tasks of a client that closes. A client that lost its
            # scheduler may be closing already, which raises RuntimeError.
            with suppress(TimeoutError, OSError, AssertionError, RuntimeError):
                client.close(timeout=CLOSE_S)


def _connect(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415  an extra
    from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

    try:
        # In a thread, as a notebook runs an event loop in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(_shake_hands(address))).result()
        with warnings.catch_warnings():
            # Versions are compared below, and a difference is an error.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            # Not the default client: the calling script may have another cluster.
            return Client(address, timeout=CONNECT_S, set_as_default=False)
    except Exception as error:  # noqa: BLE001  whatever is raised by what listens there
        reason = f"({error})" if str(error) else ""
        message = f"no Dask scheduler answers there within {CONNECT_S} s {reason}"
        raise _address_error(address, message.rstrip()) from None


async def _shake_hands(address: str) -> None:
    """Raise an error if no scheduler answers, as the client would wait for it for ever."""
    from distributed import Security, rpc  # noqa: PLC0415  an extra

    certificates = Security().get_connection_args("client")
    remote = rpc(address, timeout=CONNECT_S, connection_args=certificates)
    try:
        async with asyncio.timeout(CONNECT_S):
            kind = (await remote.identity())["type"]
    finally:
        await remote.close_rpc()
    if kind != "Scheduler":
        raise OSError(f"a {kind} answers, not a scheduler")


def _check_versions(client: Any, address: str) -> None:
    """Raise an error unless there are workers, all with the versions of this machine."""
    try:
        client.wait_for_workers(1, timeout=WORKER_S)
    except TimeoutError:
        message = f"the scheduler has no worker, and got none in {WORKER_S} s"
        raise _address_error(address, message) from None
    except OSError as error:
        raise _address_error(address, f"the scheduler does not answer: {error}") from None
    problems = _differences(client, address)
    if problems:
        raise InputError(problems)


def _differences(client: Any, address: str) -> list[Problem]:
    """Return the differences of the versions of scheduler and workers from those of this machine.

    The function ``versions`` is called by name: another version of Python could not run code that
    is sent to it. The scheduler needs the same versions, because it unpickles the tasks.
    """
    try:
        found = client.sync(
            client.run, versions, on_error="return", callback_timeout=ASKED_S
        )  # fmt: skip
        answers = {f"worker {worker}": answer for worker, answer in found.items()}
        answers[f"scheduler {address}"] = _of_scheduler(client)
    except TimeoutError:
        message = f"not all workers reported their versions within {ASKED_S} s"
        return [Problem("cluster", address, message)]
    except OSError as error:
        return [Problem("cluster", address, f"the scheduler does not answer: {error}")]
    return [
        Problem(who, package, message)
        for who, answer in sorted(answers.items())
        for package, message in _version_problems(answer)
    ]


def _of_scheduler(client: Any) -> Any:
    try:
        return client.run_on_scheduler(versions)
    except (ImportError, AttributeError, RuntimeError) as error:
        return error


def _version_problems(answer: Mapping[str, str] | Exception) -> Iterator[tuple[str, str]]:
    """Yield each package whose version differs from that of this machine, and how."""
    if isinstance(answer, OSError):
        yield "", f"does not answer: {answer}"
    elif isinstance(answer, Exception):
        yield "saylau", f"is not installed, or is a version that returns no versions ({answer})"
    else:
        for package, here in versions().items():
            there = answer.get(package, "nothing")
            if there != here:
                yield package, f"has {there}; this machine has {here}"


class _ClusterWorkers:
    """The workers of a cluster, and the replications to be run.

    Only as many replications are submitted as keep all workers busy, so that 100,000 of them do
    not overload the scheduler or the memory of this machine.
    """

    def __init__(self, client: Any, address: str, job: Work, replications: Sequence[int]) -> None:
        self.client, self.address, self.job = client, address, job
        self.to_do = list(reversed(replications))
        self.busy: dict[Future[bytes], int] = {}
        self.seen_at = time.monotonic()

    def run(self) -> Iterator[tuple[int, bytes]]:
        """Yield each replication with its record when it is finished."""
        # Not pure, so that Dask does not reuse results of an earlier run.
        executor = self.client.get_executor(pure=False, retries=RETRIES)
        while self.to_do or self.busy:
            room = AHEAD * self.count_threads()
            while self.to_do and len(self.busy) < max(room, 1):
                number = self.to_do.pop()
                future = executor.submit(run_replication, self.job.of(number), number)
                self.busy[future] = number
            done, _ = wait(self.busy, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            for future in done:
                number = self.busy.pop(future)
                yield number, self.content(future, number)

    def count_threads(self) -> int:
        """Return the present number of threads of all workers."""
        try:
            by_worker = self.client.sync(self.client.nthreads, callback_timeout=ASKED_S)
        except (OSError, TimeoutError):
            self.raise_lost()
        threads: int = sum(by_worker.values())
        if threads:
            self.seen_at = time.monotonic()
        elif time.monotonic() - self.seen_at > ALONE_S:
            message = f"all workers of {self.address} left, and none joined within {ALONE_S} s"
            raise SaylauError(message)
        return threads

    def content(self, future: Future[bytes], number: int) -> bytes:
        """Return the record of a replication, after checking the versions that made it."""
        from distributed import KilledWorker  # noqa: PLC0415  an extra

        try:
            content = future.result()
        except CancelledError:
            self.raise_lost()
        except KilledWorker as error:
            tried = error.allowed_failures + 1
            message = f"replication {number}: {tried} workers died while running it, the last one"
            hint = "out of memory? See the log of the worker"
            raise SaylauError(f"{message} {error.last_worker.address} ({hint})") from None
        except SaylauError:
            raise
        except Exception:
            # A worker that joined later may have other versions; else the error is a bug.
            _check_versions(self.client, self.address)
            raise
        there = Record(content).about()["versions"]
        if there != versions():
            _check_versions(self.client, self.address)  # names the worker, if it is still connected
            where = f"{self.address}: replication {number}"
            raise InputError([Problem(where, *differing) for differing in _version_problems(there)])
        return content

    def raise_lost(self) -> NoReturn:
        """Raise the error for a lost cluster."""
        raise SaylauError(f"the connection to the scheduler {self.address} was lost") from None
