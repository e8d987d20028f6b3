"""The text form of a result, and access to its tables."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.day.reference import Plan, SiteDay, run_site
from sim.results import TableView
from sim.show.comparison_report import comparison_report
from sim.show.markdown import markdown_text
from sim.show.run import summary_text
from tests.support.calibrations import tiny_calibration
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.support.results import with_summary

if TYPE_CHECKING:
    from sim.turnout import Voters


def test_a_run_has_a_readable_text_form(tiny: sim.RunResults, tmp_path: Path) -> None:
    saved = sim.save(tiny, tmp_path / "run")

    text = repr(saved)

    assert re.search(r"^Results +run, simulated$", text, re.MULTILINE)
    assert re.search(r"^scenario +tiny, seed 2021 \(2021-07-25\)$", text, re.MULTILINE)
    assert re.search(r"^size +1 replication, 3 sites, 2 races$", text, re.MULTILINE)
    assert re.search(r"^turnout +75\.00 % of 32 registered$", text, re.MULTILINE)
    assert re.search(r"^waits +34 s on average for check-in, 95 % at most ", text, re.MULTILINE)
    assert re.search(r"^night +last protocol accepted at 21:36$", text, re.MULTILINE)
    assert re.search(rf"^directory +{re.escape(str(tmp_path / 'run'))}$", text, re.MULTILINE)
    assert ".sites, " in text
    assert ".plot.turnout_regions(), " in text
    assert re.search(r"^directory +not saved$", repr(tiny), re.MULTILINE)
    assert repr(sim.load_results(tmp_path / "run")).splitlines()[:4] == text.splitlines()[:4]


def test_each_kind_has_a_readable_text_form(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    comparison = sim.compare(tiny, tiny_ensemble).results

    assert "ensemble, simulated" in repr(tiny_ensemble)
    assert "3 replications, 3 sites" in repr(tiny_ensemble)
    assert "posterior draws" in repr(tiny_calibration())
    assert re.search(r"^A +tiny, seed 2021$", repr(comparison), re.MULTILINE)
    assert "pictures" not in repr(comparison)
    assert [results.kind for results in (tiny, tiny_ensemble, tiny_calibration(), comparison)] == [
        "run", "ensemble", "calibration", "comparison",
    ]  # fmt: skip


def my_rule(plan: Plan, voters: Voters) -> SiteDay:
    """The model of a user, who changed nothing."""
    return run_site(plan, voters)


WARNED = "CHANGED MODEL: the polling day by function my_rule, a user's"


def test_a_changed_model_is_named_in_every_text_form(tiny: sim.RunResults) -> None:
    changed = sim.run("tiny", engine=my_rule)
    of_two = sim.compare(changed, changed, names=["one", "two"])

    assert re.search(rf"^model +{WARNED}$", repr(changed), re.MULTILINE)
    assert "by function my_rule, a user&#x27;s</td>" in changed._repr_html_()
    assert "model" not in repr(tiny)
    assert re.search(rf"^B +two: tiny, seed 2021; {WARNED}$", repr(of_two), re.MULTILINE)
    # Although nothing differs between the two, which is why it is no reason.
    assert summary_text(of_two.results).startswith(f"A {WARNED}\nB {WARNED}\n")
    assert f"**A {markdown_text(WARNED)}**" in comparison_report(of_two.results)


def test_a_posterior_and_its_chains_are_named_in_every_text_form(tmp_path: Path) -> None:
    directory = write_posterior(tmp_path / "mine", sim.load_scenario("tiny"), DRAWS_OF_TINY)
    sampled = sim.run("tiny", posterior=directory)
    used = sampled.summary.posterior
    assert used is not None
    quick = with_summary(sampled, posterior=replace(used, converged=False, why=None))
    bad = "NOT CONVERGED: do not rely on it; parameters are sampled from mine"

    assert re.search(r"^posterior +mine$", repr(sampled), re.MULTILINE)
    assert re.search(rf"^posterior +{bad}$", repr(quick), re.MULTILINE)
    assert bad in quick._repr_html_()
    assert f"tiny, seed 2021; {bad}\n" in repr(sim.compare(sampled, quick))
    unsettled = with_summary(tiny_calibration(), converged=False)
    assert "chains     NOT CONVERGED: do not rely on any value here." in repr(unsettled)
    assert "chains" not in repr(tiny_calibration())


def test_a_compared_result_is_not_named_twice(tiny: sim.RunResults) -> None:
    slow = sim.run(sim.load_scenario("tiny", {"polling.check_in_mean_s": 90}))
    label = "tiny, changed: check-in 60 → 90 s; seed 2021"

    def rows(*names: str) -> list[str]:
        text = repr(sim.compare(tiny, slow, names=names or None))
        return [line[11:] for line in text.splitlines()[1:3]]

    assert rows() == ["tiny, seed 2021", label]
    assert rows("tiny", "slower") == ["tiny, seed 2021", f"slower: {label}"]


def test_a_notebook_gets_the_same_as_a_table_without_markup_of_the_data(
    tiny: sim.RunResults,
) -> None:
    odd = with_summary(tiny, scenario="<b>")

    page = odd._repr_html_()

    assert page.count("<tr>") == len(repr(odd).splitlines())
    assert "&lt;b&gt;, seed 2021" in page
    assert "<b>" not in page


def test_tables_are_reached_by_name_and_listed(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    assert isinstance(tiny.sites, TableView)
    assert len(tiny_ensemble.replications) == 3
    assert set(tiny.tables) <= set(dir(tiny))
    assert {"summary", "tables", "plot", "kind"} <= set(dir(tiny))
    assert "replications" not in dir(tiny)
    assert "replications" in dir(tiny_ensemble)


def test_a_run_in_which_nobody_voted_has_no_waits() -> None:
    tiny = sim.load_scenario("tiny")
    races = [{**race, "votes_cast": 0} for race in tiny.values()["register"]["races"]]

    text = repr(sim.run(tiny.with_({"register.races": races, "outcome.winners": "sampled"})))

    assert re.search(r"^turnout +0\.00 % of 32 registered$", text, re.MULTILINE)
    assert "on average" not in text


def test_an_unknown_table_is_refused_with_the_available_ones(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    with pytest.raises(AttributeError, match="a run has no table 'fit'; known: night, "):
        _ = tiny.fit
    message = "an ensemble has no table 'replication'; did you mean 'replications'"
    with pytest.raises(AttributeError, match=message):
        _ = tiny_ensemble.replication  # type: ignore[attr-defined]
    assert not hasattr(tiny, "__array__")
    with pytest.raises(AttributeError):
        _ = replace(tiny, tables={}).sites


def test_a_result_without_tables_has_a_text(tiny: sim.RunResults) -> None:
    assert repr(replace(tiny, tables={})).startswith("Results    run, simulated")


def test_the_python_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "results.md").read_text(encoding="utf-8")

    exec(page.split("```python\n")[1].split("```")[0], {})  # noqa: S102  our page

    assert "run, simulated" in capsys.readouterr().out
