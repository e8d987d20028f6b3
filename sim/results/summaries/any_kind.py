"""The base class of summaries of every kind of result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.results.summaries.election import OfElection
from sim.results.summaries.shared import Origin


@dataclass(frozen=True, kw_only=True)
class Summary(OfElection):
    """The summary of a result of any kind."""

    origin: Origin

    if TYPE_CHECKING:

        @property
        def kind(self) -> str:
            """Name of the kind: see :data:`sim.results.result_kinds.RESULT_KINDS`."""
