"""The posterior of a calibration, and the posterior draw of each replication."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.errors import InputError, Problem, ResultsError, ScenarioError
from sim.core.streams import Stream, Streams
from sim.ensemble.night_priors import OF_NIGHT, night_priors
from sim.ensemble.shipped_posteriors import (
    TABLE,
    available_posteriors,
    find_posterior,
    shipped_as,
    shipped_posteriors,
)
from sim.pack.shipped import DEFAULT_ELECTION
from sim.register import build_register
from sim.results import CalibrationResults, load_results
from sim.results.labels import NOT_CONVERGED
from sim.results.summaries.shared import PosteriorUsed
from sim.scenario import key_parts, with_values
from sim.scenario.election import is_default, pack_name
from sim.scenario.register_files import REGISTER_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.core.types import Floats
    from sim.ensemble.night_priors import NightPrior
    from sim.register import Register
    from sim.results.manifests import CalibrationManifest
    from sim.results.summaries.calibration import CalibrationSummary
    from sim.scenario import Scenario

"""Kind of result in the manifest of a calibration."""
_NOT_DRAWN = ("origin", "draw")
"""Columns of the table that are not parameters."""
_SAME = ("date", "polling.opens", "polling.closes")
"""Keys of the polling day: a posterior is not valid for another day."""
_STAFFING = "polling.members_not_issuing"
"""The only parameter outside ``register`` on which the register depends."""


@dataclass(frozen=True)
class PosteriorDraw:
    """The parameters of one replication."""

    values: Mapping[str, float]
    usual: Mapping[str, float]
    """The same, but those of the night as usual: posterior medians; others are left out."""
    about: PosteriorUsed
    """The entry ``posterior`` of the summary of the replication."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """The draws of the posterior of a calibration, which are equally likely."""

    name: str
    """Name of the directory."""
    sha256: str
    """Hash of the table of draws; results depend on nothing else of the calibration."""
    keys: tuple[str, ...]
    """Dotted keys of the parameters."""
    values: Floats
    """Shape ``(n_draws, n_keys)``."""
    converged: bool
    """Whether the chains of the calibration have converged."""
    why: str
    """Why not; empty if they have."""
    night: tuple[NightPrior, ...] = ()
    """Of parameters of the night that are not among ``keys``."""

    def about(self) -> PosteriorUsed:
        """Return the entry for summary and manifest: see docs/results.md."""
        return PosteriorUsed(
            directory=self.name,
            sha256=self.sha256,
            draws=len(self.values),
            converged=self.converged,
            why=self.why or None,
            night=tuple(prior.key for prior in self.night) or None,
        )

    def draw_of(self, streams: Streams) -> int:
        """Return the index of the draw of a replication.

        The seed determines the order of the draws, and replications use them in turn. So the draw
        does not depend on the number of replications, none is used twice before all are used, and
        two scenarios with the same seed use the same draws.
        """
        draws = np.arange(len(self.values))
        words = Streams(streams.seed).words(Stream.POSTERIOR, draws, 0)[0]
        return int(np.argsort(words, kind="stable")[streams.replication % len(draws)])

    def drawn(self, streams: Streams) -> PosteriorDraw:
        """Return the parameters of a replication."""
        draw = self.draw_of(streams)
        values = dict(zip(self.keys, self.values[draw].tolist(), strict=True))
        usual = values | {
            key: float(np.median(self.values[:, k]))
            for k, key in enumerate(self.keys)
            if key.startswith(OF_NIGHT)
        }
        values |= {prior.key: prior.sample(streams) for prior in self.night}
        return PosteriorDraw(values, usual, replace(self.about(), draw=draw))


def load_posterior(directory: str | Path, scenario: Scenario, register: Register) -> Posterior:
    """Load the posterior of a calibration for a scenario.

    Parameters
    ----------
    directory
        The directory of the calibration, or the name of a posterior that ships with Saylau.
    scenario
        The scenario to be run. It may differ from the calibrated scenario in everything but the
        country, the day and the parameters of the posterior.
    register
        The register of its country, without copies.

    Raises
    ------
    ResultsError
        If there is none, it is not a complete calibration, or a name that ships is also a
        directory.
    InputError
        If it belongs to another scenario, or the scenario does not allow its draws; lists every
        problem found.
    """
    shipped = shipped_as(directory)
    directory = find_posterior(directory)
    results = load_results(directory, only=(f"{TABLE}.csv",) if shipped else None)
    if not isinstance(results, CalibrationResults):
        message = f"is not the directory of a calibration; {available_posteriors()}"
        raise ResultsError([Problem(str(directory), "", message)])
    if other := list(_other_election(directory, results.manifest, scenario)):
        raise InputError(other)
    posterior = _read(directory, results, scenario)
    if shipped:
        posterior = replace(posterior, name=next(n for n, p in shipped_posteriors().items()
                                                 if p == shipped))  # fmt: skip
    name = posterior.name if shipped else str(directory)
    # With another country or day, parameters differ for that reason alone.
    problems = [*_other_country(name, results.manifest, scenario, register)] or [
        *_not_allowed(directory, posterior, scenario),
        *_set_here(name, posterior.keys, results.manifest, scenario),
    ]
    if problems:
        raise InputError(problems)
    return posterior


def _convergence(summary: CalibrationSummary) -> tuple[bool, str]:
    """Return whether the chains of a calibration have converged, and why not."""
    if summary.converged:
        return True, ""
    groups = ", ".join(chain.group for chain in summary.chains if not chain.converged)
    why = NOT_CONVERGED[0 if summary.effort == "quick" else 1]
    return False, why.format(groups=groups or "all")


def _read(directory: Path, results: CalibrationResults, scenario: Scenario) -> Posterior:
    table = results.tables[TABLE]
    keys = tuple(name for name in table if name not in _NOT_DRAWN)
    if not keys:
        where = str(directory / f"{TABLE}.csv")
        raise ResultsError([Problem(where, "", "has no parameters")])
    values = np.column_stack([table[key] for key in keys]).astype(np.float64)
    sha256 = (results.manifest.sha256 or {})[f"{TABLE}.csv"]
    name, why = directory.resolve().name, _convergence(results.summary)
    return Posterior(name, sha256, keys, values, *why, night_priors(scenario, keys))


def _other_election(
    directory: Path, manifest: CalibrationManifest, scenario: Scenario
) -> Iterator[Problem]:
    """Yield the problem of a posterior of another election."""
    of = DEFAULT_ELECTION if manifest.pack is None else manifest.pack.folder
    here = pack_name(scenario)
    if of != here or (manifest.pack is None) != is_default(scenario):
        why = f"scenario {scenario.name} is of another election, {here}"
        yield Problem("posterior", "", f"{directory} is of the election {of}; {why}")


def _other_country(
    name: str, manifest: CalibrationManifest, scenario: Scenario, register: Register
) -> Iterator[Problem]:
    """Yield differences of the country or the day of the posterior."""
    current, calibrated = _tree(scenario), manifest.scenario
    for key in _SAME:
        value, other_value = _look_up(current, key), _look_up(calibrated, key)
        if value != other_value:
            message = f"is {_shown(value)}; {name} was calibrated with {_shown(other_value)}"
            yield Problem(f"scenario {scenario.name}", key, message)
    if any(getattr(scenario.register_, name) for name in REGISTER_FILES):
        # Whoever counts the voters, they are the same country.
        usual = scenario.register_.model_copy(update=dict.fromkeys(REGISTER_FILES, ""))
        register = build_register(scenario.model_copy(update={"register_": usual}))
    if register.digest() != manifest.register_sha256:
        keys = (f"register.{key}" for key in current["register"] if key not in REGISTER_FILES)
        built_from = [*keys, _STAFFING]
        other = [key for key in built_from if _look_up(current, key) != _look_up(calibrated, key)]
        why = f" ({', '.join(other)})" if other else ", built by another version of Saylau"
        yield Problem(f"posterior {name}", "", f"is the calibration of another country{why}")


def _not_allowed(directory: Path, posterior: Posterior, scenario: Scenario) -> Iterator[Problem]:
    """Yield keys that a posterior must not have, and keys with values that are not allowed."""
    where = str(directory / f"{TABLE}.csv")
    built = [key for key in posterior.keys if key_parts(key)[0] == "register"]
    for key in built:
        message = "cannot vary between replications, which share one country"
        yield Problem(where, key, message)
    found: dict[str, Problem] = {}
    # Allowed values are ranges, so it is enough to check draws with an extreme value.
    lowest, highest = posterior.values.argmin(axis=0), posterior.values.argmax(axis=0)
    for row in posterior.values[np.union1d(lowest, highest)].tolist():
        values = dict(zip(posterior.keys, row, strict=True))
        for key in built:
            del values[key]
        try:
            with_values(scenario, values, where)
        except ScenarioError as error:
            for problem in error.problems:
                found.setdefault(problem.key, problem)
    yield from found.values()


def _set_here(
    name: str, keys: Sequence[str], manifest: CalibrationManifest, scenario: Scenario
) -> Iterator[Problem]:
    """Yield parameters that the scenario sets, and that draws would replace silently."""
    current, before, after = _tree(scenario), manifest.scenario, manifest.calibrated
    found: dict[str, Problem] = {}
    for key in keys:
        setter, value = in_force(current, key)
        known = in_force(before, key)[1], in_force(after, key)[1]
        if value not in known:
            message = (
                f"is {_shown(value)}, which draws of {name} would replace; before that "
                f"calibration it was {_shown(known[0])}, after it {_shown(known[1])}: "
                "take one of these, or calibrate this scenario"
            )
            found.setdefault(setter, Problem(f"scenario {scenario.name}", setter, message))
    yield from found.values()


def in_force(tree: Mapping[str, Any], key: str) -> tuple[str, Any]:
    """Return the key from which a parameter takes its value, and that value.

    If a region omits a parameter, it has the value of the nation; an omitted strength is 0.
    """
    value = _look_up(tree, key)
    parts = key_parts(key)
    if value is None and parts[-2:-1] == ["strength"]:
        return key, 0.0
    if value is None and len(parts) == 4 and parts[1] == "regions":
        key = f"{parts[0]}.{parts[3]}"
        return key, _look_up(tree, key)
    return key, value


def _look_up(tree: Mapping[str, Any], key: str) -> Any:
    found: Any = tree
    for part in key_parts(key):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _tree(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as manifests contain it."""
    return scenario.model_dump(mode="json", by_alias=True)


def _shown(value: object) -> str:
    return "not set" if value is None else repr(value)
