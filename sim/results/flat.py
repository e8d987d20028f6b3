"""A resolved scenario as values by dotted key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.core.types import Json

_NO_PARAMETERS = ("name", "description", "extends")
"""Keys of a scenario that are not parameters."""
_NAMED = {"incident": "name", "target": "name", "races": "name"}
"""Lists of tables, and the key that names their entries."""


def flat(tree: Mapping[str, Json]) -> dict[str, Json]:
    """Return the parameters of a resolved scenario by dotted key.

    The key of an incident, or of another table in a list, ends with its name, or with its number
    if it has none.

    Examples
    --------
    >>> flat({"name": "x", "a": {"b": 1}, "incident": [{"name": "Cut", "share": 0.5}]})
    {'a.b': 1, 'incident.Cut': {'share': 0.5}}
    """
    found: dict[str, Json] = {}
    for key, value in tree.items():
        if key not in _NO_PARAMETERS:
            found.update(_flat(key, value))
    return found


def _flat(path: str, value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}", inner)
    elif isinstance(value, list) and (tables := _tables_of(path, value)) is not None:
        last = path.rpartition(".")[2]
        by = _NAMED.get(last, "name")
        seen: dict[str, int] = {}
        for number, each in enumerate(tables, 1):
            name = str(each.get(by) or number)
            seen[name] = seen.get(name, 0) + 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            # A table is one value, as its keys mean nothing alone. Earlier versions saved keys
            # that the kind of an incident does not have as null.
            given: dict[str, Json] = {k: v for k, v in each.items() if k != by and v is not None}
            yield f"{path}.{name}{again}", given
    else:
        yield path, value


def _tables_of(path: str, value: list[Json]) -> list[dict[str, Json]] | None:
    """Return the members of a list of tables; None if it is a list of something else."""
    tables = [each for each in value if isinstance(each, dict)]
    if not value:
        return tables if path.rpartition(".")[2] in _NAMED else None
    return tables if len(tables) == len(value) else None
