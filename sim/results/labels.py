"""Labels of results wherever they are shown: scenario, changes, seed, posterior, incidents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from sim.results.summaries.shared import PosteriorUsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Json
    from sim.incidents.kinds import Words
    from sim.results.summaries.run import IncidentSummary
    from sim.results.summaries.shared import Change
    from sim.results.summaries.tune import TuneSummary

MOST_NAMED = 3
"""Maximum number of changes in a label; the others are counted."""
_LONGEST_VALUE = 24
"""Maximum length of a value in a brief text; the text omits longer values."""


class Named(Protocol):
    """A summary, or a part of one, with scenario, changes and seed."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """The changes of the scenario."""

    @property
    def seed(self) -> int:
        """The seed."""


class HasPosterior(Protocol):
    """A summary, or a part of one, with the posterior that parameters were sampled from."""

    @property
    def posterior(self) -> PosteriorUsed | str | None:
        """None if parameters were not sampled; only the name in comparisons of earlier versions."""


def scenario_label(summary: Named, most: int = MOST_NAMED) -> str:
    """Return the name of a scenario with the first of its changes.

    Parameters
    ----------
    summary
        The summary of a run, an ensemble or a calibration, or an entry of a comparison.
    most
        Maximum number of changes that are named.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from sim.results.summaries.shared import Change
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
    """Return scenario, changes and seed as text: ``baseline, seed 2021``."""
    separator = ";" if summary.changed else ","
    replication = getattr(summary, "replication", None)
    of_ensemble = "" if replication is None else f", replication {replication:,}"
    return f"{scenario_label(summary)}{separator} seed {summary.seed}{of_ensemble}"


def changes_text(changed: Sequence[Change], most: int = MOST_NAMED) -> str:
    """Return the first changes as text, with the number of the others."""
    text = ", ".join(map(change_text, changed[:most]))
    more = len(changed) - most
    return f"{text} and {more:,} more" if more > 0 else text


def tuned_changes_text(tuned: TuneSummary, *, every: bool = False) -> str:
    """Return what some settings change: what differs, or which of them change nothing."""
    changed = tuned.changed
    if not changed:
        return f"nothing; {', '.join(tuned.changes)} is so already"
    return changes_text(changed, len(changed) if every else MOST_NAMED)


def change_text(change: Change, *, brief: bool = True) -> str:
    """Return a change as text: ``check-in 40 → 90 s``; ``brief`` omits long values."""
    before, after = setting_text(change.before), setting_text(change.after)
    label = change.label
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        return f"{label} {_table_change(change)}"
    if brief and max(len(before), len(after)) > _LONGEST_VALUE:
        return label
    unit = change.unit or ""
    # The unit is omitted where the label has it: "extra desks 0 → 1".
    suffix = f" {unit}" if unit and unit.split(maxsplit=1)[0] not in label else ""
    return f"{label} {before} → {after}{suffix}"


def _table_change(change: Change) -> str:
    """Return whether an incident or another table was added, removed or changed."""
    if change.before is None:
        return "added"
    return "removed" if change.after is None else "changed"


def setting_text(value: Json) -> str:
    """Return a value of a scenario as text.

    >>> setting_text(90.0), setting_text("07:00:00"), setting_text(None), setting_text(["A"])
    ('90', '07:00', 'not set', 'A')
    """
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.12g}"
    if isinstance(value, list):
        return ", ".join(map(setting_text, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {setting_text(v)}" for key, v in value.items() if v is not None)
    text = str(value)
    return text[:5] if re.fullmatch(r"\d\d:\d\d:00", text) else text


def posterior_name(summary: HasPosterior) -> str:
    """Return the name of the posterior of a run; empty if parameters were not sampled."""
    posterior = summary.posterior
    return posterior.directory if isinstance(posterior, PosteriorUsed) else posterior or ""


def convergence_warning(summary: HasPosterior) -> str:
    """Return a warning if the chains of a result's posterior have not converged; else empty.

    Parameters
    ----------
    summary
        The summary of a run or an ensemble, or an entry of a comparison.
    """
    posterior = summary.posterior
    if not isinstance(posterior, PosteriorUsed) or posterior.converged is not False:
        return ""
    text = f"NOT CONVERGED: do not rely on it; parameters are sampled from {posterior.directory}"
    return f"{text}: {posterior.why}" if posterior.why else text


def incident_words(kind: str) -> Words:
    """Return the words for a kind of incident, and when its hours are."""
    from sim.incidents.kinds import words_of  # Pictures need no incidents.

    return words_of(kind)


def incident_text(incident: IncidentSummary) -> str:
    """Return the effect of an incident as text, from its entry in a summary.

    >>> from sim.results.summaries.run import IncidentSummary
    >>> incident_text(IncidentSummary(name="Dust", kind="dust_storm", of="sites", matched=4,
    ...                               affected=4, changed=0, note="nobody was outside"))
    '0 of 4 sites were changed: nobody was outside'
    """
    of, matched, affected = incident.of, incident.matched, incident.affected
    which = f"{affected:,} {of}" if affected != 1 else f"1 {of[:-1]}"
    did = incident_words(incident.kind).effect
    did = did.replace("were ", "was ", 1) if incident.changed == 1 else did
    text = f"{incident.changed:,} of {which} {did}"
    if affected != matched:
        text += f" ({matched:,} met its conditions)"
    return f"{text}: {incident.note}" if incident.note else text
