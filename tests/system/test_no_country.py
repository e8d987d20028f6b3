"""The engine has no country: it names no place, party or person of any pack that ships."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.scenario.finding import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = Path(sim.__file__).parent
TEXTS = {".py", ".j2", ".html", ".js", ".css"}
ORDINARY = {
    "Independent": "the word for candidates whom no party nominates, in any election",
    "Yes": "an answer to a question",
    "No": "an answer to a question",
}
"""English words that are names in a pack as well, and why they say nothing of a country."""
PEOPLES = {"kz-2019": ("Kazakh", "Kazakhs", "äkım", "äkıms", "äkim"), "kz-2021": ()}
"""Words for a country's people and offices, by a pack of it."""


def rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as content:
        return list(csv.DictReader(content))


def names_of(pack: Path) -> Iterator[str]:
    """Yield the names of places, parties and persons of a pack."""
    settings = tomllib.loads((pack / "election.toml").read_text(encoding="utf-8"))
    yield settings.get("nation", {}).get("name", "")
    yield from PEOPLES.get(pack.name, ())
    for party, about in settings.get("parties", {}).items():
        yield about.get("name", party)
    for area in rows(pack / "areas.csv"):
        yield area["name"]
    for candidate in rows(pack / "candidates.csv"):
        yield candidate["candidate"]
        yield candidate["candidate"].removeprefix("Nominee of ").removeprefix("the ")
    for race in rows(pack / "reported" / "by_elections.csv"):
        yield race["district"]


def codes_of(pack: Path) -> Iterator[str]:
    """Yield the ids of areas and parties of a pack, and the code of its nation."""
    settings = tomllib.loads((pack / "election.toml").read_text(encoding="utf-8"))
    yield settings.get("nation", {}).get("code", "")
    yield from settings.get("parties", {})
    yield from (area["area"] for area in rows(pack / "areas.csv"))
    for level in settings.get("levels", ()):
        yield from (site[level] for site in rows(pack / "sites.csv"))


def pattern(names: set[str], codes: set[str]) -> re.Pattern[str]:
    """Return what finds a name as a whole word, and a code in capitals, or in quotation marks."""
    words = names | {code for code in codes if code.isupper()}
    quoted = "|".join(map(re.escape, sorted(codes)))
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)"
        rf"|(?<=[\"'`])(?:{quoted})(?=[\"'`@])"
    )


def of_all_packs() -> re.Pattern[str]:
    packs = shipped_packs().values()
    names = {name for pack in packs for name in names_of(pack)} - {"", *ORDINARY}
    codes = {code for pack in packs for code in codes_of(pack)} - {"", *ORDINARY}
    return pattern(names, codes)


def test_the_engine_names_no_place_party_or_person_of_a_pack() -> None:
    named = of_all_packs()
    found = []
    for file in sorted(SOURCES.rglob("*")):
        inside = file.relative_to(SOURCES)
        if file.suffix not in TEXTS or inside.parts[0] in {"elections", "scenarios"}:
            continue
        lines = file.read_text(encoding="utf-8").splitlines()
        found += [
            f"{inside}:{number}: {match[0]}"
            for number, line in enumerate(lines, start=1)
            for match in named.finditer(line)
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        '"KZ"', "Turkistan's", "``ZHA@16:00``", "arrivals.regions.ZHA.a", "Ülken", "(Nur Otan)",
        "Tide Party", "Ada Reed", '["East"]', "Kazakh letters", "Kazakhstan",
    ],
)  # fmt: skip
def test_such_a_name_would_be_found(text: str) -> None:
    assert of_all_packs().search(text)


@pytest.mark.parametrize("text", ["kz-2021", "the East", "an Independent", "No.", "KZT", "MANY"])
def test_other_words_are_not(text: str) -> None:
    assert not of_all_packs().search(text)
