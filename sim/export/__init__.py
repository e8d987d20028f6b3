"""Export results to the formats of other programs; reads result files only.

``formats`` lists the formats, one module each: ``workbook`` (one file for Excel) and
``excel_csv`` (a folder of text files that Excel opens on a double click). ``about`` has the
entries that describe the result.
"""

from sim.export.formats import FORMATS, default_path, export

__all__ = ["FORMATS", "default_path", "export"]
