"""Results as callers give them: as such, as what a call returned, or their directory."""

from __future__ import annotations

import os
from pathlib import Path

from sim.core.errors import ResultsError
from sim.core.text import with_article
from sim.results.results import Results


def given_results(given: object, name: str) -> Results | Path:
    """Return results, or the directory of some.

    Parameters
    ----------
    given
        Results, the comparison or calibration that has them, or a directory.
    name
        Of the argument, for the error.

    Raises
    ------
    ResultsError
        If it is something else, such as a scenario that was not run.

    Examples
    --------
    >>> given_results("results/usual", "result 1").name
    'usual'
    """
    kept = getattr(given, "results", given)
    if isinstance(kept, Results):
        return kept
    if isinstance(given, str | os.PathLike):
        return Path(given)
    kind = type(given).__name__
    message = f"must be results, or their directory; got {with_article(kind)}"
    hint = "; run it first, with sim.run()" if kind == "Scenario" else ""
    raise ResultsError.single(name, "", f"{message}{hint}")
