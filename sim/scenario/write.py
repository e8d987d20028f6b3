"""A scenario as TOML: the values that differ from the defaults, or all with their origins."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.core.toml_entries import WIDTH, entry_lines, is_tables, tables_lines
from sim.core.toml_text import quoted, toml_key, toml_value
from sim.scenario.describe import section_of, sections
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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


def resolved_toml(scenario: Scenario, origins: Mapping[str, str]) -> str:
    """Return all values of a scenario as TOML, each with the name of its origin.

    The files of that name are listed first. Arrays of tables follow the other values of their
    section.

    Parameters
    ----------
    scenario
        The resolved scenario.
    origins
        File or ``--set`` by dotted key, as :func:`sim.scenario.resolve` gives it.
    """
    files = _files(scenario, origins)
    short = {key: files.get(origin, origin) for key, origin in origins.items()}
    lines = [f"# {_comment(name)}: {_comment(path)}" for path, name in files.items()]
    lines += [""] if files else []
    for key in ("name", "description", "election", "date"):
        lines += _lines(key, getattr(scenario, key), key, short)
    for name in sections():
        lines += ["", f"[{name}]", *_table(section_of(scenario, name), name, short)]
    several: list[tuple[str, BaseModel]] = [("incident", entry) for entry in scenario.incidents]
    several += [("target", entry) for entry in scenario.targets]
    for name, table in several:
        lines += ["", f"[[{name}]]  # {_comment(short.get(name, 'default'))}"]
        for key, value in table.model_dump(by_alias=True, exclude_none=True).items():
            lines += entry_lines(toml_key(key), value)
    return "\n".join(lines) + "\n"


def _files(scenario: Scenario, origins: Mapping[str, str]) -> dict[str, str]:
    """Return short names of the origins that are paths, by path; each name is of one."""
    used = {"name", "description", "election", "date", "incident", "target", *sections()}
    paths = dict.fromkeys(
        origin for key, origin in origins.items()
        if key.partition(".")[0] in used and Path(origin).name != origin
    )  # fmt: skip
    names = Counter(Path(path).name for path in paths)
    return {path: path if names[Path(path).name] > 1 else Path(path).name for path in paths}


def _table(section: BaseModel, name: str, origins: Mapping[str, str]) -> Iterator[str]:
    tables = []
    for key in type(section).model_fields:
        value = getattr(section, key)
        if isinstance(value, dict) and value:
            for inner, content in value.items():
                dotted = f"{toml_key(key)}.{toml_key(inner)}"
                yield from _lines(dotted, content, f"{name}.{key}.{inner}", origins)
            continue
        lines = _lines(key, value, f"{name}.{key}", origins)
        plain = section.model_dump(by_alias=True, exclude_none=True)[key]
        if is_tables(plain) and max(map(len, lines)) > WIDTH:
            head = f"# {_comment(_origin(f'{name}.{key}', origins))}"
            tables += ["", head, *tables_lines(f"{name}.{key}", plain)]
        else:
            yield from lines
    yield from tables


def _lines(toml_name: str, value: Any, key: str, origins: Mapping[str, str]) -> list[str]:
    """Return the lines of a value; those of a table that is too long for one, key by key."""
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_none=True)
    fits = len(f"{toml_name} = {toml_value(value)}") <= WIDTH
    if not isinstance(value, dict) or fits:
        return entry_lines(toml_name, value, _comment(_origin(key, origins)))
    return [
        line
        for inner, content in value.items()
        for line in _lines(f"{toml_name}.{toml_key(inner)}", content, f"{key}.{inner}", origins)
    ]


def _origin(key: str, origins: Mapping[str, str]) -> str:
    """Return the origin of a value: of its key, of one inside, or of a table around it."""
    inside = [origin for known, origin in origins.items() if known.startswith(f"{key}.")]
    parts = key.split(".")
    around = (".".join(parts[:length]) for length in range(len(parts) - 1, 1, -1))
    outer = next((origins[name] for name in around if name in origins), "default")
    return origins.get(key) or (inside[-1] if inside else outer)


def _comment(text: str) -> str:
    """Return a text for a comment; quoted if a character in it could end the line."""
    return text if text.isprintable() else quoted(text)
