"""Many replications as one: medians, and the band from the 5th to the 95th of a hundred.

Every quantile is a value that some replication had: the least one that so many
in a hundred do not exceed, as everywhere in Saylau (definition 1 of [1]_).
Whole numbers and times so stay what they are.

References
----------
.. [1] Hyndman R. J., Fan Y. (1996). Sample quantiles in statistical packages. The
   American Statistician 50(4): 361–365. doi:10.1080/00031305.1996.10473566
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.results import schema
from sim.results.columns import is_time, share, slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.results.columns import Table

QUANTILES = {"p05": 5, "p95": 95}
_APART = frozenset({"invariants", "simpy_sites", "replications", "posterior"})


def place(per_cent: int, n: int) -> int:
    """Return the place among n sorted values of the one that so many in a hundred do not exceed.

    >>> place(5, 200), place(50, 3), place(95, 1)
    (9, 1, 0)
    """
    return -(-per_cent * n // 100) - 1


def band_columns(column: schema.Column, stack: NDArray[Any]) -> Table:
    """Return a column of all replications as columns of the ensemble.

    Parameters
    ----------
    column
        Its declaration.
    stack
        Shape ``(n_replications, n_rows)``.

    Returns
    -------
    Table
        The median, ``_p05`` and ``_p95``; for text and flags the most frequent
        value (of several the first) and the ``_share`` of replications that have it,
        NaN where that is no text.
    """
    name = column.name
    if schema.SHARE in schema.endings(column):
        levels, number = np.unique(stack, return_inverse=True)
        number = number.reshape(stack.shape)
        counts = np.stack([(number == level).sum(axis=0) for level in range(len(levels))])
        most = levels[counts.argmax(axis=0)]
        often = share(counts.max(axis=0), len(stack))
        if most.dtype.kind == "U":
            often[most == ""] = np.nan
        return {name: most, name + schema.SHARE: often}
    places = [place(per_cent, len(stack)) for per_cent in (50, *QUANTILES.values())]
    ordered = np.sort(stack, axis=0)[places]
    return dict(zip((name, *(f"{name}_{q}" for q in QUANTILES)), ordered, strict=True))


def merge_summaries(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one summary: medians, and under ``p05`` and ``p95`` whatever differs.

    Parameters
    ----------
    summaries
        As :func:`sim.results.summary.build_summary` gives them, in order of replication.
    """
    parts = [{k: v for k, v in own.items() if k not in _APART} for own in summaries]
    merged: dict[str, Any] = _at(parts, 50)
    laws = [own["invariants"] for own in summaries]
    for number, incident in enumerate(merged["incidents"]):
        # Of a replication in which it did as little as in the median.
        every = (own["incidents"][number] for own in summaries)
        incident["note"] = next(
            (own["note"] for own in every if own["changed"] == incident["changed"]), ""
        )
    for number, target in enumerate(merged["targets"]):
        met = [own["targets"][number]["met"] for own in summaries]
        target["met_share"] = float(share(sum(met), len(met)))
    return merged | {
        "replications": len(summaries),
        "simpy_sites": max(own["simpy_sites"] for own in summaries),
        "invariants": {
            "checked": sum(own["checked"] for own in laws),
            "breached": [
                {**breach, "replication": number}
                for number, own in enumerate(laws)
                for breach in own["breached"]
            ],
            "laws": {code: sum(own["laws"][code] for own in laws) for code in laws[0]["laws"]},
        },
        **{name: _varying(parts, per_cent) for name, per_cent in QUANTILES.items()},
        **_drawn_from(summaries[0]),
    }


def _drawn_from(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return which posterior a replication's parameters were drawn from, if they were."""
    if "posterior" not in summary:
        return {}
    return {"posterior": {k: v for k, v in summary["posterior"].items() if k != "draw"}}


def _at(values: Sequence[Any], per_cent: int) -> Any:
    """Return a quantile of each number and time of nested values; of other things the first."""
    first = values[0]
    if isinstance(first, dict):
        return {key: _at([value[key] for value in values], per_cent) for key in first}
    if isinstance(first, list):
        return [_at(own, per_cent) for own in zip(*values, strict=True)]
    if isinstance(first, bool):
        return sum(values) * 2 > len(values)
    if isinstance(first, int | float) or is_time(first):
        return sorted(values)[place(per_cent, len(values))]
    return first


def _varying(values: Sequence[Any], per_cent: int) -> Any:
    """Return the same of what differs; lists keep their places."""
    first = values[0]
    if isinstance(first, dict):
        return {
            key: found
            for key in first
            if (found := _varying([value[key] for value in values], per_cent)) not in ({}, [], None)
        }
    if isinstance(first, list):
        found = [_varying(own, per_cent) for own in zip(*values, strict=True)]
        return found if any(own not in ({}, None) for own in found) else []
    comparable = isinstance(first, int | float) or is_time(first)
    if isinstance(first, bool) or not comparable or all(value == first for value in values):
        return None
    return _at(values, per_cent)


def replication_tables(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Table]:
    """Return the metrics of every replication's summary: of the nation, and of its regions."""
    nation = [
        {"replication": number, **_draw(own), **_flat(own), **_counts(own)}
        for number, own in enumerate(summaries)
    ]
    regions = [
        {"replication": number, "code": code, **_flat(region, region=True)}
        for number, own in enumerate(summaries)
        for code, region in own["regions"].items()
    ]
    return {"replications": _table(nation), "replication_regions": _table(regions)}


def _draw(summary: Mapping[str, Any]) -> dict[str, int]:
    return {"draw": summary["posterior"]["draw"]} if "posterior" in summary else {}


def _counts(summary: Mapping[str, Any]) -> dict[str, int]:
    return {
        "targets_met": sum(target["met"] for target in summary["targets"]),
        "targets": len(summary["targets"]),
        "invariants_breached": len(summary["invariants"]["breached"]),
    }


def _flat(
    entries: Mapping[str, Any], above: tuple[str, ...] = (), *, region: bool = False
) -> dict[str, Any]:
    """Return the metrics in nested entries: ``{"waits": {"max_s": 1}}`` gives ``waits_max_s``."""
    found: dict[str, Any] = {}
    for key, value in entries.items():
        path = (*above, key)
        if schema.metric_at(path, region=region) is not None:
            found["_".join(map(slug, path))] = value
        elif isinstance(value, dict):
            found |= _flat(value, path, region=region)
    return found


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return {
        name: np.array(column, dtype="datetime64[s]") if is_time(column[0]) else np.array(column)
        for name, column in columns.items()
    }
