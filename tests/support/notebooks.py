"""Run the cells of a notebook, as Jupyter does, with the standard library."""

from __future__ import annotations

import ast
import base64
import io
import json
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_WIDTH = 760
"""Pixels of a picture in a notebook."""


def cells_of(notebook: Path) -> list[dict[str, Any]]:
    """Return the cells of a notebook file."""
    found: list[dict[str, Any]] = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return found


def run_cells(cells: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the outputs of the cells of code, run in turn with common names."""
    names: dict[str, object] = {"__name__": "__main__"}
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [_outputs(source, names, number) for number, source in enumerate(sources, 1)]


def _outputs(source: str, names: dict[str, object], number: int) -> list[dict[str, Any]]:
    """Return what a cell prints, and the value of its last expression."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102  our notebook
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    found: list[dict[str, Any]] = []
    if text := printed.getvalue():
        found.append({"output_type": "stream", "name": "stdout", "text": _lines(text)})
    if value is not None:
        data = {"text/plain": _lines(_text(value)), **_rich(value)}
        found.append({
            "output_type": "execute_result", "execution_count": number, "metadata": {},
            "data": data,
        })  # fmt: skip
    return found


def _text(value: object) -> str:
    # A figure says its size in pixels, which is no part of the page.
    return "<Figure>" if hasattr(value, "_repr_png_") else repr(value)


def _rich(value: object) -> dict[str, Any]:
    """Return the forms of a value that a notebook shows in place of its text."""
    if hasattr(value, "_repr_png_"):
        return {"image/png": base64.b64encode(_small(value._repr_png_())).decode()}
    if hasattr(value, "_repr_html_"):
        return {"text/html": _lines(value._repr_html_())}
    return {}


def _small(png: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(png)) as full:
        size = (_WIDTH, round(full.height * _WIDTH / full.width))
        small = full.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        out = io.BytesIO()
        small.quantize(128, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
    return out.getvalue()


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)
