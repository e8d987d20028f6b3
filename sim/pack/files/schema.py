"""Frictionless table schemas of the files of a pack, from their declarations.

They follow "Table Schema" of Frictionless Data, https://specs.frictionlessdata.io, with a column
for each of some levels in ``sites.csv``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.names import LONGEST_NAME
from sim.pack.files.clocks import CLOCK_PATTERN
from sim.pack.files.declared import NO, PACK_FILES, SITES_FILE, YES
from sim.pack.files.declared_reported import REPORTED_FILES
from sim.pack.files.declared_totals import PAST_FILE, TOTALS_FILES

if TYPE_CHECKING:
    from sim.core.types import Json
    from sim.pack.files.declared import PackColumn, PackFile

_TYPES = {
    "count": "integer", "number": "number", "percent": "number", "flag": "boolean", "date": "date",
}  # fmt: skip


def pack_schemas(levels: tuple[str, ...] = ()) -> dict[str, dict[str, Json]]:
    """Return the table schema of each file of a pack, by file name.

    Parameters
    ----------
    levels
        Of ``election.toml``; each is a column of ``sites.csv``.
    """
    return {
        file.name: _schema(file.with_levels(levels) if file is SITES_FILE else file)
        for file in (*PACK_FILES, *REPORTED_FILES, PAST_FILE)
    }


def totals_schemas() -> dict[str, dict[str, Json]]:
    """Return the table schema of each file of a pack of published totals, by file name."""
    return {file.name: _schema(file) for file in TOTALS_FILES}


def _schema(file: PackFile) -> dict[str, Json]:
    # A primary key of columns that may be left out would be missing in most files.
    key: list[Json] = [
        name for name in file.key if (column := file.find(name)) is not None and column.required
    ]
    return {
        "description": file.meaning,
        "fields": [_field(column) for column in file.columns],
        # Columns may be in any order, and all but the required ones may be left out.
        "fieldsMatch": "superset",
        "missingValues": [""],
        **({"primaryKey": key} if len(key) == len(file.key) else {}),
    }


def _field(column: PackColumn) -> dict[str, Json]:
    constraints: dict[str, Json] = {"required": True} if column.required else {}
    kind = _TYPES.get(column.kind, "string")
    if kind in {"integer", "number"}:
        constraints |= {"minimum": int(column.low), "maximum": int(column.high)}
    elif column.kind in {"id", "name"}:
        constraints |= {"minLength": 1, "maxLength": LONGEST_NAME}
    elif column.kind == "clock":
        constraints["pattern"] = f"({CLOCK_PATTERN})"
    elif column.kind == "choice":
        constraints["enum"] = list(column.values)
    meaning = (
        f"{column.meaning}; if left out: {column.default}" if column.default else (column.meaning)
    )
    flags: dict[str, Json] = {"trueValues": list(YES), "falseValues": list(NO)}
    return {
        "name": column.name,
        "type": kind,
        "title": column.name.replace("_", " "),
        "description": meaning,
        **({"unit": column.unit} if column.unit else {}),
        **(flags if column.kind == "flag" else {}),
        **({"constraints": constraints} if constraints else {}),
    }  # fmt: skip
