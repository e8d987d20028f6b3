"""The metrics that results are compared by: names, units, and values by replication."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.core.slugs import slug
from sim.core.text import shown
from sim.results.schema import metric_at, metric_of
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from sim.core.types import Flags, Json
    from sim.results import RunResults
    from sim.results.columns import Table
    from sim.results.summaries import RunSummary

_SUGGESTED = 5
"""Names that are suggested at most."""
_COMPARED = 100
"""Maximum length of an unknown name that is compared with known names, in characters."""


class Values(NamedTuple):
    """One metric of one result in each of its replications."""

    unit: str
    """Unit; :data:`TIME` for clock times, in seconds since midnight; empty for plain counts."""
    values: NDArray[np.float64]
    """Shape ``(n_replications,)``; NaN where a replication has none."""


Metrics = dict[tuple[str, str], Values]
"""By name and code: the nation first, then regions."""


def metrics_of(results: RunResults) -> Metrics:
    """Return all metrics of a run or an ensemble, of the nation and of each region.

    Names are those of ``summary.json``, joined by dots, in small letters:
    ``waits.p95_s``, ``turnout_at.10:00``, ``seats_nomination.nur_otan``.
    """
    summary, tables = results.summary, results.tables
    found = {
        (name, summary.nation): values for name, values in national_metrics(summary, tables).items()
    }
    for code, region in summary.regions.items():
        for name, values in _read(summary, tables, as_json(region), code):
            found[name, code] = values
    return found


def national_metrics(summary: RunSummary, tables: Mapping[str, Table]) -> dict[str, Values]:
    """Return all metrics of the nation by name.

    Parameters
    ----------
    summary
        Of a run or an ensemble.
    tables
        Of the same; not used for a single run.
    """
    found = dict(_read(summary, tables, as_json(summary), None))
    if summary.targets:
        met = np.array([sum(target.met for target in summary.targets)], dtype=np.float64)
        if summary.replications > 1:
            met = tables["replications"]["targets_met"].astype(np.float64)
        found["targets_met"] = Values(_unit("targets_met"), met)
    return found


def numbers(results: RunResults) -> NDArray[np.int64]:
    """Return the numbers of the replications; of a single run most often 0."""
    if results.summary.replications == 1:
        return np.array([results.summary.replication or 0], dtype=np.int64)
    return results.tables["replications"]["replication"].astype(np.int64)


def _small(key: str) -> str:
    """Return a key as a part of a name; hours are not changed."""
    return key if key.replace(":", "").isdigit() else slug(key)


def _read(
    summary: RunSummary, tables: Mapping[str, Table], tree: Mapping[str, Json], code: str | None
) -> Iterator[tuple[str, Values]]:
    """Yield the metrics of a summary, or of one region, by their names."""
    table: Table = {}
    rows: slice | Flags = slice(None)
    if summary.replications > 1:
        table = tables["replications" if code is None else "replication_regions"]
        rows = slice(None) if code is None else table["code"] == code
    for path, value in _leaves(tree, ()):
        metric = metric_at(path, region=code is not None)
        if metric is None or not metric.compared:
            continue
        # Winners in packs belong to the party that nominated them.
        if metric.name == "seats_national" and summary.election is not None:
            continue
        column = "_".join(map(slug, path))
        if value is None or (table and column not in table):
            continue
        values = table[column][rows] if table else np.array([value])
        name = ".".join([metric.name, *map(_small, path[-1:] if metric.family else ())])
        yield name, Values(metric.unit, _floats(values, summary.date))


def _leaves(
    tree: Mapping[str, Json], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Json]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key), value


def _unit(name: str) -> str:
    metric = metric_of(name)
    return metric.unit if metric is not None else ""


def _floats(values: NDArray[Any], date: str) -> NDArray[np.float64]:
    """Return values as floats; times as seconds since midnight of the election day."""
    if values.dtype.kind == "U":
        values = values.astype("datetime64[s]")
    if values.dtype.kind == "M":
        seconds = (values - np.datetime64(date, "s")).astype("timedelta64[s]")
        plain = seconds.astype(np.float64)
        plain[np.isnat(values)] = np.nan
        return plain
    return values.astype(np.float64)


def selected_metrics(asked: Iterable[str], known: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the metrics that names select, in order, and messages for unknown names.

    Parameters
    ----------
    asked
        Names of metrics or of groups: ``waits`` selects all metrics ``waits.…``.
    known
        Names of all metrics.
    """
    names = list(dict.fromkeys(known))
    found: list[str] = []
    wrong = []
    for name in asked:
        key = ".".join(map(_small, name.strip().split(".")))
        members = [each for each in names if each == key or each.startswith(f"{key}.")]
        found += [each for each in members if each not in found]
        if not members:
            wrong.append(f"unknown metric {shown(name)}{nearest(key[:_COMPARED], names)}")
    return found, wrong


def nearest(name: str, names: Iterable[str]) -> str:
    """Return five known names most like an unknown one, else groups of them, as text.

    >>> nearest("wait.p95_s", ["waits.p95_s", "cast"]), nearest("x", ["waits.p95_s", "cast"])
    ('; did you mean waits.p95_s?', '; known are waits, cast')
    """
    known = list(dict.fromkeys(names))
    like = [each for each in known if name and each.startswith(name)]
    like = like or difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    like = like or [each for each in known if len(name) > 1 and name in each]
    if like:
        return f"; did you mean {', '.join(like[:_SUGGESTED])}?"
    groups = list(dict.fromkeys(each.split(".")[0] for each in known))
    more = len(groups) - _SUGGESTED
    return f"; known are {', '.join(groups[:_SUGGESTED])}{f' and {more} more' if more > 0 else ''}"
