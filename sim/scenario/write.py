"""A scenario as TOML: the values that differ from the defaults, or all with their origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.core.toml_text import quoted, toml_key, toml_value
from sim.scenario.describe import section_of, sections
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel


def scenario_toml(
    scenario: Scenario,
    head: str = "",
    comments: Mapping[str, str] | None = None,
    *,
    base: Scenario | None = None,
    heading: Mapping[str, str] | None = None,
) -> str:
    """Return a scenario as TOML; loading it gives the same scenario.

    Parameters
    ----------
    scenario
        The scenario.
    head
        Text of a comment at the top.
    comments
        Comments after values, by dotted key; such a value is included even if it is the default.
    base
        The scenario whose values are left out: the one that is extended, or that the pack of the
        election is; None for that of defaults.
    heading
        ``extends`` or ``election`` with what the file names, where there is one.
    """
    comments = comments or {}
    content = scenario.model_dump(by_alias=True, exclude_none=True)
    content.pop("election", None)
    default = (base or Scenario(name=scenario.name)).model_dump(by_alias=True, exclude_none=True)
    differing = {
        key: _differing(key, value, default.get(key), comments)
        if isinstance(value, dict)
        else value
        for key, value in content.items()
        if value != default.get(key) or key == "name" or _has_comment(key, comments)
    }
    first: dict[str, Any] = {
        key: differing.pop(key) for key in ("name", "description", "date") if key in differing
    }
    first |= heading or {}
    lines = [f"# {line}".rstrip() for line in head.splitlines()] + ([""] if head else [])
    lines += [f"{key} = {toml_value(value)}" for key, value in first.items()]
    lines += _tables(differing, "", comments)
    return "\n".join(lines).strip("\n") + "\n"


def _differing(
    name: str, section: Mapping[str, Any], default: Any, comments: Mapping[str, str]
) -> dict[str, Any]:
    """Return the keys of a section that differ; a table as the value of a key is complete."""
    return {
        key: value for key, value in section.items()
        if value != default.get(key) or _has_comment(f"{name}.{key}", comments)
    }  # fmt: skip


def _has_comment(key: str, comments: Mapping[str, str]) -> bool:
    """Return whether there is a comment on a key, or on one inside it."""
    return any(known == key or known.startswith(f"{key}.") for known in comments)


def _tables(
    table: Mapping[str, Any], prefix: str, comments: Mapping[str, str], header: str = ""
) -> Iterator[str]:
    """Yield the lines of tables: values first, then the tables inside.

    Parameters
    ----------
    table
        The content.
    prefix
        Dotted keys of the enclosing tables, as in ``comments``.
    comments
        Comments after values, by dotted key.
    header
        The same keys quoted for TOML, as a region's code may hold a dot.
    """
    for key, value in table.items():
        dotted, quoted = f"{prefix}{key}", f"{header}{toml_key(key)}"
        if is_tables(value):
            for entry in value:
                yield ""
                yield f"[[{quoted}]]"
                yield from (f"{toml_key(k)} = {toml_value(v)}" for k, v in entry.items())
        elif isinstance(value, dict):
            values = {k: v for k, v in value.items() if not isinstance(v, dict)}
            plain = {k: v for k, v in values.items() if not is_tables(v)}
            if plain:
                yield ""
                yield f"[{quoted}]"
            for inner, content in plain.items():
                comment = comments.get(f"{dotted}.{inner}", "")
                after = f"  # {comment}" if comment else ""
                yield f"{toml_key(inner)} = {toml_value(content)}{after}"
            rest = {k: v for k, v in value.items() if k not in plain}
            yield from _tables(rest, f"{dotted}.", comments, f"{quoted}.")


def is_tables(value: object) -> bool:
    """Return whether a value is an array of tables."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def resolved_toml(scenario: Scenario, origins: Mapping[str, str]) -> str:
    """Return all values of a scenario as TOML, each with its origin.

    Parameters
    ----------
    scenario
        The resolved scenario.
    origins
        File or ``--set`` by dotted key, as :func:`sim.scenario.resolve` gives it.
    """
    lines = [
        _line(key, getattr(scenario, key), key, origins)
        for key in ("name", "description", "election", "date")
    ]
    for name in sections():
        lines += ["", f"[{name}]"]
        lines += _table(section_of(scenario, name), f"{name}.", origins)
    several: list[tuple[str, BaseModel]] = [("incident", entry) for entry in scenario.incidents]
    several += [("target", entry) for entry in scenario.targets]
    for name, table in several:
        lines += ["", f"[[{name}]]  # {_comment(origins.get(name, 'default'))}"]
        content = table.model_dump(by_alias=True, exclude_none=True)
        lines += [f"{toml_key(key)} = {toml_value(value)}" for key, value in content.items()]
    return "\n".join(lines) + "\n"


def _table(section: BaseModel, prefix: str, origins: Mapping[str, str]) -> Iterator[str]:
    for key in type(section).model_fields:
        value = getattr(section, key)
        if isinstance(value, dict) and value:
            for inner, content in value.items():
                dotted = f"{toml_key(key)}.{toml_key(inner)}"
                yield _line(dotted, content, f"{prefix}{key}.{inner}", origins)
        else:
            yield _line(key, value, f"{prefix}{key}", origins)


def _line(toml_name: str, value: Any, key: str, origins: Mapping[str, str]) -> str:
    inside = [origin for known, origin in origins.items() if known.startswith(f"{key}.")]
    origin = origins.get(key) or (inside[-1] if inside else "default")
    return f"{toml_name} = {toml_value(value)}  # {_comment(origin)}"


def _comment(text: str) -> str:
    """Return a text for a comment; quoted if a character in it could end the line."""
    return text if text.isprintable() else quoted(text)
