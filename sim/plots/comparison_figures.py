"""The figures of a comparison: their names, and all of them drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.comparison import Comparison

COMPARISON_FIGURES: tuple[str, ...] = ()


def draw_comparison(
    comparison: Comparison, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Draw."""
