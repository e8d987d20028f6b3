"""Text of values and counts in messages."""

from __future__ import annotations

_LONGEST = 60
HINTS = 20
"""Problems of one kind, at most, that get a hint: the nearest known name takes time to find."""


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


def is_unicode(text: str) -> bool:
    r"""Return whether a text is valid Unicode; one of the command line may hold any bytes.

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
