"""A language for tests, whose messages are those of English in brackets.

Whatever a page, a figure or a text has outside the brackets is not in the catalogs.
"""

from __future__ import annotations

import gettext
import re
import sys
from contextlib import contextmanager
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.core import language
from tools.messages import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

CODE = "eo"
"""Of a language that Babel knows, for dates, and no catalog has."""


class _Bracketed(gettext.NullTranslations):
    """Has the messages of the code alone: a text that is none of them stays as it is."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message in _known() else message

    def pgettext(self, context: str, message: str) -> str:
        return f"⟦{message}⟧" if context and message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@cache
def _known() -> frozenset[str]:
    """Return the messages of the code that are no numbers of things."""
    return frozenset(
        message for message, context in messages() if isinstance(message, str) and not context
    )


@contextmanager
def pseudo_language(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Make and choose the language within a ``with`` statement, and yield its code."""
    known = MappingProxyType({**language.LANGUAGES, CODE: "Pseudo"})
    made = language.Language(CODE, _Bracketed(), "\N{NO-BREAK SPACE}", ",")
    with monkeypatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("sim.") and "LANGUAGES" in vars(module):
                patch.setattr(module, "LANGUAGES", known)
        patch.setattr(language, "_language", lambda _code: made)
        with language.choose_language(CODE):
            yield CODE


def outside_messages(text: str) -> list[str]:
    """Return the words of a text that no brackets enclose.

    >>> outside_messages("⟦Turnout of ⟦the nation⟧⟧, Kostanay 51,6 %")
    ['Kostanay']
    """
    depth, kept = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(letter if depth == 0 and letter != "⟧" else " ")
    return re.findall(r"[^\W\d_]{2,}", "".join(kept))
