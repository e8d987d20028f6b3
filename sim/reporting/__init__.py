"""One HTML page of results, with a replay of the night; reads result files only.

``page`` combines ``replay`` (the night by frames), ``tables``, ``race_table``, ``charts``,
``timeline``, ``maps``, ``compared`` and ``assumptions``; ``templates`` and ``assets`` hold the
HTML, the style and the two scripts.
"""

from sim.reporting.page import free_path, render, write_report

__all__ = ["free_path", "render", "write_report"]
