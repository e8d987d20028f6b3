"""Save a result; :mod:`sim.results.reading` loads it again.

A directory is written under a temporary name, the manifest last, synced to the disk and then
renamed. So a directory that exists is complete, and none is overwritten. Figures are plotted
and added afterwards; if that fails, the result is complete without them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from sim.core.errors import OutputError, ResultsError
from sim.core.interrupts import interrupts_held
from sim.core.text import with_article
from sim.results.csv_text import write_csv
from sim.results.data_package import data_package
from sim.results.manifests import Manifest
from sim.results.placement import (
    check_free,
    move_into_place,
    partial_of,
    sync,
    sync_all,
    write_error,
)
from sim.results.result_kinds import kind_named
from sim.results.results import Results
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.results.summaries.any_kind import Summary

R = TypeVar("R", bound=Results)
R_co = TypeVar("R_co", bound=Results, covariant=True)
M = TypeVar("M", bound=Manifest)

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
DATA_PACKAGE = "datapackage.json"
FORMAT = 2
"""Version of the layout of a result's directory."""


_PACKAGES = ("saylau", "numpy", "simpy", "numba", "pydantic")


@cache
def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages on which a result can depend."""
    from importlib.metadata import version  # Slow to import; a result is read without it.

    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


class Saved(NamedTuple, Generic[R]):
    """A result that is complete on the disk, and its directory."""

    results: R
    directory: Path


class Made(Protocol[R_co]):
    """A result with further files to save, such as a calibration."""

    @property
    def results(self) -> R_co:
        """The result."""

    def files_in(self, directory: Path) -> Mapping[str, bytes]:
        """Return the contents of further files by name, with paths relative to a directory."""


def save(
    results: R | Made[R],
    directory: str | Path,
    plot: Callable[[R, Path], None] | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
) -> R:
    """Save a result in a new directory, with the page that its command writes; plot its figures.

    Parameters
    ----------
    results
        The result to save, or the calibration or comparison that has it.
    directory
        The directory, which must not exist.
    plot
        Function that writes figures into the directory that it is given; they are added to the
        result. None for no figures.
    files
        Contents of further files, by name.

    Returns
    -------
    Results
        The result with its directory, and with the hash and size of every file in the manifest.

    Raises
    ------
    ResultsError
        If the directory exists, or what is given are no results; no file is written.
    OutputError
        If the directory cannot be written, and then no file is left; or if figures cannot be
        plotted, and then the result is complete without them, as the message says.
    """
    directory = Path(directory)
    if not isinstance(results, Results) and not hasattr(results, "files_in"):
        got = with_article(type(results).__name__)
        message = f"must be results, as sim.run() returns them; got {got}"
        raise ResultsError.single("results", "", message)
    kept = results if isinstance(results, Results) else results.results
    documents = kind_named(kept.kind).documents
    further = {} if documents is None else {**documents.value(kept, directory)}
    if not isinstance(results, Results):
        further |= results.files_in(directory)
    saved = save_without_figures(kept, directory, {**further, **(files or {})})
    return saved.results if plot is None else add_figures(saved, plot)


def save_without_figures(
    results: R,
    directory: Path,
    files: Mapping[str, bytes],
    instead: Path | None = None,
    placed: Callable[[Path], None] | None = None,
) -> Saved[R]:
    """Save a result without figures; if that fails, no file is left.

    Parameters
    ----------
    results
        The result to save.
    directory
        The directory, which must not exist.
    files
        Contents of further files, by name.
    instead
        The name to use, or the next free one after it, if another process creates the directory
        during this call; None if no other name may be used.
    placed
        Called with the final path as soon as the result is there, before a Ctrl-C is handled.

    Raises
    ------
    ResultsError
        If the directory exists.
    OutputError
        If the directory cannot be written.
    """
    if instead is None:
        check_free(directory)
    partial = _fresh_partial(directory)
    made = [parent for parent in directory.absolute().parents if not parent.exists()]
    try:
        partial.mkdir(parents=True)
        for name, table in results.tables.items():
            with (partial / f"{name}.csv").open("w", encoding="utf-8", newline="\n") as file:
                write_csv(file, table)
        (partial / SUMMARY).write_bytes(_json(results.summary))
        (partial / DATA_PACKAGE).write_bytes(
            _json_of(data_package(kind_named(results.kind), results.tables, results.summary.nation))
        )
        for name, content in files.items():
            (partial / name).write_bytes(content)
        manifest = _with_files(results.manifest, partial)
        (partial / MANIFEST).write_bytes(_json(manifest))
        sync_all(partial)
        with interrupts_held():
            place = move_into_place(partial, directory, instead)
            if placed is not None:
                placed(place)
    except OSError as error:
        raise write_error(directory, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in made:
            # Only if it is still empty, so that a run that fails leaves no directory.
            with contextlib.suppress(OSError):
                parent.rmdir()
    return Saved(replace(results, manifest=manifest, directory=place), place)


def add_figures(saved: Saved[R], plot: Callable[[R, Path], None]) -> R:
    """Plot figures of a saved result, and add them to its directory.

    They are plotted into a temporary directory and moved together; the manifest is replaced last,
    in one step. So the result can be loaded at any time.

    Parameters
    ----------
    saved
        The result and its directory.
    plot
        Function that writes figures into the directory that it is given.

    Returns
    -------
    Results
        The result, with the figures in its manifest.

    Raises
    ------
    OutputError
        If they cannot be plotted for any reason; the message says that the result is complete.
    KeyboardInterrupt
        If it is interrupted; with the same message.
    """
    results, directory = saved
    partial = _fresh_partial(directory)
    complete = f"the result is complete in {directory}"
    try:
        partial.mkdir()
        plot(results, partial)
        manifest = _with_files(results.manifest, partial, add=True)
        plotted = sorted(partial.iterdir())
        (partial / MANIFEST).write_bytes(_json(manifest))
        sync_all(partial)
        for path in plotted:
            path.rename(directory / path.name)
        (partial / MANIFEST).replace(directory / MANIFEST)
        sync(directory)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{complete}; figures were not plotted") from None
    except Exception as error:
        # Any error: of the plotting library, its configuration, memory, the disk.
        reason = str(error) or "no reason given"
        raise OutputError(
            f"{complete}; figures could not be plotted: {type(error).__name__}: {reason}"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return replace(results, manifest=manifest)


def _fresh_partial(directory: Path) -> Path:
    """Return a free temporary name; remove what an earlier process of the same number left."""
    partial = partial_of(directory)
    shutil.rmtree(partial, ignore_errors=True)
    return partial


def _json(record: Summary | Manifest) -> bytes:
    return _json_of(as_json(record))


def _json_of(content: Mapping[str, object]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


def _with_files(manifest: M, directory: Path, *, add: bool = False) -> M:
    """Return a manifest with hash and size of every file in a directory.

    Parameters
    ----------
    manifest
        The manifest so far.
    directory
        The directory of the files.
    add
        Whether the manifest keeps the files that it has so far.
    """
    files = dict(_files(directory))
    hashes = dict(manifest.sha256 or {}) if add else {}
    sizes = dict(manifest.bytes or {}) if add else {}
    hashes |= {name: digest for name, (digest, _) in files.items()}
    sizes |= {name: size for name, (_, size) in files.items()}
    return replace(
        manifest,
        bytes={name: sizes[name] for name in sorted(sizes)},
        sha256={name: hashes[name] for name in sorted(hashes)},
    )


def _files(directory: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield name, hash and size of every file in a directory."""
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield path.relative_to(directory).as_posix(), (digest, path.stat().st_size)
