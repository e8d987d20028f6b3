"""Save a slide as SVG, PNG or PDF, with a title and a description, the same bytes every time."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

KINDS = ("svg", "png")
"""Formats in which every figure of a result is saved."""
PDF = "pdf"


def save(figure: Figure, folder: Path, name: str, kinds: Sequence[str] = KINDS) -> None:
    """Save a figure in some formats, the same bytes every time."""
    for kind in kinds:
        figure.savefig(folder / f"{name}.{kind}")


def metadata_of(figure: Figure, kind: str) -> dict[str, str | None]:
    """Return the metadata of a file: title, description and program, but no time."""
    title, description = title_and_description(figure)
    if kind == PDF:
        return {"Title": title, "Subject": description, "Creator": "Saylau", "CreationDate": None}
    if kind == "svg":
        return {"Date": None, "Creator": "Saylau", "Title": title, "Description": description}
    return {"Software": "Saylau", "Title": title, "Description": description}


def labelled_svg(text: str, figure: Figure) -> str:
    """Return an SVG with a title and a description for screen readers."""
    title, description = title_and_description(figure)
    labelled = f'<svg role="img" aria-label="{html.escape(title)}" '
    # matplotlib writes the title, but the description into RDF metadata only.
    text = text.replace("<svg ", labelled, 1)
    return text.replace("</title>", f"</title>\n <desc>{html.escape(description)}</desc>", 1)


def title_and_description(figure: Figure) -> tuple[str, str]:
    """Return the title of a slide, and its subtitle and source as one text, without line ends."""
    texts = {text.get_gid(): " ".join(text.get_text().split()) for text in figure.texts}
    description = " ".join(texts.get(name, "") for name in ("subtitle", "source"))
    return texts.get("title", ""), " ".join(description.split())
