"""The notebook docs/tour.ipynb runs, and shows what its cells give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.notebooks import cells_of, run_cells

if TYPE_CHECKING:
    import pytest

TOUR = Path(__file__).parents[2] / "docs" / "tour.ipynb"


def without_pictures(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outputs with the fact that there is a picture in its place."""
    return [
        {**each, "data": {k: v if k != "image/png" else True for k, v in each["data"].items()}}
        if "data" in each
        else each
        for each in outputs
    ]


def test_every_cell_gives_what_the_notebook_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cells = cells_of(TOUR)

    found = run_cells(cells)

    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    for cell, outputs in zip(code, found, strict=True):
        assert without_pictures(outputs) == without_pictures(cell["outputs"]), "run: make tour"
    assert (tmp_path / "night.html").is_file()


def test_the_tour_uses_every_function_of_the_interface() -> None:
    source = "".join("".join(cell["source"]) for cell in cells_of(TOUR))

    for name in ("run", "compare", "load_scenario", "save", "load_results", "report", "tune",
                 "scenarios", "calibrate"):  # fmt: skip
        assert f"sim.{name}(" in source, name
    assert "_repr" not in source
