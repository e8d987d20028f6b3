"""Modules with a formula cite its source, and cite each work in one way.

A module holds a formula if it calls one of the functions in ``FORMULA``. Then one of its
docstrings has a section ``References``, or a comment ``# No reference: ...`` says why the
formula needs none. So a new formula cannot be added without either.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim

PACKAGE = Path(sim.__file__).parent
ROOT = PACKAGE.parent
CITING_TESTS = ("test_theory.py", "test_exact_queues.py", "recovery.py", "forensic_tests.py")
"""Modules of tests with formulas from the literature."""
FORMULA = frozenset((
    "exp", "expm1", "log", "log1p", "log10", "logaddexp", "sqrt", "hypot", "sin", "cos", "tan",
    "lgamma", "erfc", "inv_cdf", "hermegauss", "inv", "det", "slogdet", "cholesky", "corrcoef",
    "var", "std", "quantile", "percentile", "gumbel", "gamma", "chisquare", "standard_t",
    "standard_normal", "binomial",
))  # fmt: skip
DOI = re.compile(r"10\.\d{4,9}/[^\s\]>]*[^\s\]>.,;]")
ENTRY = re.compile(r"^\s*\.\. \[(\d+)\] ", re.MULTILINE)
SECTION = re.compile(r"^\s*References\n\s*-{10}\n", re.MULTILINE)
NO_REFERENCE = re.compile(r"^# No reference: \S.{10,}", re.MULTILINE)
FOLDERS = (PACKAGE, ROOT / "tools")
MODULES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py"))
CITING = [path for path in MODULES if SECTION.search(path.read_text(encoding="utf-8"))]
CITING += [path for path in (ROOT / "tests").rglob("*.py") if path.name in CITING_TESTS]
PAGES = [ROOT / "docs" / "model.md", ROOT / "docs" / "validation.md"]


def holds_formula(source: str) -> bool:
    """Return whether a module calls a function of FORMULA, or takes a root by ``**``.

    A function of the package is not counted: the module that defines it holds the formula.
    """
    nodes = list(ast.walk(ast.parse(source)))
    imports = (node for node in nodes if isinstance(node, ast.ImportFrom))
    cited = {
        alias.asname or alias.name
        for node in imports
        if (node.module or "").startswith("sim.")
        for alias in node.names
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in FORMULA and getattr(node.func, "id", "") not in cited:
                return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            power = getattr(node.right, "value", None)
            if power == 0.5:
                return True
    return False


def docstrings(source: str) -> list[str]:
    """Return the docstrings of a module, its classes and its functions."""
    nodes = (ast.Module, ast.ClassDef, ast.FunctionDef)
    found = [ast.get_docstring(n) for n in ast.walk(ast.parse(source)) if isinstance(n, nodes)]
    return [text for text in found if text]


def sections(source: str) -> list[tuple[str, str]]:
    """Return each docstring with references, as the text before them and the entries."""
    cut = [SECTION.split(text) for text in docstrings(source)]
    return [(parts[0], parts[1]) for parts in cut if len(parts) == 2]


def entries_of(path: Path) -> list[str]:
    """Return the citations of a module or page, each in one line without markup."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        after = text.split("\n## References\n", 1)[1].split("\n## ", 1)[0]
        found = re.findall(r"^- (.+)$", after, re.MULTILINE)
        return [
            re.sub(r"\[(doi:[^\]]+)\]\(\S+\)", r"\1", line).replace("\\*", "*") for line in found
        ]
    parts = [ENTRY.split(entries)[2::2] for _, entries in sections(text)]
    return [" ".join(entry.split()) for part in parts for entry in part]


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_module_with_a_formula_cites_its_source() -> None:
    # In one test, as a list of them would be made in every process that collects tests.
    sources = {path: path.read_text(encoding="utf-8") for path in MODULES}
    formulas = {path: source for path, source in sources.items() if holds_formula(source)}

    assert len(formulas) > 40
    assert [
        f"{ids(path)}: needs a section References, or a comment '# No reference: ...' "
        "that says why not"
        for path, source in formulas.items()
        if bool(sections(source)) == bool(NO_REFERENCE.search(source))
    ] == []


def test_formulas_are_noticed() -> None:
    assert holds_formula("import numpy as np\ny = np.exp(2)")
    assert holds_formula("from math import erfc\ny = erfc(2)")
    assert holds_formula("y = x ** 0.5")
    assert not holds_formula("y = x ** 2 + max(3, 4)")
    assert holds_formula("from math import log\nfrom sim.core.a import exp\ny = exp(log(2))")
    assert not holds_formula("from sim.core.quantiles import quantile\ny = quantile(x, 5)")


@pytest.mark.parametrize("path", CITING, ids=ids)
def test_references_are_numbered_and_each_is_cited(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    ((_, entries),) = sections(source)
    numbers = ENTRY.findall(entries)
    assert numbers == [str(k + 1) for k in range(len(numbers))]
    assert set(numbers) == set(re.findall(r"\[(\d+)\]_", source))


@pytest.mark.parametrize("path", [*CITING, *PAGES], ids=ids)
def test_references_have_authors_a_year_and_a_doi(path: Path) -> None:
    entries = entries_of(path)
    assert any("doi:" in entry for entry in entries)
    for entry in entries:
        assert re.match(r"[^()]+ \(\d{4}\)\. .+\.", entry), entry
        if "doi:" in entry:
            (doi,) = re.findall(r"doi:(\S+)$", entry)
            assert DOI.fullmatch(doi), doi


def test_a_work_is_cited_in_one_way() -> None:
    by_doi: dict[str, str] = {}
    by_title: dict[str, str] = {}
    for path in (*CITING, *PAGES):
        for entry in entries_of(path):
            doi = entry.rpartition("doi:")[2] if "doi:" in entry else ""
            title = entry.split("). ", 1)[1].split(". ", 1)[0].lower()
            if doi:
                assert by_doi.setdefault(doi.lower(), entry) == entry
            assert by_title.setdefault(title, entry) == entry
    assert len(by_doi) >= 20


def test_the_page_of_the_model_names_what_its_modules_cite() -> None:
    cited = {entry for path in CITING if path in MODULES for entry in entries_of(path)}
    assert cited == set(entries_of(PAGES[0]))
