"""One HTML page of results, with a replay of the night; reads result files only.

``writing`` writes what ``page`` renders; ``page`` combines ``lead``, ``replay`` (the night by
frames), ``race_votes``, ``maps`` with ``dots`` and ``marks``, ``timeline``, ``page_tables``,
``reported``, ``race_rows``, ``charts``, ``compared_text`` and ``assumptions``; ``templating`` reads
``templates`` and ``assets``, which hold the HTML, the style and the scripts.
"""

from sim.reporting.page import render
from sim.reporting.writing import free_path, report, write_report

__all__ = ["free_path", "render", "report", "write_report"]
