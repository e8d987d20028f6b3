"""Sites that differ: which they are, in what, and in which order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import sim
from sim.show.comparison import comparison_text
from tests.support.comparisons import SITE


def test_one_desk_more_at_one_site_changes_that_site_alone(
    run: sim.RunResults, desk: sim.RunResults
) -> None:
    comparison = sim.compare(run, desk)
    against = comparison.others[0]

    assert against.sites is not None
    differing = {site.site: site for site in against.sites if site.how == "day"}
    assert differing.keys() == {SITE}
    assert differing[SITE].wait_mean_s < 0
    # At night other sites may only wait longer or shorter at the commission that they share.
    commission = differing[SITE].commission
    assert all(site.how == "queue" for site in against.sites if site.site != SITE)
    assert all(site.commission == commission for site in against.sites)
    counts = comparison.results.summary.against[0].sites
    assert counts is not None
    assert counts.day == 1
    assert counts.same == run.summary.sites - len(against.sites)
    assert [reason.key for reason in against.reasons] == ["incident.A desk more"]


def test_sites_are_ranked_by_whole_waits_where_both_results_have_them(run: sim.RunResults) -> None:
    sites = {name: column.copy() for name, column in run.tables["sites"].items()}
    sites["wait_mean_s"][1] += 50
    sites["whole_wait_mean_s"][3] += 10
    other = replace(run, tables={**run.tables, "sites": sites})
    earlier = dict(run.tables["sites"])
    del earlier["whole_wait_mean_s"]

    largest = sim.compare(run, other).results.summary.against[0].sites
    of_earlier = (
        sim.compare(replace(run, tables={**run.tables, "sites": earlier}), other)
        .results.summary.against[0]
        .sites
    )

    assert largest is not None
    found = [(site.site, site.whole_wait_mean_s, site.wait_mean_s) for site in largest.largest]
    assert found == [(sites["site"][3], 10.0, 0.0), (sites["site"][1], 0.0, 50.0)]
    assert of_earlier is not None
    found = [(site.site, site.whole_wait_mean_s, site.wait_mean_s) for site in of_earlier.largest]
    assert found == [(sites["site"][1], None, 50.0)]
    assert "mean whole wait +10 s" in comparison_text(sim.compare(run, other).results)


def test_sites_that_differ_are_those_whose_rows_differ(run: sim.RunResults) -> None:
    sites = {name: column.copy() for name, column in run.tables["sites"].items()}
    sites["wait_p95_s"][1] += 1
    sites["accepted"][2] += np.timedelta64(60, "s")
    sites["signed"][3] += np.timedelta64(5, "s")
    sites["desks"][4] += 1
    tallies = {name: column.copy() for name, column in run.tables["tallies"].items()}
    tallies["votes"][np.flatnonzero(tallies["site"] == sites["site"][5])[:2]] += (1, -1)
    other = replace(run, tables={**run.tables, "sites": sites, "tallies": tallies})

    differing = sim.compare(run, other).others[0].sites

    assert differing is not None
    assert [(site.site, site.how, site.columns) for site in differing] == [
        (sites["site"][1], "day", ("wait_p95_s",)),
        (sites["site"][5], "votes", ("votes",)),
        (sites["site"][3], "night", ("signed",)),
        (sites["site"][2], "queue", ("accepted",)),
        (sites["site"][4], "register", ("desks",)),
    ]
    assert differing[3].accepted_s == 60
