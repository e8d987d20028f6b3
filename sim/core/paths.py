"""Paths as text for messages."""

from __future__ import annotations

import os
from pathlib import Path


def label(path: Path) -> str:
    """Return the path of a file for messages: relative to the working directory if inside it."""
    try:
        absolute, here = Path(os.path.realpath(path)), Path.cwd()
    except ValueError:  # a zero byte
        absolute = here = path
    inside = absolute != here and absolute.is_relative_to(here)
    name = str(absolute.relative_to(here) if inside else path)
    # A file name may hold any bytes; printed text may not.
    return os.fsencode(name).decode("utf-8", "backslashreplace")
