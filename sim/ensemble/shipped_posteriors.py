"""Directories of posteriors: those that ship with Saylau, by name, and those that are here."""

from __future__ import annotations

from pathlib import Path

from sim.core.errors import Problem, ResultsError
from sim.results.saving import MANIFEST

TABLE = "posterior"
"""Name of the table of draws."""
SHIPPED = ("baseline",)
"""Names of the posteriors that ship with Saylau, each of the scenario of the same name."""
_MOST_SHOWN = 5


def find_posterior(reference: str | Path) -> Path:
    """Return the directory of a posterior, given by name or path.

    Raises
    ------
    ResultsError
        If there is none, or a name that ships is also a directory.
    """
    directory = shipped_as(reference) or Path(reference)
    if not directory.is_dir():
        raise ResultsError(
            [Problem(str(directory), "", f"is not a directory; {available_posteriors()}")]
        )
    return directory


def shipped_posteriors() -> dict[str, Path]:
    """Return the directories of the posteriors that ship with Saylau, by name."""
    package = Path(__file__).resolve().parents[1]
    candidates = {
        name: (package / "posteriors" / name, package.parent / "results" / name / "calibration")
        for name in SHIPPED
    }
    return {
        name: next(path for path in paths if path.is_dir())
        for name, paths in candidates.items()
        if any(path.is_dir() for path in paths)
    }


def shipped_as(reference: str | Path) -> Path | None:
    """Return the directory of a posterior that ships, if the reference is its name.

    Raises
    ------
    ResultsError
        If a directory of that name holds a calibration, too.
    """
    if not isinstance(reference, str) or reference not in shipped_posteriors():
        return None
    if (Path(reference) / MANIFEST).is_file():
        message = f"ships with Saylau, and is also a directory; write ./{reference} for that one"
        raise ResultsError([Problem("posterior", reference, message)])
    return shipped_posteriors()[reference]


def reference_of(directory: Path) -> str:
    """Return a directory for a command line, distinct from the names of posteriors that ship."""
    text = str(directory)
    return f"./{text}" if text in SHIPPED or text.startswith("-") else text


def available_posteriors() -> str:
    """Return a hint with the posteriors that ship, and the calibrations under ``results/``."""
    shipped = set(shipped_posteriors().values())
    found = (path.parent for path in Path("results").glob(f"*/*/{TABLE}.csv"))
    here = sorted(str(path) for path in found if path.resolve() not in shipped)
    hint = f"available: {', '.join(shipped_posteriors()) or 'none'} (shipped)"
    shown = ", ".join(here[:_MOST_SHOWN]) + (" …" if len(here) > _MOST_SHOWN else "")
    return f"{hint}, {shown}" if here else f"{hint}; a calibration makes one"
