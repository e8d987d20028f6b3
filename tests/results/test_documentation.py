"""The tables of the documentation are those of the declarations."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.results import documentation, schema
from sim.results.result_kinds import RESULT_KINDS, RUN

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("results.md", "comparing.md")


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_not_stale(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")

    assert documentation.with_tables(page) == page, "run: make docs"


def test_every_table_has_its_place() -> None:
    text = "".join((DOCS / name).read_text(encoding="utf-8") for name in PAGES)
    places = set(re.findall("<!-- generated: (.*) -->", text))

    assert places == {"bands", "metrics", "milestones", *_tables()}


def _tables() -> Iterator[str]:
    yield "columns voters voters"
    for kind in RESULT_KINDS:
        yield f"tables {kind.name}"
        for name in kind.tables:
            # Those of an ensemble follow by rule from those of a run.
            if kind == RUN or name not in RUN.tables:
                yield f"columns {kind.name} {name}"


def test_generated_tables_are_replaced_and_text_written_by_hand_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = RUN.tables["waits"]
    new = schema.Column("wait_p99_s", "integer", "s", "wait that 99 in 100 did not exceed")
    monkeypatch.setitem(RUN.tables, "waits", replace(waits, columns=(*waits.columns, new)))
    page = "By hand.\n\n<!-- generated: columns run waits -->\nold\n<!-- end -->\n\nBy hand.\n"

    text = documentation.with_tables(page)

    assert "old" not in text
    assert "| `wait_p99_s` | s | wait that 99 in 100 did not exceed |\n<!-- end -->" in text
    assert text.startswith("By hand.\n\n<!-- generated")
    assert text.endswith("<!-- end -->\n\nBy hand.\n")
    assert documentation.with_tables(text) == text


def test_the_command_writes_pages_in_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: milestones -->\n<!-- end -->\n", encoding="utf-8")

    documentation.main([str(page)])

    assert "| `half_called` | half of the races are called |" in page.read_text(encoding="utf-8")


def test_a_table_that_cannot_be_generated_is_an_error() -> None:
    with pytest.raises(KeyError, match="colums"):
        documentation.with_tables("<!-- generated: colums run waits -->\n<!-- end -->\n")
