"""Width of texts in points, and the font size and lines in which they fit."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"
"""Texts are measured in this font, which matplotlib brings along."""


class Fitted(NamedTuple):
    """A text in lines that fit a width."""

    lines: list[str]
    size: float
    """Of the font, in points."""


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in points."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    points, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(points)


def fit_size(text: str, width: float, size: float, weight: str = "normal") -> float:
    """Return the largest font size, at most ``size``, at which a line fits a width in points.

    >>> fit_size("short", 500, 18), fit_size("long " * 100, 500, 18) < 6
    (18, True)
    """
    points = text_width(text, size, weight)
    # Widths are rounded to pixels, which has more effect on small letters.
    return size if points <= width else 0.94 * size * width / points


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Return the lines of a text that fit a width in points; only a longer word is wider.

    >>> wrapped("one two three", 60, 12)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, weight) > 0.99 * width:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines


def fitted(text: str, width: float, size: float, most_lines: int, weight: str = "normal") -> Fitted:
    """Return a text in at most so many lines, its letters as large as possible.

    One line with letters down to 5/6 of the size is preferred to several.

    Parameters
    ----------
    text
        The text.
    width
        Points.
    size
        The largest font size, in points.
    most_lines
        Number of lines.
    weight
        Of the font.
    """
    in_one = fit_size(text, width, size, weight)
    if in_one >= size * 5 / 6 or most_lines == 1:
        return Fitted([text], in_one)
    smaller = size
    while len(lines := wrapped(text, width, smaller, weight)) > most_lines or any(
        text_width(line, smaller, weight) > width for line in lines
    ):
        smaller *= 0.96
    return Fitted(lines, smaller)


def clipped(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Return a text that fits a width in points, its end left out if it is too long.

    >>> clipped("short", 100, 12), clipped("a long name", 50, 12)
    ('short', 'a long…')
    """
    if text_width(text, size, weight) <= width:
        return text
    short = text
    while short and text_width(f"{short}…", size, weight) > width:
        short = short[:-1].rstrip()
    return f"{short}…"
