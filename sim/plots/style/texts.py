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
_LINE = 1.2
"""Height of a line, in sizes of the font."""
_BETWEEN = 0.5
"""Lines that stay free between boxes under each other."""
_IN_ONE = 5 / 6
"""The least letters, as a part of the usual ones, with which one line is preferred to several."""
_IN_TWO = 0.8
"""Letters of a head in two lines, as a part of the size in one."""


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

    One line with letters a little smaller is preferred to several, if they can be read.

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
    if in_one >= max(_IN_ONE * size, LEAST_SIZE) or most_lines == 1:
        return Fitted([text], in_one)
    smaller = size
    while len(lines := wrapped(text, width, smaller, weight)) > most_lines or any(
        text_width(line, smaller, weight) > width for line in lines
    ):
        smaller *= 0.96
    return Fitted(lines, smaller)


def head_of(text: str, width: float, size: float) -> Fitted:
    """Return a bold text over a panel in one line, or in two with smaller letters, as room is low.

    >>> head_of("short", 500, 12).size, round(head_of("two lines of text", 70, 12).size, 1)
    (12, 9.6)
    """
    lines, used = fitted(text, width, size, 2, "bold")
    return Fitted(lines, used if len(lines) == 1 else min(used, _IN_TWO * size))


def boxed(text: str, width: float, height: float, size: float, least: float) -> Fitted:
    """Return a text in lines that fit a box in points, cut if its letters would be too small.

    Parameters
    ----------
    text, width, height
        The text, and points for it; there is room for one line at least.
    size, least
        Of the font, in points; the letters are as large as possible, but one line with letters a
        little smaller is preferred to several.

    Examples
    --------
    >>> boxed("short", 100, 15, 12, 8).size, boxed("as long as this", 40, 36, 12, 8).lines
    (12, ['as long', 'as this'])
    >>> boxed("as long as this", 40, 25, 12, 8).lines, boxed("as long as this", 40, 15, 12, 8)
    (['as long', 'as this'], Fitted(lines=['as long…'], size=8))
    """
    in_one, used = fit_size(text, width, size), size
    while in_one < _IN_ONE * size and used > max(in_one, least):
        lines = wrapped(text, width, used)
        if len(lines) <= _lines_in(height, used) and all(
            text_width(line, used) <= width for line in lines
        ):
            return Fitted(lines, used)
        used *= 0.96
    if in_one >= least:
        return Fitted([text], in_one)
    lines, most = wrapped(text, width, least), max(1, _lines_in(height, least))
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return Fitted([clipped(line, width, least) for line in lines], least)


def _lines_in(height: float, size: float) -> int:
    """Return the lines for which a box has room, so that it is seen which are of one text."""
    return int(height / (_LINE * size) - _BETWEEN)


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
