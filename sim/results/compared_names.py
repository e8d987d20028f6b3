"""Names of compared results: composed of parts, in the words of every language, or given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sim.core.language import ENGLISH, in_language, tr
from sim.results.labels import Named, scenario_label
from sim.results.summaries.comparison import ComparedResult
from sim.results.typed_json import from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results.manifests import ComparedManifest

LABEL, SEED, LETTER = "label", "seed", "letter"
"""Parts of a name: the scenario with its first change, the seed, the letter of the result."""
COMPOSED = ((LABEL,), (LABEL, SEED), (LABEL, LETTER))
"""The parts of all names that are composed."""


class Lettered(Named, Protocol):
    """What names a compared result."""

    @property
    def letter(self) -> str:
        """``A`` for the base."""


def composed_name(result: Lettered, parts: tuple[str, ...]) -> str:
    """Return a name made of parts, one of :data:`COMPOSED`, in the current language."""
    label = scenario_label(result, 1)
    if SEED in parts:
        return tr("{scenario}, seed {seed}", scenario=label, seed=str(result.seed))
    return f"{label} ({result.letter})" if LETTER in parts else label


def compared_name(result: ComparedResult | ComparedManifest) -> str:
    """Return the name of a compared result: if it is composed, in the current language."""
    return composed_name(result, result.name_parts) if result.name_parts else result.name


def with_name_parts(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the summary of a comparison with the parts of names, which earlier versions left out.

    Parameters
    ----------
    summary
        As JSON, checked.
    """
    results = [
        each if "name_parts" in each else each | {"name_parts": _parts_of_former_name(each)}
        for each in summary["results"]
    ]
    return {**summary, "results": results}


def _parts_of_former_name(entry: Mapping[str, Any]) -> list[str]:
    """Return the parts with which a name is composed as it was saved; none if it was given."""
    result = from_json(ComparedResult, entry)
    with in_language(ENGLISH):
        found = (parts for parts in COMPOSED if composed_name(result, parts) == result.name)
        return list(next(found, ()))
