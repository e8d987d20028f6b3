"""Names as parts of the names of columns and files."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=1024)
def slug(name: str) -> str:
    """Return a name as part of the name of a column: small letters, digits and ``_``.

    Names in other scripts than Latin remain readable and distinct.

    >>> slug("Farmers' Union"), slug("Новый путь")
    ('farmers_union', 'новый_путь')
    """
    if not name.isascii():
        return re.sub(r"\W+", "_", name.lower()).strip("_")
    return re.sub(r"[^a-z0-9]+", "_", name.lower().replace("'", "")).strip("_")
