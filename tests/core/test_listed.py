"""One text or path where several are taken."""

from __future__ import annotations

from pathlib import Path

from sim.core.listed import listed


def test_a_text_or_a_path_is_one_and_others_keep_their_order() -> None:
    assert listed("waits") == ("waits",)
    assert listed("") == ("",)
    assert listed(Path("more.csv")) == (Path("more.csv"),)
    assert listed(["b", "a"]) == ("b", "a")
    assert listed({"x": 1}) == ("x",)
    assert listed(name for name in "ab") == ("a", "b")
