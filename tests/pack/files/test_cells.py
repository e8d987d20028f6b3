"""A cell is a value of its column, or a message with what must be and a hint."""

from __future__ import annotations

import pytest

from sim.pack.files import cells
from sim.pack.files.cells import BadCellError
from sim.pack.files.declared import CANDIDATES_FILE, CONTESTS_FILE, SITES_FILE, PackColumn


def column(name: str) -> PackColumn:
    found = (SITES_FILE.find(name) or CANDIDATES_FILE.find(name)) or CONTESTS_FILE.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,234", "; write 1234, without a separator of thousands"),
        ("1.234", "; write 1234, without a separator of thousands"),
        ("1 234 567", "; write 1234567, without a separator of thousands"),
        ("1\u00a0234", "; write 1234, without a separator of thousands"),
        ("1'234", "; write 1234, without a separator of thousands"),
        ("12.0", "; write 12"),
        (" 12", "; remove the spaces around it"),
        ("12,34", ""),
        ("-5", ""),
        ("1e3", ""),
        ("٣", ""),
        ("1_000", "; write 1000, without a separator of thousands"),
        ("9" * 30, ""),
    ],
)
def test_whole_numbers_have_no_separators(text: str, hint: str) -> None:
    with pytest.raises(BadCellError) as caught:
        cells.parse_count(text, column("registered"))

    assert str(caught.value) == (
        f"must be a whole number from 0 to 1,000,000,000; got {text!r}{hint}"
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("53,07", "; write 53.07, with a decimal point"),
        ("53 %", "; write it without %"),
        ("120", ""),
        ("-1", ""),
        ("nan", ""),
        ("inf", ""),
    ],
)
def test_numbers_are_in_range(text: str, hint: str) -> None:
    with pytest.raises(BadCellError) as caught:
        cells.parse_number(text, column("expected_pct"))

    assert str(caught.value) == f"must be a number from 0 to 100; got {text!r}{hint}"


def test_numbers_are_read() -> None:
    assert cells.parse_count("0012", column("registered")) == 12
    assert cells.parse_number("53.07", column("expected_pct")) == 53.07


def test_names_and_ids_are_any_printable_text_in_nfc() -> None:
    id_ = column("site")

    assert cells.parse_name("Ауыл №5 <b>", id_) == "Ауыл №5 <b>"
    assert cells.parse_name("Cafe\u0301", id_) == "Café"
    for text, message in {
        "x" * 81: "; it has 81",
        " x": "; remove the spaces around it",
        "\u200b": "must be 1 to 80 characters, some of them visible",
    }.items():
        with pytest.raises(BadCellError, match=message):
            cells.parse_name(text, id_)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("caf\udce9", r"must be UTF-8 text; got b'caf\\xe9'; save the file as UTF-8"),
        ("a\0", r"must not hold a control character, U\+0000"),
        ("a\u202eb", "must not hold a control of the text direction"),
    ],
)
def test_some_characters_are_in_no_cell(text: str, message: str) -> None:
    with pytest.raises(BadCellError, match=message):
        cells.check_characters(text)


def test_what_is_right_in_a_faulty_id_is_known() -> None:
    assert cells.printable(" may\0or ") == "mayor"


def test_lists_of_ids_name_each_once() -> None:
    assert cells.parse_ids("a; b ;c;", column("contests")) == ("a", "b", "c")
    for text, message in {"a;;b": "with one ; between", "a;b;a": "got 'a' twice"}.items():
        with pytest.raises(BadCellError, match=message):
            cells.parse_ids(text, column("contests"))


def test_flags_clocks_zones_and_choices() -> None:
    assert cells.parse_flag("Yes", column("incumbent")) == 1
    assert cells.parse_flag("0", column("incumbent")) == 0
    assert cells.parse_clock("07:30:15", column("opens")) == 27_015_000
    assert cells.parse_zone("Asia/Kolkata", column("timezone")) == "Asia/Kolkata"
    assert cells.parse_choice("question", column("system")) == "question"
    for parse, text, name, message in (
        (cells.parse_flag, "maybe", "incumbent", "must be yes or no"),
        (cells.parse_clock, "07:60", "opens", "must be a clock time such as 08:00"),
        (cells.parse_clock, "08:00+05:00", "opens", "without an offset"),
        (cells.parse_zone, "+05:30", "timezone", "not an offset"),
        (cells.parse_choice, "majorty", "system", "did you mean 'majority'"),
    ):
        with pytest.raises(BadCellError, match=message):
            parse(text, column(name))
