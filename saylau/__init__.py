"""Saylau by the name of its distribution: ``import saylau`` has the names of ``import sim``.

So have the modules inside: ``saylau.day.reference`` is ``sim.day.reference``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sim
from saylau.as_sim import install

if TYPE_CHECKING:
    from sim import *
    from sim import __version__ as __version__

install()

if not TYPE_CHECKING:  # else type checkers would accept any name
    __all__ = sim.__all__

    def __getattr__(name: str) -> Any:
        # Not imported before it is used, as in sim.
        return getattr(sim, name)


def __dir__() -> list[str]:
    return dir(sim)
