"""Objects of one pattern are those that would be written one by one, some thousand at a time."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from sim.exporting.alike import CELL, TOGETHER, Alike, Pattern
from sim.exporting.json_pieces import json_pieces
from sim.exporting.nist_xml import _elements

ODD = ['a "b" %s', "<&>", "%d", "\\", "Ә😀", ""]
PATTERN = Pattern({
    "@id": CELL, "@type": "ElectionResults.Unit", "Name": CELL, "Share": "50 %", "Count": CELL,
    "Inner": [{"@type": "ElectionResults.X", "Text": CELL}],
})  # fmt: skip


def alike(n: int) -> Alike:
    names = [ODD[k % len(ODD)] for k in range(n)]
    return Alike(PATTERN, ([f"id{k}" for k in range(n)], names, list(range(n)), names))


@pytest.mark.parametrize("n", [0, 1, 7, TOGETHER + 1])
def test_json_is_that_of_the_objects(n: int) -> None:
    expected = [
        {"@id": f"id{k}", "@type": "ElectionResults.Unit", "Name": ODD[k % 6], "Share": "50 %",
         "Count": k, "Inner": [{"@type": "ElectionResults.X", "Text": ODD[k % 6]}]}
        for k in range(n)
    ]  # fmt: skip
    streamed = list(json_pieces({"list": iter([alike(n)]), "last": 1}))
    inside = "".join(json_pieces({"within": {"list": alike(n)}}))

    assert json.loads("".join(streamed)) == ({"list": expected} if n else {}) | {"last": 1}
    assert json.loads(inside) == {"within": {"list": expected}}
    assert max(piece.count('"@id"') for piece in streamed) == min(n, TOGETHER)


@pytest.mark.parametrize("n", [0, 1, 7, TOGETHER + 1])
def test_xml_is_that_of_the_objects(n: int) -> None:
    pieces = list(_elements("Unit", iter([alike(n)])))
    root = etree.fromstring(f"<all>{''.join(pieces)}</all>")

    found = [
        (unit.get("ObjectId"), unit.findtext("Name"), unit.findtext("Share"),
         unit.findtext("Count"), unit.findtext("Inner/Text")) for unit in root
    ]  # fmt: skip
    assert found == [
        (f"id{k}", ODD[k % 6], "50 %", str(k), ODD[k % 6]) for k in range(n)
    ]  # fmt: skip
    assert max([0, *(piece.count("<Unit") for piece in pieces)]) == min(n, TOGETHER)
