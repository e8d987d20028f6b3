"""What a run of a pack lacks is said in a sentence, all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import RegisterError
from sim.register.pack_limits import unplayable
from tests.support.packs import VALLEY, edited, read, register_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def limits(folder: Path, **changed: str | None) -> list[str]:
    pack = read(write_pack(folder / "valley", VALLEY, **changed))
    return [str(problem).replace(f"{folder}/valley/", "") for problem in unplayable(pack)]


NO_TURNOUT = edited("election.toml", ("expected_turnout_pct = 60\n", ""), base=VALLEY)
SOME_SHARES = edited("candidates.csv", ("HILL,41", "HILL,"), base=VALLEY)


def test_a_pack_of_one_contest_can_be_run(tmp_path: Path) -> None:
    assert limits(tmp_path) == []


def test_sites_without_expected_voters_need_an_expected_turnout(tmp_path: Path) -> None:
    assert limits(tmp_path, election=NO_TURNOUT) == [
        "election.toml: expected_turnout_pct is missing: 7 sites without expected_voters need it"
    ]


def test_a_contest_has_all_expected_shares_or_none(tmp_path: Path) -> None:
    (limit,) = limits(tmp_path, candidates=SOME_SHARES)
    assert limit == (
        "candidates.csv: expected_pct must be given for all candidates of a contest, or none; "
        "got some for mayor"
    )
    bare = VALLEY["candidates.csv"].replace(",46", ",").replace(",41", ",").replace(",11", ",")
    assert limits(tmp_path / "none", candidates=bare) == []


def test_everything_that_is_lacking_is_listed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "v", VALLEY, election=NO_TURNOUT, candidates=SOME_SHARES)

    with pytest.raises(RegisterError) as error:
        register_of(read(folder))

    assert [problem.key for problem in error.value.problems] == [
        "expected_turnout_pct", "expected_pct",
    ]  # fmt: skip
