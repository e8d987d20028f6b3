"""Arguments of Python that take several texts or paths, where one may be given as it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@overload
def listed(given: str | Iterable[str]) -> tuple[str, ...]: ...
@overload
def listed(given: str | Path | Iterable[str | Path]) -> tuple[str | Path, ...]: ...
def listed(given: str | Path | Iterable[str | Path]) -> tuple[str | Path, ...]:
    """Return texts or paths as a tuple; one that is given alone is one of them.

    Python would take a text as the list of its letters.

    >>> listed("waits"), listed(["waits", "night"]), listed(())
    (('waits',), ('waits', 'night'), ())
    """
    return (given,) if isinstance(given, str | os.PathLike) else tuple(given)
