"""How values that somebody gave, and counts, stand in messages."""

from __future__ import annotations

_LONGEST = 60
HINTS = 20
"""So many problems of one kind come with the nearest known name, which takes time to find."""


def shown(value: object) -> str:
    """Return a value for a message, cut to 60 characters.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."
    """
    try:
        text = str(value) if hasattr(value, "isoformat") else repr(value)
    except ValueError:
        return "a number of too many digits"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


_PREDICATES = ("must ", "is ", "has ", "belongs ", "goes ")


def about(key: str, message: str) -> str:
    """Return a message that names its key, so that it reads well alone.

    >>> about("a.b", "must be 1; got 2"), about("a.b", "no region 'X'"), about("", "is empty")
    ('a.b must be 1; got 2', "a.b: no region 'X'", 'is empty')
    """
    if not key:
        return message
    return f"{key} {message}" if message.startswith(_PREDICATES) else f"{key}: {message}"


def is_unicode(text: str) -> bool:
    r"""Tell whether a text can be written; one of the command line may hold any bytes.

    >>> is_unicode("Ақмола"), is_unicode("\udcff")
    (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "site"), counted(1_847, "site"), counted(1, "person", "people")
    ('1 site', '1,847 sites', '1 person')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"
