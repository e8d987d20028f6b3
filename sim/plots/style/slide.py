"""A figure of any size: the finding as its title, the origin of the data at its foot."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from sim.plots.style.boxes import POINTS, SIZES, Box
from sim.plots.style.saving import labelled_svg, metadata_of
from sim.plots.style.sources import foot
from sim.plots.style.style import INK, QUIET_INK, house_style
from sim.plots.style.texts import fitted
from sim.plots.style.ticks import Numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from sim.plots.style.sources import RunDescribed
    from sim.results.summaries.any_kind import Summary

_LEADING = 1.2
"""Distance of lines, in font sizes."""


class Slide(Figure):
    """A figure in the house style, without pyplot, that a notebook shows inline."""

    def __init__(self, size: str) -> None:
        """Make an empty figure of one of the :data:`sim.plots.style.boxes.SIZES`."""
        self.size, self.scale = size, SIZES[size]
        super().__init__(figsize=(self.scale.width, self.scale.height), dpi=self.scale.dpi)
        self.whole = Box(0, 0, self.scale.width * POINTS, self.scale.height * POINTS)
        margin = self.scale.margin
        self.body = self.whole.inset(margin, margin, 0.6 * margin, margin)
        """The room for panels, between the texts."""

    @property
    def is_wide(self) -> bool:
        """Whether there is room for panels side by side."""
        return self.scale.is_wide

    def panel(self, box: Box, **options: Any) -> Axes:
        """Return axes in a box; ticks and their labels are outside of it."""
        width, height = self.whole.width, self.whole.height
        rectangle = (
            box.left / width, box.bottom / height, box.width / width, box.height / height
        )  # fmt: skip
        axes = self.add_axes(rectangle, **options)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(Numbers())
        return axes

    def write(self, x: float, y: float, text: str, **options: Any) -> Text:
        """Write a text at a position in points."""
        return self.text(x / self.whole.width, y / self.whole.height, text, **options)

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save the figure in the house style, with its title and description: PNG, SVG or PDF.

        Parameters
        ----------
        fname
            A path or an open file.
        **options
            As of :meth:`matplotlib.figure.Figure.savefig`.
        """
        ending = Path(fname).suffix[1:] if isinstance(fname, (str, Path)) else ""
        kind = str(options.pop("format", None) or ending or "png").lower()
        options.setdefault("metadata", metadata_of(self, kind))
        with house_style():
            if kind != "svg":
                super().savefig(fname, format=kind, **options)
                return
            buffer = io.StringIO()
            super().savefig(buffer, format=kind, **options)
        text = labelled_svg(buffer.getvalue(), self)
        if isinstance(fname, (str, Path)):
            Path(fname).write_text(text, encoding="utf-8", newline="\n")
        else:
            fname.write(text if isinstance(fname, io.TextIOBase) else text.encode())

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png")
        return buffer.getvalue()


def new_figure(
    title: str,
    subtitle: str,
    summary: Summary | RunDescribed,
    source: str = "",
    size: str = "slide",
) -> Slide:
    """Return an empty slide with the finding as title, and the origin of the data at the foot.

    Parameters
    ----------
    title
        The finding; it has several lines, or smaller letters, if it is long.
    subtitle
        What the figure shows, with units.
    summary
        Summary of the result: scenario, seed, replications.
    source
        See :func:`sim.plots.style.sources.sources`; further sentences explain the figure.
    size
        One of :data:`sim.plots.style.boxes.SIZES`.
    """
    says = foot(summary)
    return written_slide(title, says.warning + subtitle, f"{says.origin} {source}".strip(), size)


def written_slide(title: str, subtitle: str, foot: str, size: str = "slide") -> Slide:
    """Return a slide with a title, a subtitle and a text at the foot, and the room between."""
    slide = Slide(size)
    scale, body = slide.scale, slide.body
    top = slide.whole.top - 0.56 * max(scale.margin, 24)
    # The names identify the groups in an SVG; sim.plots.style.saving finds the texts by them.
    for name, text, font, most, weight, gap in (
        ("title", title, scale.title, scale.title_lines, "bold", 0.62),
        ("subtitle", subtitle, scale.subtitle, scale.subtitle_lines,
         "normal", 0.5),
    ):  # fmt: skip
        lines, used = fitted(text, body.width, font, most, weight)
        slide.write(
            body.left, top, "\n".join(lines), fontsize=used, fontweight=weight, va="top",
            color=INK if name == "title" else QUIET_INK, gid=name, linespacing=_LEADING,
        )  # fmt: skip
        top -= (len(lines) * _LEADING + gap) * used if text else 0
    lines, used = fitted(foot, body.width, scale.source, scale.source_lines)
    bottom = 10.0
    slide.write(
        body.left, bottom, "\n".join(lines), fontsize=used, color=QUIET_INK, va="bottom",
        gid="source", linespacing=_LEADING,
    )  # fmt: skip
    slide.body = body._replace(bottom=bottom + len(lines) * _LEADING * used + 8, top=top)
    return slide
