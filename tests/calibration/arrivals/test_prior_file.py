"""The prior that a pack gives: all faults at once, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.calibration.arrivals.prior_file import (
    check_curves,
    check_prior,
    curves_digest,
    prior_note,
)
from sim.core.errors import InputError
from sim.pack.records import published_in
from sim.pack.values import PRIOR
from tests.support.packs import PAST, VALLEY, write_pack, write_past
from tests.support.published import OF

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "area,mean_log_a,mean_log_b,scale_log_a,scale_log_b,correlation,dof,error_pct\n"
COMMON = "common,0.1,0.6,0.1,0.1,0,5,1.5\n"
CODES = ["West", "East"]
HINT = "did you mean 'West'? known: East, West, common"


def faults(folder: Path, text: str) -> list[str]:
    write_pack(folder, VALLEY)
    (folder / "past").mkdir()
    (folder / "past" / "arrival_prior.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        check_prior(published_in(folder), CODES)
    return [f"{p.where.rpartition('/')[2]}: {p.message}" for p in caught.value.problems]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = HEADER + "West,x,0,0.1,-1,1,5,\nWets,0,0,0.1,0.1,0,0,\nWest,0,0,0.1,0.1,0,5,\n"

    found = faults(tmp_path / "valley", text)

    assert found == [
        "arrival_prior.csv: needs a row common, the level of an election",
        "arrival_prior.csv:2: mean_log_a: must be a number from -1.609 to 1.609; got 'x'",
        "arrival_prior.csv:2: scale_log_b: must be a number from 0.001 to 2; got '-1'",
        "arrival_prior.csv:2: correlation: must be a number from -0.999 to 0.999; got '1'",
        f"arrival_prior.csv:3: no area 'Wets' has an arrival curve; {HINT}",
        "arrival_prior.csv:3: dof: must be a number from 1 to 1e+06; got '0'",
        "arrival_prior.csv:4: area 'West' is given twice",
    ]


def test_missing_columns_and_areas_are_named(tmp_path: Path) -> None:
    [missing] = faults(tmp_path / "a", "area,dof\ncommon,5\n")
    columns = "mean_log_a, mean_log_b, scale_log_a, scale_log_b, correlation, error_pct"
    assert missing == f"arrival_prior.csv:1: missing columns: {columns}"
    bad = HEADER + COMMON.replace("1.5", "") + "West,0,0,0.1,0.1,0,5,\n"
    [error] = faults(tmp_path / "c", bad)
    assert error == "arrival_prior.csv:2: error_pct: must be a number from 0.01 to 20; got ''"
    assert faults(tmp_path / "b", HEADER + COMMON) == [
        "arrival_prior.csv: needs a row of at least one area"
    ]


def test_priors_that_can_be_used_pass(tmp_path: Path) -> None:
    check_prior(OF, [region.code for region in OF.regions])
    check_prior(published_in(write_pack(tmp_path / "valley", VALLEY)), CODES)


def test_curves_that_are_not_the_prior_so_far_are_said(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    assert not prior_note(published_in(folder))

    write_past(folder, PAST)
    note = prior_note(published_in(folder))
    assert note.startswith("past/turnout.csv is not used, as the prior was not fitted to it: ")
    assert note.endswith(f"saylau pack prior {folder}")

    prior = folder / "past" / "arrival_prior.csv"
    digest = curves_digest(published_in(folder))
    prior.write_text(f"{HEADER.rstrip()},fitted_to\n{COMMON.rstrip()},{digest}\n")
    assert not prior_note(published_in(folder))
    write_past(folder, PAST.replace("12.0", "12.5"))
    assert prior_note(published_in(folder)).startswith(
        "past/arrival_prior.csv was fitted to other curves than those of past/turnout.csv: "
        "saylau pack prior "
    )
    # A prior that somebody made otherwise has no digest.
    prior.write_text(HEADER + COMMON)
    assert not prior_note(published_in(folder))


def test_the_prior_that_ships_is_fitted_to_the_curves_that_ship() -> None:
    assert not prior_note(OF)
    assert {row["fitted_to"] for row in OF.rows(PRIOR)} == {curves_digest(OF), ""}


def test_curves_of_too_few_elections_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    with pytest.raises(InputError, match="there is no turnout of other elections"):
        check_curves(published_in(folder))

    # In 2015 turnout falls, so that both values are left out.
    write_past(folder, PAST.replace("2015-05-10,West,10:00,12.0", "2015-05-10,West,10:00,72.0")
               .replace("2015-05-10,East", "2020-05-10,Far"))  # fmt: skip
    with pytest.raises(
        InputError, match="has usable curves of 1 election; a prior needs 2"
    ) as caught:
        check_curves(published_in(folder))
    assert "; 6 values left out, the first: West@10:00 is 72 %" in str(caught.value)

    check_curves(published_in(write_past(folder, PAST)))
