"""Width of texts in points, and the font size and lines in which they fit."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"
"""Texts are measured in this font, which matplotlib brings along."""
LEAST_SIZE = 7.0
"""Points; smaller letters cannot be read."""


class Fitted(NamedTuple):
    """A text in lines that fit a width."""

    lines: list[str]
    size: float
    """Of the font, in points."""


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in points."""
    return _width_measured(text, weight) * (size / text_to_path.FONT_SCALE)


@lru_cache(maxsize=16_384)
def _width_measured(text: str, weight: str) -> float:
    """Return the width of a line of text at the size at which all texts are measured."""
    font = FontProperties(family=FONT, size=text_to_path.FONT_SCALE, weight=weight)
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

    A word that is wider is broken after its hyphens; a number stays with its unit.

    >>> wrapped("one two three", 60, 12), wrapped("half-forgotten", 80, 12)
    (['one two', 'three'], ['half-', 'forgotten'])
    >>> wrapped("it takes 40 min", 80, 12), wrapped("check-in 40 → 90 s", 90, 12)
    (['it takes', '40 min'], ['check-in', '40 → 90 s'])
    >>> wrapped("52 s in A", 40, 12)
    ['52 s', 'in A']
    """
    found = _bound(text, width, size, weight)
    words = [part for word in found for part in _parts(word, width, size, weight)]
    # A line is first tried with as many words as fit with letters of the mean width.
    letters = width * len(text) / max(text_width(text, size, weight), width)
    lines: list[str] = []
    while words:
        n = max(1, bisect_right([*accumulate(len(word) + 1 for word in words)], letters + 1))

        def fits(n: int, words: list[str] = words) -> bool:
            return text_width(" ".join(words[:n]), size, weight) <= 0.99 * width

        while n > 1 and not fits(n):
            n -= 1
        while n < len(words) and fits(n + 1):
            n += 1
        lines.append(" ".join(words[:n]))
        words = words[n:]
    return lines


_SHORT = re.compile(r"[^\W\d_]{1,3}(?![^\W\d_])")
"""The beginning of a unit: ``s``, ``min)``, ``сут–15:14``."""
_SIGN = re.compile(r"[%→×±—–]|\+\d")
"""What does not begin a line."""
_BEFORE = re.compile(r"[→×±+]|\W?[^\W\d_]|[^\W\d_]\.")
"""A word that does not end a line: a sign, or one letter, as of an abbreviation."""


_LETTER = re.compile(r"[A-Z]\W?")
"""The letter of a result, which does not begin a line after a short word: ``in A``."""


def _bound(text: str, width: float, size: float, weight: str) -> list[str]:
    """Return the words of a text, those that belong together as one if it fits a line."""
    # Not at the spaces inside numbers, which do not break.
    found = [*filter(None, text.split(" "))]
    words = found[:1]
    for before, word in pairwise(found):
        belongs = (
            _SIGN.match(word)
            or _BEFORE.fullmatch(before)
            or (before[-1].isdigit() and _SHORT.match(word))
            or (len(before) <= 3 and _LETTER.fullmatch(word))
        )
        if belongs and text_width(joined := f"{words[-1]} {word}", size, weight) <= 0.99 * width:
            words[-1] = joined
        else:
            words.append(word)
    return words


def _parts(word: str, width: float, size: float, weight: str) -> list[str]:
    """Return a word; one that is wider than a line in parts with their hyphens, a line each."""
    parts: list[str] = []
    for part in re.findall(r"[^-]+-*|-+", word):
        if parts and text_width(parts[-1] + part, size, weight) <= 0.99 * width:
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def fitted(text: str, width: float, size: float, most_lines: int, weight: str = "normal") -> Fitted:
    """Return a text in at most so many lines, its letters as large as possible.

    One line with letters down to 5/6 of the size is preferred to several, if they can be read.

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
    if in_one >= max(size * 5 / 6, LEAST_SIZE) or most_lines == 1:
        return Fitted([text], in_one)
    smaller = size
    while len(lines := wrapped(text, width, smaller, weight)) > most_lines or any(
        text_width(line, smaller, weight) > width for line in lines
    ):
        smaller *= 0.96
    return Fitted(lines, smaller)


def boxed(text: str, width: float, height: float, size: float) -> Fitted:
    """Return a text in lines that fit a box in points, its letters as large as possible.

    Letters are at least a third of the size, also where the text does not fit then.

    >>> boxed("short", 100, 20, 12).size, boxed("as long as this", 40, 30, 12).lines
    (12, ['as long', 'as this'])
    """
    used = size
    while used > size / 3:
        lines = wrapped(text, width, used)
        if len(lines) * 1.2 * used <= height and all(
            text_width(line, used) <= width for line in lines
        ):
            break
        used *= 0.96
    return Fitted(lines, used)


def narrowed(text: str, width: float, size: float, least: float) -> Fitted:
    """Return a text in one line with letters as large as fit, cut if they would be too small.

    Parameters
    ----------
    text, width
        The text, and points for it.
    size, least
        Of the font, in points.
    """
    used = max(fit_size(text, width, size), least)
    return Fitted([clipped(text, width, used)], used)


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
