"""Write an election report of NIST SP 1500-100 as JSON, object by object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.exporting.json_pieces import json_pieces
from sim.exporting.nist_report import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.exporting.known_night import KnownNight


def pieces(night: KnownNight) -> Iterator[str]:
    """Yield the text of a report piece by piece."""
    yield from json_pieces(report(night))
    yield "\n"
