"""A comparison as it is saved: summary, tables, manifest."""

from __future__ import annotations

import hashlib
import json
import math
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.comparison.differences import Difference
from sim.comparison.sites import HOW
from sim.results.columns import NATION, SIMULATED, with_origin
from sim.results.schema import TABLES
from sim.results.store import FORMAT, Results, versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.comparison.compared import Against, Compared
    from sim.comparison.sites import Moved
    from sim.results.columns import Table

KIND = "comparison"
_NUMBERS = tuple(c.name for c in TABLES[KIND]["compare"].columns if c.kind == "number")
_GAPS = ("wait_mean_s", "issued", "last_left_s", "accepted_s")
_LARGEST = 5
"""So many sites are in the summary."""


def results_of(compared: Compared) -> Results:
    """Return a comparison as results that can be saved, shown and loaded like any other."""
    tables = {"compare": _compare_table(compared), "compare_sites": _sites_table(compared)}
    summary = _summary(compared)
    manifest = {
        "origin": SIMULATED,
        "format": FORMAT,
        "kind": KIND,
        "results": [
            {**entry, "summary_sha256": _digest(results.summary)}
            for entry, results in zip(
                summary["results"],
                (compared.base, *(each.results for each in compared.others)),
                strict=True,
            )
        ],
        "metrics": list(compared.picked),
        "conditions": list(compared.conditions),
        "versions": versions(),
    }
    return Results(summary, tables, manifest)


def _digest(summary: Mapping[str, Any]) -> str:
    """Return a hash that names what a result says, wherever its directory lies."""
    return hashlib.sha256(json.dumps(summary, sort_keys=True).encode()).hexdigest()


def _compare_table(compared: Compared) -> Table:
    rows = [(each.name, row) for each in compared.others for row in each.differences]
    texts = {
        "metric": [row.metric for _, row in rows],
        "code": [row.code for _, row in rows],
        "result": [name for name, _ in rows],
        "unit": [row.unit for _, row in rows],
    }
    values = {
        name: np.array([row[3 + place] for _, row in rows], dtype=np.float64)
        for place, name in enumerate(_NUMBERS)
    }
    moved = np.array([_yes_or_no(row) for _, row in rows], dtype=np.str_)
    named = {name: np.array(column, dtype=np.str_) for name, column in texts.items()}
    return with_origin({**named, **values, "moved": moved})


def _yes_or_no(row: Difference) -> str:
    return {True: "yes", False: "no", None: ""}[row.moved]


def _sites_table(compared: Compared) -> Table:
    rows = [(each.name, site) for each in compared.others for site in each.sites or ()]
    texts = {
        "result": [name for name, _ in rows],
        **{
            field: [getattr(site, field) for _, site in rows]
            for field in ("site", "code", "commission", "how")
        },
        "columns": [" ".join(site.columns) for _, site in rows],
    }
    gaps = {
        f"{name}_difference" if not name.endswith("_s") else f"{name[:-2]}_difference_s": np.array(
            [getattr(site, name) for _, site in rows], dtype=np.float64
        )
        for name in _GAPS
    }
    named = {name: np.array(column, dtype=np.str_) for name, column in texts.items()}
    return with_origin({**named, **gaps})


def _summary(compared: Compared) -> dict[str, Any]:
    base = compared.base
    return {
        "origin": SIMULATED,
        "kind": KIND,
        "date": base.summary["date"],
        "sites": base.summary["sites"],
        "regions": {code: region["name"] for code, region in base.summary["regions"].items()},
        "results": [
            _named("A", compared.name, base),
            *(_named(each.letter, each.name, each.results) for each in compared.others),
        ],
        "metrics": list(compared.picked),
        "against": [_against(each, base) for each in compared.others],
        "conditions": [
            {
                "condition": text,
                "holds_for": [met.name for met in compared.met if met.condition == text],
            }
            for text in compared.conditions
        ],
    }


def _named(letter: str, name: str, results: Results) -> dict[str, Any]:
    summary = results.summary
    posterior = summary.get("posterior")
    return {
        "letter": letter,
        "name": name,
        "scenario": summary["scenario"],
        "description": summary["description"],
        "changed": summary.get("changed", []),
        "seed": summary["seed"],
        "replications": summary["replications"],
        "posterior": posterior or None,
        "register_sha256": results.manifest["register_sha256"],
    }


def _against(against: Against, base: Results) -> dict[str, Any]:
    told = [row for row in against.differences if row.moved is not None]
    # Where nothing varies there is nothing to be wrong about.
    unsure = [row for row in told if row.high > row.low]
    ratios = [row.width_ratio for row in against.differences if row.width_ratio > 0]
    return {
        "letter": against.letter,
        "name": against.name,
        "paired": bool(against.pairing.pairs),
        "pairing": against.pairing.why,
        "pairs": len(against.pairing.pairs),
        "reasons": [reason._asdict() for reason in against.reasons],
        "compared": len(against.differences),
        "moved": sum(bool(row.moved) for row in told),
        "with_interval": len(unsure),
        "off_zero": sum(bool(row.moved) for row in unsure),
        "told": len(told),
        "narrowed_by": round(1 / median(ratios), 2) if ratios else None,
        "sites": _site_counts(against, base),
        "regions_moved": _regions_moved(against),
        "differences": [_row(row) for row in against.differences],
    }


def _site_counts(against: Against, base: Results) -> dict[str, Any] | None:
    """Count the sites that moved; None where luck moves nearly all."""
    if against.sites is None:
        return None
    by_region: dict[str, int] = {}
    for site in against.sites:
        by_region[site.code] = by_region.get(site.code, 0) + 1
    n_sites = int(base.summary["sites"])
    return {
        "same": n_sites - len(against.sites),
        **{how: sum(site.how == how for site in against.sites) for how in HOW},
        "by_region": by_region,
        "largest": [_site(site) for site in against.sites[:_LARGEST]],
    }


def _site(site: Moved) -> dict[str, Any]:
    return {name: _plain(value) for name, value in site._asdict().items()}


def _regions_moved(against: Against) -> list[str]:
    codes = (row.code for row in against.differences if row.moved and row.code != NATION)
    return list(dict.fromkeys(codes))


def _row(row: Difference) -> dict[str, Any]:
    return dict(
        zip(("metric", "code", "unit", *_NUMBERS), _all_plain(row), strict=True),
        moved=row.moved,
    )


def rows_of(against: Mapping[str, Any]) -> list[Difference]:
    """Return the differences that a summary of a comparison holds, against one result."""
    return [
        Difference(
            row["metric"],
            row["code"],
            row["unit"],
            *(math.nan if row[name] is None else float(row[name]) for name in _NUMBERS),
        )
        for row in against["differences"]
    ]


def _all_plain(values: Iterable[Any]) -> Iterable[Any]:
    return (_plain(value) for value in values)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: nothing in place of NaN, lists in place of tuples."""
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and math.isnan(value) else value
