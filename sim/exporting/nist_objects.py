"""Objects of NIST SP 1500-100, version 2, as dictionaries: their keys are in the order of the XSD.

Keys are those of the JSON schema; :mod:`sim.exporting.nist_xml` makes elements and attributes of
them. A list may be an iterator, so that a report is never in memory as a whole.
docs/export.md names the specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.exporting.alike import Pattern

if TYPE_CHECKING:
    from collections.abc import Collection

    Node = dict[str, Any]

PREFIX = "ElectionResults."
"""Precedes the names of types in JSON."""


def node(kind: str, content: Node, id_: str = "") -> Node:
    """Return an object of a type, with an id if it has one."""
    named = {"@id": id_} if id_ else {}
    return {**named, "@type": PREFIX + kind, **content}


def pattern(kind: str, content: Node, id_: str = "") -> Pattern:
    """Return the pattern of objects of a type."""
    return Pattern(node(kind, content, id_))


def text(content: str, language: str = "und") -> Node:
    """Return text that people read.

    Parameters
    ----------
    content
        The text.
    language
        As in BCP 47. Names come from users, who do not say in which language: ``und``.
    """
    one = node("LanguageString", {"Content": content, "Language": language})
    return node("InternationalizedText", {"Text": [one]})


def external_ids(id_: str, of_result: str, iso: str = "") -> list[Node]:
    """Return ids that other systems know an object by.

    Parameters
    ----------
    id_
        Its id in every export of this election.
    of_result
        Its id or name in the tables of the result.
    iso
        Its code in ISO 3166: of a country in part 1, of an area in part 2; empty if it has none.
    """
    found = [("saylau", of_result), ("stable-id", id_)]
    if iso:
        found.append(("iso-3166-2" if "-" in iso else "iso-3166-1", iso))
    return [
        node("ExternalIdentifier", {"Type": "other", "OtherType": kind, "Value": value})
        for kind, value in found
    ]


def kind_of(word: str, known: Collection[str] = ()) -> Node:
    """Return the type of a unit: a word that the format has, or another one.

    >>> kind_of("ward", {"ward"}), kind_of("oblast", {"ward"})
    ({'Type': 'ward'}, {'Type': 'other', 'OtherType': 'oblast'})
    """
    return {"Type": word} if word in known else {"Type": "other", "OtherType": word}


def count_status(completed: bool, started: bool = False) -> Node:
    """Return how far the count of a unit is."""
    part = "in-process" if started else "not-processed"
    return node("CountStatus", {"Status": "completed" if completed else part, "Type": "total"})
