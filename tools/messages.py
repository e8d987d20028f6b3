"""``python -m tools.messages``: renew the catalogs of messages from the code, and say what is left.

Messages are found where they are written: arguments of ``tr``, ``tr_n`` and ``marked`` in Python,
of ``tr`` and ``tr_n`` in templates and scripts of the page, the labels of metrics where they are
declared, the descriptions and incidents of the scenarios that ship, keys of incidents, and units,
which have a context.
Translations that are there are kept.
"""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from sim.core.language import ENGLISH, LANGUAGES, read_catalog
from sim.core.text import UNIT, UNITS
from sim.incidents.incident import Incident, SiteSelection
from sim.incidents.kinds import all_kinds
from sim.pack.shipped import DEFAULT_ELECTION, ELECTIONS, default_settings
from sim.scenario import scenario_files

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "tr": None, "tr_n": (1, 2), "marked": None, "Metric": (3,), "_less": (3,), "_later": (3,),
}  # fmt: skip
"""Functions, and which of their arguments are messages; the labels of metrics, too."""
_METHODS = {".py": "python", ".j2": "jinja2", ".js": "javascript"}
_HEADER = "# Messages of Saylau in {name}: written by hand, renewed by python -m tools.messages.\n#"
Message = str | tuple[str, ...]


def messages() -> Iterator[tuple[Message, str | None]]:
    """Yield the messages of the code with their contexts, in the order of files; some repeatedly.

    Then the descriptions and incidents of the scenarios that ship, the sources and the map of the
    default election, the keys of incidents, and the units as they are after a number or a label.
    """
    for path in sorted((ROOT / "sim").rglob("*")):
        if (method := _METHODS.get(path.suffix)) is None or "elections" in path.parts:
            continue
        with path.open("rb") as file:
            for _, message, _, _ in extract(method, file, KEYWORDS, options={"encoding": "utf-8"}):
                yield message, None
    for path in scenario_files():
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        yield str(content["description"]), None
        yield from ((str(incident["name"]), None) for incident in content.get("incident", ()))
    yield from ((str(text), None) for text in default_settings()["credits"].values())
    shapes = json.loads((ELECTIONS / DEFAULT_ELECTION / "map.geojson").read_text(encoding="utf-8"))
    yield shapes["about"], None
    for selection in (SiteSelection, *all_kinds().values()):
        # Hours, such as "from", are shown as a span.
        keys = selection.model_fields.keys() - Incident.model_fields.keys() - {"from_", "to"}
        yield from ((key.replace("_", " "), None) for key in sorted(keys))
    yield from ((unit, UNIT) for unit in sorted(UNITS))


def template() -> Catalog:
    """Return a catalog of all messages, without translations."""
    catalog = Catalog(project="Saylau")
    for message, context in messages():
        catalog.add(message, context=context)
    return catalog


def renewed(code: str) -> Catalog:
    """Return the catalog of a language with the messages of the code.

    A message that is new has no translation; translations of others that were like it are not
    guessed.
    """
    catalog = read_catalog(code)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = _HEADER.format(name=LANGUAGES[code])
    return catalog


def catalog_text(catalog: Catalog) -> bytes:
    """Return a catalog as a file, sorted by message, without dates and places."""
    found = io.BytesIO()
    write_po(found, catalog, width=100, no_location=True, sort_output=True, omit_header=True)
    header = (
        f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    return header.encode() + found.getvalue().strip() + b"\n"


def main() -> None:
    """Renew the catalogs."""
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        catalog = renewed(code)
        path = ROOT / "sim" / "core" / "catalogs" / f"{code}.po"
        path.write_bytes(catalog_text(catalog))
        texts = [
            [m.string] if isinstance(m.id, str) else [*(m.string or ())] for m in catalog if m.id
        ]
        missing = sum(not all(forms) for forms in texts)
        sys.stdout.write(f"{path.name}: {len(catalog)} messages, {missing} not translated\n")


if __name__ == "__main__":
    main()
