"""Results with a file that was changed by hand, and their refusal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.core.errors import ResultsError
from tests.support.results import put_right

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], None]


def damaged(results: Path, kind: str, file: str, change: Change, tmp_path: Path) -> Path:
    """Copy a result, change one of its JSON files, and correct its hash."""
    folder = Path(shutil.copytree(results / kind, tmp_path / kind))
    path = folder / file
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")
    put_right(folder)
    return folder


def refused(folder: Path, *message: str) -> None:
    """Show and report it: an error that names the problem, exit code 2, no traceback."""
    with pytest.raises(ResultsError) as error:
        sim.load_results(folder)
    for text in message:
        assert text in str(error.value)
    for command in ("show", "report"):
        done = CliRunner().invoke(main, [command, str(folder)])
        assert done.exit_code == 2
        assert isinstance(done.exception, SystemExit)
        assert str(folder) in done.stderr
        assert not folder.with_name(f"{folder.name}.html").exists()
