"""Names of a pack in other languages: ``names.csv``, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.core.language import ENGLISH, LANGUAGES
from sim.core.suggest import guess
from sim.core.text import shown
from sim.pack.files.declared import INDEPENDENT, NAMES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sim.pack.files.columns import Columns
    from sim.pack.files.pack import Pack

Translations = MappingProxyType[str, MappingProxyType[str, str]]
"""By code of a language, names by those in the other files."""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """How many of the names that results show a language has."""

    language: str
    names: int
    lacking: tuple[str, ...]
    """Names that it does not have."""


def translations(columns: Columns | None) -> Translations:
    """Return the names of ``names.csv`` by language; none without that file."""
    return MappingProxyType(
        {
            code: MappingProxyType(
                {
                    name: text
                    for name, text in zip(columns.texts["name"], columns.texts[code], strict=True)
                    if text
                }
                if columns is not None
                else {}
            )
            for code in LANGUAGES
            if code != ENGLISH
        }
    )


def shown_names(pack: Pack) -> list[str]:
    """Return the names that results show in the language that is chosen, each once.

    The title, what the areas of tables are called, these areas, parties with their abbreviations,
    contests.
    """
    level = pack.settings.report_level
    areas = pack.areas.name[pack.used_areas(level)].tolist() if level else []
    parties = [text for party in pack.parties for text in (party.name, party.abbreviation)]
    found = [
        pack.settings.title,
        *filter(None, [level]),
        *areas,
        *parties,
        *pack.contests.name.tolist(),
    ]
    return list(dict.fromkeys(found))


def known_names(pack: Pack) -> set[str]:
    """Return the names and ids that ``names.csv`` may translate."""
    arrays = (
        pack.areas.name, pack.areas.id, pack.contests.name, pack.contests.id, pack.candidates.name,
    )  # fmt: skip
    found = {text for array in arrays for text in array.tolist()}
    found |= {text for party in pack.parties for text in (party.id, party.name, party.abbreviation)}
    return found | set(pack.settings.levels) | {INDEPENDENT, pack.settings.title}


def language_counts(
    names: Mapping[str, Mapping[str, str]], wanted: Iterable[str]
) -> tuple[LanguageCount, ...]:
    """Return how many of some names each language has, and which it lacks."""
    needed = list(dict.fromkeys(wanted))
    return tuple(
        LanguageCount(
            code,
            sum(name in known for name in needed),
            tuple(name for name in needed if name not in known),
        )
        for code, known in names.items()
    )


def idle_names(columns: Columns | None, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the place of each name of ``names.csv`` that names nothing, and a sentence."""
    if columns is None:
        return
    names = set(known)
    for line, name in zip(columns.lines, columns.texts["name"], strict=True):
        if name not in names:
            hint = guess(name, names)
            message = f"{shown(name)} is no area, party, contest or candidate of the pack"
            yield f"{NAMES_FILE.name}:{line}", f"{message}; {hint}" if hint else message
