"""Convert a comparison to results that can be saved: summary, tables, manifest."""

from __future__ import annotations

import hashlib
import json
import math
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.differences import Difference
from sim.comparison.pairing import shared_regions
from sim.comparison.sites import HOW
from sim.results.columns import SIMULATED, with_origin
from sim.results.labels import SHIPPED_ENGINES
from sim.results.manifests import ComparedManifest, ComparisonManifest
from sim.results.result_kinds import COMPARISON
from sim.results.results import ComparisonResults
from sim.results.saving import FORMAT, versions
from sim.results.summaries.comparison import (
    AgainstSummary,
    ComparedResult,
    ComparisonSummary,
    ConditionSummary,
    DifferenceSummary,
    ReasonSummary,
    SiteMoved,
    SitesMoved,
)
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from sim.comparison.compared import Against, Compared
    from sim.comparison.names import ResultName
    from sim.comparison.sites import SiteDifference
    from sim.results.columns import Table
    from sim.results.results import RunResults
    from sim.results.summaries import RunSummary

_NUMBERS = tuple(c.name for c in COMPARISON.tables["compare"].columns if c.kind == "number")
_GAPS = ("whole_wait_mean_s", "wait_mean_s", "issued", "last_left_s", "accepted_s")
_LARGEST = 5
"""Number of sites listed in the summary."""


def results_of(compared: Compared) -> ComparisonResults:
    """Return a comparison as results that can be saved, shown and loaded like any other."""
    tables = {"compare": _compare_table(compared), "compare_sites": _sites_table(compared)}
    summary = _summary(compared)
    manifest = ComparisonManifest(
        origin=SIMULATED,
        format=FORMAT,
        kind=COMPARISON.name,
        results=tuple(
            ComparedManifest(**vars(entry), summary_sha256=_digest(results.summary))
            for entry, results in zip(
                summary.results,
                (compared.base, *(each.results for each in compared.others)),
                strict=True,
            )
        ),
        metrics=compared.picked,
        conditions=compared.conditions,
        versions=versions(),
    )
    return ComparisonResults(summary, tables, manifest)


def _digest(summary: RunSummary) -> str:
    """Return the hash of a summary, which does not depend on the directory."""
    return hashlib.sha256(json.dumps(as_json(summary), sort_keys=True).encode()).hexdigest()


def _compare_table(compared: Compared) -> Table:
    rows = [(each.name, row) for each in compared.others for row in each.differences]
    texts = {
        "metric": [row.metric for _, row in rows],
        "code": [row.code for _, row in rows],
        "result": [name for name, _ in rows],
        "unit": [row.unit for _, row in rows],
    }
    values = {
        name: np.array([row[3 + index] for _, row in rows], dtype=np.float64)
        for index, name in enumerate(_NUMBERS)
    }
    differs = np.array([_yes_or_no(row) for _, row in rows], dtype=np.str_)
    named = {name: np.array(column, dtype=np.str_) for name, column in texts.items()}
    return with_origin({**named, **values, "moved": differs})


def _yes_or_no(row: Difference) -> str:
    return {True: "yes", False: "no", None: ""}[row.differs]


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


def _summary(compared: Compared) -> ComparisonSummary:
    base = compared.base
    shared = shared_regions([base, *(each.results for each in compared.others)])
    return ComparisonSummary(
        origin=SIMULATED,
        kind=COMPARISON.name,
        election=base.summary.election,
        date=base.summary.date,
        sites=base.summary.sites,
        regions={code: base.summary.regions[code].name for code in shared},
        results=(
            _result(compared.named, base),
            *(_result(each.named, each.results) for each in compared.others),
        ),
        metrics=compared.picked,
        against=tuple(_against(each, base) for each in compared.others),
        conditions=tuple(
            ConditionSummary(
                condition=text,
                holds_for=tuple(met.name for met in compared.met if met.condition == text),
            )
            for text in compared.conditions
        ),
    )


def _result(named: ResultName, results: RunResults) -> ComparedResult:
    summary = results.summary
    return ComparedResult(
        letter=named.letter,
        name=named.text,
        name_parts=named.parts,
        scenario=summary.scenario,
        description=summary.description,
        changed=summary.changed,
        seed=summary.seed,
        replications=summary.replications,
        engine=None if summary.engine in SHIPPED_ENGINES else summary.engine,
        posterior=summary.posterior,
        register_sha256=results.manifest.register_sha256,
    )


def _against(against: Against, base: RunResults) -> AgainstSummary:
    known = [row for row in against.differences if row.differs is not None]
    # An interval of zero width is exact: nothing varies.
    varying = [row for row in known if row.high > row.low]
    ratios = [row.width_ratio for row in against.differences if row.width_ratio > 0]
    return AgainstSummary(
        letter=against.letter,
        name=against.name,
        paired=bool(against.pairing.pairs),
        pairing=against.pairing.why,
        pairs=len(against.pairing.pairs),
        reasons=tuple(ReasonSummary(**reason._asdict()) for reason in against.reasons),
        compared=len(against.differences),
        moved=sum(bool(row.differs) for row in known),
        with_interval=len(varying),
        off_zero=sum(bool(row.differs) for row in varying),
        told=len(known),
        narrowed_by=round(1 / median(ratios), 2) if ratios else None,
        sites=_site_counts(against, base),
        regions_moved=_regions_moved(against, base.summary.nation),
        differences=tuple(_row(row) for row in against.differences),
    )


def _site_counts(against: Against, base: RunResults) -> SitesMoved | None:
    """Count the sites that differ; None if unpaired, as nearly all sites differ then."""
    if against.sites is None:
        return None
    by_region: dict[str, int] = {}
    for site in against.sites:
        by_region[site.code] = by_region.get(site.code, 0) + 1
    counts = {how: sum(site.how == how for site in against.sites) for how in HOW}
    return SitesMoved(
        same=base.summary.sites - len(against.sites),
        **counts,
        by_region=by_region,
        largest=tuple(_site(site) for site in against.sites[:_LARGEST]),
    )


def _site(site: SiteDifference) -> SiteMoved:
    return SiteMoved(
        site=site.site,
        code=site.code,
        commission=site.commission,
        how=site.how,
        columns=site.columns,
        whole_wait_mean_s=_plain(site.whole_wait_mean_s),
        wait_mean_s=_plain(site.wait_mean_s),
        issued=_plain(site.issued),
        last_left_s=_plain(site.last_left_s),
        accepted_s=_plain(site.accepted_s),
    )


def _regions_moved(against: Against, nation: str) -> tuple[str, ...]:
    codes = (row.code for row in against.differences if row.differs and row.code != nation)
    return tuple(dict.fromkeys(codes))


def _row(row: Difference) -> DifferenceSummary:
    values = {name: _plain(value) for name, value in zip(_NUMBERS, row[3:], strict=True)}
    return DifferenceSummary(
        metric=row.metric, code=row.code, unit=row.unit, moved=row.differs, **values
    )


def rows_of(against: AgainstSummary) -> list[Difference]:
    """Return the differences of one result from the summary of a comparison."""
    return [
        Difference(
            row.metric,
            row.code,
            row.unit,
            *(math.nan if (value := getattr(row, name)) is None else value for name in _NUMBERS),
        )
        for row in against.differences
    ]


def _plain(value: float) -> float | None:
    """Return a number for JSON: None in place of NaN."""
    return None if math.isnan(value) else value
