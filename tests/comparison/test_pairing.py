"""Which results can be compared, and which of their replications are paired."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import sim
from sim.comparison.pairing import country_problems, pairing
from sim.plots.comparison import plot_comparison
from sim.show.comparison import comparison_text
from sim.show.comparison_report import comparison_report
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path


def with_sites(results: sim.RunResults, column: str) -> sim.RunResults:
    """Return a result of another register, in which a site has another value."""
    values = results.tables["sites"][column].copy()
    values[0] += 1
    sites = {**results.tables["sites"], column: values}
    return replace(
        results,
        tables={**results.tables, "sites": sites},
        manifest=replace(results.manifest, register_sha256="another"),
    )


def test_the_same_seed_and_register_pair_the_replications_that_are_in_both(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults
) -> None:
    same_seed = tiny.summary.seed == tiny_ensemble.summary.seed

    assert pairing(tiny, tiny).pairs == (0,)
    assert "one run each" in pairing(tiny, tiny).why
    assert pairing(tiny_ensemble, tiny_ensemble).pairs == (0, 1, 2)
    assert same_seed
    found = pairing(tiny, tiny_ensemble)
    assert found.pairs == (0,)
    assert "replication 0 alone" in found.why


def test_other_seeds_are_not_paired(tiny: sim.RunResults) -> None:
    found = pairing(tiny, with_summary(tiny, seed=7))

    assert (found.pairs, found.same_sites) == ((), True)
    assert found.why.startswith(f"NOT paired: the seeds differ ({tiny.summary.seed} and 7)")


@pytest.mark.parametrize(
    ("column", "paired", "why"),
    [
        ("desks", True, "the registers differ in desks"),
        ("registered", False, "NOT paired: the registers differ"),
    ],
)
def test_other_staff_is_still_paired_and_other_voters_are_not(
    column: str, paired: bool, why: str, tiny: sim.RunResults
) -> None:
    found = pairing(tiny, with_sites(tiny, column))

    assert bool(found.pairs) is found.same_sites is paired
    assert why in found.why


def test_another_country_is_named_with_all_that_differs(tiny: sim.RunResults) -> None:
    (code, region), *rest = tiny.summary.regions.items()
    more = {code: replace(region, registered=region.registered + 1), **dict(rest)}
    other = with_summary(tiny, sites=tiny.summary.sites + 1, regions=more)
    less = with_summary(tiny, regions={"NEW": region, **dict(rest)})

    named = [("a", tiny), ("b", other), ("c", less), ("d", tiny)]
    found = list(country_problems(named, same_regions=True))

    # Other sites and voters can be shown together; other regions cannot.
    assert [(problem.where, problem.key) for problem in found] == [("c", "regions")]
    assert found[0].message.endswith(f"it lacks {code} and also has NEW")
    assert list(country_problems(named, same_regions=False)) == []


def test_countries_that_share_no_region_are_refused_with_what_they_have(
    tiny: sim.RunResults,
) -> None:
    regions = dict(zip(("NEW", "OLD"), tiny.summary.regions.values(), strict=True))
    other = with_summary(tiny, regions=regions)

    found = list(country_problems([("a", tiny), ("b", other)], same_regions=False))

    assert [(problem.where, problem.key) for problem in found] == [("b", "regions")]
    assert "no region is in all results; it has NEW, OLD" in found[0].message


@pytest.mark.usefixtures("svg_only")
def test_shared_regions_are_compared_and_the_others_named(tmp_path: Path) -> None:
    runs = [
        sim.run(sim.load_scenario("baseline", [f"register.regions={codes}"]), seed=3)
        for codes in (["MAN", "AKT"], ["MAN", "ATY"])
    ]

    compared = sim.compare(*runs)

    assert set(compared.results.summary.regions) == {"MAN"}
    (other,) = compared.others
    assert {row.code for row in other.differences} == {"KZ", "MAN"}
    assert not other.pairing.pairs
    sentence = "1 region is compared, not AKT of the base nor ATY of the other."
    assert sentence in other.pairing.why
    turnout = other.of("turnout_pct", "MAN")
    assert turnout is not None
    values = [run.summary.regions["MAN"].turnout_pct for run in runs]
    assert [turnout.base, turnout.other] == values
    plot_comparison(compared, tmp_path)
    assert (tmp_path / "figures" / "comparison_regions.svg").is_file()
    assert sentence in " ".join(comparison_text(compared.results).split())
    assert sentence in comparison_report(compared.results)


def test_a_country_with_a_site_more_is_compared_unpaired_and_its_size_said() -> None:
    base, more = (
        sim.run(sim.load_scenario("baseline", ["register.regions=['MAN']", *changes]), seed=3)
        for changes in ([], ["register.sites={ MAN = 55 }"])
    )

    found = pairing(base, more)

    assert (found.pairs, found.same_sites) == ((), False)
    assert f"(55 sites, not {base.summary.sites})" in found.why
    compared = sim.compare(base, more).others[0]
    assert compared.sites is None
    rows = {row.metric: row for row in compared.differences if row.code == "MAN"}
    assert rows["turnout_pct"].other == more.summary.regions["MAN"].turnout_pct
