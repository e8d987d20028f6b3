"""Ids of exported objects can be read back, differ where names differ, and are ids of XML."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sim.exporting.object_ids import names_of, object_id

NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3)


@given(NAMES)
def test_an_id_is_read_back_and_is_a_name_of_xml(names: list[str]) -> None:
    made = object_id("site", *names)

    assert names_of(made) == ("site", *names)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", made)
