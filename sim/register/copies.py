"""Copies of a country: the same races and sites, with other random words in each copy."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.register.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


MOST_COPIES = 1000
"""Keys of random words have 32 bits, and each copy takes _KEYS of them."""
_KEYS = 1 << 22
_POINTERS = {
    "commission_region": "",
    "commission_behind_ms": "",
    "commission_key": "",
    "race_region": "",
    "race_quota": "quota_votes",
    "race_commission": "commission_id",
    "candidate_race": "race_id",
    "candidate_party": "",
    "site_race": "race_id",
    "site_expected": "",
    "site_region": "",
    "site_commission": "commission_id",
    "section_site": "site_id",
    "section_race": "race_id",
}
"""Columns of indexes, and a column of the table that they refer to; empty for tables that copies
share: regions and parties."""


def copies_of(register: Register, n_copies: int) -> Iterator[Register]:
    """Yield copies of a country, the country itself first.

    Parameters
    ----------
    register
        The country.
    n_copies
        In [1, MOST_COPIES].
    """
    yield register
    for number in range(1, n_copies):
        suffix = f"/{number + 1}"
        names = ("commission_id", "race_id", "race_name", "site_id")
        changes: dict[str, NDArray[np.generic]] = {
            name: np.char.add(getattr(register, name), suffix) for name in names
        }
        for name in ("commission_key", "race_key", "site_key", "site_place_key"):
            changes[name] = getattr(register, name) + number * _KEYS
        yield replace(register, **changes)  # type: ignore[arg-type]


def all_copies(register: Register, n_copies: int) -> Register:
    """Return copies of a country as one: regions are shared, all else is concatenated."""
    if n_copies == 1:
        return register
    copies = list(copies_of(register, n_copies))
    values: dict[str, object] = {}
    for field in fields(Register):
        value = getattr(register, field.name)
        if field.name == "expected_share":
            value = np.tile(value, n_copies)
        elif isinstance(value, np.ndarray) and not field.name.startswith("region_"):
            joined = np.concatenate([getattr(copy, field.name) for copy in copies])
            if _POINTERS.get(field.name):
                rows = len(getattr(register, _POINTERS[field.name]))
                joined += np.repeat(np.arange(n_copies) * rows, len(value)) * (joined >= 0)
            value = joined
        values[field.name] = value
    return Register(**values)  # type: ignore[arg-type]
