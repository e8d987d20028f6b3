"""Columns and a summary as bytes: the form in which finished work is kept and sent."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from sim.results.saving import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.core.types import Json

_SUMMARY = "summary"
_ENDING, _VERSION, _PREFIX = ".npy", (1, 0), 10
"""Of the files of ``np.savez``: their names' ending, their version, and the bytes up to the length
of the header, which are the last two."""


def packed(summary: Mapping[str, Json], columns: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """Return a summary and columns of tables, ``TABLE/COLUMN`` each, as bytes of a record.

    Raises
    ------
    ValueError
        If a column has several dimensions, or neither numbers nor texts.
    """
    about = {"versions": versions(), _SUMMARY: summary}
    file = io.BytesIO()
    text = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    # The bytes of np.savez, which makes the header of every column anew.
    with ZipFile(file, "w") as archive:
        for name, values in {_SUMMARY: text, **columns}.items():
            if values.ndim != 1:
                raise ValueError(f"a column has one dimension; got {values.ndim} of {name}")
            with archive.open(name + _ENDING, "w", force_zip64=True) as part:
                part.write(_header(values.dtype, len(values)) + values.tobytes())
    return file.getvalue()


@lru_cache(maxsize=1024)
def _header(kind: np.dtype[Any], n: int) -> bytes:
    """Return the header of a column of n values.

    Raises
    ------
    ValueError
        If they are neither numbers nor texts.
    """
    if kind.hasobject:
        raise ValueError(f"a column has numbers or texts; got {kind}")
    file = io.BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": (n,)}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


def is_of_this_version(content: bytes, complete: Callable[[Record], bool]) -> bool:
    """Return whether bytes are a record that this version made, and that is complete."""
    try:
        record = Record(content)
        return record.about()["versions"] == versions() and complete(record)
    except (ValueError, OSError, KeyError, TypeError, EOFError, BadZipFile):
        return False


class Record:
    """One replication, read from its bytes column by column."""

    def __init__(self, content: bytes) -> None:
        self._file = ZipFile(io.BytesIO(content))

    def about(self) -> dict[str, Any]:
        """Return the versions that made the record, and the summary as a JSON object."""
        about: dict[str, Any] = json.loads(self._read(_SUMMARY).tobytes())
        return about

    def column(self, table: str, name: str) -> np.ndarray[Any, Any]:
        """Return a column of a table."""
        return self._read(f"{table}/{name}")

    def names(self) -> dict[str, list[str]]:
        """Return the columns of each table, in order."""
        found: dict[str, list[str]] = {}
        for name in self._file.namelist():
            table, _, column = name.removesuffix(_ENDING).partition("/")
            if column:
                found.setdefault(table, []).append(column)
        return found

    def _read(self, name: str) -> np.ndarray[Any, Any]:
        content = self._file.read(name + _ENDING)
        begin = _PREFIX + int.from_bytes(content[_PREFIX - 2 : _PREFIX], "little")
        kind, n = _layout(content[:begin])
        if len(content) != begin + n * kind.itemsize:
            raise ValueError(f"{name} is not as long as its header says")
        values: np.ndarray[Any, Any] = np.ndarray((n,), kind, content, begin)
        return values.copy()


@lru_cache(maxsize=1024)
def _layout(header: bytes) -> tuple[np.dtype[Any], int]:
    """Return the kind and number of values of a column: numpy takes longer for it than for them.

    Raises
    ------
    ValueError
        If it is not the header of a column of numbers or texts.
    """
    file = io.BytesIO(header)
    version = np.lib.format.read_magic(file)
    if version != _VERSION:
        raise ValueError(f"the header of a column has version {_VERSION}; got {version}")
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    if kind.hasobject or len(shape) != 1:
        raise ValueError(f"a column has numbers or texts; got {kind} of shape {shape}")
    return kind, shape[0]
