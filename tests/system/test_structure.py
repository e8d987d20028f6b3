"""The structure of the package: no circles, few loose modules, one meaning per name."""

from __future__ import annotations

import ast
import graphlib
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIM = ROOT / "sim"
FILES = sorted(SIM.rglob("*.py"))
MOST_LOOSE = 3
"""Modules that may lie directly in ``sim/``, beside ``__init__`` and ``__main__``."""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports_of(path: Path) -> set[str]:
    """Return the modules that a file imports, those for type checking included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in inside}
    return found & MODULES.keys()


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return one circle of a graph, empty if it has none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def test_imports_have_no_circles() -> None:
    graph = {name: imports_of(path) - {name} for name, path in MODULES.items()}
    assert circle(graph) == []


def test_a_circle_of_imports_would_be_found() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) != []


def test_few_modules_lie_directly_in_the_package() -> None:
    loose = {path.stem for path in SIM.glob("*.py")} - {"__init__", "__main__"}
    assert len(loose) <= MOST_LOOSE, sorted(loose)


RAW = re.compile(r"(?:dict|Mapping)\[str, (?:typing\.)?Any\]")
"""Mappings that strict typing sees nothing of."""
TYPED = ("comparison", "plots", "reporting", "show")
"""Packages that read results, which reach them as dataclasses and typed tables."""


def untyped_mappings(source: str) -> list[str]:
    """Return the expressions, annotations included, that mean a mapping of anything."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Subscript))
    return [text for text in map(ast.unparse, nodes) if RAW.fullmatch(text)]


@pytest.mark.parametrize("package", TYPED)
def test_readers_of_results_take_no_untyped_mapping(package: str) -> None:
    files = sorted((SIM / package).rglob("*.py"))
    assert files
    found = {
        str(path.relative_to(ROOT)): untyped_mappings(path.read_text(encoding="utf-8"))
        for path in files
    }
    assert {path: mappings for path, mappings in found.items() if mappings} == {}


def test_an_untyped_mapping_would_be_found() -> None:
    source = "Row = Mapping[str, Any]\ndef f(a: list[dict[str, Any]], b: dict[str, int]): ..."
    assert untyped_mappings(source) == ["Mapping[str, Any]", "dict[str, Any]"]


def test_each_class_name_has_one_meaning() -> None:
    names = Counter(
        node.name
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, n in names.items() if n > 1] == []


TWINS = {
    "day": {"levels", "site"},
    "plots": {"night", "waits"},
}
"""Names of modules that occur twice in a package, as the compiled day mirrors the reference, and
figures of two kinds of results show the same."""


def names_used_twice(package: str) -> set[str]:
    """Return the names that several modules of a package of ``sim`` have."""
    names = Counter(path.stem for path in FILES if path.parts[len(SIM.parts)] == package)
    return {name for name, n in names.items() if n > 1} - {"__init__"}


def test_no_package_has_two_modules_of_one_name() -> None:
    packages = {path.name for path in SIM.iterdir() if path.is_dir()}
    found = {package: names_used_twice(package) for package in packages}
    assert {package: names for package, names in found.items() if names} == TWINS


MOST_LINES = 325
"""CONTRIBUTING asks for about 300."""


def test_no_module_is_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {module_of(path): n for path, n in lines.items() if n > MOST_LINES} == {}
