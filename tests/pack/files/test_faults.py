"""Faults in the order of files and lines; many that are alike are counted."""

from __future__ import annotations

from sim.pack.files.faults import Faults


def test_faults_are_sorted_by_file_and_line() -> None:
    faults = Faults("town", ("a.toml", "b.csv"))
    faults.add("b.csv", 7, "x", "must be 1; got 2")
    faults.add("b.csv", 3, "", "is blank")
    faults.add("a.toml", 0, "y", "unknown key")
    faults.add("", 0, "", "is odd")

    assert [str(problem) for problem in faults.problems()] == [
        "town: is odd",
        "town/a.toml: y: unknown key",
        "town/b.csv:3: is blank",
        "town/b.csv:7: x must be 1; got 2",
    ]


def test_only_those_of_the_same_column_are_alike() -> None:
    faults = Faults("town", ("b.csv",))
    for line in range(1, 13):
        faults.add("b.csv", line, "x", f"must be 1; got {line}", "x")
        faults.add("b.csv", line, "y", "must be 2", "y")
    messages = [str(problem) for problem in faults.problems()]

    assert len(messages) == 22
    assert messages[-2:] == [
        "town/b.csv:11: x: 2 more like the 10 above, at lines 11, 12",
        "town/b.csv:11: y: 2 more like the 10 above, at lines 11, 12",
    ]


def test_hints_are_given_to_the_first_and_among_many_names_by_their_first_letter() -> None:
    faults = Faults("town", ())
    many = [f"site-{number}" for number in range(5000)]

    assert faults.unknown("nrth", ["north", "south"]) == "; did you mean 'north'?"
    assert faults.unknown("x", []) == ""
    assert "did you mean 'site-" in faults.unknown("site-12x", many)
    assert faults.unknown("mill", many) == ""
    for _ in range(20):
        last = faults.unknown("nrth", ["north"])
    assert last == ""
