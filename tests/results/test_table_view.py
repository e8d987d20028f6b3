"""Tables as users read them in Python, in notebooks, and in other libraries."""

from __future__ import annotations

import builtins
import re
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.core.errors import SaylauError
from sim.results import TableView, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sim


def test_a_table_has_rows_columns_and_their_meaning(tiny: sim.RunResults) -> None:
    sites = tiny.sites

    assert len(sites) == 3
    assert sites["issued"] is tiny.tables["sites"]["issued"]
    assert "issued" in sites
    assert "colour" not in sites
    assert list(sites) == list(sites.keys()) == list(tiny.tables["sites"])
    assert dict(sites) == tiny.tables["sites"]
    assert sites.name == "sites"
    assert [column.name for column in sites.columns] == list(sites)
    wait = sites.column("wait_p95_s")
    assert (wait.kind, wait.unit, wait.role) == ("number", "s", "number")
    assert wait.meaning == "wait that 95 in 100 voters did not exceed"


def test_columns_of_ensembles_and_families_have_a_meaning_too(
    tiny_ensemble: sim.RunResults,
) -> None:
    replications = tiny_ensemble.replications

    assert replications.column("seats_nomination_auyl").unit == "seats"
    low = tiny_ensemble.votes.column("votes_p05")
    assert (low.unit, low.meaning) == (
        "votes",
        "5 in 100 replications have at most this `votes`",
    )
    share = tiny_ensemble.races.column("winner_share")
    assert (share.kind, share.unit) == ("number", "0–1")
    assert all(column.meaning for table in tiny_ensemble.tables
               for column in getattr(tiny_ensemble, table).columns)  # fmt: skip


def test_an_unknown_column_is_refused_with_the_nearest_name(tiny: sim.RunResults) -> None:
    message = "sites has no column 'isued'; did you mean 'issued'?"

    with pytest.raises(KeyError, match=re.escape(message)):
        tiny.sites["isued"]
    with pytest.raises(KeyError, match=re.escape(message)):
        tiny.sites.column("isued")


def test_the_text_describes_every_column(tiny: sim.RunResults) -> None:
    lines = repr(tiny.waits).splitlines()

    assert lines[0] == f"waits: {len(tiny.waits)} rows (one per half hour of arrival)"
    assert len(lines) == 1 + len(tiny.tables["waits"])
    row = r"  whole_wait_p50_s +s +whole wait that half of them did not exceed"
    assert re.fullmatch(row, lines[-3])


def test_a_notebook_shows_the_first_rows_and_no_markup_of_the_data() -> None:
    declared = schema.TABLES_OF_RUN["waits"]
    columns = {"local_time": np.array(["<b>"] * 7), "voters": np.arange(7)}

    page = TableView(declared, columns)._repr_html_()

    assert page.count("<tr>") == 6
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "5 of 7 rows" in page
    assert 'title="who arrived in it and voted at the site"' in page


# --- other libraries: none is a dependency of ours -----------------------------------------------


class Frame(SimpleNamespace):
    """Columns in another library."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        super().__init__(columns=columns)


LIBRARIES = {"pandas": TableView.to_pandas, "polars": TableView.to_polars}


@pytest.mark.parametrize("library", LIBRARIES)
def test_other_libraries_get_typed_columns(
    library: str, tiny: sim.RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, SimpleNamespace(DataFrame=Frame))

    races = LIBRARIES[library](tiny.races).columns

    assert list(races) == list(tiny.tables["races"])
    assert races["incumbent_won"].dtype == bool
    assert races["called"].dtype == ("<M8[s]" if library == "pandas" else "<M8[ms]")
    assert races["margin"].dtype == np.int64
    assert races["race"].tolist() == tiny.tables["races"]["race"].tolist()
    assert races["race"].dtype == object


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_that_is_not_installed_is_named_with_what_to_do(
    library: str, tiny: sim.RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, library, raising=False)
    load: Callable[..., Any] = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name == library:
            raise ImportError(name)
        return load(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)

    message = f"to_{library}() needs {library}, which is not installed: pip install {library}"
    with pytest.raises(SaylauError, match=re.escape(message)):
        LIBRARIES[library](tiny.sites)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_that_is_installed_reads_every_table(
    library: str, tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    pytest.importorskip(library)
    for results in (tiny, tiny_ensemble):
        for name in results.tables:
            table: TableView = getattr(results, name)
            frame = LIBRARIES[library](table)

            assert list(frame.columns) == list(table)
            assert len(frame) == len(table)
    codes = LIBRARIES[library](tiny.sites)["code"]
    assert list(codes) == tiny.tables["sites"]["code"].tolist()
