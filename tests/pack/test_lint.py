"""The lint of published turnout: each check finds its errors, and nothing in correct values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.core import clock
from sim.core.text import counted
from sim.pack.checks import Finding, at_least_by_chance, pct
from sim.pack.lint import CODES
from sim.pack.lint import lint as lint_of
from sim.pack.past_elections import left_out, turnout_curves, usable_curves
from sim.pack.targets import Target
from sim.pack.values import published_percentages, turnout_of_other_elections
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = dt.date(2030, 1, 1)
PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
CODES_OF_14 = tuple(region.code for region in OF.regions)


def report(code: str, at: str, value: float, **more: object) -> Target:
    hour = None if at == "final" else clock.parse(at)
    what = "final_turnout" if at == "final" else "turnout"
    known = {"date": DAY, "what": what, "code": code, "at": hour, "value": value, "step": 0.01}
    return Target(**(known | more))  # type: ignore[arg-type]


def lint(targets: Sequence[Target]) -> tuple[Finding, ...]:
    return lint_of(targets, OF)


def codes(*targets: Target) -> list[str]:
    return [finding.code for finding in lint(targets)]


def test_a_curve_like_others_has_no_findings() -> None:
    assert not lint(
        [
            report("PAV", "10:00", 14.3),
            report("PAV", "12:00", 35.1),
            report("PAV", "final", 76.9),
        ]
    )
    assert not lint([])


def test_a_falling_curve_names_both_values() -> None:
    (found,) = lint([report("PAV", "12:00", 33.0), report("PAV", "10:00", 34.0)])

    assert (found.code, found.severity) == ("L1", "left out")
    assert found.names == ("PAV@10:00", "PAV@12:00")
    assert "34 %" in found.message
    assert "33 %" in found.message


def test_a_weak_statement_later_is_no_fall() -> None:
    weak = report("PAV", "12:00", 30.0, relation="at_least")

    assert not codes(report("PAV", "10:00", 34.0), weak)
    assert codes(weak, report("PAV", "16:00", 25.0)) == ["L1"]
    assert codes(weak, report("PAV", "12:00", 29.0)) == ["L1"]
    assert not codes(weak, report("PAV", "12:00", 56.0))


def test_two_values_for_one_hour_contradict_unless_one_is_rounded() -> None:
    assert codes(report("PAV", "12:00", 33.0), report("PAV", "12:00", 34.0)) == ["L1"]
    assert not codes(report("PAV", "12:00", 33.74), report("PAV", "12:00", 34.0, step=1.0))


def test_the_nation_lies_between_its_regions() -> None:
    regions = [report("PAV", "12:00", 33.3), report("SEV", "12:00", 36.1)]

    (found,) = lint([*regions, report("KZ", "12:00", 36.2)])

    assert (found.code, found.names) == ("L2", ("KZ@12:00",))
    assert "SEV@12:00 the highest with 36.1 %" in found.message
    assert not lint([*regions, report("KZ", "12:00", 36.1)])
    # Regions without a value at that hour could have any.
    silent = report("ZHA", "10:00", 20.0)
    assert not lint([*regions, report("KZ", "12:00", 36.2), silent])


def test_a_value_that_does_not_change_while_doors_are_open() -> None:
    day = OF.date
    six, eight, final = (report("MAN", at, 60.0, date=day) for at in ("18:00", "20:00", "final"))
    (found,) = lint([six, eight])

    assert (found.code, found.names) == ("L3", ("MAN@20:00",))
    # The final value remains: it was counted.
    assert [f.names for f in lint([eight, final])] == [("MAN@20:00",)]
    # In the east doors are closed at 20:00, so the value at 20:00 is the final one.
    assert not codes(*(report("PAV", at, 60.0, date=day) for at in ("20:00", "final")))
    # So they are in the west since all clocks of the country are the same.
    assert not codes(*(report("MAN", at, 60.0, date=DAY) for at in ("20:00", "final")))


def test_a_report_that_repeats_another_election_and_the_next_one() -> None:
    january = [f for f in turnout_of_other_elections(OF) if f.name.endswith("@12:00")
               and f.date == dt.date(2021, 1, 10)]  # fmt: skip
    copied = [dataclasses.replace(f, date=DAY, at=clock.parse("14:00")) for f in january]
    later = [dataclasses.replace(f, at=clock.parse("16:00"), value=pct(f) + 9.77) for f in copied]
    last = [dataclasses.replace(f, at=clock.parse("18:00"), value=pct(f) + 3.21) for f in later]

    found = [f for f in lint([*january, *copied, *later, *last]) if f.severity == "left out"]

    assert [(f.code, f.date, len(f.names)) for f in found] == [("L4", DAY, 18), ("L5", DAY, 18)]
    assert {name[-5:] for name in found[0].names} == {"14:00"}
    assert {name[-5:] for name in found[1].names} == {"16:00"}
    assert "in 17 of 17 regions" in found[0].message


def test_no_two_other_reports_are_alike() -> None:
    found = [f for f in lint(turnout_of_other_elections(OF)) if f.code == "L4"]

    assert len(found) == 1
    assert "10:00 agrees with 12:00 of 2021-01-10" in found[0].message
    assert "16 of 17" in found[0].message


def test_many_round_values_are_unusual() -> None:
    values = [33.0, 35.0, 34.0, 36.0, 31.0, 33.5, 34.12, 38.0]
    heap = [report(c, "12:00", p) for c, p in zip(CODES_OF_14, values, strict=False)]

    found = lint(heap)

    assert [(f.code, f.severity, len(f.names)) for f in found] == [
        ("L6", "look", 6), ("L6", "look", 7),
    ]  # fmt: skip
    assert not lint(
        [dataclasses.replace(f, value=pct(f) + 0.01 * k) for k, f in enumerate(heap, 3)]
    )


def test_chance_of_a_heap_is_the_binomial_tail() -> None:
    assert at_least_by_chance(0, 5, 0.3) == pytest.approx(1)
    assert at_least_by_chance(5, 5, 0.3) == pytest.approx(0.3**5)
    assert at_least_by_chance(1, 5, 0.0) == at_least_by_chance(6, 5, 1.0) == 0
    assert at_least_by_chance(1_001, 2_001, 0.5) == pytest.approx(0.5)
    assert at_least_by_chance(4, 5, 0.3) == pytest.approx(0.3**5 + 5 * 0.3**4 * 0.7)


def test_a_percentage_that_its_counts_do_not_give() -> None:
    right = report("AKM", "10:00", 8.82, count=8_826, base=100_111)

    assert not lint([right])
    assert codes(dataclasses.replace(right, value=8.81)) == ["L7"]
    assert not lint([dataclasses.replace(right, value=9.0, step=1.0)])


def test_a_value_above_the_final_turnout() -> None:
    final = report("PAV", "final", 60.0)

    assert not codes(final, report("PAV", "18:00", 59.0))
    assert [(f.code, f.severity) for f in lint([final, report("PAV", "18:00", 61.5)])] == [
        ("L8", "look")
    ]
    severe = lint([final, report("PAV", "18:00", 62.5)])
    assert ("L8", "left out") in [(f.code, f.severity) for f in severe]


def test_a_region_without_a_final_has_no_scale() -> None:
    other = report("SEV", "final", 70.0)
    values = [report("PAV", "10:00", 14.0), report("PAV", "12:00", 33.0)]

    (found,) = lint([*values, other])

    assert (found.code, found.names) == ("L9", ("PAV@10:00", "PAV@12:00"))
    assert not lint(values)  # No finding if no region has a final value.


def test_the_day_has_six_percentages_that_do_not_follow_and_nothing_else() -> None:
    found = lint(published_percentages(OF))

    aqmola = ("Against all", "Independent", "Nur Otan", "People's Party")
    names = [*(f"AKM@votes ({choice})" for choice in aqmola), "VOS@final"]
    assert [(f.code, *f.names) for f in found] == [
        ("L7", name) for name in [*names, "Ülken@votes (Invalid/blank)"]
    ]
    assert "24.02 %, but 18,163 of 75,833 is 23.95 %" in found[1].message
    assert "90.89 %" in found[4].message
    assert "3.77 %" in found[5].message
    assert "0 of 860" in found[5].message


def test_printed_percentages_of_votes_are_checked_by_computing() -> None:
    right = [
        dataclasses.replace(f, value=round(100 * f.count / f.base, 2))
        if f.what == "votes" and f.count is not None and f.base
        else f
        for f in published_percentages(OF)
    ]
    wrong = [dataclasses.replace(f, value=1.30) if f.item == "Ak Zhol" else f for f in right]

    assert [f.names for f in lint(right)] == [("VOS@final",)]
    assert [f.names for f in lint(wrong)] == [("AKM@votes (Ak Zhol)",), ("VOS@final",)]


def test_published_percentages_carry_their_counts() -> None:
    by_name = {f.name: f for f in published_percentages(OF) if f.relation == "equals"}

    assert by_name["AKM@10:00"].count == 8_826
    assert by_name["ALM@10:00"].count == 38_783
    assert by_name["ALM@10:00"].base == 221_952
    assert by_name["ZHA@12:00"].count is None
    assert by_name["KAR@10:00"].step == 1


@pytest.mark.parametrize(
    ("name", "points", "codes_found"),
    [
        ("ZHA@16:00", 20, {"L8", "L10"}),
        ("ZHA@16:00", -20, {"L10"}),
        ("ZHA@12:00", 20, {"L10"}),
        ("ZHA@12:00", -20, set()),  # 36 % at noon would not be unusual.
        ("AKM@10:00", 20, {"L10"}),
        ("AKM@10:00", -20, {"L10"}),
        ("KAR@10:00", 20, {"L10"}),
        ("KAR@10:00", -20, {"L10"}),
        ("ALM@10:00", 20, {"L1", "L10"}),
        ("ALM@10:00", -20, {"L10"}),
        ("ALM@12:00", 20, {"L10"}),
        ("ALM@12:00", -20, {"L1", "L10"}),
    ],
)
def test_a_value_that_is_off_by_20_points_is_flagged(
    name: str, points: float, codes_found: set[str]
) -> None:
    moved = [
        dataclasses.replace(f, value=pct(f) + points, count=None)
        if f.name == name and f.relation == "equals"
        else f
        for f in published_percentages(OF)
    ]

    new = set(lint(moved)) - set(lint(published_percentages(OF)))

    assert {f.code for f in new} == codes_found
    assert all(name in f.names for f in new)


def test_the_page_counts_the_rows_left_out() -> None:
    section = PAGE.split("## Other elections: what is left out")[1].split("\n## ")[0]
    found = Counter(row.finding.code for row in left_out(OF))

    stated = {code: int(n) for n, code in re.findall(r"\| (\d+) \| (L\d+) \|", section)}
    assert stated == found
    assert f"| {sum(found.values())} | all that fail |" in section

    curves = usable_curves(OF)
    values = turnout_of_other_elections(OF)
    in_curves = sum(len(curve.at) for curve in curves)
    nation = sum(f.code == "KZ" for f in values) - sum(
        row.target.code == "KZ" for row in left_out(OF)
    )
    at_closing = len(values) - in_curves - len(curves) - nation - sum(found.values())
    assert f"| {in_curves} | values of {len(curves)} curves |" in section
    assert f"| {len(curves)} | their finals |" in section
    assert f"| {at_closing} | of the hour when doors close" in section
    assert f"| {nation} | the nation" in section
    alone = turnout_curves(OF)
    assert f"\n{len(alone)} of them, with {sum(len(c.at) for c in alone)} values" in section
    unusual = [f for f in lint(values) if f.severity == "look"]
    assert {f.code for f in unusual} == {"L10", "L11"}
    looks, clusters = ([f for f in unusual if f.code == code] for code in ("L10", "L11"))
    assert f"marks as unusual {len(looks)} levels and steps (L10)" in section
    assert f"and {counted(len(clusters), 'report')} whose regions cluster (L11)" in section
    assert clusters[0].message in section
    of_june = sum(f.date == dt.date(2022, 6, 5) for f in looks)
    assert f"\n{of_june} of them are on 5 June 2022" in section


def test_the_page_lists_every_check_with_its_text() -> None:
    section = PAGE.split("## The lint")[1].split("\n## ")[0]

    rows = re.findall(r"^\| (L\d+) \| ([^|]+) \| ([^|]+) \|", section, re.MULTILINE)
    assert {code: says for code, _, says in rows} == CODES


def test_every_row_left_out_fails_and_no_other() -> None:
    failing = {
        (f.date, name)
        for f in lint(turnout_of_other_elections(OF))
        for name in f.names
        if f.severity == "left out"
    }
    assert {(row.target.date, row.target.name) for row in left_out(OF)} == failing
    for curve in usable_curves(OF):
        for at in curve.at:
            assert (curve.date, f"{curve.code}@{clock.clock(at)}") not in failing
    assert all(isinstance(row.finding, Finding) for row in left_out(OF))
