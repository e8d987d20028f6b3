"""Compare results with a base: which inputs and values differ, by how much, and where."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from sim.comparison.compared import Against, Compared, Comparison, MetCondition
from sim.comparison.conditions import Condition, parse_condition
from sim.comparison.differences import difference
from sim.comparison.metrics import metrics_of, numbers, selected_metrics
from sim.comparison.pairing import Pairing, country_problems, pairing, shared_regions
from sim.comparison.reasons import reasons
from sim.comparison.save import results_of
from sim.comparison.sites import differing_sites
from sim.core.errors import InputError, Problem, ResultsError
from sim.core.listed import listed
from sim.core.text import shown, with_article
from sim.results import Results, RunResults, load_results
from sim.results.given import given_results
from sim.results.labels import scenario_label
from sim.results.result_kinds import kind_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.comparison.differences import Difference
    from sim.comparison.metrics import Metrics


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
    names = _names(loaded, given, None if names is None else listed(names))
    with_names = list(zip(names, loaded, strict=True))
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
    named = {key for condition in conditions for key in condition.names}
    keys = [key for key in known if not picked or key[0] in picked or key in named]
    shared = shared_regions(loaded)
    others = tuple(
        _against(
            (name, letter_of(number)),
            pairing(loaded[0], results, shared),
            (loaded[0], results),
            (values[0], of_result),
            keys,
        )
        for number, (name, results, of_result) in enumerate(
            zip(names[1:], loaded[1:], values[1:], strict=True), 1
        )
    )
    met = tuple(_met(others, conditions))
    texts = tuple(condition.text for condition in conditions)
    found = Compared(loaded[0], names[0], others, texts, met, tuple(picked))
    return Comparison(**vars(found), results=results_of(found))


def letter_of(number: int) -> str:
    """Return the letter of a result: A is the base.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    head = letter_of(number // 26 - 1) if number >= 26 else ""
    return head + chr(ord("A") + number % 26)


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


def _names(
    loaded: Sequence[RunResults],
    given: Sequence[Results | Path],
    asked: Sequence[str] | None,
) -> list[str]:
    """Return distinct names: the given ones, else names of the first kind that are distinct."""
    if asked is not None:
        if len(asked) != len(loaded) or len(set(asked)) < len(asked):
            raise ValueError(f"names must be {len(loaded)} different names; got {list(asked)}")
        return list(asked)
    scenarios = [str(results.summary.scenario) for results in loaded]
    labels = [scenario_label(results.summary, 1) for results in loaded]
    seeds = [results.summary.seed for results in loaded]
    with_seeds = [
        [f"{name}, seed {seed}" for name, seed in zip(names, seeds, strict=True)]
        for names in (scenarios, labels)
    ]
    kinds = [(scenarios, labels), (with_seeds[0], with_seeds[1])]
    paths = [each.name for each in given if isinstance(each, Path)]
    if len(paths) == len(loaded):
        kinds.append((paths, paths))
    with_letters = [f"{name} ({letter_of(number)})" for number, name in enumerate(labels)]
    kinds += [(labels, labels), (with_letters, with_letters)]
    return next(names for apart, names in kinds if len(set(apart)) == len(apart))


def _against(
    named: tuple[str, str],
    pairs: Pairing,
    results: tuple[RunResults, RunResults],
    values: tuple[Metrics, Metrics],
    keys: Iterable[tuple[str, str]],
) -> Against:
    """Compare a result with the base; ``named`` has its name and its letter."""
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
    return Against(*named, other, pairs, reasons(base, other), differences, sites)


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
