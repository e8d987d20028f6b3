"""Forecasts of `elex-model` from a feed; runs in the environment of that program.

Arguments: address of the feed, date, party, then times. Printed are rows of CSV without a header:
time, what (site, race or area), its id, turnout or party, percentage of the interval, estimate,
low, high, and whether a site was accepted.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import urllib.request
from collections import defaultdict
from typing import Any

import pandas as pd
from elexmodel.client import ModelClient

INTERVALS = (0.7, 0.9)
OFFICE, UNIT = "G", "precinct"
TURNOUT, VOTES, OTHERS = "turnout", "dem", "gop"
"""Names of what is forecast that the program knows: all ballots, those of the party, the others."""
RESULTS = {"unit_data": "site", "county_data": "race", "state_data": "area"}
IDS = {"site": "geographic_unit_fips", "race": "county_fips", "area": "postal_code"}


def get(address: str, path: str) -> str:
    """Return what a feed gives."""
    with urllib.request.urlopen(address + path) as reply:  # noqa: S310  of this machine
        return str(reply.read().decode("utf-8"))


def baselines(address: str, party: str) -> tuple[dict[str, dict[str, int]], set[str]]:
    """Return the votes of each site in the election before, and the ids of a party's candidates."""
    sites: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys((VOTES, OTHERS), 0))
    ids = set()
    for row in csv.DictReader(io.StringIO(get(address, "/previous.csv"))):
        site = sites[row["site"]]
        site[TURNOUT] = int(row["cast"])
        of_party = row["party"] == party
        site[VOTES if of_party else OTHERS] += int(row["votes"])
        if of_party:
            ids.add(row["candidate_id"])
    return sites, ids


def current(address: str, date: str, at: str, ids: set[str]) -> pd.DataFrame:
    """Return the results at a time, a row a site."""
    rows = csv.DictReader(io.StringIO(get(address, f"/openelections.csv?at={at}")))
    cast = {r["precinct"]: int(r["votes"]) for r in rows if r["office"] == "Ballots Cast"}
    found = []
    for race in json.loads(get(address, f"/v2/elections/{date}?level=ru&at={at}"))["races"]:
        for unit in race["reportingUnits"][1:]:
            site = unit["reportingunitID"]
            votes = sum(c["voteCount"] for c in unit["candidates"] if c["candidateID"] in ids)
            turnout = cast.get(site, 0)
            found.append({
                "postal_code": unit["statePostal"], "geographic_unit_fips": site,
                "county_fips": race["raceID"], f"results_{TURNOUT}": turnout,
                f"results_{VOTES}": votes, f"results_{OTHERS}": turnout - votes,
                "percent_expected_vote": 100 * unit["precinctsReporting"],
            })  # fmt: skip
    return pd.DataFrame(found)


def estimates(election: str, now: pd.DataFrame, before: dict[str, dict[str, int]]) -> Any:
    """Return the tables that the program makes."""
    keys = ["postal_code", "geographic_unit_fips", "county_fips"]
    preprocessed = now[keys].copy()
    for name in (TURNOUT, VOTES, OTHERS):
        preprocessed[f"baseline_{name}"] = [
            before[site][name] for site in now["geographic_unit_fips"]
        ]
    config = {
        "office": OFFICE, "states": sorted(set(now["postal_code"])),
        "geographic_unit_types": [UNIT],
        "historical_election": [], "features": [], "fixed_effect": [],
        "aggregates": ["postal_code", "county_fips", "unit"],
        "baseline_pointer": {name: name for name in (TURNOUT, VOTES, OTHERS)},
    }  # fmt: skip
    return ModelClient().get_estimates(
        now.drop(columns="county_fips"), election, OFFICE, [TURNOUT, VOTES],
        prediction_intervals=list(INTERVALS), percent_reporting_threshold=100,
        geographic_unit_type=UNIT, raw_config={election: [config]}, preprocessed_data=preprocessed,
        aggregates=["postal_code", "county_fips", "unit"], pi_method="nonparametric",
        save_output=[],
    )  # fmt: skip


def main(address: str, date: str, party: str, *times: str) -> None:
    """Print the forecasts of each time."""
    write = csv.writer(sys.stdout).writerow
    before, ids = baselines(address, party)
    for at in times:
        now = current(address, date, at, ids)
        tables = estimates(f"{date}_US_{OFFICE}", now, before)
        accepted = set(now["geographic_unit_fips"][now["percent_expected_vote"] == 100])
        for table, what in RESULTS.items():
            for row in tables[table].to_dict("records"):
                id_ = row[IDS[what]]
                for name, shown in ((TURNOUT, TURNOUT), (VOTES, party)):
                    for share in INTERVALS:
                        ends = (row[f"{end}_{share}_{name}"] for end in ("lower", "upper"))
                        write((at, what, id_, shown, round(100 * share), row[f"pred_{name}"], *ends,
                               int(id_ in accepted)))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
