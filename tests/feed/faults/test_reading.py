"""Files of faults: what they may say, and every problem of one that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.feed.faults.declared import FAULT_KINDS
from sim.feed.faults.reading import MOST_FAULTS, read_faults
from tests.support.feeds import region_night

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
name = "hard-night"
description = "what is played on Thursday"

[[fault]]
name = "Late"
kind = "results_late"
from = 22:00:00
to = 01:30:00
where = { regions = ["ATY"], share = 0.5 }

[[fault]]
name = "Digits"
kind = "extra_zero"
from = 2021-07-25T21:00:00
to = 23:00:00
corrected_after_min = 3
where = { races = ["ATY-001", "ATY-002"], sites = ["ATY-001-01", "ATY-002-01", "ATY-009-01"] }

[[fault]]
name = "Usual"
kind = "outage"
"""


def problems_of(text: str, folder: Path) -> list[str]:
    """Return the problems of a file, without its name."""
    file = folder / "faults.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_faults([str(file)], region_night())
    assert {problem.where for problem in caught.value.problems} == {str(file)}
    return [problem.message for problem in caught.value.problems]


def test_a_file_in_the_style_of_incidents(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(GOOD, encoding="utf-8")
    night = region_night()
    late, digits, usual = read_faults([str(file)], night, seed=5)

    assert str(late.begins) == "2021-07-25T22:00:00"
    assert str(late.ends) == "2021-07-26T01:30:00"
    assert 20 < late.chosen_sites().sum() < 67
    assert digits.number_of("corrected_after_min") == 3
    assert night.results.tables["sites"]["site"][digits.sites].tolist() == [
        "ATY-001-01", "ATY-002-01",
    ]  # fmt: skip
    # Without times: while the middle of the sites comes in.
    came = np.sort(night.accepted)
    assert (usual.begins, usual.ends) == (came[int(0.3 * 86)], came[int(0.6 * 86)])
    assert [fault.number for fault in (late, digits, usual)] == [0, 1, 2]


def test_random_words_are_of_the_seed_and_the_fault() -> None:
    night = region_night()

    def chosen(seed: int, names: list[str]) -> list[list[bool]]:
        return [f.chosen_sites().tolist() for f in read_faults(names, night, seed)]

    assert chosen(1, ["swapped"]) == chosen(1, ["swapped"])
    assert chosen(1, ["swapped"]) != chosen(2, ["swapped"])
    first, second = chosen(1, ["swapped", "swapped"])
    assert first != second
    assert chosen(1, ["swapped", "outage"])[0] == first


@pytest.mark.parametrize("kind", FAULT_KINDS)
def test_every_kind_can_be_named_and_written(kind: str, tmp_path: Path) -> None:
    declared = FAULT_KINDS[kind]
    keys = "".join(f"{key.name} = {key.default!r}\n".replace("'", '"') for key in declared.keys)
    file = tmp_path / "f.toml"
    file.write_text(f'[[fault]]\nname = "{kind}"\nkind = "{kind}"\n{keys}', encoding="utf-8")
    (named,) = read_faults([kind], region_night())
    (written,) = read_faults([str(file)], region_night())

    assert (named.values, named.begins, named.share) == (
        written.values, written.begins, written.share,
    )  # fmt: skip


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    text = """
title = "x"
[[fault]]
name = "A"
kind = "results_lat"
[[fault]]
kind = "swapped"
from = 10:00:00
to = "late"
corrected_after_min = 0
often = true
where = { regions = ["ATX"], races = [], share = 2, level = "x" }
[[fault]]
name = "B"
kind = "malformed"
from = 23:00:00
to = 22:00:00
what = "nothing"
where = { sites = ["ATY-001-01"] }
"""
    problems = problems_of(text, tmp_path)

    expected = [
        "unknown key title; known: name, description, fault",
        """fault "A": kind 'results_lat' is not known; did you mean 'results_late'?""",
        "fault 2: name must be 1 to 80 printable characters; got None",
        "fault 2: swapped has no key often; known: corrected_after_min, name, kind, from, to",
        "fault 2: from must not be before 2021-07-25T20:00, when the first doors close",
        "fault 2: to must be a clock time such as 23:00:00, or with its date; got 'late'",
        "fault 2: where has no key level; known: regions, races, sites, share",
        "fault 2: where.regions: no region 'ATX'; did you mean 'ATY'?",
        "fault 2: where.races must be a list of ids; got []",
        "fault 2: where.share must be a number from 0 to 1; got 2",
        "fault 2: corrected_after_min must be a whole number from 1 to 1440; got 0",
        'fault "B": to must be after from; got 2021-07-25T23:00:00 to 2021-07-25T22:00:00',
        'fault "B": where.sites: malformed affects the whole feed; leave it out',
        """fault "B": what must be one of page, types, comma; got 'nothing'""",
    ]
    assert len(problems) == len(expected)
    for problem, beginning in zip(problems, expected, strict=True):
        assert problem.startswith(beginning), problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "fault must be one or more tables"),
        ("fault = 3", "fault must be one or more tables"),
        ("fault = [1]", "fault 1: must be a table"),
        ("[[fault]", "not valid TOML"),
        ('[[fault]]\nname = "x"', "kind None is not known"),
        (
            """[[fault]]
            name = "x"
            kind = "swapped"
            where = { races = ["ATY-001"], sites = ["ATY-002-01"] }""",
            "none of the sites meets all conditions",
        ),
        ('[[fault]]\nname = "x"\nkind = "swapped"\nwhere = 3', "where must be a table"),
    ],
)
def test_what_is_no_file_of_faults(text: str, message: str, tmp_path: Path) -> None:
    (problem,) = problems_of(text, tmp_path)
    assert message in problem


def test_what_is_neither_a_file_nor_a_kind() -> None:
    with pytest.raises(InputError) as caught:
        read_faults(["outrage", "gone.toml"], region_night())
    first, second = map(str, caught.value.problems)
    assert first == "--faults: no file and no kind 'outrage'; did you mean 'outage'?"
    assert second.startswith("gone.toml: cannot be read")
    with pytest.raises(InputError, match=f"at most {MOST_FAULTS}"):
        read_faults(["outage"] * (MOST_FAULTS + 1), region_night())
