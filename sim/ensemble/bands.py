"""Bands of an ensemble: its median, and the prediction interval from the 5 % to the 95 % quantile.

Every quantile is the value of some replication (see :mod:`sim.core.quantiles`; definition 1
of [1]_), so quantiles of whole numbers and times are whole numbers and times.

References
----------
.. [1] Hyndman R. J., Fan Y. (1996). Sample quantiles in statistical packages. The
   American Statistician 50(4): 361–365. doi:10.1080/00031305.1996.10473566
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.quantiles import quantile_index, quantiles
from sim.core.slugs import slug
from sim.results import schema
from sim.results.columns import is_time, share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.results.columns import Table

QUANTILES = {"p05": 5, "p95": 95}
_APART = frozenset({"invariants", "simpy_sites", "replications", "posterior"})
"""Keys of the summary that are not merged by quantiles."""


def band_columns(column: schema.Column, stack: NDArray[Any]) -> Table:
    """Return the columns of the ensemble for a column of its replications.

    Parameters
    ----------
    column
        The declaration of the column.
    stack
        Its values in all replications, shape ``(n_replications, n_rows)``.

    Returns
    -------
    Table
        The median, and the quantiles ``_p05`` and ``_p95``. For text and flags the most frequent
        value (the first of several), and the ``_share`` of replications that have it, which is
        NaN where that value is an empty text.
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
    found = quantiles(stack, (50, *QUANTILES.values()))
    return dict(zip((name, *(f"{name}_{q}" for q in QUANTILES)), found, strict=True))


def merge_summaries(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the summary of an ensemble: medians, and quantiles of what varies.

    Parameters
    ----------
    summaries
        Summaries of the replications as JSON objects, in order: see
        :func:`sim.results.summary.build_summary`.

    Returns
    -------
    dict
        The summary as a JSON object; the quantiles are under ``p05`` and ``p95``.
    """
    parts = [{k: v for k, v in one.items() if k not in _APART} for one in summaries]
    merged: dict[str, Any] = merge_nested(parts, 50)
    laws = [one["invariants"] for one in summaries]
    for number, incident in enumerate(merged["incidents"]):
        # The note of a replication in which the incident had its median effect.
        every = (one["incidents"][number] for one in summaries)
        incident["note"] = next(
            (one["note"] for one in every if one["changed"] == incident["changed"]), ""
        )
    for number, target in enumerate(merged["targets"]):
        met = [one["targets"][number]["met"] for one in summaries]
        target["met_share"] = float(share(sum(met), len(met)))
    return merged | {
        "replications": len(summaries),
        "simpy_sites": max(one["simpy_sites"] for one in summaries),
        "invariants": {
            "checked": sum(one["checked"] for one in laws),
            "breached": [
                {**breach, "replication": number}
                for number, one in enumerate(laws)
                for breach in one["breached"]
            ],
            "laws": {code: sum(one["laws"][code] for one in laws) for code in laws[0]["laws"]},
        },
        **{name: _varying(parts, percent) for name, percent in QUANTILES.items()},
        **_drawn_from(summaries[0]),
    }


def _drawn_from(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry of the posterior without the index of the draw; empty if there is none."""
    if "posterior" not in summary:
        return {}
    return {"posterior": {k: v for k, v in summary["posterior"].items() if k != "draw"}}


def merge_nested(values: Sequence[Any], percent: int) -> Any:
    """Return nested values with a quantile of each number and time.

    Flags get the most frequent value, and texts that of the first replication.

    Parameters
    ----------
    values
        Nested values of each replication, all of the same structure.
    percent
        The quantile, per cent.
    """
    first = values[0]
    if isinstance(first, dict):
        return {key: merge_nested([value[key] for value in values], percent) for key in first}
    if isinstance(first, list):
        return [merge_nested(one, percent) for one in zip(*values, strict=True)]
    if isinstance(first, bool):
        return sum(values) * 2 > len(values)
    if isinstance(first, int | float) or is_time(first):
        return sorted(values)[quantile_index(percent, len(values))]
    return first


def _varying(values: Sequence[Any], percent: int) -> Any:
    """Return the quantiles of the values that vary, nested alike; lists keep their length."""
    first = values[0]
    if isinstance(first, dict):
        return {
            key: found
            for key in first
            if (found := _varying([value[key] for value in values], percent)) not in ({}, [], None)
        }
    if isinstance(first, list):
        found = [_varying(one, percent) for one in zip(*values, strict=True)]
        return found if any(one not in ({}, None) for one in found) else []
    comparable = isinstance(first, int | float) or is_time(first)
    if isinstance(first, bool) or not comparable or all(value == first for value in values):
        return None
    return merge_nested(values, percent)


def replication_tables(summaries: Sequence[Mapping[str, Any]]) -> dict[str, Table]:
    """Return the tables ``replications`` and ``replication_regions``: metrics by replication."""
    nation = [
        {"replication": number, **_draw(one), **_flat(one), **_counts(one)}
        for number, one in enumerate(summaries)
    ]
    regions = [
        {"replication": number, "code": code, **_flat(region, region=True)}
        for number, one in enumerate(summaries)
        for code, region in one["regions"].items()
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
            # Nothing is known of it, such as of the reference turnout of most packs.
            found["_".join(map(slug, path))] = np.nan if value is None else value
        elif isinstance(value, dict):
            found |= _flat(value, path, region=region)
    return found


def _table(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return {
        name: np.array(column, dtype="datetime64[s]") if is_time(column[0]) else np.array(column)
        for name, column in columns.items()
    }
