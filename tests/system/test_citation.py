"""CITATION.cff can be read, and agrees with the metadata of the package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import sim
from tests.system.test_references import DOI, PAGES, entries_of

ROOT = Path(sim.__file__).parents[1]


@pytest.fixture(scope="module")
def citation() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_it_has_what_the_format_asks_for(citation: dict[str, Any]) -> None:
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type", "abstract"} <= citation.keys()
    assert citation["type"] == "software"


def test_it_agrees_with_the_package(citation: dict[str, Any]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert citation["version"] == project["version"]
    assert citation["license"] == project["license"]
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]


def test_its_references_are_cited_in_the_model(citation: dict[str, Any]) -> None:
    """Same title, year and DOI as on the page of the model."""
    page = entries_of(PAGES[0])
    assert len(citation["references"]) >= 6
    for reference in citation["references"]:
        title = reference.get("section", reference["title"])
        (entry,) = [entry for entry in page if f"({reference['year']}). {title}" in entry]
        for author in reference["authors"]:
            assert author["family-names"] in entry
        if "doi" in reference:
            assert DOI.fullmatch(reference["doi"])
            assert entry.endswith(f"doi:{reference['doi']}")
