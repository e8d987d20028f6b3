"""What a result is called, wherever it is shown: its scenario with what was changed, its seed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from sim.incidents.kinds import words_of
from sim.results.summaries.parts import PosteriorUsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Json
    from sim.incidents.kinds import Words
    from sim.results.summaries.parts import Change
    from sim.results.summaries.run import IncidentSummary
    from sim.results.summaries.tune import TuneSummary

MOST_NAMED = 3
"""So many changes are named; the others are counted."""
_LONG = 24
"""A value that is longer is not said in a title."""


class Named(Protocol):
    """A summary, or a part of one, that names what was run."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """What was changed in it."""

    @property
    def seed(self) -> int:
        """The seed."""


class HasPosterior(Protocol):
    """A summary, or a part of one, that names the posterior that parameters were drawn from."""

    @property
    def posterior(self) -> PosteriorUsed | str | None:
        """None if parameters were not drawn; the name alone in an earlier comparison."""


def scenario_label(summary: Named, most: int = MOST_NAMED) -> str:
    """Return what a scenario is called, with the first of what was changed in it.

    Parameters
    ----------
    summary
        Of a run, an ensemble or a calibration, or an entry of a comparison.
    most
        So many changes are named.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from sim.results.summaries.parts import Change
    >>> change = Change("polling.check_in_mean_s", "check-in", "s", 40.0, 90.0)
    >>> scenario_label(SimpleNamespace(scenario="baseline", changed=(change,), seed=1))
    'baseline, changed: check-in 40 → 90 s'
    >>> scenario_label(SimpleNamespace(scenario="baseline", changed=(), seed=1))
    'baseline'
    """
    if not summary.changed:
        return summary.scenario
    return f"{summary.scenario}, changed: {changes_text(summary.changed, most)}"


def run_label(summary: Named) -> str:
    """Return scenario and seed: ``baseline, seed 2021``."""
    behind = ";" if summary.changed else ","
    return f"{scenario_label(summary)}{behind} seed {summary.seed}"


def changes_text(changed: Sequence[Change], most: int = MOST_NAMED) -> str:
    """Say the first of some changes, and how many more there are."""
    said = ", ".join(map(change_text, changed[:most]))
    more = len(changed) - most
    return f"{said} and {more:,} more" if more > 0 else said


def changes_said(tuned: TuneSummary, *, every: bool = False) -> str:
    """Say what some settings change: what differs, or which of them are no change."""
    changed = tuned.changed
    if not changed:
        return f"nothing; {', '.join(tuned.changes)} is so already"
    return changes_text(changed, len(changed) if every else MOST_NAMED)


def change_text(change: Change, *, brief: bool = True) -> str:
    """Say one change: ``check-in 40 → 90 s``; brief where long values are left out."""
    before, after = value_text_of(change.before), value_text_of(change.after)
    label = change.label
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        return f"{label} {_done(change)}"
    if brief and max(len(before), len(after)) > _LONG:
        return label
    unit = change.unit or ""
    # Not twice: "extra desks 0 → 1".
    behind = f" {unit}" if unit and unit.split(maxsplit=1)[0] not in label else ""
    return f"{label} {before} → {after}{behind}"


def _done(change: Change) -> str:
    if change.before is None:
        return "added"
    return "removed" if change.after is None else "changed"


def value_text_of(value: Json) -> str:
    """Say a value of a scenario.

    >>> value_text_of(90.0), value_text_of("07:00:00"), value_text_of(None), value_text_of(["A"])
    ('90', '07:00', 'not set', 'A')
    """
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.12g}"
    if isinstance(value, list):
        return ", ".join(map(value_text_of, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {value_text_of(v)}" for key, v in value.items() if v is not None)
    text = str(value)
    return text[:5] if re.fullmatch(r"\d\d:\d\d:00", text) else text


def posterior_name(summary: HasPosterior) -> str:
    """Return what the posterior of a run is called; empty if parameters were not drawn."""
    posterior = summary.posterior
    return posterior.directory if isinstance(posterior, PosteriorUsed) else posterior or ""


def unreliable(summary: HasPosterior) -> str:
    """Say why a result cannot be relied on: its parameters' chains have not converged; else empty.

    Parameters
    ----------
    summary
        Of a run or an ensemble, or an entry of a comparison.
    """
    posterior = summary.posterior
    if not isinstance(posterior, PosteriorUsed) or posterior.converged is not False:
        return ""
    said = f"NOT CONVERGED: do not rely on it; parameters are drawn from {posterior.directory}"
    return f"{said}: {posterior.why}" if posterior.why else said


def incident_words(kind: str) -> Words:
    """Return the words of a kind of incident, and whether its hours are of the night."""
    return words_of(kind)


def incident_text(incident: IncidentSummary) -> str:
    """Say what an incident did, given its entry of a summary.

    >>> from sim.results.summaries.run import IncidentSummary
    >>> incident_text(IncidentSummary(name="Dust", kind="dust_storm", of="sites", matched=4,
    ...                               affected=4, changed=0, note="nobody was outside"))
    '0 of 4 sites were changed: nobody was outside'
    """
    of, matched, affected = incident.of, incident.matched, incident.affected
    which = f"{affected:,} {of}" if affected != 1 else f"1 {of[:-1]}"
    did = words_of(incident.kind).effect
    did = did.replace("were ", "was ", 1) if incident.changed == 1 else did
    said = f"{incident.changed:,} of {which} {did}"
    if affected != matched:
        said += f" ({matched:,} met its conditions)"
    return f"{said}: {incident.note}" if incident.note else said
