"""Compare results with a base: which inputs and values differ, by how much, and where."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.comparison.compared import Against, Compared, Comparison, MetCondition
from sim.comparison.conditions import Condition, parse_condition
from sim.comparison.differences import difference
from sim.comparison.metrics import metrics_of, numbers, selected_metrics
from sim.comparison.names import letter_of, names_of
from sim.comparison.pairing import Pairing, country_problems, pairing, shared_regions
from sim.comparison.reasons import reasons
from sim.comparison.save import results_of
from sim.comparison.sites import differing_sites
from sim.core.errors import InputError, Problem, ResultsError
from sim.core.listed import listed
from sim.core.text import shown, with_article
from sim.results import Results, RunResults, load_results
from sim.results.given import given_results
from sim.results.result_kinds import kind_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sim.comparison.differences import Difference
    from sim.comparison.metrics import Metrics
    from sim.comparison.names import ResultName


def compare(
    base: RunResults | str | Path,
    other: RunResults | str | Path,
    *more: RunResults | str | Path,
    metrics: str | Sequence[str] | None = None,
    fail_if: str | Sequence[str] = (),
    names: Sequence[str] | None = None,
) -> Comparison:
    """Compare runs or ensembles with the first of them.

    Results with the same seed and the same voters are paired by common random numbers: a
    replication has the same random numbers in both, so that differences between them are effects
    of the scenario.

    Parameters
    ----------
    base, other, more
        Results, or their directories, of one election. Where their regions differ, those that
        all have are compared.
    metrics
        One or several metrics to compare, such as ``waits.p95_s``, or ``waits`` for the whole
        group; None for all metrics.
    fail_if
        One or several conditions to check, such as ``waits.p95_s > 1.1 * base``.
    names
        Names of the results, all different; None for scenario, seed or letter.

    Returns
    -------
    Comparison
        Differences of metrics, sites and inputs, and the conditions that hold.

    Raises
    ------
    InputError
        If a directory is not a complete result, the countries differ, or a metric or a
        condition cannot be read; lists every problem found.
    ValueError
        If there are not as many names as results, or two names are equal.

    Examples
    --------
    >>> import sim
    >>> runs = [sim.run(sim.load_scenario("tiny"), seed=seed) for seed in (1, 1)]
    >>> tiny = sim.compare(*runs)
    >>> tiny.others[0].of("waits.mean_s", runs[0].summary.nation).difference
    0.0
    """
    given = [
        given_results(each, f"result {letter_of(number)}")
        for number, each in enumerate((base, other, *more))
    ]
    loaded = _loaded(given)
    named = names_of(loaded, given, None if names is None else listed(names))
    with_names = [(name.text, results) for name, results in zip(named, loaded, strict=True)]
    problems = list(country_problems(with_names, same_regions=False))
    if problems:
        raise ResultsError(problems)
    values = [metrics_of(results) for results in loaded]
    known = [key for key in values[0] if all(key in each for each in values)]
    picked, wrong = selected_metrics(listed(metrics or ()), [metric for metric, _ in known])
    nation = loaded[0].summary.nation
    read = [parse_condition(text, known, nation) for text in listed(fail_if)]
    problems = [Problem("metrics", "", message) for message in wrong]
    problems += [each for each in read if isinstance(each, Problem)]
    if problems:
        raise InputError(problems)
    conditions = [each for each in read if isinstance(each, Condition)]
    asked = {key for condition in conditions for key in condition.names}
    keys = [key for key in known if not picked or key[0] in picked or key in asked]
    shared = shared_regions(loaded)
    others = tuple(
        _against(
            name,
            pairing(loaded[0], results, shared),
            (loaded[0], results),
            (values[0], of_result),
            keys,
        )
        for name, results, of_result in zip(named[1:], loaded[1:], values[1:], strict=True)
    )
    met = tuple(_met(others, conditions))
    texts = tuple(condition.text for condition in conditions)
    found = Compared(loaded[0], named[0], others, texts, met, tuple(picked))
    return Comparison(**vars(found), results=results_of(found))


def _loaded(given: Sequence[Results | Path]) -> list[RunResults]:
    """Load the results that are given as directories; raise one error with all problems."""
    found: list[RunResults] = []
    problems: list[Problem] = []
    for number, each in enumerate(given):
        try:
            results = each if isinstance(each, Results) else load_results(each)
        except ResultsError as error:
            problems += error.problems
            continue
        if isinstance(results, RunResults):
            found.append(results)
            continue
        name = f"result {letter_of(number)}" if isinstance(each, Results) else str(each)
        kind = with_article(kind_named(results.kind).called)
        message = f"this is {kind}; only runs and ensembles can be compared"
        problems.append(Problem(name, "", message))
    if problems:
        raise ResultsError(dict.fromkeys(problems))
    return found


def _against(
    named: ResultName,
    pairs: Pairing,
    results: tuple[RunResults, RunResults],
    values: tuple[Metrics, Metrics],
    keys: Iterable[tuple[str, str]],
) -> Against:
    """Compare a result with the base."""
    base, other = results
    rows = [_rows(each, pairs) for each in results]
    differences = tuple(
        difference(
            *key,
            values[0][key].unit,
            values[0][key].values[rows[0]],
            values[1][key].values[rows[1]],
            paired=bool(pairs.pairs),
        )
        for key in keys
    )
    sites = differing_sites(base, other) if pairs.pairs else None
    return Against(named, other, pairs, reasons(base, other), differences, sites)


def _rows(results: RunResults, pairs: Pairing) -> slice | list[int]:
    """Return the rows of the paired replications of a result; all rows if it is not paired."""
    if not pairs.pairs:
        return slice(None)
    row_of = {number: row for row, number in enumerate(numbers(results).tolist())}
    return [row_of[number] for number in pairs.pairs]


def _met(others: Sequence[Against], conditions: Sequence[Condition]) -> Iterable[MetCondition]:
    """Yield the conditions that hold, with the result for which they hold.

    Raises
    ------
    InputError
        If a metric that a condition names has no value, or it divides by zero.
    """
    for condition in conditions:
        for against in others:
            rows = {key: against.of(*key) for key in condition.names}
            table = {key: row for key, row in rows.items() if row is not None}
            empty = [row.metric for row in table.values() if math.isnan(row.difference)]
            if empty:
                message = f"{', '.join(empty)} has no value in {against.name} or the base"
                raise InputError.single("fail_if", shown(condition.text), message)

            def read(
                metric: str,
                code: str,
                of_base: bool,
                table: Mapping[tuple[str, str], Difference] = table,
            ) -> float:
                row = table[metric, code]
                return float(row.base if of_base else row.other)

            try:
                holds = condition.holds(read)
            except (ZeroDivisionError, OverflowError) as error:
                zero = isinstance(error, ZeroDivisionError)
                why = "it divides by zero" if zero else "a value is not finite"
                message = f"{why} for {against.name}"
                raise InputError.single("fail_if", shown(condition.text), message) from None
            if holds:
                yield MetCondition(condition.text, against.name, tuple(table.values()))
