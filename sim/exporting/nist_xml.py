"""Write an election report of NIST SP 1500-100 as XML, object by object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from sim.exporting.alike import CELL, TOGETHER, Alike, Pattern
from sim.exporting.nist_objects import PREFIX
from sim.exporting.nist_report import report

if TYPE_CHECKING:
    from sim.exporting.known_night import KnownNight
    from sim.exporting.nist_objects import Node

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_ABSTRACT = frozenset({"Contest", "ContestSelection", "GpUnit"})
"""Elements whose type says which of several kinds they are."""
_ATTRIBUTES = {"@id": "ObjectId", "Label": "Label", "Language": "Language"}
_NO_XML = re.compile(f"[^{CELL}\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML can hold, even escaped; the cell of a pattern is replaced later."""
_NOT_PLAIN = re.compile(f"[&<>]|{_NO_XML.pattern}")


def pieces(night: KnownNight) -> Iterator[str]:
    """Yield the text of a report piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<ElectionReport xmlns="{NAMESPACE}" xmlns:xsi="{_INSTANCE}">\n'
    for name, value in report(night).items():
        yield from _elements(name, value)
    yield "</ElectionReport>\n"


def _elements(name: str, value: Any) -> Iterator[str]:
    """Yield the text of an element, for each item of a list; none of the type of an object."""
    for item in value if isinstance(value, Iterator | list) else [value]:
        if name == "Election":
            yield f"<{name}>\n"
            for key, part in item.items():
                yield from _elements(key, part)
            yield f"</{name}>\n"
        elif isinstance(item, Alike):
            lines = item.lines(_template(name, item.pattern), _plain)
            while some := "\n".join(islice(lines, TOGETHER)):
                yield some + "\n"
        else:
            found: list[str] = []
            _add(name, item, found)
            found.append("\n")
            yield "".join(found)


def _add(name: str, value: Any, found: list[str]) -> None:
    """Add the text of a value: an element for each item of a list, of ids together one."""
    if isinstance(value, dict):
        _add_object(name, value, found)
    elif isinstance(value, Alike):
        found.extend(value.lines(_template(name, value.pattern), _plain))
    elif isinstance(value, list):
        if name.endswith("Ids"):
            found.append(f"<{name}>{' '.join(value)}</{name}>")
        else:
            for item in value:
                _add(name, item, found)
    elif name != "@type":
        found.append(f"<{name}>{_plain(value)}</{name}>")


@lru_cache(maxsize=256)
def _template(name: str, pattern: Pattern) -> str:
    found: list[str] = []
    _add_object(name, dict(pattern.object), found)
    return "".join(found).replace("%", "%%").replace(CELL, "%s")


def _add_object(name: str, content: Node, found: list[str]) -> None:
    """Add an object as an element."""
    found.append(_start(name, content))
    if "Language" in content:
        found.append(_plain(content["Content"]))
    else:
        for key, value in content.items():
            if key not in _ATTRIBUTES:
                _add(key, value, found)
    found.append(f"</{name}>")


def _start(name: str, content: Node) -> str:
    """Return the start of the element of an object, with its attributes."""
    attributes = "".join(
        f" {attribute}={quoteattr(_valid(content[key]))}"
        for key, attribute in _ATTRIBUTES.items()
        if key in content
    )
    if name in _ABSTRACT:
        attributes += f' xsi:type="{content["@type"].removeprefix(PREFIX)}"'
    return f"<{name}{attributes}>"


def _plain(value: str | int) -> str:
    r"""Return a value as the text of an element.

    >>> _plain(True), _plain(7), _plain("a < b"), _plain("\uffff") == "\ufffd"
    ('true', '7', 'a &lt; b', True)
    """
    if isinstance(value, str):
        return escape(_valid(value)) if _NOT_PLAIN.search(value) else value
    return str(value).lower()


def _valid(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
