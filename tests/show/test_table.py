"""Text in columns: alignment, empty columns, and lines that would be too long."""

from __future__ import annotations

from sim.show.table import table, wrapped

LONG = "a name of a region that is longer than anything that fits beside its numbers"


def test_columns_are_as_wide_as_their_longest_cell() -> None:
    lines = table([("a", "1,000", "x"), ("bcd", "7", "")], "<><", ("name", "n", "mark"))

    assert lines == ["  name      n  mark", "  a     1,000  x", "  bcd       7"]


def test_empty_columns_are_left_out_and_short_rows_filled() -> None:
    assert table([("a", "", "1"), ("b",)], "<<>") == ["  a  1", "  b"]


def test_text_between_rows_is_unchanged() -> None:
    assert table([("a", "1"), "Seats", ("bb", "2")], "<>") == ["  a   1", "Seats", "  bb  2"]


def test_a_long_last_column_is_wrapped_under_itself() -> None:
    lines = table([("key", "word " * 30), ("other", "short")], "<<")

    assert max(map(len, lines)) <= 80
    assert all(line.startswith(" " * 9 + "word") for line in lines[1:-1])
    assert lines[-1] == "  other  short"


def test_a_long_first_cell_has_a_line_above_its_row() -> None:
    lines = table([(LONG, "123,456,789"), ("b", "2")], "<>")

    assert lines[0].strip() == LONG
    assert lines[1].strip() == "123,456,789"
    assert len(lines[1]) == len(lines[2]) == 80


def test_no_line_is_longer_than_80_characters() -> None:
    rows = [(f"{LONG} {LONG}", "1" * 12, "2" * 12, "the last column " * 9)]

    assert max(map(len, table(rows, "<>><"))) <= 80


def test_no_rows_are_no_lines() -> None:
    assert table([], "<>") == []
    assert table([], "<>", ("a", "b")) == ["  a  b"]


def test_words_keep_their_hyphens_when_wrapped() -> None:
    lines = wrapped("by-elections " * 12, "  ")

    assert all(line.strip().replace("by-elections", "").strip() == "" for line in lines)
    assert [len(line) - len(line.lstrip()) for line in lines] == [2, 4, 4]
