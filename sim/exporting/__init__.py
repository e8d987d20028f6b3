"""Export results to the formats of other programs; reads result files only.

``declared`` lists the formats, one module each: ``workbook`` (one file for Excel) and
``excel_csv`` (a folder of text files that Excel opens on a double click), and formats of the
night of one run as it is known at a time (``known_night``): ``nist_json``, ``nist_xml``,
``openelections`` and ``ap``. ``about`` has the entries that describe the result.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.exporting.declared import FORMATS
    from sim.exporting.formats import default_path, export, export_text

__all__ = ["FORMATS", "default_path", "export", "export_text"]

_HOMES = {
    "FORMATS": "declared", "default_path": "formats", "export": "formats",
    "export_text": "formats",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # Imported when first used: the command line lists the formats, and loads no result.
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.exporting' has no attribute {name!r}")
    return getattr(import_module(f"sim.exporting.{_HOMES[name]}"), name)
