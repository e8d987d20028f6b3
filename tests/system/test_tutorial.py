"""The tutorial docs/your-election.md works from an empty folder, block by block."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.support.commands import saylau_here

PAGE = Path(__file__).parents[2] / "docs" / "your-election.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"`([\w/]+\.(?:toml|csv))`")


def blocks() -> list[tuple[str, str, str]]:
    """Return the language of each block, its content, and the paragraph before it."""
    text = PAGE.read_text(encoding="utf-8")
    return [
        (found[1], found[2], text[: found.start()].rstrip().rpartition("\n\n")[2])
        for found in BLOCK.finditer(text)
    ]


@pytest.mark.usefixtures("svg_only")
def test_every_block_of_the_tutorial_works_in_turn(tmp_path: Path) -> None:
    printed = ""
    for language, content, before in blocks():
        if language in {"toml", "csv"}:
            path = tmp_path / FILE.findall(before)[-1]
            assert path.exists() == before.startswith("Replace"), path
            path.parent.mkdir(exist_ok=True)
            path.write_text(content, encoding="utf-8")
        elif language == "text":
            for line in content.splitlines():
                assert line in printed.splitlines(), line
        else:
            printed = ""
            for command in content.splitlines():
                name, *arguments = shlex.split(command)
                assert name == "saylau"
                done = saylau_here(*arguments, cwd=tmp_path)
                assert done.returncode == 0, done.stderr
                printed += done.stdout
    checked = saylau_here("pack", "check", "alder", cwd=tmp_path)
    assert "P17" not in checked.stdout
    assert "Ana Faria" in (tmp_path / "alder.html").read_text(encoding="utf-8")


def test_blocks_are_of_all_kinds_and_lines_of_them_fit_a_terminal() -> None:
    found = blocks()

    assert {language for language, _, _ in found} == {"", "toml", "csv", "text"}
    assert sum(content.count("\n") for language, content, _ in found if not language) > 8
    assert max(len(line) for _, content, _ in found for line in content.splitlines()) <= 80


@pytest.mark.parametrize("page", ["README.md", "docs/scenarios.md"])
def test_the_tutorial_is_linked(page: str) -> None:
    text = (PAGE.parents[1] / page).read_text(encoding="utf-8")

    assert "(docs/your-election.md)" in text or "(your-election.md)" in text
