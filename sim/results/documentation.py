"""Tables of the documentation, generated from the schema: ``python -m sim.results.documentation``.

In a page each generated table is between two comments; everything else is written by hand::

    <!-- generated: columns run sites -->
    <!-- end -->
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.pack.milestones import MILESTONES
from sim.results import schema
from sim.results.result_kinds import RUN, kind_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sim.results.schema import Column, Table

_BLOCK = re.compile(r"(<!-- generated: ([a-z_ ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(page: str) -> str:
    """Return a page with its generated tables renewed.

    Parameters
    ----------
    page
        Markdown.

    Raises
    ------
    KeyError
        If a comment names a table that cannot be generated.
    """

    def block(found: re.Match[str]) -> str:
        name, *arguments = found[2].split()
        return f"{found[1]}{_MAKERS[name](*arguments)}{found[3]}"

    return _BLOCK.sub(block, page)


def _columns(kind: str, name: str) -> str:
    """Return the columns of a table, one row per column."""
    table = schema.VOTERS if kind == "voters" else kind_named(kind).tables[name]
    rows = ((_code(c.shown or c.name), _type(c), c.meaning) for c in _in_order(table))
    return _table(("column", "unit", "meaning"), rows)


def _in_order(table: Table) -> Iterator[Column]:
    """Yield columns and families; a family precedes a column whose name fits its pattern."""
    left = list(table.families)
    for column in table.columns:
        for family in [each for each in left if re.fullmatch(each.name, column.name)]:
            left.remove(family)
            yield family
        yield column
    yield from left


def _type(column: Column) -> str:
    if column.values == schema.YES_NO:
        return "yes or no"
    if column.pattern in {schema.CLOCK, schema.CLOCK_AND_DAY}:
        return "clock time"
    if column.kind in {"integer", "number"}:
        return column.unit
    return {"text": "text", "time": "time", "flag": "0 or 1"}[column.kind]


def _tables(kind: str) -> str:
    """Return the tables of one kind of result that runs do not have: rows, keys, references."""
    shared = {} if kind == RUN.name else RUN.tables
    rows = (
        (
            _code(f"{table.name}.csv"),
            table.meaning,
            _codes(table.keys()),
            ", ".join(f"`{c.name}` → `{c.refers}`" for c in table.columns if c.refers),
        )
        for table in kind_named(kind).tables.values()
        if table.name not in shared
    )
    return _table(("file", "rows", "key", "refers to"), rows)


def _bands() -> str:
    """Return the columns of a run that have no band in an ensemble, and those with a share."""
    rows = (
        (
            _code(f"{table.name}.csv"),
            _codes(c.name for c in table.columns if not c.varies),
            _codes(c.name for c in table.columns if schema.SHARE in schema.endings(c)),
        )
        for table in RUN.tables.values()
    )
    return _table(("table", "neither band nor share", "with `_share`"), rows)


def _metrics() -> str:
    """Return the metrics of comparisons."""
    rows = (
        (
            _code(f"{metric.name}.{metric.family}" if metric.family else metric.name),
            metric.unit or "number",
            metric.meaning or metric.label.replace("{}", metric.family),
            "yes" if metric.region else "",
            metric.better,
        )
        for metric in schema.METRICS
        if metric.compared
    )
    return _table(("name", "unit", "meaning", "regions have it", "better"), rows)


def _milestones() -> str:
    """Return the milestones of the night."""
    rows = ((_code(milestone.name), milestone.meaning) for milestone in MILESTONES)
    return _table(("key", "meaning"), rows)


_MAKERS: dict[str, Callable[..., str]] = {
    "columns": _columns, "tables": _tables, "bands": _bands, "metrics": _metrics,
    "milestones": _milestones,
}  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["|" + "".join(f" {cell} |" if cell else " |" for cell in row) for row in (head, *rows)]
    lines.insert(1, f"|{'---|' * len(head)}")
    return "\n".join(lines) + "\n"


def _code(name: str) -> str:
    return f"`{name}`"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(map(_code, names))


def main(paths: Sequence[str]) -> None:
    """Renew the generated tables of pages, in place."""
    for path in map(Path, paths):
        page = with_tables(path.read_text(encoding="utf-8"))
        path.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
