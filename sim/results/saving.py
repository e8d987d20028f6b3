"""Save a result; :mod:`sim.results.reading` loads it again.

A directory is written under a temporary name, the manifest last, synced to the disk and
moved to its name; so a directory that exists is complete, and none is overwritten. Figures
are plotted and added afterwards: if that fails, the result is complete without them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import shutil
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from sim.core.errors import OutputError
from sim.core.interrupts import interrupts_held
from sim.results.csv_text import write_csv
from sim.results.data_package import data_package
from sim.results.manifests import Manifest
from sim.results.placement import check_free, move_into_place, partial_of, refused, sync, sync_all
from sim.results.results import Results
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sim.results.summaries import Summary

R = TypeVar("R", bound=Results)
M = TypeVar("M", bound=Manifest)

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
DATA_PACKAGE = "datapackage.json"
FORMAT = 2
"""Version of the layout of a result's directory."""


_PACKAGES = ("saylau", "numpy", "simpy", "numba", "pydantic")


@cache
def versions() -> dict[str, str]:
    """Return the versions on which the bytes of a result can depend."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


class Saved(NamedTuple, Generic[R]):
    """A result that is whole on the disk, and where."""

    results: R
    directory: Path


def save(
    results: R,
    directory: Path,
    draw: Callable[[R, Path], None] | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
) -> R:
    """Save a result into a new directory, then draw its figures.

    Parameters
    ----------
    results
        What to save.
    directory
        Must not exist.
    draw
        Writes figures into the directory it is given; they are added to the result.
    files
        Further files, by name.

    Returns
    -------
    Results
        The same, its manifest with the hash and size of every file.

    Raises
    ------
    ResultsError
        If the directory exists; nothing is left behind.
    OutputError
        If the directory cannot be written, and nothing is left behind; or if figures could
        not be plotted: then the result is complete without them, and the message says so.
    """
    saved = save_without_figures(results, directory, files or {})
    return saved.results if draw is None else add_figures(saved, draw)


def save_without_figures(
    results: R,
    directory: Path,
    files: Mapping[str, bytes],
    instead: Path | None = None,
    placed: Callable[[Path], None] | None = None,
) -> Saved[R]:
    """Save a result without figures; nothing is left behind if it fails.

    Parameters
    ----------
    results
        What to save.
    directory
        Must not exist.
    files
        Further files, by name.
    instead
        Name to use, or the next free one after it, if another process creates the directory
        meanwhile; None for no other.
    placed
        Called with the final path at once, before a Ctrl-C is handled.

    Raises
    ------
    ResultsError
        If the directory exists.
    OutputError
        If the disk refuses.
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
        (partial / DATA_PACKAGE).write_bytes(_json_of(data_package(results.tables)))
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
        raise refused(directory, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in made:
            # Only if it is still empty, so that a run that fails leaves nothing behind.
            with contextlib.suppress(OSError):
                parent.rmdir()
    return Saved(replace(results, manifest=manifest, directory=place), place)


def add_figures(saved: Saved[R], draw: Callable[[R, Path], None]) -> R:
    """Plot figures of a saved result, and add them to its directory.

    They are plotted beside it and moved in together; the manifest is replaced last, at once.
    So the result can be read at every moment.

    Parameters
    ----------
    saved
        The result and its directory.
    draw
        Writes figures into the directory it is given.

    Raises
    ------
    OutputError
        If they cannot be plotted, whatever the reason; says that the result is complete.
    KeyboardInterrupt
        If it is interrupted; says the same.
    """
    results, directory = saved
    partial = _fresh_partial(directory)
    whole = f"the results are whole in {directory}"
    try:
        partial.mkdir()
        draw(results, partial)
        manifest = _with_files(results.manifest, partial, add=True)
        drawn = sorted(partial.iterdir())
        (partial / MANIFEST).write_bytes(_json(manifest))
        sync_all(partial)
        for path in drawn:
            path.rename(directory / path.name)
        (partial / MANIFEST).replace(directory / MANIFEST)
        sync(directory)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"{whole}; figures were not drawn") from None
    except Exception as error:
        # Whatever it is: the drawing library, its configuration, memory, the disk.
        reason = str(error) or "no reason given"
        raise OutputError(
            f"{whole}; figures could not be drawn: {type(error).__name__}: {reason}"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return replace(results, manifest=manifest)


def _fresh_partial(directory: Path) -> Path:
    """Return a free temporary name; removes what a dead process with our number left there."""
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
    add
        Whether those that the manifest has so far stay in it.
    """
    files = dict(_files(directory))
    hashes = dict(manifest.sha256 or {}) if add else {}
    sizes = dict(manifest.bytes or {}) if add else {}
    hashes |= {name: own[0] for name, own in files.items()}
    sizes |= {name: own[1] for name, own in files.items()}
    return replace(
        manifest,
        bytes={name: sizes[name] for name in sorted(sizes)},
        sha256={name: hashes[name] for name in sorted(hashes)},
    )


def _files(directory: Path) -> Iterator[tuple[str, tuple[str, int]]]:
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        yield path.relative_to(directory).as_posix(), (digest, path.stat().st_size)
