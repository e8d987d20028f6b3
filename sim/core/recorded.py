"""Texts that results record, which are in English, in the current language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import ENGLISH, language_code, localized, named, tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NUMBER = re.compile(r"[-−+]?\d+(,\d{3})*(\.\d+)?( %)?")
_KEY = re.compile(r"[a-z]\w*([._][\w.]+)+")
"""Names of parameters and columns, which are the same in every language."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BETWEEN = (". ", "; ")
"""What joins texts of a result, each of them a message."""
_OF_WORDS = ", "
"""What joins words inside a text, such as names of columns."""


class _Reading(NamedTuple):
    """One way to read a text: the smallest is the best."""

    unknown: int
    """Number of letters that are of no message."""
    swallowed: int
    """Number of texts that values hold beyond one each."""
    others: int
    """Number of characters that the outermost message does not have itself."""
    text: str
    """In the current language."""


def tr_recorded(text: str, messages: Sequence[str] = ()) -> str:
    """Return a text of a result, which is in English, in the current language.

    Of several ways to read it the one is taken that leaves the fewest letters unknown; of those
    the one whose values hold no joined texts, and then the one with the longest message.

    Parameters
    ----------
    text
        A message, a number, a name or a key, or one of some messages with its placeholders filled
        by such, or several of these; what is none of them stays as it is.
    messages
        Those with placeholders that it can be, and that can fill others.

    Examples
    --------
    >>> tr_recorded("paired: 12 runs", ("paired: {what}", "{n} runs"))
    'paired: 12 runs'
    """
    if language_code() == ENGLISH:
        return text
    return _Readings(messages).read(text).text


def tr_given(text: str) -> str:
    """Return a text that a scenario or a pack gives in the current language, if it is known.

    >>> tr_given("a description of a user")
    'a description of a user'
    """
    return next((found for found in (named(text), tr(text)) if found != text), text)


class _Readings:
    """Reads texts by their messages, each text once."""

    def __init__(self, messages: Sequence[str]) -> None:
        self._messages = messages
        self._known: dict[str, _Reading] = {}

    def read(self, text: str) -> _Reading:
        """Return the best way to read a text."""
        if text not in self._known:
            self._known[text] = _whole(text) or min(self._ways(text), key=lambda way: way[:3])
        return self._known[text]

    def _ways(self, text: str) -> Iterator[_Reading]:
        for message in self._messages:
            literal = _PLACEHOLDER.sub("", message)
            for values in _fits(message, text):
                way = self._filled(message, values, len(text) - len(literal))
                # Words such as "to" alone are no sign of a message around unknown texts.
                if way.unknown <= _letters(literal):
                    yield way
        for between in _BETWEEN:
            for at in re.finditer(re.escape(between), text):
                yield self._parts((text[: at.start()], text[at.end() :]), between)
        yield _Reading(_letters(text), 0, len(text), text)
        if _OF_WORDS in text and not any(between in text for between in _BETWEEN):
            words = self._parts(text.split(_OF_WORDS), _OF_WORDS)
            # Half of a list in another language is worse than none of it.
            if not words.unknown:
                yield words

    def _filled(self, message: str, values: Mapping[str, str], others: int) -> _Reading:
        """Return the reading of a message with its values."""
        read = {name: self.read(value) for name, value in values.items()}
        # A value that ends with a sign may hold the first half of what joins texts.
        joined = sum(f"{each} ".count(between) for each in values.values() for between in _BETWEEN)
        return _Reading(
            sum(each.unknown for each in read.values()),
            joined + sum(each.swallowed for each in read.values()),
            others,
            tr(message, **{name: each.text for name, each in read.items()}),
        )

    def _parts(self, texts: Sequence[str], between: str) -> _Reading:
        """Return the reading of joined texts."""
        parts = [self.read(part) for part in texts]
        return _Reading(
            sum(each.unknown for each in parts),
            sum(each.swallowed for each in parts),
            sum(map(len, texts)),
            between.join(each.text for each in parts),
        )


def _whole(text: str) -> _Reading | None:
    """Return the reading of a message without placeholders, a number or a name; else None."""
    if _NUMBER.fullmatch(text):
        return _Reading(0, 0, 0, localized(text))
    if _KEY.fullmatch(text):
        return _Reading(0, 0, 0, text)
    known = tr_given(text)
    return None if known == text else _Reading(0, 0, 0, known)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _fits(message: str, text: str) -> Iterator[dict[str, str]]:
    """Yield the values of the placeholders of a message with which it is a text, in every way.

    >>> list(_fits("{a} of {b}", "1 of 2 of 3"))
    [{'a': '1', 'b': '2 of 3'}, {'a': '1 of 2', 'b': '3'}]
    """
    first, *rest = _PLACEHOLDER.split(message)
    if not rest or not text.startswith(first):
        return
    yield from _filling(rest, text[len(first) :], {})


def _filling(rest: Sequence[str], text: str, values: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield the same for what is left of both; ``rest`` has names and what follows each."""
    name, after, *more = rest
    if not more:
        ends = [len(text) - len(after)] if text.endswith(after) else []
    elif after:
        ends = [found.start() for found in re.finditer(re.escape(after), text)]
    else:
        ends = list(range(len(text)))
    for end in ends:
        value, left = text[:end], text[end + len(after) :]
        if not value or values.get(name, value) != value:
            continue
        if more:
            yield from _filling(more, left, values | {name: value})
        else:
            yield values | {name: value}
