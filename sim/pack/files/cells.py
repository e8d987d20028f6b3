"""One cell of a pack as a value: what each kind of column allows, and hints about the rest."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from sim.core.names import LONGEST_NAME, NAME_RULE, forbidden_character, is_name, nfc
from sim.core.suggest import guess
from sim.core.text import is_unicode, shown
from sim.pack.files.clocks import CLOCK_RULE, ZONE_RULE, clock_hint, clock_ms, is_zone, zone_hint
from sim.pack.files.declared import NO, YES

if TYPE_CHECKING:
    from sim.pack.files.declared import PackColumn

_LONGEST_TEXT = 500
_MOMENT = "2024-11-05T21:40"
SEPARATOR = ";"
"""Between the ids of a list."""
_COUNT = re.compile(r"[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_SPACES = "[ \u00a0\u2009\u202f]"
_GROUPED = re.compile(rf"([0-9]{{1,3}})(([,.'’_]|{_SPACES})[0-9]{{3}})(\3[0-9]{{3}})*")
_WHOLE = re.compile(r"([0-9]{1,15})\.0+")
_DECIMAL_COMMA = re.compile(r"([0-9]{1,15}),([0-9]+)")


class BadCellError(ValueError):
    """A text that its column does not allow; the message says what must be, and hints."""


def check_characters(text: str) -> None:
    """Refuse a text with characters that no cell may hold.

    Raises
    ------
    BadCellError
        If it has bytes that are not UTF-8, a NUL, or another character that no text may hold.
    """
    if text.isprintable():
        return
    if not is_unicode(text):
        raise BadCellError(f"must be UTF-8 text; got {shown(_bytes(text))}; save the file as UTF-8")
    if found := forbidden_character(text):
        raise BadCellError(f"must not hold {found}; got {shown(text)}")


def _bytes(text: str) -> bytes:
    """Return the bytes of a cell that were not UTF-8."""
    return text.encode("utf-8", "surrogateescape")


def printable(text: str) -> str:
    """Return what can be printed of a text, without spaces around it."""
    return nfc("".join(letter for letter in text if letter.isprintable())).strip()


def parse_name(text: str, _column: PackColumn) -> str:
    """Return a name or id in NFC; names and ids may be any printable text of 80 characters."""
    text = nfc(text)
    if is_name(text):
        return text
    hint = "; remove the spaces around it" if text.strip() != text and text.strip() else ""
    hint = f"; it has {len(text)}" if len(text) > LONGEST_NAME else hint
    raise BadCellError(f"must be {NAME_RULE}; got {shown(text)}{hint}")


def parse_ids(text: str, column: PackColumn) -> tuple[str, ...]:
    """Return the ids of a list; spaces around an id are ignored, and so is a ``;`` at the end.

    >>> from sim.pack.files.declared import SITES_FILE
    >>> parse_ids("Mayor; Council;", SITES_FILE.find("contests"))
    ('Mayor', 'Council')
    """
    parts = [part.strip() for part in text.removesuffix(SEPARATOR).split(SEPARATOR)]
    if not all(parts):
        raise BadCellError(f"must be ids with one {SEPARATOR} between two; got {shown(text)}")
    ids = [parse_name(part, column) for part in parts]
    if twice := next((part for place, part in enumerate(ids) if part in ids[:place]), ""):
        raise BadCellError(f"must name each id once; got {shown(twice)} twice")
    return tuple(ids)


def parse_count(text: str, column: PackColumn) -> int:
    """Return a whole number of the column's range."""
    value = int(text) if _COUNT.fullmatch(text) else None
    if value is None or not column.low <= value <= column.high:
        rule = f"must be a whole number {range_text(column)}"
        raise BadCellError(f"{rule}; got {shown(text)}{_number_hint(text, whole=True)}")
    return value


def parse_number(text: str, column: PackColumn) -> float:
    """Return a number of the column's range."""
    value = float(text) if _NUMBER.fullmatch(text) else None
    if value is None or not column.low <= value <= column.high:
        rule = f"must be a number {range_text(column)}"
        raise BadCellError(f"{rule}; got {shown(text)}{_number_hint(text, whole=False)}")
    return value


def parse_percent(text: str, column: PackColumn) -> str:
    """Return a number of the column's range as it is written."""
    parse_number(text, column)
    return text


def parse_text(text: str, _column: PackColumn) -> str:
    """Return a printable text in NFC."""
    if len(text) > _LONGEST_TEXT:
        raise BadCellError(f"must have at most {_LONGEST_TEXT} characters; it has {len(text)}")
    return nfc(text)


def parse_moment(text: str, _column: PackColumn) -> str:
    """Return a clock time, or a date with a clock time, as it is written.

    >>> from sim.pack.files.declared_reported import ARRIVALS_FILE
    >>> parse_moment("2018-07-01T20:19:47-05:00", ARRIVALS_FILE.find("at"))
    '2018-07-01T20:19:47-05:00'
    """
    if clock_ms(text) is None:
        try:
            dt.datetime.fromisoformat(text if "T" in text else "")
        except ValueError:
            rule = f"must be a date with a time such as {_MOMENT}, or a clock time such as 21:40"
            raise BadCellError(f"{rule}; got {shown(text)}") from None
    return text


def range_text(column: PackColumn) -> str:
    """Return the range of a column of numbers as text.

    >>> from sim.pack.files.declared import CANDIDATES_FILE
    >>> range_text(CANDIDATES_FILE.find("expected_pct"))
    'from 0 to 100'
    """
    return f"from {column.low:,.0f} to {column.high:,.0f}"


def _number_hint(text: str, *, whole: bool) -> str:
    """Return a hint about a text that is no number."""
    if text.strip() != text and text.strip():
        return "; remove the spaces around it"
    if whole and (found := _WHOLE.fullmatch(text)):
        return f"; write {found[1]}"
    grouped = _GROUPED.fullmatch(text)
    if grouped and (whole or grouped[3] != "."):
        return f"; write {re.sub(r'[^0-9]', '', text)}, without a separator of thousands"
    if not whole and (found := _DECIMAL_COMMA.fullmatch(text)):
        return f"; write {found[1]}.{found[2]}, with a decimal point"
    if text.endswith("%"):
        return "; write it without %"
    return ""


def parse_flag(text: str, _column: PackColumn) -> int:
    """Return 1 for yes and 0 for no."""
    word = text.casefold()
    if word not in (*YES, *NO):
        raise BadCellError(f"must be yes or no (or true, false, 1, 0); got {shown(text)}")
    return int(word in YES)


def parse_clock(text: str, _column: PackColumn) -> int:
    """Return a clock time in milliseconds since midnight."""
    value = clock_ms(text)
    if value is None:
        hint = clock_hint(text)
        raise BadCellError(f"{CLOCK_RULE}; got {shown(text)}{f'; {hint}' if hint else ''}")
    return value


def parse_zone(text: str, _column: PackColumn) -> str:
    """Return the name of a time zone."""
    if is_zone(text):
        return text
    hint = zone_hint(text)
    raise BadCellError(f"{ZONE_RULE}; got {shown(text)}{f'; {hint}' if hint else ''}")


def parse_choice(text: str, column: PackColumn) -> str:
    """Return one of the words of a column."""
    if text in column.values:
        return text
    hint = guess(text, column.values)
    rule = f"must be one of {', '.join(column.values)}"
    raise BadCellError(f"{rule}; got {shown(text)}{f'; {hint}' if hint else ''}")


def parse_date(text: str, column: PackColumn) -> str:
    """Return a date as it is written, if it is one.

    >>> from sim.pack.files.declared import SITES_FILE
    >>> parse_date("2031-04-06", SITES_FILE.find("site"))
    '2031-04-06'
    """
    del column  # Every parser takes it.
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise BadCellError(f"must be a date such as 2024-11-05; got {shown(text)}") from None
    return text
