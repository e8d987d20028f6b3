"""Save a slide as SVG and PNG, with a title and a description, the same bytes every time."""

from __future__ import annotations

import html
import io
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure


def save(figure: Figure, folder: Path, name: str) -> None:
    """Save a figure as SVG and PNG, the same bytes every time."""
    FigureCanvasAgg(figure)
    title, description = title_and_description(figure)
    (folder / f"{name}.svg").write_text(svg_text(figure), encoding="utf-8", newline="\n")
    meta = {"Software": "Saylau", "Title": title, "Description": description}
    figure.savefig(folder / f"{name}.png", metadata=meta)


def svg_text(figure: Figure) -> str:
    """Return a figure as SVG with a title and a description for screen readers."""
    title, description = title_and_description(figure)
    buffer = io.StringIO()
    meta = {"Date": None, "Creator": "Saylau", "Title": title, "Description": description}
    figure.savefig(buffer, format="svg", metadata=meta)
    text = buffer.getvalue()
    labelled = f'<svg role="img" aria-label="{html.escape(title)}" '
    # matplotlib writes the title, but the description into RDF metadata only.
    text = text.replace("<svg ", labelled, 1)
    return text.replace("</title>", f"</title>\n <desc>{html.escape(description)}</desc>", 1)


def title_and_description(figure: Figure) -> tuple[str, str]:
    """Return the title of a slide, and its subtitle and source as one text."""
    texts = {text.get_gid(): text.get_text() for text in figure.texts}
    description = " ".join(str(texts.get(name, "")) for name in ("subtitle", "source"))
    return str(texts.get("title", "")), " ".join(description.split())
