"""The description of a result for other programs: a Frictionless Data Package.

It follows the specifications "Data Package (v1)", "Tabular Data Package" and "Table Schema" of
Frictionless Data, https://specs.frictionlessdata.io.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sim.core.text import with_article
from sim.results import schema
from sim.results.columns import SIMULATED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Json
    from sim.results.columns import Table
    from sim.results.result_kinds import ResultKind

_TIME = "%Y-%m-%dT%H:%M:%S"
_TYPES: dict[schema.Kind, dict[str, Json]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "time": {"type": "datetime", "format": _TIME},
    "flag": {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
}
_CLOCK = {"type": "time", "format": "%H:%M"}
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
"""Links to other pages of the documentation, which do not work from a result's directory."""


def data_package(kind: ResultKind, tables: Mapping[str, Table], nation: str) -> dict[str, Json]:
    """Return the content of ``datapackage.json``: every table with its columns, units and keys.

    It depends on the names of the columns and the code of the nation, not on values.

    Parameters
    ----------
    kind
        The kind of result.
    tables
        Its tables, by name.
    nation
        The code of all regions together.

    Raises
    ------
    ValueError
        If a table or a column is not declared.
    """
    return {
        "profile": "tabular-data-package",
        "name": f"saylau-{kind.name}",
        "title": f"Tables of {with_article(kind.called)}, simulated by Saylau",
        "description": (
            "Every number is simulated, but for columns that say `reported`. `manifest.json` says "
            "what was run, with which seed and versions, and has the hash of every file."
        ),
        "origin": SIMULATED,
        "resources": [_resource(kind, name, tables, nation) for name in tables],
    }


def _resource(
    kind: ResultKind, name: str, tables: Mapping[str, Table], nation: str
) -> dict[str, Json]:
    declared = kind.tables.get(name)
    if declared is None:
        raise ValueError(f"{with_article(kind.called)} has no table {name}")
    return {
        "profile": "tabular-data-resource",
        "name": declared.name,
        "path": f"{declared.name}.csv",
        "title": declared.meaning,
        "origin": SIMULATED,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "header": True},
        "schema": _schema(declared, tables[name], tables, nation),
    }


def _schema(
    declared: schema.Table, table: Table, tables: Mapping[str, Table], nation: str
) -> dict[str, Json]:
    keys = declared.keys()
    references: list[Json] = [
        {"fields": column.name, "reference": {"resource": other, "fields": name}}
        for column in declared.columns
        if column.refers and column.name in table
        for other, _, name in [column.refers.partition(".")]
        if other in tables
    ]
    return {
        "fields": [_field(declared, name, nation) for name in table],
        "missingValues": [""],
        **({"primaryKey": list(keys)} if keys else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _field(declared: schema.Table, name: str, nation: str) -> dict[str, Json]:
    column = declared.find(name)
    if column is None:
        raise ValueError(f"{declared.name}.{name} is not declared")
    constraints: dict[str, Json] = {} if column.empty else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    meaning = column.meaning.replace(schema.ALL_REGIONS, f"{schema.ALL_REGIONS}, `{nation}`")
    return {
        "name": name,
        **(_CLOCK if column.pattern == schema.CLOCK else _TYPES[column.kind]),
        "title": column.title,
        "description": _LINK.sub(r"\1", meaning),
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }
