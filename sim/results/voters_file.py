"""The voters' file: one row per voter who came, written during the run.

A country has a million rows, so only those of one site are in memory at a time, and all cells of
a column are formatted at once.
"""

from __future__ import annotations

import csv
import gzip
import io
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from sim.core.errors import Problem, ResultsError
from sim.core.interrupts import interrupts_held
from sim.results.columns import SIMULATED
from sim.results.placement import (
    check_free,
    existing_parent,
    move_into_place,
    partial_of,
    sync,
    write_error,
)
from sim.results.schema import VOTERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.core.types import Cells
    from sim.day.voter_log import VoterRecords
    from sim.results.schema import Kind

VOTER_COLUMNS = VOTERS.names()
"""Columns of the file, in their order."""
_GZIP_LEVEL = 4
"""Takes half the time of the default level 6, for a file that is 3 % larger."""
_THOUSANDTHS = np.array([f".{ms:03d}" for ms in range(1000)], dtype="S4")


class VotersFile:
    """A voters' file to be written; CSV, compressed if its name ends in ``.gz``.

    It is a context manager. The file is written under a temporary name and renamed at the end;
    it is removed if the body fails or is interrupted.
    """

    def __init__(self, path: str | Path) -> None:
        """Check that the file can be written.

        Raises
        ------
        ResultsError
            If the name exists already.
        OutputError
            If the directory cannot be written to.
        """
        self.path = Path(path)
        check_free(self.path)
        self._partial = partial_of(self.path, existing_parent(self.path))
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open the file and write its header.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        try:
            raw = self._open.enter_context(self._partial.open("wb"))
            self._out: IO[bytes] | gzip.GzipFile = raw
            if self.path.suffix == ".gz":
                # Without name and time, so that the same rows give the same bytes.
                packed = gzip.GzipFile("", "wb", _GZIP_LEVEL, raw, mtime=0)
                self._out = self._open.enter_context(packed)
            self._out.write(f"{','.join(VOTER_COLUMNS)}\n".encode())
        except BaseException as error:
            self._drop()
            if isinstance(error, OSError):
                raise write_error(self.path, error) from None
            raise
        return self

    def __exit__(self, kind: object, _: object, __: object) -> None:
        if kind is not None:
            self._drop()
            return
        try:
            self._open.close()
            sync(self._partial)
            place = move_into_place(self._partial, self.path, instead=self.path)
        except OSError as error:
            raise write_error(self.path, error) from None
        finally:
            self._drop()
        if place != self.path:
            message = (
                "was created by another process during this run, and no file is overwritten; "
                f"the rows are in {place}"
            )
            raise ResultsError([Problem(str(self.path), "", message)])

    def write(self, records: VoterRecords) -> None:
        """Write the rows of one site.

        Raises
        ------
        OutputError
            If they cannot be written.
        """
        try:
            # NumPy discards a Ctrl-C that arrives while it formats times.
            with interrupts_held():
                rows = csv_rows(records)
            self._out.write(rows)
        except OSError as error:
            raise write_error(self.path, error) from None

    def _drop(self) -> None:
        """Remove the unfinished file."""
        with suppress(OSError):
            self._open.close()
        with suppress(OSError):
            self._partial.unlink(missing_ok=True)


def csv_rows(records: VoterRecords) -> bytes:
    """Return the rows of one site as CSV in UTF-8."""
    n = len(records.voter)
    same = {"origin": SIMULATED, "site": records.site}
    return _joined(
        [
            np.full(n, _quoted(same[column.name]).encode())
            if column.name in same
            else _CELLS[column.kind](getattr(records, _FIELDS.get(column.name, column.name)))
            for column in VOTERS.columns
        ]
    )


def _quoted(text: str) -> str:
    cell = io.StringIO()
    csv.writer(cell, lineterminator="").writerow([text])
    return cell.getvalue()


def _whole(values: NDArray[Any]) -> Cells:
    """Format whole numbers, and flags as 1 or 0."""
    return values.astype(np.int64).astype("S20")


def _times(values: NDArray[np.datetime64]) -> Cells:
    """Format times as ISO 8601 to the millisecond; NaT is an empty cell.

    >>> _times(np.array(["2021-07-25T07:00", "NaT"], dtype="datetime64[ms]")).tolist()
    [b'2021-07-25T07:00:00.000', b'']
    """
    cells: Cells = np.datetime_as_string(values, unit="ms").astype(np.bytes_)
    cells[np.isnat(values)] = b""
    return cells


def _seconds(values: NDArray[np.timedelta64]) -> Cells:
    """Format durations in seconds with three decimals; NaT is an empty cell.

    >>> _seconds(np.array([61_005, "NaT"], dtype="timedelta64[ms]")).tolist()
    [b'61.005', b'']
    """
    seconds, thousandths = np.divmod(values.astype(np.int64), 1000)
    cells: Cells = np.char.add(_whole(seconds), _THOUSANDTHS[thousandths])
    cells[np.isnat(values)] = b""
    return cells


def _text(values: Cells) -> Cells:
    return values


_CELLS: dict[Kind, Callable[[Any], Cells]] = {
    "text": _text, "integer": _whole, "flag": _whole, "time": _times, "number": _seconds,
}  # fmt: skip
"""Functions that format the cells of a column, by its kind; numbers are durations."""
_FIELDS = {"waited_s": "waited"}
"""Fields of the records whose names differ from those of their columns."""


def _joined(columns: list[Cells]) -> bytes:
    r"""Join columns into rows of CSV, without the padding of the cells.

    >>> _joined([np.array([b"a", b"bcd"]), np.array([b"", b"1"])])
    b'a,\nbcd,1\n'
    """
    n = len(columns[0])
    if n == 0:
        return b""
    parts = []
    for column in columns:
        cells = np.ascontiguousarray(column)
        parts += [cells.view(np.uint8).reshape(n, -1), np.full((n, 1), ord(","), dtype=np.uint8)]
    parts[-1][:] = ord("\n")
    table = np.concatenate(parts, axis=1)
    rows: bytes = table[table != 0].tobytes()
    return rows
