"""Results in another language: with the names of areas, parties and contests that packs give."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.core.language import chosen_language, in_language, tr
from sim.pack.files.declared import INDEPENDENT
from sim.results.summaries.election import OfElection

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def shown_in(summary: object, language: str | None = None) -> Iterator[None]:
    """Make texts about a result in a language within a ``with`` statement.

    Parameters
    ----------
    summary
        Of the result, whose names of areas, parties and contests are translated, too.
    language
        Code of the language; that of :func:`sim.core.language.choose_language` by default.

    Raises
    ------
    InputError
        If there is no such language.
    """
    code = chosen_language() if language is None else language
    names = summary.names_in(code) if isinstance(summary, OfElection) else {}
    with in_language(code):
        # A pack need not name in other languages what is none of its names.
        independent = {INDEPENDENT: tr(INDEPENDENT)}
    with in_language(code, independent | dict(names)):
        yield
