"""The languages of a page: what differs from the language that it opens in, for its script.

A page is made in each language. All have the same tags, so that a text is found by the number of
tags before it. Most texts are translated by a dictionary, since the same text is mostly
translated the same; numbers by their separators; what is left by its place.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from sim.core.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ATTRIBUTES = ("aria-label", "content", "data-name", "data-place", "label", "placeholder", "title")
"""Attributes that are texts."""
_TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*?)(/?)>([^<]*)")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_VOID = {"meta", "input", "link", "br", "col"}
_OPAQUE = {"style", "script", "noscript"}
"""Elements that a browser does not read as tags and texts."""
_END = 'id="data"'
"""Of the first element behind the texts."""


class ScriptWords(NamedTuple):
    """What a script needs besides texts, in one language."""

    group: str
    """Separates thousands."""
    decimal: str
    messages: Mapping[str, str | Sequence[str]]
    """Messages of the scripts by those in English, with several forms where they count."""
    days: Mapping[str, str]
    """Dates by those in ISO format."""


class Edition(NamedTuple):
    """A page in one language."""

    html: str
    strings: Sequence[str]
    """Texts in its data, in the same order in each language."""
    words: ScriptWords


class LanguageData(TypedDict):
    """A language for the script of the page."""

    name: str
    group: str
    decimal: str
    messages: Mapping[str, str | Sequence[str]]
    days: Mapping[str, str]
    texts: dict[str, str]
    """Texts by those of the language that the page opens in."""
    at: dict[str, str]
    """Texts that are not in the dictionary, by place: a number of tags, for an attribute with
    ``@`` and its name."""


class SwitchData(TypedDict):
    """All languages for the script of the page."""

    base: str
    """The language that it opens in."""
    attributes: Sequence[str]
    languages: dict[str, LanguageData]


def switch_data(editions: Mapping[str, Edition]) -> SwitchData:
    """Return the languages of a page for its script.

    Parameters
    ----------
    editions
        The page by language; that in which it opens first.
    """
    base, *_ = editions
    first = editions[base]
    return {
        "base": base,
        "attributes": ATTRIBUTES,
        "languages": {code: _language(code, first, edition) for code, edition in editions.items()},
    }


def _language(code: str, base: Edition, edition: Edition) -> LanguageData:
    texts, at = _translated(base, edition)
    words = edition.words
    return {
        "name": LANGUAGES[code], "group": words.group, "decimal": words.decimal,
        "messages": words.messages, "days": words.days, "texts": texts, "at": at,
    }  # fmt: skip


def _translated(base: Edition, other: Edition) -> tuple[dict[str, str], dict[str, str]]:
    """Return translations by text, and by place those that differ from it."""
    if base is other:
        return {}, {}
    known: dict[str, str] = {}
    for text, translation in zip(base.strings, other.strings, strict=True):
        known.setdefault(text, translation)
    places = list(_pairs(base.html, other.html))
    for _, text, translation in places:
        if text.strip():
            known.setdefault(text, translation)
    texts = {
        text: translation
        for text, translation in known.items()
        if _by_separators(text, base.words, other.words) != translation
    }
    at = {
        place: translation
        for place, text, translation in places
        if known.get(text, text) != translation
    }
    return texts, at


def _by_separators(text: str, base: ScriptWords, other: ScriptWords) -> str:
    """Return a number with the separators of another language; other texts as they are."""
    group, decimal = (re.escape(each) for each in (base.group, base.decimal))
    if not re.fullmatch(rf"[+−]?\d{{1,3}}({group}\d{{3}})*({decimal}\d+)?( %)?", text):
        return text
    return text.translate(str.maketrans(base.group + base.decimal, other.group + other.decimal))


def _pairs(base: str, other: str) -> Iterator[tuple[str, str, str]]:
    """Yield the texts of two pages with their place: all of texts and attributes that may differ.

    Raises
    ------
    ValueError
        If the pages do not have the same tags, which is an error in a template.
    """
    at, opaque = 0, ""
    for one, two in zip_longest(_TOKEN.findall(base), _TOKEN.findall(other), fillvalue=("",) * 5):
        (closes, tag, attributes, ends, text), (_, _, attributes_2, _, text_2) = one, two
        if (closes, tag, ends) != (two[0], two[1], two[3]):
            message = f"tag {at} is <{closes}{tag}{attributes}> and <{two[0]}{two[1]}{two[2]}>"
            raise ValueError(message)
        if _END in attributes:
            return
        if opaque:
            if not (closes and tag == opaque):
                continue
            opaque = ""
        at += 2 if ends or tag in _VOID else 1
        opening = at - 1 if ends or tag in _VOID else at
        if attributes:
            yield from _attributes(opening, attributes, attributes_2)
        if tag in _OPAQUE and not closes:
            opaque = tag
        else:
            yield str(at), unescape(text), unescape(text_2)


def _attributes(at: int, one: str, two: str) -> Iterator[tuple[str, str, str]]:
    others = dict(_ATTRIBUTE.findall(two))
    for name, value in _ATTRIBUTE.findall(one):
        if name in ATTRIBUTES:
            yield f"{at}@{name}", unescape(value), unescape(others[name])


_CALL = re.compile(r'\btr(_n)?\(\s*"((?:[^"\\]|\\.)*)"(?:,\s*"((?:[^"\\]|\\.)*)")?')


def calls_of(scripts: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the messages of scripts: the text, or those of one and of several things.

    >>> calls_of(['tr("Play"); tr_n("{n} site", "{n} sites", 2)'])
    [('Play',), ('{n} site', '{n} sites')]
    """
    found = (match for text in scripts for match in _CALL.finditer(text))
    return list(dict.fromkeys((m[2], m[3]) if m[1] else (m[2],) for m in found))
