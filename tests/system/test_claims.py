"""Claims with a number in README and docs/ hold, as far as a file or a fast call can show.

Claims are found in the documents by pattern, so a document that changes is checked again. A number
of README that no claim covers must be listed as measured elsewhere, with the command that does it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.calibration.mcmc.sampler import ESS_LEAST, LENGTHS_LEAST, R_HAT_MOST
from sim.core.errors import InputError, SaylauError
from sim.election import build_country
from sim.pack.shipped import DEFAULT_ELECTION
from sim.pack.values import targets, turnout_of_other_elections
from sim.plots.comparison import COMPARISON_FIGURES
from sim.plots.run import ENSEMBLE_FIGURES, FIGURES
from sim.reporting.accepted_results import MOST
from sim.reporting.replay import MOST_RACES
from sim.scenario import load_scenario, scenario_files
from sim.scenario.finding import shipped_packs
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.register import Register

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
WORDS = _WORDS.split()
N = r"(\d(?:[\d,]*\d)?(?:\.\d+)?|" + "|".join(WORDS[2:]) + ")"
FLAGS = re.MULTILINE | re.IGNORECASE
_NUMBER = re.compile(rf"(?<![\w./#-]){N}(?![\w-])", re.IGNORECASE)


def number(text: str) -> float:
    """Read a number in digits or in words.

    >>> number("1,847"), number("Nineteen")
    (1847.0, 19)
    """
    word = text.lower()
    return WORDS.index(word) if word in WORDS else float(text.replace(",", ""))


def plain(page: Path) -> str:
    """Return a page without code and addresses, with all characters at the same positions."""
    text = page.read_text(encoding="utf-8")

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found.group())

    text = re.sub(r"^```.*?^```", blank, text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]*`", blank, text)
    return re.sub(r"\]\([^)\n]*\)", blank, text)


@cache
def register(scenario: str) -> Register:
    return build_country(load_scenario(scenario)).register


@cache
def reference() -> dict[str, Any]:
    import json

    path = ROOT / "results" / "baseline" / "reference" / "summary.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _python() -> float:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return float(about["requires-python"].removeprefix(">="))


def _fitted(what: str) -> int:
    """Return the number of targets of a kind in the committed calibration."""
    fit = (ROOT / "results" / "baseline" / "calibration" / "fit.csv").read_text(encoding="utf-8")
    return sum(f",{what}," in line for line in fit.splitlines())


def _headings(page: str, pattern: str) -> int:
    return len(re.findall(pattern, (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE))


def _commands_of_readme() -> int:
    section = PAGES[0].read_text(encoding="utf-8").split("commands\n")[1].split("\n## ")[0]
    return len(section.split("```")[1].strip().splitlines())


def _scale_of_readme() -> float:
    found = re.search(r"register\.scale=(\d+)", PAGES[0].read_text(encoding="utf-8"))
    assert found
    return float(found[1])


HERE: dict[str, Callable[[], float]] = {
    # Packs.
    rf"{N} more packs ship": lambda: len(set(shipped_packs()) - {DEFAULT_ELECTION}),
    rf"made-up town with {N} contests": lambda: register("two-shores").n_races,
    # The country.
    rf"{N} regions, {N} races": lambda: len(OF.regions),
    rf"regions, {N} races": lambda: register("baseline").n_races,
    rf"all {N} races": lambda: register("baseline").n_races,
    rf"{N} (?:polling )?sites(?:, 1\.2|, 1,209| run at once)": lambda: register("baseline").n_sites,
    rf"sites, {N} million registered voters": lambda: round(
        int(register("baseline").site_registered.sum()) / 1e6, 1
    ),
    rf"sites, {N} registered voters": lambda: int(register("baseline").site_registered.sum()),
    rf"in the {N} regions": lambda: len(OF.regions),
    rf"(?:in|of all|of the|hold the shapes of the) {N} regions(?:, simulated| with bands|\.$)": (
        lambda: len(OF.regions)
    ),
    rf"{N} western regions": lambda: sum(r.behind_ms > 0 for r in OF.regions),
    rf"published for {N} regions": lambda: sum(r.sites is not None for r in OF.regions),
    rf"regions \({N} together\)": lambda: sum(r.sites or 0 for r in OF.regions),
    rf"final turnout of {N} regions": lambda: len(OF.regions),
    rf"These? are {N} statements about turnout|these are {N} statements about turnout": (
        lambda: len(targets(OF))
    ),
    # tiny.
    rf"{N} sites, two races, 24 voters": lambda: register("tiny").n_sites,
    rf"sites, {N} races, 24 voters": lambda: register("tiny").n_races,
    rf"races, {N} voters(?:;|, to be)": lambda: int(
        load_scenario("tiny").register_.races[0].votes_cast
        + load_scenario("tiny").register_.races[1].votes_cast
    ),
    # Shipped scenarios, and files written.
    rf"{N} scenarios(?: ship|, each)": lambda: len(scenario_files()),
    rf"{N} more ask what-if": lambda: len(scenario_files()) - 4,
    rf"{N} tables, a summary": lambda: len(_tables()),
    rf"a manifest and {N} figures": lambda: len(FIGURES),
    rf"tables and {N} figures": lambda: len(COMPARISON_FIGURES),
    rf"{N} figures, six of an ensemble": lambda: len(FIGURES),
    rf"five figures, {N} of an ensemble": lambda: len(FIGURES) + len(ENSEMBLE_FIGURES),
    rf"The same {N} figures show": lambda: len(FIGURES),
    rf"the {N} figures below": lambda: len(COMPARISON_FIGURES),
    rf"Up to {N} results": lambda: MOST,
    rf"more than {N}; a FILE": lambda: MOST,
    rf"has the first {N};": lambda: MOST_RACES,
    # Exit codes.
    rf"exit code(?: is)? {N} if (?:a|the) condition": lambda: 3,
    rf"With exit code {N} and all problems": lambda: InputError.exit_code,
    rf"With exit code {N} if the disk": lambda: SaylauError.exit_code,
    rf"refused, with exit code {N}": lambda: InputError.exit_code,
    # Requirements, and numbers that follow from the text itself.
    rf"Python {N} or newer": _python,
    rf"## {N} commands": _commands_of_readme,
    rf"## {N} jobs": lambda: _headings("README.md", r"^\*\*(?!Saylau)[A-Z][a-z ]+\*\*"),
    rf"makes {N} copies of the country": _scale_of_readme,
    # Calibration.
    rf"at least {N} autocorrelation times": lambda: LENGTHS_LEAST,
    rf"four independent ensembles is at most {N},": lambda: R_HAT_MOST,
    rf"bulk effective sample size is at least {N} ": lambda: ESS_LEAST,
    rf"would give Nur Otan 579 seats, while every run has {N}": lambda: (
        reference()["seats_nomination"]["Nur Otan"]
    ),
    rf"regional tables add up to Nur Otan {N},": lambda: (
        sum(seats["Nur Otan"] for seats in OF.seats_by_region.values())
    ),
    rf"national table says {N},": lambda: OF.seats_national["Nur Otan"],
    rf"For the baseline the file has {N} rows": lambda: reference()["issued"],
    rf"{N} seats by region and party": lambda: _fitted("seats"),
}  # fmt: skip
"""Claims, by a pattern whose number is compared with the code."""

MEASURED = {
    rf"{N} (?:January|June|July|August|May) \d{{4}}|of {N};|\"2021 Kazakh": "a date",
    r"July 2021|published for 2021|\"2021 Kazakh municipal": "a date",
    rf"{N} % prediction intervals": "sim/ensemble/bands.py: QUANTILES, below",
    rf"intervals of {N} replications": "the command of the picture, docs/gallery.md",
    rf"takes some {N} seconds more|take about {N} seconds, and {N} more for the figures": (
        "make bench, docs/performance.md"
    ),
    rf"\({N} cores\)": "make bench, docs/performance.md",
    rf"in under {N} seconds": "make bench times tune, docs/performance.md",
    rf"{N} results are shown side by side": "an example of docs/report.md, of up to four",
    rf"Only {N} hours of the day": "sim/elections/kz-2021/reported/turnout.csv, below",
}
"""Numbers of README that are not checked here: what they are, or what measures them."""


def _tables() -> set[str]:
    folder = ROOT / "results" / "baseline" / "reference"
    return {path.stem for path in folder.glob("*.csv")}


@pytest.mark.parametrize("pattern", HERE)
def test_the_claim_is_in_some_document_and_holds_in_all(pattern: str) -> None:
    expected, found = HERE[pattern](), 0
    for page in PAGES:
        for claim in re.finditer(pattern, plain(page), FLAGS):
            found += 1
            claimed = number(next(group for group in claim.groups() if group))
            assert claimed == expected, f"{page.name}: {claim.group()!r}; it is {expected}"

    assert found, "no document has this claim any more: remove it from the list"


def test_every_number_of_readme_is_checked_or_measured_elsewhere() -> None:
    text = plain(PAGES[0])
    covered = [
        found.span() for pattern in (*HERE, *MEASURED, r"exit code \d") for found in
        re.finditer(pattern, text, FLAGS)
    ]  # fmt: skip
    left = [
        text[max(found.start() - 30, 0) : found.end() + 30]
        for found in _NUMBER.finditer(text)
        if not any(a <= found.start() and found.end() <= b for a, b in covered)
    ]

    assert not left, f"check these in HERE, or say in MEASURED what measures them: {left}"


def test_a_false_number_in_a_document_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "README.md"
    page.write_text("Twenty scenarios ship, in 15 regions, 730 races.\n")
    monkeypatch.setattr("tests.system.test_claims.PAGES", [page])

    for pattern in (rf"{N} scenarios(?: ship|, each)", rf"{N} regions, {N} races"):
        with pytest.raises(AssertionError, match="it is"):
            test_the_claim_is_in_some_document_and_holds_in_all(pattern)


def test_intervals_are_of_90_per_cent_and_three_hours_were_reported() -> None:
    from sim.ensemble.bands import QUANTILES

    assert QUANTILES["p95"] - QUANTILES["p05"] == 90
    # Of turnout in per cent: at ten, at noon, at four in the afternoon.
    assert len({target.at for target in targets(OF) if target.relation == "equals"}) == 3


def test_other_elections_have_as_many_values_as_their_file_has_rows() -> None:
    rows = (ROOT / "sim/elections/kz-2021/past/turnout.csv").read_text(encoding="utf-8")

    assert len(turnout_of_other_elections(OF)) == len(rows.strip().splitlines()) - 1
