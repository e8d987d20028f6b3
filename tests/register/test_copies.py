"""Copies of a country: the same races and sites, other random words, K times all sums."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import WORD
from sim.register import Register, all_copies, build_register, copies_of
from sim.register.copies import MOST_COPIES
from sim.results import csv_text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from sim.results.columns import Table

MAN = "register.regions=['MAN']"
IDS = ("site_id", "race_id", "race_name", "commission_id")
KEYS = ("site_key", "race_key")
K = 3
COUNTRIES = ("baseline", "tiny", "byelection-talaptan", "all-by-elections")


def scaled(scale: int, *overrides: str, **how: Any) -> sim.RunResults:
    scenario = sim.load_scenario("baseline", [MAN, f"register.scale={scale}", *overrides])
    return sim.run(scenario, workers=1, **how)


@pytest.fixture(scope="module")
def once() -> sim.RunResults:
    return scaled(1)


@pytest.fixture(scope="module")
def thrice() -> sim.RunResults:
    return scaled(K)


def registers() -> list[Register]:
    """The country of every shipped scenario; most have that of the baseline."""
    return [build_register(sim.load_scenario(name)) for name in COUNTRIES]


# --- the register --------------------------------------------------------------------------------


@pytest.mark.parametrize("one", registers(), ids=COUNTRIES)
def test_copies_differ_in_ids_and_random_words(one: Register) -> None:
    whole = all_copies(one, K)

    for name in (*IDS, *KEYS):
        names = getattr(whole, name).tolist()
        assert names[: len(getattr(one, name))] == getattr(one, name).tolist()
        if len(set(getattr(one, name).tolist())) == len(getattr(one, name)):
            assert len(set(names)) == len(names) == K * len(getattr(one, name)), name
    assert len(set(whole.site_id.tolist())) == K * one.n_sites
    assert len(set(whole.race_id.tolist())) == K * one.n_races


@pytest.mark.parametrize("one", registers(), ids=COUNTRIES)
def test_keys_of_a_thousand_copies_fit_32_bits_and_differ(one: Register) -> None:
    for name in KEYS:
        keys = getattr(one, name)
        first, second = (getattr(copy, name) for copy in copies_of(one, 2))
        step = set((second - first).tolist())
        assert len(step) == 1
        # Keys of copies differ by a constant that is larger than the keys of one copy.
        assert 0 <= keys.min() <= keys.max() < min(step)
        assert keys.max() + (MOST_COPIES - 1) * min(step) < WORD


def test_the_last_of_a_thousand_copies_has_the_computed_indices() -> None:
    one = build_register(sim.load_scenario("tiny"))
    *_, last = copies_of(one, MOST_COPIES)

    assert last.site_id[0] == "EAST-Alma-01/1000"
    assert (one.site_key < last.site_key).all()
    assert last.site_key.max() < WORD


def test_a_part_of_the_largest_country_has_the_random_words_of_the_full_one() -> None:
    """More sites in one region do not use random words of the next region or of a copy."""
    one = build_register(sim.load_scenario("baseline", ["register.sites={ TUR = 8808 }"]))

    whole = all_copies(one, 2)

    assert len(set(whole.site_key.tolist())) == whole.n_sites > 20_000


def test_one_copy_is_the_country_itself() -> None:
    one = build_register(sim.load_scenario("tiny"))

    assert all_copies(one, 1) is one
    assert list(copies_of(one, 1)) == [one]


def test_pointers_of_copies_stay_within_their_copy() -> None:
    one = build_register(sim.load_scenario("baseline", [MAN]))
    whole = all_copies(one, K)

    copies = list(copies_of(one, K))
    for field in fields(Register):
        value = getattr(whole, field.name)
        if not isinstance(value, np.ndarray) or field.name.startswith("region_"):
            assert np.array_equal(value, getattr(one, field.name))
    ends = {"site": one.n_sites, "race": one.n_races, "candidate": len(one.candidate_race)}
    for number, copy in enumerate(copies):
        sites, races, candidates = (
            slice(number * n, (number + 1) * n) for n in ends.values()
        )  # fmt: skip
        assert whole.race_id[whole.site_race][sites].tolist() == (
            copy.race_id[copy.site_race].tolist()
        )
        assert whole.race_id[whole.candidate_race][candidates].tolist() == (
            copy.race_id[copy.candidate_race].tolist()
        )
        assert whole.commission_id[whole.race_commission][races].tolist() == (
            copy.commission_id[copy.race_commission].tolist()
        )
        assert whole.quota_seats[whole.race_quota][races].tolist() == (
            copy.quota_seats[copy.race_quota].tolist()
        )
        assert whole.race_region[races].tolist() == one.race_region.tolist()
        assert whole.commission_region.tolist() == one.commission_region.tolist() * K
        assert whole.site_registered[sites].tolist() == one.site_registered.tolist()


# --- a run ---------------------------------------------------------------------------------------


def lines(table: Table) -> list[str]:
    return csv_text(table).splitlines()[1:]


@pytest.mark.parametrize("name", ["sites", "tallies", "races"])
def test_the_first_copy_is_the_country_bit_for_bit(
    name: str, once: sim.RunResults, thrice: sim.RunResults
) -> None:
    one, all_of_them = lines(once.tables[name]), lines(thrice.tables[name])

    assert len(all_of_them) == K * len(one)
    assert all_of_them[: len(one)] == one


def test_other_copies_have_the_same_sites_and_other_random_words(thrice: sim.RunResults) -> None:
    table = thrice.tables["sites"]
    copies = {name: np.split(column, K) for name, column in table.items()}

    for number in range(1, K):
        assert copies["site"][number].tolist() == [
            f"{site}/{number + 1}" for site in copies["site"][0].tolist()
        ]
        for name in ("registered", "members", "desks", "booths", "boxes", "distance_km", "code"):
            assert copies[name][number].tolist() == copies[name][0].tolist()
        for name in ("issued", "longest_line", "wait_mean_s", "signed", "accepted"):
            assert copies[name][number].tolist() != copies[name][number - 1].tolist()
    assert copies["issued"][1].tolist() != copies["issued"][2].tolist()


def test_all_counts_are_k_times_as_large(once: sim.RunResults, thrice: sim.RunResults) -> None:
    one, several = once.summary, thrice.summary

    for name in ("sites", "races", "registered", "issued", "cast"):
        assert getattr(several, name) == K * getattr(one, name), name
    for name in ("seats_nomination", "seats_reference"):
        seats_once = getattr(one, name)
        assert getattr(several, name) == {party: K * seats for party, seats in seats_once.items()}
    assert several.turnout_pct == one.turnout_pct
    assert list(several.regions) == ["MAN"]
    assert several.regions["MAN"].turnout_reference_pct == (
        one.regions["MAN"].turnout_reference_pct
    )
    last = thrice.tables["turnout"]["code"] == "KZ"
    assert thrice.tables["turnout"]["issued"][last][-1] == K * one.issued
    assert thrice.tables["night"]["ballots_counted"].max() == K * one.cast
    assert int(thrice.tables["tallies"]["votes"].sum()) == K * one.cast
    assert int(thrice.tables["waits"]["voters"].sum()) > 2 * int(
        once.tables["waits"]["voters"].sum()
    )


def test_the_laws_hold_for_copies(thrice: sim.RunResults) -> None:
    invariants = thrice.summary.invariants

    assert invariants.breached == ()
    assert invariants.laws["I1"] == thrice.summary.sites


def test_kernel_and_simpy_and_workers_agree_on_copies() -> None:
    auto, simpy = scaled(2), scaled(2, engine="simpy")
    threads = sim.run(sim.load_scenario("baseline", [MAN, "register.scale=2"]), workers=2)

    for name, table in auto.tables.items():
        assert csv_text(simpy.tables[name]) == csv_text(table), name
        assert csv_text(threads.tables[name]) == csv_text(table), name


def test_replications_of_copies_are_copies_of_replications() -> None:
    """The first copy has the random words of its replication."""
    one, two = scaled(1, replications=3), scaled(2, replications=3)

    for name in ("sites", "races"):
        assert lines(two.tables[name])[: len(lines(one.tables[name]))] == lines(one.tables[name])
    assert two.tables["replications"]["cast"].tolist() == (
        (2 * one.tables["replications"]["cast"]).tolist()
    )


def test_an_incident_at_a_site_affects_it_in_every_copy(tmp_path: Path) -> None:
    file = tmp_path / "late.toml"
    file.write_text(
        'extends = "tiny"\n[[incident]]\nname = "No desk before ten"\nkind = "desks_closed"\n'
        'desks = 1\nfrom = 07:00:00\nto = 10:00:00\nwhere = { sites = ["WEST-Bulaq-01"] }\n'
    )

    usual, late = (
        sim.run(sim.load_scenario(name, [f"register.scale={K}"])).tables["sites"]
        for name in ("tiny", str(file))
    )

    met = late["wait_max_s"] > usual["wait_max_s"]
    assert met.tolist() == [False, False, True] * K
