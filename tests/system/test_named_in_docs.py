"""What README and docs/ name is there: files, headings, commands, options and parameters."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest

from sim.cli import main
from sim.incidents.kinds import all_kinds
from sim.plots.calibration import CALIBRATION_FIGURES
from sim.plots.comparison import COMPARISON_FIGURES
from sim.scenario import parameters, scenario_files

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def _links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    for link in _links(page):
        if "://" in link:
            continue
        name, _, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert heading in anchors, link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    roots = r"(?:sim|tests|docs|scenarios|results/baseline/(?:reference|ensemble|calibration))"
    for name in re.findall(rf"`({roots}(?:/[\w.-]+)*/?)`", text):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_need_no_results_that_the_wheel_lacks(page: Path) -> None:
    for block in re.findall(
        r"^```.*?^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        found = re.search(r"results/baseline/(?:reference|ensemble|calibration)", block)
        assert found is None, block


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, rest in re.findall(r"saylau ([a-z]+)\b([^`\n]*)", text):
        assert name in main.commands, f"saylau {name}{rest}"
        command: click.Command = main.commands[name]
        inner = re.match(r" ([a-z]+)", rest)
        # `feed` takes a result, or the name of its only subcommand.
        commands = getattr(command, "commands", {})
        if inner and (isinstance(command, click.Group) or inner[1] in commands):
            command = commands[inner[1]]
        known = {o for option in command.params for o in (*option.opts, *option.secondary_opts)}
        for option in re.findall(r"(?<![\w-])(--[a-z][a-z-]*)", rest.split("#")[0]):
            assert option in known | {"--help"}, f"saylau {name}{rest}"


def test_parameters_that_are_named_exist() -> None:
    known = {f"{parameter.section}.{parameter.key}" for parameter in parameters()}
    tables = {key.rpartition(".")[0] for key in known}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for key in re.findall(r"--set '?([a-z_]+\.[a-z_]+)", text):
            assert key in known | {"section.key"}, f"{page.name}: {key}"
        for key in re.findall(r"`([a-z]+\.[a-z_]+)`", text):
            if key.partition(".")[0] in tables and not key.endswith((".py", ".csv", ".toml")):
                named = key in known or any(full.startswith(key) for full in known)
                assert named or key == "register.scale", f"{page.name}: {key}"


def test_every_scenario_and_every_kind_of_incident_is_on_the_page() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    chapters = Counter(re.findall(r"^### ([a-z-]+)$", page, re.MULTILINE))
    table = page.split("| kind | keys |")[1].split("\n\n")[0]
    kinds = [k for row in table.splitlines()[2:] for k in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert chapters == Counter(path.stem for path in scenario_files())
    assert sorted(kinds) == list(all_kinds())
    for row in table.splitlines()[2:]:
        cells = row.split("|")
        named = set(re.findall(r"`(\w+)`", cells[2]))
        for kind in re.findall(r"`(\w+)`", cells[1]):
            assert named == set(all_kinds()[kind].all_keys()), kind


def test_the_figures_of_a_calibration_and_a_comparison_are_described() -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    for heading, names in (
        ("Figures of a calibration", CALIBRATION_FIGURES),
        ("Figures of a comparison", COMPARISON_FIGURES),
    ):
        section = page.split(f"#### {heading}\n")[1].split("\n#")[0]
        assert re.findall(r"^- `(\w+)`", section, re.MULTILINE) == list(names)
