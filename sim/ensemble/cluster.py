"""Replications on a Dask cluster: the same jobs through the library's own executor.

The cluster is somebody else's: workers come and go while we compute. So nothing is
believed that was not asked: every worker must have the versions of this machine
before the first replication is given out, and every record says with which versions
it was made.
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
from sim.ensemble.replication import Record, play
from sim.results import versions

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from sim.ensemble.replication import Job

CONNECT_S = 5
"""So long the scheduler has to answer."""
WORKER_S = 10
"""So long the first worker has to be there."""
ASKED_S = 60
"""So long a question may take: workers that are asked for their versions import it all first."""
ALONE_S = 60
"""So long a run waits for another worker when all are gone: they may be starting again."""
LOOK_S = 2
"""Every so often a waiting run looks for workers that joined or are gone."""
CLOSE_S = 2
"""So long the scheduler has to hear that we are gone."""
RETRIES = 2
"""A replication that fails on a worker is tried again so often: another may have more memory."""
AHEAD = 2
"""Replications given out for each thread of the workers: one to do, one to go on with."""


def run_on_cluster(
    address: str, job: Job, replications: Sequence[int]
) -> Generator[tuple[int, bytes], None, None]:
    """Run replications on a cluster; yield each with its record as it is done, in any order.

    Parameters
    ----------
    address
        Of the scheduler: ``tcp://HOST:PORT``, or ``tls://HOST:PORT`` if Dask's own
        configuration names the certificates.
    job
        What to run.
    replications
        Which ones.

    Raises
    ------
    InputError
        If the extra is not installed, the address is none, nobody answers, there are
        no workers, or one has other versions; or if the scenario cannot be run.
    SaylauError
        If the cluster is lost on the way, or workers die over one replication again
        and again.
    """
    _check_address(address)
    if not replications:
        return
    with _connected(address) as client:
        _check_versions(client, address)
        yield from _Team(client, address, job, replications).work()


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"tcp", "tls"} and parts.hostname and parts.port
    except ValueError:  # a port that is none, or half an IPv6 address
        whole = False
    if not whole or "@" in address or address != f"{parts.scheme}://{parts.netloc}":
        raise _bad(address, "is no address of a Dask scheduler; write tcp://HOST:PORT")


def _bad(address: str, message: str) -> InputError:
    return InputError.single("--cluster", address, message)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """Give a client of the cluster; on the way out, whatever happens, drop what is not done."""
    try:
        from distributed.utils import silence_logging_cmgr  # noqa: PLC0415  an extra
    except ImportError as error:
        message = f"needs Dask: pip install 'saylau[cluster]' ({error})"
        raise InputError.single("--cluster", "", message) from None
    # Its log would run into our progress; what matters of it is said by our errors.
    with silence_logging_cmgr("CRITICAL"):
        client = _connect(address)
        try:
            yield client
        finally:
            # The scheduler drops all tasks of a client that is gone. One that lost its scheduler
            # may be closing already, which it takes for a mistake (RuntimeError).
            with suppress(TimeoutError, OSError, AssertionError, RuntimeError):
                client.close(timeout=CLOSE_S)


def _connect(address: str) -> Any:
    from distributed import Client  # noqa: PLC0415  an extra
    from distributed.versions import VersionMismatchWarning  # noqa: PLC0415

    try:
        # In a thread, as a notebook has a loop of its own in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(_shake_hands(address))).result()
        with warnings.catch_warnings():
            # Versions are compared by us, and a difference is an error.
            warnings.simplefilter("ignore", VersionMismatchWarning)
            # Not the default: a script that calls us may have a cluster of its own.
            return Client(address, timeout=CONNECT_S, set_as_default=False)
    except Exception as error:  # noqa: BLE001  whatever is raised by what listens there
        said = f"({error})" if str(error) else ""
        message = f"no Dask scheduler answers there within {CONNECT_S} s {said}"
        raise _bad(address, message.rstrip()) from None


async def _shake_hands(address: str) -> None:
    """Raise an error if no scheduler talks there: its client would wait for one for ever."""
    from distributed import Security, rpc  # noqa: PLC0415  an extra

    certificates = Security().get_connection_args("client")
    remote = rpc(address, timeout=CONNECT_S, connection_args=certificates)
    try:
        async with asyncio.timeout(CONNECT_S):
            kind = (await remote.identity())["type"]
    finally:
        await remote.close_rpc()
    if kind != "Scheduler":
        raise OSError(f"a {kind} is there")


def _check_versions(client: Any, address: str) -> None:
    """Raise an error unless there are workers, and all have what this machine has."""
    try:
        client.wait_for_workers(1, timeout=WORKER_S)
    except TimeoutError:
        raise _bad(address, f"the scheduler has no worker, and got none in {WORKER_S} s") from None
    except OSError as error:
        raise _bad(address, f"the scheduler does not answer: {error}") from None
    problems = _differences(client, address)
    if problems:
        raise InputError(problems)


def _differences(client: Any, address: str) -> list[Problem]:
    """Return what scheduler and workers have that this machine has not, or the other way round.

    Their own ``versions`` is called, by name: no code travels, which another Python
    could not run. The scheduler must have everything too, as it looks into the tasks
    that it hands on.
    """
    try:
        found = client.sync(
            client.run, versions, on_error="return", callback_timeout=ASKED_S
        )  # fmt: skip
        answers = {f"worker {worker}": answer for worker, answer in found.items()}
        answers[f"scheduler {address}"] = _of_scheduler(client)
    except TimeoutError:
        message = f"not all workers said within {ASKED_S} s which versions they have"
        return [Problem("--cluster", address, message)]
    except OSError as error:
        return [Problem("--cluster", address, f"the scheduler does not answer: {error}")]
    return [
        Problem(who, package, message)
        for who, answer in sorted(answers.items())
        for package, message in _unlike(answer)
    ]


def _of_scheduler(client: Any) -> Any:
    try:
        return client.run_on_scheduler(versions)
    except (ImportError, AttributeError, RuntimeError) as error:
        return error


def _unlike(answer: Mapping[str, str] | Exception) -> Iterator[tuple[str, str]]:
    """Yield each package that differs from ours, and how."""
    if isinstance(answer, OSError):
        yield "", f"does not answer: {answer}"
    elif isinstance(answer, Exception):
        yield "saylau", f"is not installed, or is another version that cannot be asked ({answer})"
    else:
        for package, ours in versions().items():
            theirs = answer.get(package, "nothing")
            if theirs != ours:
                yield package, f"has {theirs}; this machine has {ours}"


class _Team:
    """The workers of a cluster, and what is still to do.

    No more is given out than keeps them all busy: so a run of 100,000 replications
    is no burden to the scheduler, and only so many records wait here to be kept.
    """

    def __init__(self, client: Any, address: str, job: Job, replications: Sequence[int]) -> None:
        self.client, self.address, self.job = client, address, job
        self.to_do = list(reversed(replications))
        self.busy: dict[Future[bytes], int] = {}
        self.seen_at = time.monotonic()

    def work(self) -> Iterator[tuple[int, bytes]]:
        """Yield replications until all are done."""
        # Not pure: a result of an earlier run is not to be taken for this one's.
        executor = self.client.get_executor(pure=False, retries=RETRIES)
        while self.to_do or self.busy:
            room = AHEAD * self.count_threads()
            while self.to_do and len(self.busy) < max(room, 1):
                number = self.to_do.pop()
                self.busy[executor.submit(play, self.job.of(number), number)] = number
            done, _ = wait(self.busy, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            for future in done:
                number = self.busy.pop(future)
                yield number, self.content(future, number)

    def count_threads(self) -> int:
        """Return how many replications the workers can do at once; workers join and leave."""
        try:
            by_worker = self.client.sync(self.client.nthreads, callback_timeout=ASKED_S)
        except (OSError, TimeoutError):
            self.lost()
        threads: int = sum(by_worker.values())
        if threads:
            self.seen_at = time.monotonic()
        elif time.monotonic() - self.seen_at > ALONE_S:
            message = f"all workers of {self.address} are gone, and none came for {ALONE_S} s"
            raise SaylauError(message)
        return threads

    def content(self, future: Future[bytes], number: int) -> bytes:
        """Return the record of a replication, if it was made with the versions we have."""
        from distributed import KilledWorker  # noqa: PLC0415  an extra

        try:
            content = future.result()
        except CancelledError:
            self.lost()
        except KilledWorker as error:
            tried = error.allowed_failures + 1
            message = f"replication {number}: {tried} workers died over it, the last one"
            hint = "out of memory? The log of the worker says more"
            raise SaylauError(f"{message} {error.last_worker.address} ({hint})") from None
        except SaylauError:
            raise
        except Exception:
            # A worker that joined later may lack what the others have; else it is a bug.
            _check_versions(self.client, self.address)
            raise
        theirs = Record(content).about()["versions"]
        if theirs != versions():
            _check_versions(self.client, self.address)  # names the worker, if it is still there
            where = f"{self.address}: replication {number}"
            raise InputError([Problem(where, *unlike) for unlike in _unlike(theirs)])
        return content

    def lost(self) -> NoReturn:
        """Raise the error for a cluster that is gone."""
        raise SaylauError(f"the connection to the scheduler {self.address} was lost") from None
