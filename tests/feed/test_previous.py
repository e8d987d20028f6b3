"""The election before: its votes at the races and sites of the feed, and what does not match."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.errors import InputError
from sim.feed.feed import Feed
from sim.feed.folder import LATEST, write_folder
from sim.feed.previous import HEADER, load_previous
from tests.support.feeds import REFERENCE, REGION, ask, feed_of, region_night

if TYPE_CHECKING:
    from pathlib import Path

PARTY = "Nur Otan"


def saved(folder: Path, *overrides: str, seed: int, scenario: str = "baseline") -> Path:
    here = (f"register.regions=['{REGION}']", *overrides) if scenario == "baseline" else overrides
    sim.save(sim.run(sim.load_scenario(scenario, here), seed=seed), folder)
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    swing = ("swing.seed=2021", f"swing.parties.{PARTY}=0.3", "date=2017-07-30")
    return saved(tmp_path_factory.mktemp("previous") / "run", *swing, seed=2017)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def shares(rows: list[dict[str, str]]) -> dict[str, float]:
    """Return the share of the party at each site where it stands, of all ballots."""
    return {
        row["site"]: int(row["votes"]) / int(row["cast"]) for row in rows if row["party"] == PARTY
    }


def test_votes_are_those_of_the_result(before: Path) -> None:
    previous = load_previous(before, region_night())
    rows = rows_of(previous.text)

    assert previous.notes == ()
    assert tuple(rows[0]) == HEADER
    assert {row["origin"] for row in rows} == {"simulated"}
    assert {row["date"] for row in rows} == {"2017-07-30"}
    result = sim.load_results(before)
    named = {"against_all": "Against all", "invalid": "Invalid ballots"}
    tallies = [result.tables["tallies"][key].tolist() for key in ("race", "site", "choice")]
    expected = dict(
        zip(
            zip(*tallies[:2], [named.get(name, name) for name in tallies[2]], strict=True),
            result.tables["tallies"]["votes"].tolist(),
            strict=True,
        )
    )
    assert {(r["race"], r["site"], r["choice"]): int(r["votes"]) for r in rows} == expected
    sites = result.tables["sites"]
    for name in ("registered", "cast"):
        by_site = dict(zip(sites["site"].tolist(), sites[name].tolist(), strict=True))
        assert {r["site"]: int(r[name]) for r in rows} == by_site
    # Ids are those of the feed, so that a program finds the candidate again.
    night = region_night()
    for number, contest in enumerate(night.contests):
        ids = dict(zip(night.candidate_ids(number), contest.choices, strict=True))
        for row in rows:
            if row["race"] == contest.id and row["candidate_id"]:
                assert ids[row["candidate_id"]].name == row["choice"]
    without = {row["choice"] for row in rows if not row["candidate_id"]}
    assert without == {"Invalid ballots"}


def test_sites_keep_their_preferences(before: Path, tmp_path: Path) -> None:
    """With kept places last time says more about a site than an election with others does."""
    here = load_previous(saved(tmp_path / "same", "swing.seed=2021", seed=5), region_night())
    other = load_previous(saved(tmp_path / "other", seed=5), region_night())
    last = load_previous(before, region_night())
    now = shares(rows_of(load_previous(REFERENCE, region_night()).text))
    errors = []
    for previous in (here, other, last):
        was = shares(rows_of(previous.text))
        assert was.keys() == now.keys()
        errors.append(np.array([now[site] - was[site] for site in now]))

    assert errors[0].std() < 0.05
    assert errors[1].std() > 2 * errors[0].std()
    assert errors[2].mean() < -0.02
    assert abs(errors[0].mean()) < 0.01
    assert other.notes == (
        "its sites have other preferences than those of the feed: run it with swing.seed=2021",
    )


def test_what_does_not_match_is_noted(tmp_path: Path) -> None:
    night = region_night()
    other = load_previous(saved(tmp_path / "other", "register.seed=7", seed=5), night)
    starts = [note.partition(":")[0] for note in other.notes]

    assert "other numbers of registered voters" in starts
    assert "its sites have other preferences than those of the feed" in starts
    common = {(row["race"], row["site"]) for row in rows_of(other.text)}
    sites = night.results.tables["sites"]["site"]
    here = {(c.id, str(site)) for c in night.contests for site in sites[c.sites]}
    assert common < here
    whole = load_previous(REFERENCE, night)
    assert [note.partition(" (")[0] for note in whole.notes] == [
        "left out, as the feed does not have them: 1,760 of 1,847 sites",
        "left out, as the feed does not have them: 712 of 730 races",
    ]
    with pytest.raises(InputError, match=r"--previous: .*tiny has no race at a site as the feed"):
        load_previous(saved(tmp_path / "tiny", seed=1, scenario="tiny"), night)


def test_it_is_given_out_and_written(before: Path, tmp_path: Path) -> None:
    plain = feed_of(region_night(), start="23:00")
    previous = load_previous(before, region_night())
    feed = Feed(plain.night, plain.clock, previous=previous)
    reply = ask(feed, "/previous.csv")
    headers = dict(reply.all_headers)

    assert (reply.status, reply.body.decode("utf-8")) == (200, previous.text)
    assert (headers["Content-Type"], headers["X-Simulated"]) == ("text/csv; charset=utf-8", "yes")
    assert ask(feed, "/previous.csv", if_none_match=headers["ETag"]).status == 304
    assert ask(feed, "/previous.csv?at=23:00").status == 400
    assert b'href="/previous.csv"' in ask(feed, "/").body
    none = ask(plain, "/previous.csv")
    assert none.status == 404
    assert json.loads(none.body)["errors"] == ["this feed was started without --previous RESULT"]
    numbers = list(write_folder(feed, tmp_path / "it", 7200, at_once=True))
    written = sorted(path.name for path in (tmp_path / "it").iterdir())
    assert written == [*(f"{n:06d}.json" for n in numbers), LATEST, "previous.csv"]
    assert (tmp_path / "it" / "previous.csv").read_text(encoding="utf-8") == previous.text
