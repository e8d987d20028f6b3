"""Every number that is shown is found in the files of the result."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import sim
from tests.browser.test_reading import open_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from sim.results import RunResults
    from tests.browser.conftest import Rows, Show

NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
WORDED = {"1", "2", "5", "20", "25", "30", "2021", "90", "95", "99", "100"}
"""In sentences that are the same on every page: frames of five minutes, intervals of 90 in 100,
99 % of the protocols accepted."""
WAITS = ("mean", "p50", "p95", "max")
"""Columns of the table of waits, which are those of the whole wait."""
LEFT_OUT = "pre, code, .key, .controls select, svg, .hash, #glossary, header nav"
"""Not results: scenario text, keys of colours, axes of charts, hashes, definitions."""


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text in their shortest form."""
    return {f"{float(found.replace(',', '')):.10g}" for found in NUMBER.findall(text)}


def values_of(content: object) -> Iterator[str]:
    """Return all keys and values of JSON as text."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from values_of(value)
    elif isinstance(content, list):
        for value in content:
            yield from values_of(value)
    else:
        yield str(content)


def known_from(folder: Path) -> set[str]:
    """Return the numbers of all files of a result, and their roundings on the page."""
    known: set[str] = set()
    for path in folder.glob("*.csv"):
        known |= numbers_in(path.read_text(encoding="utf-8").replace(",", " ").replace("T", " "))
    for path in folder.glob("*.json"):
        text = "  ".join(values_of(json.loads(path.read_text(encoding="utf-8"))))
        known |= numbers_in(text.replace("T", " "))
    # A share of replications is shown as so many in a hundred.
    known |= {f"{100 * float(value):.10g}" for value in known if 0 < float(value) <= 1}
    # Progress in the night is in whole per cent, shares of votes with one decimal.
    known |= {str(int(float(value))) for value in known if 0 <= float(value) <= 100}
    known |= {f"{float(f'{float(value):.1f}'):.10g}" for value in known if 0 < float(value) < 100}
    # Numbers of a thousand and more have no decimals.
    known |= {f"{float(value):.0f}" for value in known if float(value) >= 1000}
    return known | minutes_from(folder)


def minutes_from(folder: Path) -> set[str]:
    """Return waits of a result in minutes, and durations of a comparison with two decimals."""
    known = set()
    for name, decimals in (("waits.csv", 1), ("compare.csv", 2)):
        if not (folder / name).exists():
            continue
        for row in csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()):
            for value in row.values():
                if re.fullmatch(r"-?[\d.]+", value or ""):
                    known.add(f"{abs(float(f'{float(value) / 60:.{decimals}f}')):.10g}")
    return known


def shown_on(page: Page) -> dict[str, str]:
    """Return the visible numbers, each with its line."""
    text: str = page.evaluate(
        """(out) => {
          const hidden = [...document.querySelectorAll(out)];
          for (const e of hidden) e.setAttribute("data-out", "");
          const style = new CSSStyleSheet();
          style.replaceSync("[data-out] { display: none !important }");
          document.adoptedStyleSheets = [style];
          const text = document.body.innerText;
          document.adoptedStyleSheets = [];
          return text;
        }""",
        LEFT_OUT,
    )
    found: dict[str, str] = {}
    for line in text.splitlines():
        # "07:37" is two numbers, and so is "2021-07-25"; letters before digits are names.
        for number in numbers_in(line.replace("−", " ").replace("+", " ")):
            found.setdefault(number, line)
    return found


@pytest.fixture(scope="module")
def known(
    tmp_path_factory: pytest.TempPathFactory,
    part: RunResults,
    more_desks: RunResults,
    ensemble: RunResults,
) -> dict[str, set[str]]:
    """Numbers that each page may show."""
    folder = tmp_path_factory.mktemp("known")
    results = {"part": [part], "ensemble": [ensemble], "two": [part, more_desks]}
    found = {}
    for name, those in results.items():
        found[name] = set(WORDED)
        for k, one in enumerate(those):
            sim.save(one, folder / f"{name}-{k}")
            found[name] |= known_from(folder / f"{name}-{k}")
    comparison = sim.compare(part, more_desks)
    sim.save(comparison.results, folder / "compared")
    compared = known_from(folder / "compared")
    # A comparison shows metrics of a thousand and more without decimals.
    last = [summary_of(folder / f"two-{k}")["night"]["all_called"] for k in (0, 1)]
    later = abs(dt.datetime.fromisoformat(last[1]) - dt.datetime.fromisoformat(last[0]))
    found["two"] |= {str(later // dt.timedelta(hours=1)), str(round(later.seconds / 60) % 60)}
    found["two"] |= compared | {f"{float(n):.0f}" for n in compared if float(n) >= 1000}
    return found


@pytest.mark.parametrize("name", ["part", "ensemble", "two"])
def test_every_number_is_in_the_files(show: Show, known: dict[str, set[str]], name: str) -> None:
    page = show(name)
    open_all(page)
    parameters = page.locator("#assumed details tbody tr").count()
    counted = numbers_in(page.locator("#assumed details summary").inner_text())
    assert counted == {str(parameters)}
    last = int(page.locator("#scrub").get_attribute("max") or "")
    for frame in (last, 0, 24, 36, 48):
        page.locator("#scrub").fill(str(frame))
        shown = shown_on(page)
        missing = {n: line for n, line in shown.items() if n not in known[name] | counted}
        assert missing == {}, frame
        assert len(shown) > 300


def summary_of(folder: Path) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return summary


def cells_of(page: Page, table: str) -> list[list[str]]:
    """Return the text of a table's body by row, without separators."""
    rows: list[list[str]] = page.locator(table).first.evaluate(
        "t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText.trim()))"
    )
    return [[cell.replace(",", "") for cell in row] for row in rows]


def test_the_tables_at_the_end_are_those_of_the_files(
    show: Show, part: RunResults, rows: Rows
) -> None:
    page = show("part")
    open_all(page)
    summary = summary_of(rows.folder)
    nation, *regions = cells_of(page, "#results table")
    assert nation[:3] == ["Nation", str(summary["registered"]), str(summary["cast"])]
    for cells, (code, region) in zip(regions, summary["regions"].items(), strict=True):
        figures = [float(cell) for cell in cells[1:4]]
        assert cells[0] == f"{region['name']} ({code})"
        assert figures == [region["registered"], region["cast"], region["turnout_pct"]]
        assert cells[5].startswith(region["last_accepted"][11:16])
        assert [int(cell) for cell in cells[6:]] == list(region["seats"].values())
    waits = [
        [
            row["local_time"],
            row["voters"],
            *(f"{float(row[f'whole_wait_{name}_s']) / 60:.1f}" for name in WAITS),
        ]
        for row in rows("waits")
    ]
    assert cells_of(page, "#waits table") == waits
    at = [[float(c) for c in cells[1:]] for cells in cells_of(page, "#turnout details table")]
    assert at == [list(s["turnout_at"].values()) for s in (summary, *summary["regions"].values())]
