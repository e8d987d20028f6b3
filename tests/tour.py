"""``make tour``: run the cells of docs/tour.ipynb, and save the notebook with what they give."""

from __future__ import annotations

import json
import tempfile
from contextlib import chdir
from pathlib import Path

from tests.support.notebooks import run_cells

TOUR = Path(__file__).parents[1] / "docs" / "tour.ipynb"


def main() -> None:
    """Run the cells in a folder that is removed afterwards."""
    notebook = json.loads(TOUR.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        outputs = run_cells(notebook["cells"])
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, (cell, found) in enumerate(zip(code, outputs, strict=True), 1):
        cell.update(execution_count=number, outputs=found)
    TOUR.write_text(f"{json.dumps(notebook, ensure_ascii=False, indent=1)}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
