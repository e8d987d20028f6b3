"""The base class of the tables of a scenario file."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError


class Section(BaseModel):
    """A table of a scenario file: frozen, strict about types, no unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
    )
    table: ClassVar[str] = ""
    """Its name in the file, with a dot; empty for the scenario itself and for tables in tables."""

    def __setattr__(self, name: str, value: Any) -> None:
        try:
            super().__setattr__(name, value)
        except ValidationError:  # As it is frozen; Pydantic's error does not say what to do.
            change = f"scenario.with_({{{f'{self.table}{name}'!r}: {value!r}}})"
            change = change if self.table else "scenario.with_()"
            message = f"a scenario does not change: {change} returns one with another value"
            raise AttributeError(f"{name} cannot be set; {message}") from None


# Pydantic reads the signature of what makes a default, which is slow for a class.
def new_list() -> list[Any]:
    """Return an empty list, as the default of a key."""
    return []


def new_dict() -> dict[str, Any]:
    """Return an empty dict, as the default of a key."""
    return {}
