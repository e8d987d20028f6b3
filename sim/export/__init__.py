"""Results in the formats of other programs; reads finished results only.

``formats`` lists them, a file each: ``workbook`` (one file for Excel) and ``excel_csv`` (a
folder of text files that Excel opens by a double click). ``about`` says what was run.
"""

from sim.export.formats import FORMATS, default_path, export

__all__ = ["FORMATS", "default_path", "export"]
