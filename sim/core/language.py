"""Languages of pages, figures and ``show``: messages from catalogs, numbers and dates by locale.

Messages are written in English where they are used, as arguments of :func:`tr` and
:func:`tr_n`; one that needs two translations has a context, see :func:`tr_in`.
``sim/core/catalogs`` has a catalog of gettext for each other language, in the format of its
tools; ``python -m tools.messages`` renews them.
"""

from __future__ import annotations

import gettext
import io
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from babel.messages.catalog import Catalog

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {ENGLISH: "English", "kk": "Қазақша", "ru": "Русский"}
)
"""Names of the languages by code, each in itself."""
_YEAR_FIRST = "y 'ж'. d MMMM"
"""Dates with the year first; the long form of the locale has a narrow space that fonts lack."""
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Language(NamedTuple):
    """What texts are made with."""

    code: str = ENGLISH
    messages: gettext.NullTranslations = gettext.NullTranslations()
    group: str = ","
    """Separates thousands."""
    decimal: str = "."
    names: Mapping[str, str] = _NO_NAMES
    """Names of areas, parties and contests, by that in the files."""


_ENGLISH = Language()
_chosen: ContextVar[str] = ContextVar("chosen", default=ENGLISH)
"""The language in which results are shown; what is stored is in English."""
_current: ContextVar[Language] = ContextVar("language", default=_ENGLISH)


def check_language(code: str) -> None:
    """Raise an error if there is no such language.

    Raises
    ------
    InputError
        Names the code and the languages that there are.
    """
    if code not in LANGUAGES:
        allowed = f"must be one of {', '.join(LANGUAGES)}; got {code!r}"
        raise InputError.single("language", "", allowed)


@contextmanager
def choose_language(code: str) -> Iterator[None]:
    """Choose the language in which pages, figures and ``show`` are within a ``with`` statement.

    Raises
    ------
    InputError
        If there is no such language.
    """
    check_language(code)
    before = _chosen.set(code)
    try:
        yield
    finally:
        _chosen.reset(before)


def chosen_language() -> str:
    """Return the code of the language in which results are shown."""
    return _chosen.get()


@contextmanager
def in_language(code: str, names: Mapping[str, str] = _NO_NAMES) -> Iterator[None]:
    r"""Make texts in a language within a ``with`` statement.

    Parameters
    ----------
    code
        One of ``LANGUAGES``.
    names
        Names of areas, parties and contests in that language, by their names in the files.

    Raises
    ------
    InputError
        If there is no such language.

    Examples
    --------
    >>> with in_language("ru"):
    ...     localized("1,234.5")
    '1\xa0234,5'
    """
    check_language(code)
    found = _ENGLISH if code == ENGLISH else _language(code)
    before = _current.set(found._replace(names=names) if names else found)
    try:
        yield
    finally:
        _current.reset(before)


def language_code() -> str:
    """Return the code of the language that texts are made in.

    >>> language_code()
    'en'
    """
    return _current.get().code


def tr(message: str, **values: object) -> str:
    """Return a message in the current language, with its placeholders filled.

    Parameters
    ----------
    message
        In English, with a ``{name}`` for each value; without values it is not formatted.
    **values
        Whole numbers have separators of thousands; other numbers are text already.

    Examples
    --------
    >>> tr("{n} of {m} races", n=730, m=1_847)
    '730 of 1,847 races'
    """
    found = _current.get().messages.gettext(message) if message else ""
    return found.format(**_texts(values)) if values else found


def tr_in(context: str, message: str) -> str:
    """Return a message that is translated in another way in a context than elsewhere.

    Parameters
    ----------
    context
        What the message is there, as ``tools.messages`` has it.
    message
        In English; not formatted.

    Examples
    --------
    >>> with in_language("ru"):
    ...     tr("seats"), tr_in("unit", "seats")
    ('мандаты', 'мандатов')
    """
    return _current.get().messages.pgettext(context, message)


def tr_n(one: str, many: str, n: int, **values: object) -> str:
    """Return a message about a number of things in the current language, as :func:`tr`.

    Parameters
    ----------
    one, many
        In English, of one thing and of any other number of them.
    n
        The number, which fills ``{n}``.
    **values
        What fills the other placeholders.

    Examples
    --------
    >>> tr_n("{n} site", "{n} sites", 1), tr_n("{n} site", "{n} sites", 1_847)
    ('1 site', '1,847 sites')
    """
    found = _current.get().messages.ngettext(one, many, n)
    return found.format(n=_text(n), **_texts(values))


def forms(one: str, many: str) -> tuple[str, str, str]:
    """Return a message about 1, 2 and 5 things, with its placeholders: all forms that there are.

    >>> forms("{n} site", "{n} sites")
    ('{n} site', '{n} sites', '{n} sites')
    """
    messages = _current.get().messages
    first, second, third = (messages.ngettext(one, many, n) for n in (1, 2, 5))
    return first, second, third


def marked(message: str) -> str:
    """Return a message as it is: it is in the catalogs, and translated by :func:`tr` when shown.

    >>> marked("median")
    'median'
    """
    return message


def named(name: str) -> str:
    """Return the name of an area, a party or a contest in the current language, if it is known.

    >>> with in_language("ru", {"North": "Север"}):
    ...     named("North"), named("South")
    ('Север', 'South')
    """
    return _current.get().names.get(name, name)


def localized(text: str) -> str:
    """Return a number with the separators of the current language, from those of English.

    >>> localized("1,234.5")
    '1,234.5'
    """
    language = _current.get()
    if language.code == ENGLISH:
        return text
    return text.translate({ord(","): language.group, ord("."): language.decimal})


def date_text(date: dt.date, *, year: bool = True) -> str:
    """Return a date with the name of its month, and its year.

    >>> import datetime as dt
    >>> date_text(dt.date(2021, 7, 25))
    '25 July 2021'
    >>> with in_language("ru"):
    ...     date_text(dt.date(2021, 7, 25)), date_text(dt.date(2021, 7, 25), year=False)
    ('25 июля 2021', '25 июля')
    """
    code = language_code()
    if code == ENGLISH:
        return f"{date.day} {date:%B %Y}" if year else f"{date.day} {date:%B}"
    from babel.dates import format_date

    of_year = _YEAR_FIRST if code == "kk" else "d MMMM y"
    return str(format_date(date, of_year if year else "d MMMM", locale=code))


def _texts(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return localized(f"{value:,}")
    return value


@cache
def _language(code: str) -> Language:
    """Return a language other than English."""
    # Only other languages need them.
    from babel import Locale
    from babel.messages.mofile import write_mo

    compiled = io.BytesIO()
    write_mo(compiled, read_catalog(code))
    compiled.seek(0)
    symbols = Locale.parse(code).number_symbols["latn"]
    return Language(code, gettext.GNUTranslations(compiled), symbols["group"], symbols["decimal"])


def read_catalog(code: str) -> Catalog:
    """Return the catalog of a language other than English, as Babel reads it."""
    from babel.messages.pofile import read_po

    source = files("sim.core").joinpath("catalogs", f"{code}.po").read_bytes()
    return read_po(io.BytesIO(source), locale=code)
