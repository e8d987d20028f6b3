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


def data_package(tables: Mapping[str, Table], nation: str) -> dict[str, Json]:
    """Return the content of ``datapackage.json``: every table with its columns, units and keys.

    It depends on the names of the columns and the code of the nation, not on values.

    Parameters
    ----------
    tables
        The tables of a result, by name.
    nation
        The code of all regions together.

    Raises
    ------
    ValueError
        If a table or a column is not declared.
    """
    kind = schema.kind_of_tables(tables)
    called = schema.kind_name(kind)
    return {
        "profile": "tabular-data-package",
        "name": f"saylau-{kind}",
        "title": f"Tables of {with_article(called)}, simulated by Saylau",
        "description": (
            "Every number is simulated, but for columns that say `reported`. `manifest.json` says "
            "what was run, with which seed and versions, and has the hash of every file."
        ),
        "origin": SIMULATED,
        "resources": [
            _resource(schema.TABLES[kind][name], table, tables, nation)
            for name, table in tables.items()
        ],
    }


def _resource(
    declared: schema.Table, table: Table, tables: Mapping[str, Table], nation: str
) -> dict[str, Json]:
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
        "schema": _schema(declared, table, tables, nation),
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
