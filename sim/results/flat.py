"""A resolved scenario as values by dotted key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_NO_PARAMETERS = ("name", "description", "extends")
"""Keys of a scenario that are not parameters."""
_NAMED = {"incident": "name", "target": "name", "races": "name"}
"""Lists of tables, and the key that names their entries."""


def flat(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a resolved scenario by dotted key.

    The key of an incident, or of another table in a list, ends with its name, or with its number
    if it has none.

    Examples
    --------
    >>> flat({"name": "x", "a": {"b": 1}, "incident": [{"name": "Cut", "share": 0.5}]})
    {'a.b': 1, 'incident.Cut': {'share': 0.5}}
    """
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if key not in _NO_PARAMETERS:
            found.update(_flat(key, value))
    return found


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}", inner)
    elif isinstance(value, list) and _are_tables(path, value):
        last = path.rpartition(".")[2]
        by = _NAMED.get(last, "name")
        seen: dict[str, int] = {}
        for number, each in enumerate(value, 1):
            name = str(each.get(by) or number)
            seen[name] = seen.get(name, 0) + 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            # A table is one value, as its keys mean nothing alone. Earlier versions saved keys
            # that the kind of an incident does not have as null.
            given = {k: v for k, v in each.items() if k != by and v is not None}
            yield f"{path}.{name}{again}", given
    else:
        yield path, value


def _are_tables(path: str, value: list[Any]) -> bool:
    if not value:
        return path.rpartition(".")[2] in _NAMED
    return all(isinstance(each, dict) for each in value)
