"""Compiled code is that of these sources, and is saved in a writable directory."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core import compile_cache as compiling
from sim.core.compile_cache import CacheFolder, cache_folder, candidates, choose, digest_of, sources
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
SIM = ROOT / "sim"


def test_the_name_of_compiled_code_depends_on_all_its_sources(tmp_path: Path) -> None:
    """Functions, and constants of other modules, which are compiled in."""
    known = {path.resolve() for path in sources()}
    for path in sources():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            # At the top of a module; imports for types alone are inside a condition.
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
                module = SIM.parent / f"{(node.module or '').replace('.', '/')}.py"
                # What only Python calls.
                if module.exists() and module.name != "site_records.py":
                    assert module.resolve() in known, (path, node.module)
    source, other = tmp_path / "site.py", tmp_path / "draw.py"
    source.write_text("a")
    other.write_text("b")
    before = digest_of([source, other])

    assert digest_of([source, other]) == before
    other.write_text("c")
    assert digest_of([source, other]) != before


def test_the_folder_is_named_by_what_is_loaded_from_it() -> None:
    from sim.turnout.compiled_words import fill_words

    folder = cache_folder().folder
    assert folder is not None
    assert folder.name == f"compiled-{digest_of(sources())}"
    assert folder in Path(fill_words.stats.cache_path).parents


CALLS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sim.core import compile_cache
compile_cache.sources = lambda: [Path(sys.argv[1], name) for name in ("inner.py", "outer.py")]
import outer
print(outer.outer(1), next(iter(outer.outer.stats.cache_hits.values()), 0))
"""
OUTER = """
from inner import inner
from sim.core.compile_cache import cached
@cached()
def outer(x):
    return inner(x)
"""
INNER = """
from sim.core.compile_cache import cached
@cached()
def inner(x):
    return x + {}
"""


def test_an_update_in_place_of_read_only_sources_is_noticed(tmp_path: Path) -> None:
    """The file of the called function is unchanged, and so is the user's cache."""
    code, cache = tmp_path / "code", tmp_path / "kept"
    code.mkdir()
    (code / "outer.py").write_text(OUTER)

    def call(add: int) -> str:
        (code / "inner.py").write_text(INNER.format(add))
        return subprocess.run(
            # Python itself does not notice two changes of a module within a second.
            [sys.executable, "-B", "-c", CALLS, str(code)],
            capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(cache)},
        ).stdout  # fmt: skip

    assert call(10) == "11 0\n"
    assert call(10) == "11 1\n"
    assert call(20) == "21 0\n"
    assert len(list(cache.glob("compiled-*"))) == 2


# --- directories ---------------------------------------------------------------------------------


def test_the_first_place_that_can_be_written_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    prepared = tmp_path / "file" / "x", tmp_path / "one", tmp_path / "two"

    assert choose("abc", list(prepared)) == CacheFolder(tmp_path / "one" / "compiled-abc")
    assert not (tmp_path / "two").exists()


def test_code_that_cannot_be_written_to_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the image of a container, built by another user."""
    theirs = tmp_path / "theirs" / "compiled-abc"
    theirs.mkdir(parents=True)
    (theirs / "code.nbi").write_text("code")
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != theirs and access(path, mode)
    )

    chosen = choose("abc", [theirs.parent, tmp_path / "mine"])

    assert chosen == CacheFolder(tmp_path / "mine" / "compiled-abc")
    assert (tmp_path / "mine/compiled-abc/code.nbi").read_text() == "code"


def test_a_directory_for_temporary_files_is_reported_and_must_be_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "no home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("numba.config.CACHE_DIR", "")
    (tmp_path / "file").write_text("")
    (temporary,) = candidates()[1:]
    assert temporary.parent == tmp_path

    chosen = choose("abc", [tmp_path / "file" / "x", temporary])
    assert chosen.folder == temporary / "compiled-abc"
    assert f"compiled code is in {temporary}, as " in chosen.note

    # Another user may have put code there.
    temporary.chmod(0o777)
    chosen = choose("abc", [temporary])
    assert chosen.folder is None
    assert "there is no directory for compiled code" in chosen.note


def test_commands_that_compile_print_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: CacheFolder(None, "no folder"))

    for quiet in ([], ["--quiet"]):
        done = saylau_here("run", "tiny", "--no-plots", *quiet, cwd=tmp_path)
        assert done.stderr.startswith("note: no folder\n") == (not quiet)


def test_without_any_place_functions_are_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: CacheFolder(None))

    @compiling.cached()
    def add(x: int) -> int:
        return x + 1

    assert add(1) == 2
    assert add.stats.cache_path is None


def test_folders_of_earlier_versions_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(9):
        old = tmp_path / f"compiled-{number}"
        old.mkdir()
        before = time.time() - 10_000 + number
        os.utime(old, (before, before))
    (tmp_path / "compiled-in-use").mkdir()

    choose("new", [tmp_path])

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"compiled-new", "compiled-in-use", "compiled-8", "compiled-7"}
