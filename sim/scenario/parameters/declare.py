"""How one parameter is declared: default, unit, range, meaning, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

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
    source: str = "",
    assumption: str = "",
) -> Any:
    """Declare a parameter.

    Parameters
    ----------
    default
        The value where a scenario gives none; a class or function is called.
    doc
        Meaning, one line.
    label
        Short name for titles; empty if the key is clear.
    unit
        Unit of the value, empty for a pure number or a choice.
    low, high
        Ends of the allowed range, both included; None leaves that end open.
    calibrate
        Range that calibration may search; None if it must not.
    source, assumption
        Exactly one: where the default comes from, or why it is assumed.

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
        "source": source,
        "assumption": assumption,
        "low": low,
        "high": high,
    }
    keywords: dict[str, Any] = {
        "default_factory" if callable(default) else "default": default,
        "description": doc,
        "json_schema_extra": {"about": about},
        "ge": low,
        "le": high,
    }
    return Field(**{name: value for name, value in keywords.items() if value is not None})
