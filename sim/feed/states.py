"""Postal codes of American states in place of codes of areas, for programs that know no others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# fmt: off
_POSTAL = (
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY",
)
# fmt: on
_ALL_TOGETHER = "US"


@dataclass(frozen=True)
class Postal:
    """Codes in place of those of areas; without any, those of areas."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str) -> str:
        """Return the code that stands for that of an area, or of all areas together."""
        return self.codes.get(code, code)


def american(regions: Sequence[str], nation: str) -> Postal:
    """Return postal codes for areas, in the order of the alphabet of states.

    >>> american(["NORTH", "SOUTH"], "XY").codes
    {'NORTH': 'AL', 'SOUTH': 'AK', 'XY': 'US'}

    Raises
    ------
    InputError
        If there are more areas than states.
    """
    if len(regions) > len(_POSTAL):
        message = f"us has {len(_POSTAL)} codes; the election has {len(regions)} areas"
        raise InputError.single("--states", "", message)
    return Postal({**dict(zip(regions, _POSTAL, strict=False)), nation: _ALL_TOGETHER})
