"""The page docs/change-the-model.md works, block by block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "change-the-model.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_every_block_of_the_page_works_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, names)  # noqa: S102  our page

    printed = capsys.readouterr().out
    assert "14 sites, mean wait" in printed
    assert "function shortest_first" in printed
    falls, rises = (
        re.search(rf"{name} ([0-9.]+) → ([0-9.]+)", printed)
        for name in (r"waits\.mean_s", r"waits\.max_s")
    )
    assert falls is not None
    assert rises is not None
    assert float(falls[1]) > float(falls[2])
    assert float(rises[1]) < float(rises[2])
    assert re.search(r"[1-9][0-9]* voters waited more than an hour", printed)
    assert re.search(r"first protocol: 2021-07-25 .* MAN-", printed)


def test_the_page_checks_both_changes_against_the_kernel() -> None:
    assert len(BLOCKS) >= 8
    assert sum("assert same_tables(" in block for block in BLOCKS) == 2


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_page_is_linked(page: str) -> None:
    assert "(docs/change-the-model.md)" in (Path(__file__).parents[2] / page).read_text()
