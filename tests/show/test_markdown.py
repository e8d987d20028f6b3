"""Text and tables as Markdown."""

from __future__ import annotations

from sim.show.markdown import markdown_table, markdown_text


def test_markup_in_names_is_shown_and_not_interpreted() -> None:
    text = markdown_text("<b>|`x` *y* [z](u) \n # _w_ &lt;")

    assert text == r"&lt;b>\|\`x\` \*y\* \[z\](u) # \_w\_ &amp;lt;"


def test_a_table_has_as_many_cells_in_each_line() -> None:
    lines = list(markdown_table([("a", "1"), ("b", "2")], "<>", ("name", "n")))

    assert [line.count("|") for line in lines] == [3, 3, 3, 3]
    assert lines[1] == "|---|---:|"
