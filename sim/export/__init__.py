"""Export results to the formats of other programs; reads result files only.

``formats`` lists the formats, one module each: ``workbook`` (one file for Excel) and
``excel_csv`` (a folder of text files that Excel opens on a double click), and formats of the
night of one run as it is known at a time (``known_night``): ``nist_json``, ``nist_xml``,
``openelections`` and ``ap``. ``about`` has the entries that describe the result.
"""

from sim.export.formats import FORMATS, default_path, export, export_text

__all__ = ["FORMATS", "default_path", "export", "export_text"]
