"""The prior of arrivals that a pack gives: its faults, and whether its curves were fitted."""

from __future__ import annotations

import hashlib
import math
import shlex
from typing import TYPE_CHECKING

from sim.calibration.arrivals.prior import (
    COORDINATES,
    CSV_COLUMNS,
    FITTED_TO,
    HIGHEST,
    LOWEST,
)
from sim.core.errors import InputError, Problem
from sim.core.paths import label
from sim.core.suggest import nearest
from sim.core.text import counted, shown
from sim.pack.past_elections import left_out, usable_curves
from sim.pack.values import PAST, PRIOR
from sim.scenario.parameters.voters import USUAL_C

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.pack.records import Published

_FORM = f"1 - exp(-b x^a (1 - x)^-{USUAL_C})"
PRIOR_OF_USUAL_C = (
    f"the prior of arrivals is that of curves with arrivals.c = {USUAL_C}; with another c, a and b "
    "differ from those of other elections"
)
COMMON = "common"
"""Row of the level of a new election."""
_LEAST_ELECTIONS = 2
"""The spread between elections is part of the prior."""
_MOST_SCALE = 2.0
"""Of each shape; a wider prior would lie mostly outside the range of a scenario."""


def check_prior(of: Published, codes: Sequence[str]) -> None:
    """Check the prior of a pack, if it gives one.

    Parameters
    ----------
    of
        The election.
    codes
        Of the areas that have arrival curves.

    Raises
    ------
    InputError
        If the file is not UTF-8, or a column, row or value is missing or not allowed; lists
        every problem found.
    """
    where = label(of.folder / PRIOR)
    try:
        rows = of.rows(PRIOR)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(where, "", f"is no UTF-8 text: {error}")]) from None
    if problems := [Problem(at, "", text) for at, text in _faults(rows, codes, where)]:
        raise InputError(problems)


def check_curves(of: Published) -> None:
    """Check whether a prior can be fitted to turnout of other elections of a pack.

    Raises
    ------
    InputError
        If it has none, or fewer than two elections with a usable curve.
    """
    where = label(of.folder / PAST)
    if not of.rows(PAST):
        message = "there is no turnout of other elections: a prior is fitted to that"
        raise InputError.single(where, "", message)
    n = len({curve.date for curve in usable_curves(of)})
    if n < _LEAST_ELECTIONS:
        message = (
            f"has usable curves of {counted(n, 'election')}; a prior needs {_LEAST_ELECTIONS} or "
            "more. A curve has a value while doors are open, and a last one when they are "
            "closed"
        )
        if out := left_out(of):
            message += f"; {counted(len(out), 'value')} left out, the first: "
            message += out[0].finding.message
        raise InputError.single(where, "", message)


def prior_note(of: Published) -> str:
    """Return what a user must do so that curves of other elections become a prior; mostly empty."""
    curves, prior = of.folder / PAST, of.folder / PRIOR
    if not curves.is_file():
        return ""
    command = shlex.join(["saylau", "pack", "prior", label(of.folder)])
    if not prior.is_file():
        return f"{PAST} is not used, as the prior was not fitted to it: {command}"
    fitted = {row.get(FITTED_TO) for row in of.rows(PRIOR) if row["area"] == COMMON} - {"", None}
    if fitted and fitted != {curves_digest(of)}:
        return f"{PRIOR} was fitted to other curves than those of {PAST}: {command} fits it again"
    return ""


def curves_digest(of: Published) -> str:
    """Return a digest of ``past/turnout.csv`` of a pack and of the form of curves, 16 digits."""
    text = (of.folder / PAST).read_text(encoding="utf-8")
    return hashlib.sha256(f"{_FORM}\n{text}".encode()).hexdigest()[:16]


def _faults(
    rows: Sequence[Mapping[str, str]], codes: Sequence[str], where: str
) -> Iterator[tuple[str, str]]:
    """Yield place and sentence of each fault."""
    if not rows:
        return
    if missing := [name for name in CSV_COLUMNS if name not in rows[0]]:
        yield f"{where}:1", f"missing columns: {', '.join(missing)}"
        return
    areas = [row["area"] for row in rows]
    if COMMON not in areas:
        yield where, f"needs a row {COMMON}, the level of an election"
    if set(areas) == {COMMON}:
        yield where, "needs a row of at least one area"
    for number, row in enumerate(rows, start=2):
        area = row["area"]
        if areas.index(area) < number - 2:
            yield f"{where}:{number}", f"area {shown(area)} is given twice"
        elif area not in {COMMON, *codes}:
            known = nearest(area, [COMMON, *codes])
            yield f"{where}:{number}", f"no area {shown(area)} has an arrival curve; {known}"
        for name, text in _wrong(row):
            yield f"{where}:{number}", f"{name}: {text}; got {shown(row[name])}"


def _wrong(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each column with a value that is not allowed, and what is."""
    ends = zip(COORDINATES, LOWEST.tolist(), HIGHEST.tolist(), strict=True)
    # Means of regions are differences from the common one.
    reach = (HIGHEST - LOWEST).tolist()
    allowed = {f"mean_{name}": (low, high) for name, low, high in ends}
    if row["area"] != COMMON:
        allowed = {f"mean_{n}": (-most, most) for n, most in zip(COORDINATES, reach, strict=True)}
    allowed |= {f"scale_{name}": (0.001, _MOST_SCALE) for name in COORDINATES}
    allowed |= {"correlation": (-0.999, 0.999), "dof": (1.0, 1e6)}
    if row["area"] == COMMON:
        allowed["error_pct"] = (0.01, 20.0)
    for name, (least, most) in allowed.items():
        try:
            value = float(row[name])
        except (TypeError, ValueError):
            value = math.nan
        if not least <= value <= most:
            yield name, f"must be a number from {least:.4g} to {most:.4g}"
