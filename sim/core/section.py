"""The base class of the tables of a scenario file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of a scenario file: frozen, strict about types, no unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
    )


# Pydantic reads the signature of what makes a default, which is slow for a class.
def new_list() -> list[Any]:
    """Return an empty list, as the default of a key."""
    return []


def new_dict() -> dict[str, Any]:
    """Return an empty dict, as the default of a key."""
    return {}
