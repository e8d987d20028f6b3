"""Sites: twice, without voters, with half of their hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.packs import edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

MORE = [("registered,opens", "registered,expected_voters,opens"), (",900,", ",900,950,"),
        (",650,", ",650,,"), (",1181,", ",1181,,"), (",310,", ",310,,"), (",420,", ",420,,"),
        (",77,", ",0,60,")]  # fmt: skip
"""One site expects more voters than are registered there, and another has none registered."""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("hall,", "school,", "sites.csv:3: site: 'school' is twice; it is on line 2, too"),
        (",900,,", ",900,07:00,", "sites.csv:2: closes is missing, since opens is given"),
        (",900,,", ",900,,20:00", "sites.csv:2: opens is missing, since closes is given"),
        (",900,", ",,", "sites.csv:2: registered is missing, and expected_voters is missing, too"),
        (",900,", ",0,", "sites.csv:2: registered is 0, and expected_voters is missing, too"),
    ],
)
def test_a_faulty_site_is_one_fault(before: str, after: str, message: str, tmp_path: Path) -> None:
    (found,) = faults_in(tmp_path, "sites.csv", (before, after))

    assert found.startswith(message)


def test_sites_may_expect_voters_who_are_registered_elsewhere(tmp_path: Path) -> None:
    pack = read(write_pack(tmp_path, sites=edited("sites.csv", *MORE)))

    assert pack.sites.registered.tolist() == [900, 650, 1181, 310, 420, 0]
    assert pack.sites.expected_voters.tolist() == [950, -1, -1, -1, -1, 60]


@pytest.mark.parametrize(("allowed", "faults", "found"), [
    ("true", 0, []), ("false", 2, []), (None, 0, ["P6"])
])  # fmt: skip
def test_the_law_says_whether_more_may_vote_than_are_registered(
    allowed: str | None, faults: int, found: list[str], tmp_path: Path
) -> None:
    law = f"[law]\nissued_may_exceed_registered = {allowed}\n" if allowed else ""
    folder = write_pack(
        tmp_path, sites=edited("sites.csv", *MORE),
        election=edited("election.toml", ("[parties.RED]", f"{law}[parties.RED]")),
    )  # fmt: skip
    listed = faults_of(folder)

    assert len(listed) == faults
    assert all("since law.issued_may_exceed_registered is false" in line for line in listed)
    if not faults:
        codes = [finding.code for finding in read(folder).findings]
        assert [code for code in codes if code == "P6"] == found
