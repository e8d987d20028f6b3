"""The declaration of a parameter: default, unit, range, meaning, and source or assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from sim.core.section import new_dict, new_list

if TYPE_CHECKING:
    import datetime as dt


def param(  # noqa: PLR0913  a declaration has this many parts; all but the default are by keyword
    default: Any,
    *,
    doc: str,
    label: str = "",
    unit: str = "",
    low: float | dt.time | None = None,
    high: float | dt.time | None = None,
    calibrate: tuple[float, float] | None = None,
    explore: tuple[float, float] | None = None,
    source: str = "",
    assumption: str = "",
) -> Any:
    """Return the declaration of a parameter as a pydantic field.

    Parameters
    ----------
    default
        The value if a scenario gives none; a class or function is called for it.
    doc
        Meaning, one line.
    label
        Short name for titles; empty to derive it from the key.
    unit
        Unit of the value, empty for a pure number or a choice.
    low, high
        Ends of the allowed range, both included; None leaves that end open.
    calibrate
        Range of the parameter in a calibration; None if it cannot be calibrated.
    explore
        Range in an exploration, where that is another one; None for that of the calibration, or
        for half to double the value.
    source, assumption
        Exactly one of them: the source of the default, or the reason for assuming it.

    Raises
    ------
    TypeError
        If neither or both of ``source`` and ``assumption`` are given.
    """
    if bool(source) == bool(assumption):
        raise TypeError(f"a parameter has a source or is an assumption, not both: {doc}")
    about = {
        "label": label,
        "unit": unit,
        "calibrate": calibrate,
        "explore": explore or calibrate,
        "source": source,
        "assumption": assumption,
        "low": low,
        "high": high,
    }
    keywords: dict[str, Any] = {
        **_default(default),
        "description": doc,
        "json_schema_extra": {"about": about},
        "ge": low,
        "le": high,
    }
    return Field(**{name: value for name, value in keywords.items() if value is not None})


def _default(default: Any) -> dict[str, Any]:
    """Return a default, or the function that makes it, as the keyword of a pydantic field."""
    if default in (list, dict):
        return {"default_factory": new_list if default is list else new_dict}
    return {"default_factory" if callable(default) else "default": default}
