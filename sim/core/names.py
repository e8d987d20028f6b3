"""Names and ids: which characters they may hold.

A *name* is any printable text in NFC, such as the name of a race: it is shown, and is
the id of an area. An *id* of a race or site that a scenario gives is short and plain.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

LONGEST_NAME = 80
"""Characters, in NFC."""
NAME_RULE = f"1 to {LONGEST_NAME} characters, some of them visible, no space around them"
LONGEST_ID = 40
"""Characters of a region's code, and of a name that is part of an id unchanged."""
_BESIDE = "_' .-"
"""What an id may hold besides letters and digits."""
_COPIED = 30
"""Characters of a name that an id copies if the name itself cannot be an id."""
_DIGITS = 8
"""Hexadecimal digits of the hash that makes such ids unique."""
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""Embeddings, overrides and isolates: they change the direction of the text beside them."""


def nfc(text: str) -> str:
    """Return a text in NFC, so that equal texts have equal characters."""
    return unicodedata.normalize("NFC", text)


def forbidden_character(text: str) -> str:
    r"""Describe the first character that no text may hold; empty if there is none.

    >>> forbidden_character("Ауыл №5 «Жаңа» <b> 😀"), forbidden_character("a\nb")
    ('', 'a control character, U+000A')
    """
    kinds = {"Cc": "a control character", "Zl": "a line separator",
             "Zp": "a paragraph separator", "Cs": "half of a surrogate pair"}  # fmt: skip
    for letter in text:
        kind = kinds.get(unicodedata.category(letter), "")
        kind = "a control of the text direction" if ord(letter) in _BIDI else kind
        if kind:
            return f"{kind}, U+{ord(letter):04X}"
    return ""


def _text(text: str) -> str:
    text = nfc(text)
    if found := forbidden_character(text):
        raise PydanticCustomError("text", "must not hold {found}", {"found": found})
    return text


def _name(name: str) -> str:
    name = _text(name)
    if not is_name(name):
        raise PydanticCustomError("name", f"must be {NAME_RULE}")
    return name


def is_name(text: str) -> bool:
    """Return whether a text in NFC, all characters allowed, can be a name.

    >>> is_name("Ауыл №5"), is_name(" a"), is_name("")
    (True, False, False)
    """
    # The first character is nearly always visible, and quickly seen to be.
    visible = text[:1].isalnum() or any(unicodedata.category(each)[0] in "LNPS" for each in text)
    return visible and text == text.strip() and len(text) <= LONGEST_NAME


def _id(text: str) -> str:
    text = nfc(text)
    if not is_id(text):
        rule = f"must be letters, digits, spaces and _ ' . -, at most {LONGEST_ID}, "
        rule += "a letter or digit first"
        raise PydanticCustomError("id", rule)
    return text


def is_id(text: str) -> bool:
    """Return whether a text can be an id: letters, digits, spaces and ``_ ' . -``.

    The first character is a letter or digit, and the last is no space.

    >>> is_id("O'rta aul-2"), is_id("№5"), is_id("")
    (True, False, False)
    """
    return (
        0 < len(text) <= LONGEST_ID
        and text[0].isalnum()
        and not text.endswith(" ")
        and all(letter.isalnum() or letter in _BESIDE for letter in text)
    )


def id_in(region: str, name: str) -> str:
    """Return the id of a race or commission, given its region and name.

    A name that can be an id is part of it unchanged; of any other name the letters and digits
    are copied, followed by a hash of the name, so that the id depends on nothing else.

    >>> id_in("EAST", "Alma"), id_in("EAST", "Ауыл №5")
    ('EAST-Alma', 'EAST-Ауыл-5-791b482a')
    """
    if is_id(name):
        return f"{region}-{name}"
    words = "".join(letter if letter.isalnum() else " " for letter in name)[:_COPIED].split()
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]
    return "-".join([region, *words, digest])


Text = Annotated[str, AfterValidator(_text)]
"""Printable text, NFC, of any length, or none."""
Name = Annotated[str, AfterValidator(_name)]
"""Printable text, NFC, 1 to LONGEST_NAME characters."""
Id = Annotated[str, AfterValidator(_id)]
"""A text that passes :func:`is_id`, in NFC."""
Reference = Annotated[str, AfterValidator(nfc)]
"""The id or code of something else; NFC, so that it is found."""
