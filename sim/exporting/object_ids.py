"""Ids of the objects of an export: names as XML has them for ids, from which they can be read."""

from __future__ import annotations

import re
from functools import lru_cache

_OTHER = re.compile("[^A-Za-z0-9-]")
_WRITTEN = re.compile("_([0-9a-f]+)_")


def object_id(kind: str, *names: str) -> str:
    """Return the id of an object: its kind, then its names, joined by full stops.

    Each character other than an ASCII letter, a digit or ``-`` is its code point between
    underscores, so that different names have different ids.

    Parameters
    ----------
    kind
        A word of ASCII letters.
    names
        What identifies the object among those of its kind, such as race and candidate.

    Examples
    --------
    >>> object_id("site", "EAST-001-01"), object_id("candidate", "R.1", "O'Neil 2")
    ('site.EAST-001-01', 'candidate.R_2e_1.O_27_Neil_20_2')
    """
    return ".".join((kind, *map(_written, names)))


def names_of(text: str) -> tuple[str, ...]:
    """Return the kind and the names that an id was made of: the inverse of :func:`object_id`.

    >>> names_of("candidate.R_2e_1.O_27_Neil_20_2")
    ('candidate', 'R.1', "O'Neil 2")
    """
    return tuple(_WRITTEN.sub(_plain, part) for part in text.split("."))


@lru_cache(maxsize=4096)
def _written(name: str) -> str:
    """Return a name as part of an id; the names of races and choices come again and again."""
    return _OTHER.sub(_escaped, name)


def _escaped(found: re.Match[str]) -> str:
    return f"_{ord(found[0]):x}_"


def _plain(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
