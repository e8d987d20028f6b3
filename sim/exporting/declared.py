"""The formats that results are exported to, each declared once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportFormat:
    """One format."""

    module: str
    """Name of a module with ``write(results, path)``, which creates a file or a directory; or of
    the formats of a night with ``pieces(night)``, which yields the text of a file."""
    about: str
    """Description for people."""
    ending: str = ""
    """Suffix of the default name, after the name of the result; empty if its module has
    ``file_name(summary)``, the name by the election. Such a name says ``simulated``."""
    of_night: bool = False
    """Whether it has the night of one run as it is known at a time, in one file of text."""


FORMATS = {
    "xlsx": ExportFormat("sim.exporting.workbook", "one workbook, a sheet a table", ".xlsx"),
    "excel": ExportFormat("sim.exporting.excel_csv", "a folder of CSV for Excel", "-excel"),
    "nist": ExportFormat(
        "sim.exporting.nist_json", "NIST SP 1500-100 v2 as JSON", "-nist.json", of_night=True
    ),
    "nist-xml": ExportFormat(
        "sim.exporting.nist_xml", "the same as XML", "-nist.xml", of_night=True
    ),
    "openelections": ExportFormat(
        "sim.exporting.openelections", "votes by site as OpenElections has them", of_night=True
    ),
    "ap": ExportFormat(
        "sim.exporting.ap", "JSON in the shape of the Associated Press", "-ap.json", of_night=True
    ),
}
"""Formats by their names on the command line."""


def format_of(name: str, *, of_night: bool = False) -> ExportFormat:
    """Return a format by its name.

    Parameters
    ----------
    name
        One of :data:`FORMATS`.
    of_night
        Whether it must be a format of a night.

    Raises
    ------
    ValueError
        If there is no such format, or it is not one of a night.

    Examples
    --------
    >>> format_of("pdf")
    Traceback (most recent call last):
    ValueError: name must be one of xlsx, excel, nist, nist-xml, openelections, ap; got 'pdf'
    """
    allowed = [key for key, known in FORMATS.items() if known.of_night or not of_night]
    if name not in allowed:
        raise ValueError(f"name must be one of {', '.join(allowed)}; got {name!r}")
    return FORMATS[name]
