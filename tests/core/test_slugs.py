"""Names as parts of the names of columns and files."""

from __future__ import annotations

from sim.core.slugs import slug


def test_slugs_are_column_names_and_differ_in_every_script() -> None:
    assert slug("Nationwide Social Democratic Party") == "nationwide_social_democratic_party"
    assert [slug(name) for name in ("Øst", "Vest-Øst", "Жаңа жол")] == [
        "øst", "vest_øst", "жаңа_жол",
    ]  # fmt: skip
