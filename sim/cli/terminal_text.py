"""Convert text so that any terminal, pipe or file can show it.

Some streams cannot encode all letters, such as those with the Russian code pages of Windows
(cp1251, cp866). Control characters in names, which come from files, would control the terminal.
"""

from __future__ import annotations

import codecs
import json
import re
import shlex
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Control characters except newline and tab, line separators, lone surrogates, and the marks that
# change the direction of text, which can make a line look like another one.
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SPECIAL = re.compile(r"[\"$`\\!\n]")
"""Characters with a meaning between double quotes of a shell."""
_NEAREST = {
    "→": "->", "←": "<-", "↔": "<->", "↑": "^", "↓": "v", "–": "-", "—": "-", "−": "-", "‑": "-",
    "×": "x", "÷": "/", "·": ".", "•": "*", "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "±": "+-",
    "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "§": "section ",
    "№": "No", "━": "-", "─": "-", "╸": "-", "╺": "-", "│": "|", "█": "#",
}  # fmt: skip
# Cyrillic letters that the Russian code pages lack.
_NEAREST |= dict(zip("әғқңөұүһӘҒҚҢӨҰҮҺ", "агкноуухАГКНОУУХ", strict=True))
_LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюяі", [
    "a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s",
    "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "i",
], strict=True))  # fmt: skip
_LATIN |= {letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}


def escaped(text: str) -> str:
    r"""Return a text with its control characters escaped.

    >>> escaped("a\x1b[2Jb\tc\u202e") == r"a\u001b[2Jb" + "\tc" + r"\u202e"
    True
    """
    return _ACTIVE.sub(_code, text)


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def command_text(words: Sequence[str]) -> str:
    r"""Return a command line for a POSIX shell.

    Arguments with single quotes, such as ``--set "turnout.final='sampled'"``, are put into double
    ones where these mean the same.

    >>> command_text(["saylau", "run", "tiny", "--set", "turnout.final='sampled'"])
    'saylau run tiny --set "turnout.final=\'sampled\'"'
    """
    return " ".join(
        f'"{word}"' if "'" in word and not _SPECIAL.search(word) else shlex.quote(word)
        for word in words
    )


def json_text(content: object, encoding: str) -> str:
    r"""Return JSON in which characters that a stream cannot encode are escaped.

    Parameters
    ----------
    content
        Any JSON value.
    encoding
        The encoding of the stream.

    Examples
    --------
    >>> json_text(["ä", "→", "\x9b"], "latin-1")
    '[\n "ä",\n "\\u2192",\n "\\u009b"\n]'
    """
    # Characters beyond ASCII occur only inside strings.
    text = escaped(json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False))
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(content, indent=1, allow_nan=False) if _is_ascii(encoding) else "".join(
            letter if _fits(letter, encoding) else json.dumps(letter)[1:-1] for letter in text
        )  # fmt: skip
    return text


def _is_ascii(encoding: str) -> bool:
    return codecs.lookup(encoding).name == "ascii"


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def nearest(letter: str, encoding: str) -> str:
    r"""Return the replacement of a letter that an encoding lacks.

    >>> [nearest(letter, "cp1251") for letter in "→ä≤қ"], nearest("қ", "ascii")
    (['->', 'a', '<=', 'к'], 'k')
    >>> nearest("漢", "latin-1")
    '\\u6f22'
    """
    near = _NEAREST.get(letter, letter)
    plain = "".join(c for c in unicodedata.normalize("NFKD", near) if not unicodedata.combining(c))
    latin = "".join(_LATIN.get(c, c) for c in near)
    for text in (near, plain, latin):
        if text != letter and _fits(text, encoding):
            return text
    # Escaped as in JSON, with two escapes for a character beyond 16 bits.
    return json.dumps(letter)[1:-1]


def readable_in(encoding: str) -> str:
    """Return the name of an error handler that writes the nearest letters, or else escapes.

    There is one handler for each encoding, because the errors of all code pages have the same
    name of the encoding, ``charmap``.
    """
    name = f"saylau.{codecs.lookup(encoding).name}"

    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        missing = error.object[error.start : error.end]
        return "".join(nearest(letter, encoding) for letter in missing), error.end

    codecs.register_error(name, handle)
    return name
