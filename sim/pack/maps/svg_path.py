"""Shapes as SVG path data: which texts are such."""

from __future__ import annotations

import re

_NUMBER = r"-?\d+(\.\d+)?"
_POINT = f"{_NUMBER} {_NUMBER}"
_PATH = re.compile(rf"(M{_POINT}(L{_POINT}){{2,}}Z)+")


def is_path(text: object) -> bool:
    """Return whether a value is the path of a shape: rings of at least three points.

    >>> is_path("M0 0L2.5 0L0 2.5Z"), is_path("M0 0L2.5 0Z"), is_path(None)
    (True, False, False)
    """
    return isinstance(text, str) and _PATH.fullmatch(text) is not None
