"""Write an election report of NIST SP 1500-100 as XML, object by object."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from sim.export.nist_objects import PREFIX
from sim.export.nist_report import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.export.known_night import KnownNight
    from sim.export.nist_objects import Node

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_ABSTRACT = frozenset({"Contest", "ContestSelection", "GpUnit"})
"""Elements whose type says which of several kinds they are."""
_ATTRIBUTES = {"@id": "ObjectId", "Label": "Label", "Language": "Language"}
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML can hold, even escaped."""


def pieces(night: KnownNight) -> Iterator[str]:
    """Yield the text of a report piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<ElectionReport xmlns="{NAMESPACE}" xmlns:xsi="{_INSTANCE}">\n'
    for name, value in report(night).items():
        if name == "Election":
            for election in value:
                yield "<Election>\n"
                yield from _parts(election)
                yield "</Election>\n"
        else:
            yield from _elements(name, value)
    yield "</ElectionReport>\n"


def _parts(content: Node) -> Iterator[str]:
    for name, value in content.items():
        yield from _elements(name, value)


def _elements(name: str, value: Any) -> Iterator[str]:
    """Yield an element for each item of a value; of ids together one, of a type none."""
    if name == "@type":
        return
    if name.endswith("Ids"):
        yield f"<{name}>{' '.join(value)}</{name}>\n"
    elif isinstance(value, str | int):
        yield f"<{name}>{_plain(value)}</{name}>\n"
    else:
        for item in [value] if isinstance(value, dict) else value:
            yield _object(name, item) + "\n"


def _object(name: str, content: Node) -> str:
    """Return an object as an element."""
    attributes = "".join(
        f" {attribute}={quoteattr(_valid(str(content[key])))}"
        for key, attribute in _ATTRIBUTES.items()
        if key in content
    )
    if name in _ABSTRACT:
        attributes += f' xsi:type="{content["@type"].removeprefix(PREFIX)}"'
    if "Language" in content:
        return f"<{name}{attributes}>{_plain(content['Content'])}</{name}>"
    children = "".join(
        part.removesuffix("\n")
        for key, value in content.items()
        if key not in _ATTRIBUTES
        for part in _elements(key, value)
    )
    return f"<{name}{attributes}>{children}</{name}>"


def _plain(value: str | int) -> str:
    r"""Return a value as the text of an element.

    >>> _plain(True), _plain(7), _plain("a < b"), _plain("\uffff") == "\ufffd"
    ('true', '7', 'a &lt; b', True)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_valid(value)) if isinstance(value, str) else str(value)


def _valid(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
