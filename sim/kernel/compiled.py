"""How the events of the polling day are compiled, and when what was compiled is stale."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Iterable

# Whoever calls run_day holds the arrays, so nothing within counts references to them: numba
# would at every inlined call, which takes two thirds of the time.
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
compiled = njit(**_OPTIONS)
inlined = njit(inline="always", **_OPTIONS)


def forget_stale(sources: Iterable[Path], stamp: Path) -> None:
    """Remove compiled code that was made of other sources.

    numba looks at the file of a function alone, not at the files of what it calls: after
    an update the day would go on as before.

    Parameters
    ----------
    sources
        Files whose functions call each other; what is compiled of them lies beside them.
    stamp
        File that says of which sources it was made.
    """
    sources = sorted(sources)
    made_of = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    with suppress(OSError):
        if stamp.read_text() == made_of:
            return
    # Where nothing can be written numba keeps its code elsewhere, by the age of the files.
    with suppress(OSError):
        for source in sources:
            for old in source.parent.glob(f"__pycache__/{source.stem}.*.nb[ic]"):
                old.unlink(missing_ok=True)
        stamp.parent.mkdir(exist_ok=True)
        stamp.write_text(made_of)


_HERE = Path(__file__).parent
forget_stale(
    [*_HERE.glob("*.py"), _HERE.parent / "draw.py"], _HERE / "__pycache__" / "sources.sha256"
)
