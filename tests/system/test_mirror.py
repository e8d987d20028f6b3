"""Tests mirror the package: every module that holds a function has its test, or is listed.

The test of ``sim/a/b/c.py`` is ``tests/a/b/test_c.py``; a package below the top of ``sim``, such
as ``sim/a/b/``, may be tested as a whole in ``tests/a/test_b.py``. Modules without functions
(declarations of tables, parameters and types) need no separate test.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.support.distribution import LONG, TOGETHER, WITHOUT_MODEL
from tests.support.mirror import strays, untested

ROOT = Path(__file__).parents[2]

TESTED_ELSEWHERE = {
    "sim": ("tests/system/test_python.py", "the names, and what they take"),
    "sim.api": ("tests/ensemble/test_merge.py", "runs of one and of many replications"),
    "sim.calibration.effort": ("tests/system/test_python.py", "by their names"),
    "sim.cli.export": ("tests/exporting/test_formats.py", "with what it writes"),
    "sim.cli.options": ("tests/cli/test_group.py", "in the commands that have them"),
    "sim.cli.report": ("tests/reporting/test_page.py", "with what it writes"),
    "sim.cli.run": ("tests/cli/test_group.py", "what it prints, writes and refuses"),
    "sim.comparison.compared": ("tests/comparison/test_build.py", "on what is built there"),
    "sim.comparison.effect_text": ("tests/cli/test_explore.py", "as they are printed"),
    "sim.comparison.save": ("tests/comparison/test_build.py", "saved and loaded"),
    "sim.core.processes": ("tests/system/test_signals.py", "needs processes and signals"),
    "sim.core.progress_protocol": ("tests/core/test_progress.py", "what shows it"),
    "sim.core.section": ("tests/scenario/test_parameter_recipe.py", "defaults of parameters"),
    "sim.day.compiled_blocks": ("tests/day/test_compiled.py", "both engines against each other"),
    "sim.day.runner": ("tests/day/test_compiled.py", "both engines against each other"),
    "sim.day.simpy_blocks": ("tests/day/test_compiled.py", "both engines against each other"),
    "sim.day.site_records": ("tests/day/test_reference.py", "types of the reference"),
    "sim.day.voter_log": ("tests/results/test_voters_file.py", "as the rows of the file"),
    "sim.day_alone": ("tests/voting/test_outcome.py", "equal to the whole election"),
    "sim.election": ("tests/system/test_tiny.py", "a whole election, checked by hand"),
    "sim.ensemble.night_by_chance": ("tests/ensemble/test_night_priors.py", "beside what is drawn"),
    "sim.ensemble.shipped_posteriors": ("tests/ensemble/test_posterior_names.py", "by their names"),
    "sim.ensemble.work": ("tests/ensemble/test_local.py", "types of local and cluster workers"),
    "sim.exploring.effect": ("tests/exploring/test_effects.py", "as they are measured"),
    "sim.exploring.job": ("tests/exploring/test_explore.py", "its runs against others"),
    "sim.exploring.salib": ("tests/exploring/test_effects.py", "with the other methods"),
    "sim.exporting": ("tests/exporting/test_formats.py", "the names, imported when used"),
    "sim.exporting.about": ("tests/exporting/test_formats.py", "read back from each format"),
    "sim.exporting.excel_csv": ("tests/exporting/test_formats.py", "read back from each format"),
    "sim.exporting.json_pieces": ("tests/exporting/test_nist_report.py", "valid, read back"),
    "sim.exporting.nist_contests": ("tests/exporting/test_nist_report.py", "in valid reports"),
    "sim.exporting.nist_json": ("tests/exporting/test_nist_report.py", "valid, read back"),
    "sim.exporting.nist_objects": ("tests/exporting/test_nist_report.py", "in valid reports"),
    "sim.exporting.nist_units": ("tests/exporting/test_nist_report.py", "in valid reports"),
    "sim.exporting.nist_xml": ("tests/exporting/test_nist_report.py", "valid, read back"),
    "sim.exporting.workbook": ("tests/exporting/test_formats.py", "read back from each format"),
    "sim.feed.feed": ("tests/feed/test_endpoints.py", "as it is asked"),
    "sim.feed.front_page": ("tests/feed/test_endpoints.py", "as it is asked for"),
    "sim.feed.night": ("tests/feed/test_snapshot.py", "as it is shown"),
    "sim.feed.opening": ("tests/cli/test_feed.py", "with all that is refused"),
    "sim.feed.queries": ("tests/feed/test_endpoints.py", "with all that is refused"),
    "sim.feed.reply": ("tests/feed/test_endpoints.py", "tags and compression"),
    "sim.feed.score_text": ("tests/feed/test_score.py", "of a score by hand"),
    "sim.feed.shown": ("tests/feed/test_snapshot.py", "against the tables"),
    "sim.feed.states": ("tests/feed/test_snapshot.py", "in snapshots"),
    "sim.feed.stream": ("tests/feed/test_events.py", "with the events"),
    "sim.incidents.after_run": ("tests/incidents/test_kinds.py", "types only"),
    "sim.incidents.desks": ("tests/day/test_incident_effects.py", "as its kinds say it"),
    "sim.incidents.drafts": ("tests/scenario/test_election.py", "hours of doors"),
    "sim.incidents.incident": ("tests/incidents/test_kinds.py", "as its kinds obey it"),
    "sim.lab.events": ("tests/lab/test_session.py", "what windows are told"),
    "sim.lab.hello": ("tests/lab/test_session.py", "as windows are told"),
    "sim.lab.metric_rows": ("tests/lab/test_session.py", "of two states"),
    "sim.lab.pairs": ("tests/lab/test_session.py", "as they come in"),
    "sim.lab.progress": ("tests/lab/test_session.py", "of long and of old runs"),
    "sim.lab.replications": ("tests/lab/test_session.py", "until they are done or ended"),
    "sim.lab.requests": ("tests/lab/test_server.py", "as the page sends them"),
    "sim.lab.turnout_bands": ("tests/lab/test_session.py", "against a run with replications"),
    "sim.lab.views": ("tests/lab/test_session.py", "as windows are told"),
    "sim.lab.worker": ("tests/lab/test_session.py", "newer jobs and the end"),
    "sim.night.night_records": ("tests/night/test_model.py", "types of the model"),
    "sim.night.protocols": ("tests/night/test_model.py", "slips in the model"),
    "sim.pack.checks": ("tests/pack/test_lint.py", "each check of the lint"),
    "sim.pack.files.area_tree": ("tests/pack/files/test_reading.py", "as packs that are read"),
    "sim.pack.files.ballot_styles": (
        "tests/pack/files/test_ballot_consistency.py",
        "styles of packs",
    ),
    "sim.pack.files.building": ("tests/pack/files/test_reading.py", "as packs that are read"),
    "sim.pack.files.declared": ("tests/pack/files/test_schema.py", "every file and column"),
    "sim.pack.files.declared_totals": ("tests/pack/test_totals_check.py", "files that are read"),
    "sim.pack.files.pack": ("tests/pack/files/test_reading.py", "as packs that are read"),
    "sim.pack.files.reported_consistency": ("tests/pack/files/test_reported.py", "all faults"),
    "sim.pack.files.reported_findings": ("tests/pack/files/test_reported.py", "each finding"),
    "sim.pack.files.summary": ("tests/cli/test_pack.py", "as text and JSON"),
    "sim.pack.files.tables": (
        "tests/pack/files/test_area_consistency.py",
        "with the faults between files",
    ),
    "sim.pack.membership": ("tests/pack/test_records.py", "of published seats"),
    "sim.pack.published_rows": ("tests/pack/test_records.py", "with the files they are of"),
    "sim.pack.shipped": ("tests/scenario/test_from_pack.py", "the default election"),
    "sim.pack.totals_summary": ("tests/cli/test_pack.py", "as text and JSON"),
    "sim.planning.days": ("tests/planning/test_search.py", "as the search runs them"),
    "sim.planning.files": ("tests/planning/test_plan.py", "the scenario that takes a plan"),
    "sim.planning.planned": ("tests/planning/test_plan.py", "as the tables of a plan"),
    "sim.planning.staff": ("tests/planning/test_plan.py", "as the tables of a plan"),
    "sim.plots": ("tests/plots/test_run.py", "lists the figures that are drawn there"),
    "sim.plots.feasibility": ("tests/plots/feasibility/test_feasible.py", "its figure"),
    "sim.register.build": ("tests/scenario/test_loading.py", "registers that cannot exist"),
    "sim.register.given": ("tests/scenario/test_loading.py", "races that cannot exist"),
    "sim.register.kept_regions": ("tests/register/test_register.py", "with the record"),
    "sim.register.numbers_file": ("tests/register/test_staff_file.py", "all that is refused"),
    "sim.reporting.assumptions": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.charts": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.compared_text": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.metric_names": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.race_rows": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.replay": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.templating": ("tests/reporting/test_page.py", "read in the page"),
    "sim.reporting.writing": ("tests/reporting/test_accepted_results.py", "pages written"),
    "sim.results": ("tests/cli/test_group.py", "what it imports, and when"),
    "sim.results.brief": ("tests/system/test_python.py", "of summaries and manifests"),
    "sim.results.calibration_records": (
        "tests/plots/test_calibration.py",
        "in the figures",
    ),
    "sim.results.checkpoint": (
        "tests/ensemble/test_ensemble_checkpoint.py",
        "with replications in it",
    ),
    "sim.results.fact_card": ("tests/results/test_notebook.py", "of each kind"),
    "sim.results.file_checks": ("tests/results/test_reading.py", "files refused"),
    "sim.results.given": ("tests/system/test_python.py", "with what is refused"),
    "sim.results.invariants": ("tests/system/test_laws.py", "each invariant, broken"),
    "sim.results.manifests": ("tests/results/test_typed_json.py", "types only"),
    "sim.results.race_table": ("tests/system/test_contests.py", "of races of each system"),
    "sim.results.ranking": ("tests/plots/test_exploration.py", "in the figures"),
    "sim.results.results": ("tests/results/test_notebook.py", "the text form of each kind"),
    "sim.results.summaries.any_kind": ("tests/results/test_result_kinds.py", "base of each kind"),
    "sim.results.summaries.election": ("tests/results/test_held_election.py", "with its record"),
    "sim.results.summaries.run": ("tests/results/test_typed_json.py", "types only"),
    "sim.results.summaries.tune": ("tests/cli/test_tune.py", "as tune prints it"),
    "sim.results.summary": ("tests/system/test_baseline.py", "against what was reported"),
    "sim.results.summary_consistency": (
        "tests/results/test_typed_json.py",
        "every kind",
    ),
    "sim.results.tables": ("tests/system/test_baseline.py", "against what was reported"),
    "sim.results.tables_by_name": ("tests/system/test_python.py", "their text form"),
    "sim.results.wait_summary": ("tests/results/test_queue_tables.py", "with the tables"),
    "sim.scenario.describe": ("tests/scenario/test_parameters.py", "the page of parameters"),
    "sim.scenario.listing": ("tests/system/test_scenario_library.py", "every file, in order"),
    "sim.scenario.placed": ("tests/planning/test_plan.py", "the scenario that takes a plan"),
    "sim.scenario.register_files": ("tests/register/test_intake_file.py", "with both files"),
    "sim.scenario.rules": ("tests/scenario/test_loading.py", "a file for each rule"),
    "sim.scenario.target_rules": ("tests/calibration/test_targets.py", "rows and tables refused"),
    "sim.scenario.validation": ("tests/scenario/test_loading.py", "a file for each message"),
    "sim.show.arrivals": ("tests/results/test_arrivals_table.py", "of the table it shows"),
    "sim.show.comparison": ("tests/cli/test_compare.py", "as it is printed"),
    "sim.show.comparison_report": ("tests/cli/test_compare.py", "as it is written"),
    "sim.show.documents": ("tests/results/test_saving.py", "saved with each kind"),
    "sim.show.exploration": ("tests/cli/test_explore.py", "as it is printed"),
    "sim.show.feasibility": ("tests/cli/test_feasible.py", "as it is printed"),
    "sim.show.feasibility_report": ("tests/cli/test_feasible.py", "as it is written"),
    "sim.show.fit_report": ("tests/show/test_calibration.py", "with the summary"),
    "sim.show.listings": ("tests/cli/test_look.py", "as they are printed"),
    "sim.show.pack": ("tests/cli/test_pack.py", "as it is printed"),
    "sim.show.plan": ("tests/cli/test_plan.py", "as it is printed"),
    "sim.show.plan_night": ("tests/planning/test_paths.py", "with what a plan says of the night"),
    "sim.show.plan_page": ("tests/cli/test_plan.py", "as it is written"),
    "sim.show.run": ("tests/show/test_run_turnout.py", "with the tables"),
    "sim.show.run_lines": ("tests/show/test_run_turnout.py", "with the tables"),
    "sim.show.run_night": ("tests/show/test_run_turnout.py", "with the tables"),
    "sim.show.run_waits": ("tests/show/test_run_turnout.py", "with the tables"),
    "sim.show.saved": ("tests/cli/test_look.py", "as it is printed"),
    "sim.show.totals": ("tests/cli/test_pack.py", "as it is printed"),
    "sim.show.tune": ("tests/calibration/test_tune.py", "as it is printed"),
    "sim.show.undetermined": ("tests/show/test_calibration.py", "a chapter of the report"),
    "sim.turnout.compiled_sampling": ("tests/day/test_compiled.py", "against the formulas"),
    "sim.turnout.compiled_words": ("tests/day/test_compiled.py", "against sim.core.streams"),
    "sim.voting.compiled_marks": ("tests/voting/test_marks.py", "against the reference"),
}
"""Modules without a test at their place: the test that covers them, and how."""

MIRRORS_NOTHING = {
    "tests/ensemble/test_posterior_names.py": "names of ensemble.posterior_draws",
    "tests/ensemble/test_posterior_refused.py": "refusals of ensemble.posterior_draws",
    "tests/ensemble/test_posterior_resumed.py": "ensemble.posterior_draws after an interrupt",
    "tests/ensemble/test_resume.py": "ensembles that were broken off",
    "tests/ensemble/test_resume_refused.py": "checkpoints that cannot be resumed",
    "tests/exporting/test_nist_command.py": "the command that writes export.nist_*",
    "tests/incidents/test_recipe.py": "a recipe of CONTRIBUTING",
    "tests/pack/test_recipe.py": "a recipe of CONTRIBUTING",
    "tests/plots/test_all_figures.py": "texts of all figures, in all languages and sizes",
    "tests/plots/test_languages.py": "words, numbers and letters of figures in other languages",
    "tests/register/test_party_recipe.py": "a recipe of CONTRIBUTING",
    "tests/results/test_kind_recipe.py": "a recipe of CONTRIBUTING",
    "tests/results/test_recipe.py": "recipes of CONTRIBUTING",
    "tests/results/test_targets_of_runs.py": "targets in all outputs of a run",
    "tests/results/test_temporary_files.py": "temporary files of results.placement",
    "tests/scenario/test_parameter_recipe.py": "a recipe of CONTRIBUTING",
    "tests/show/test_languages.py": "text of results of every kind in other languages",
}
"""Test files in the folder of a package that are of no module, and why."""


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def holds_function(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


MODULES = {module_of(path): path for path in sorted((ROOT / "sim").rglob("*.py"))}
TESTS = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}


def test_every_module_has_its_test_or_is_listed() -> None:
    modules = {module: holds_function(path) for module, path in MODULES.items()}

    assert untested(modules, TESTS, TESTED_ELSEWHERE) == []


def test_every_test_file_mirrors_a_module_or_is_listed() -> None:
    assert strays(set(MODULES), TESTS, MIRRORS_NOTHING) == []


def test_the_lists_are_in_order() -> None:
    assert list(TESTED_ELSEWHERE) == sorted(TESTED_ELSEWHERE)
    assert list(MIRRORS_NOTHING) == sorted(MIRRORS_NOTHING)


def test_names_of_test_files_are_apart_since_folders_are_packages() -> None:
    folders = {(ROOT / test).parent for test in TESTS}

    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_files_that_share_a_process_are_there() -> None:
    assert {file for files in TOGETHER.values() for file in files} <= TESTS
    assert {*LONG, *WITHOUT_MODEL} <= TESTS | TOGETHER.keys()


def test_a_module_without_a_test_would_be_found() -> None:
    modules = {"sim": False, "sim.a": False, "sim.a.b": False, "sim.a.b.c": True, "sim.a.d": True}

    assert untested(modules, {"tests/a/b/test_c.py", "tests/a/test_d.py"}, {}) == []
    # The package of the first as a whole; that of the second is at the top.
    assert untested(modules, {"tests/a/test_b.py", "tests/test_a.py"}, {}) == [
        "sim.a.d: write tests/a/test_d.py, or list it in TESTED_ELSEWHERE"
    ]
    assert len(untested(modules, set(), {})) == 2


def test_an_entry_that_is_stale_would_be_found() -> None:
    modules = {"sim.a.b": True, "sim.a.c": False, "sim.a.d": True}
    tests = {"tests/a/test_b.py", "tests/x.py"}
    listed = dict.fromkeys(("sim.a.b", "sim.a.c", "sim.a.e"), ("tests/x.py", "there"))

    assert untested(modules, tests, {**listed, "sim.a.d": ("tests/y.py", "")}) == [
        "sim.a.b: is tested in tests/a/test_b.py; take it off the list",
        "sim.a.c: holds no function; take it off the list",
        "sim.a.e: there is no such module; take it off the list",
        "sim.a.d: there is no tests/y.py",
        "sim.a.d: say how it is tested in tests/y.py",
    ]


def test_a_stray_test_would_be_found() -> None:
    modules = {"sim", "sim.a", "sim.a.b", "sim.a.c"}
    tests = {"tests/a/test_b.py", "tests/a/test_x.py", "tests/system/test_y.py"}

    assert strays(modules, tests, {"tests/a/test_x.py": "why"}) == []
    assert strays(modules, tests, {"tests/a/test_b.py": "why", "tests/a/test_z.py": "why"}) == [
        "tests/a/test_x.py: mirrors no module; rename it, or list it in MIRRORS_NOTHING",
        "tests/a/test_z.py: there is no such test",
        "tests/a/test_b.py: mirrors a module; take it off the list",
    ]
