"""Labels of results wherever they are shown: scenario, changes, seed, posterior, incidents."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Protocol

from sim.core.language import (
    ENGLISH,
    date_text,
    language_code,
    localized,
    marked,
    tr,
    tr_n,
)
from sim.core.recorded import tr_recorded
from sim.core.text import unit_text
from sim.results.summaries.shared import PosteriorUsed
from sim.results.wording import key_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Json
    from sim.incidents.kinds import Words
    from sim.results.summaries.run import IncidentSummary
    from sim.results.summaries.shared import Change, WithoutEffect

MOST_NAMED = 3
"""Maximum number of changes in a label; the others are counted."""
_LONGEST_VALUE = 24
"""Maximum length of a value in a brief text; the text omits longer values."""


GROUPS = (marked("day"), marked("others"), marked("choice"), marked("night"))
"""Names of the posteriors of a calibration, whose chains converge or not."""
IDLE = marked("it has no effect: {why}")
ONE_VALUE = marked("its range has no other value than {value}: give it a range")
SHIPPED_ENGINES = (None, "auto", "simpy")
"""What summaries record of the engine, unless it is a function of a user."""
NOT_EXPLORED = (IDLE, ONE_VALUE)
"""Messages of why an exploration leaves a parameter out that have placeholders."""
NOT_CONVERGED = (
    marked("chains that have not converged: {groups}; it was made with --quick"),
    marked("chains that have not converged: {groups}"),
)
"""Why chains have not converged."""


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


class Tuned(Protocol):
    """What ``tune`` was asked to change, and what that changed."""

    @property
    def changes(self) -> tuple[str, ...]:
        """Settings, ``section.key=value`` each."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """The changes of the scenario."""


class Labelled(Protocol):
    """A parameter with its label: a change of a scenario, or what an exploration varies."""

    @property
    def key(self) -> str:
        """Dotted key of the parameter."""

    @property
    def label(self) -> str:
        """The label in English, as it is recorded."""


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
    changes = changes_text(summary.changed, most)
    return tr("{scenario}, changed: {changes}", scenario=summary.scenario, changes=changes)


def run_label(summary: Named) -> str:
    """Return scenario, changes and seed as text: ``baseline, seed 2021``."""
    label, seed = scenario_label(summary), str(summary.seed)
    if summary.changed:
        run = tr("{scenario}; seed {seed}", scenario=label, seed=seed)
    else:
        run = tr("{scenario}, seed {seed}", scenario=label, seed=seed)
    replication = getattr(summary, "replication", None)
    return run if replication is None else tr("{run}, replication {n}", run=run, n=replication)


def changes_text(changed: Sequence[Change], most: int = MOST_NAMED) -> str:
    """Return the first changes as text, with the number of the others."""
    text = ", ".join(map(change_text, changed[:most]))
    more = len(changed) - most
    return tr("{changes} and {n} more", changes=text, n=more) if more > 0 else text


def tuned_changes_text(tuned: Tuned, *, every: bool = False) -> str:
    """Return what some settings change: what differs, or which of them change nothing."""
    changed = tuned.changed
    if not changed:
        return tr("nothing; {settings} is so already", settings=", ".join(tuned.changes))
    return changes_text(changed, len(changed) if every else MOST_NAMED)


def change_text(change: Change, *, brief: bool = True) -> str:
    """Return a change as text: ``check-in 40 → 90 s``; ``brief`` omits long values."""
    before, after = (setting_text(value, change.key) for value in (change.before, change.after))
    label = change_label(change)
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        return _table_change(change, label)
    if brief and max(len(before), len(after)) > _LONGEST_VALUE:
        return label
    unit = change.unit or ""
    # The unit is omitted where the label has it: "extra desks 0 → 1".
    has_unit = not unit or unit.split(maxsplit=1)[0] in change.label
    suffix = "" if has_unit else f" {unit_text(unit)}"
    return f"{label} {before} → {after}{suffix}"


def _table_change(change: Change, label: str) -> str:
    """Return that an incident or another table was added, removed or changed."""
    if change.before is None:
        return tr("{label} added", label=label)
    if change.after is None:
        return tr("{label} removed", label=label)
    return tr("{label} changed", label=label)


def change_label(change: Labelled) -> str:
    """Return the label of a change in the current language; what is recorded is in English."""
    if language_code() == ENGLISH:
        return change.label
    parts, (_, sign, area) = change.key.split("."), change.label.rpartition(" in ")
    return key_label(change.key, {parts[2]: area} if len(parts) > 2 and sign else {})


def is_seed(key: str) -> bool:
    """Return whether a dotted key is that of a seed: its value names one, and is no quantity."""
    return key.rpartition(".")[2] == "seed"


def setting_text(value: Json, key: str = "") -> str:
    """Return a value of a scenario as text; seeds have no separators of thousands.

    >>> setting_text(9000.0), setting_text("07:00:00"), setting_text(None), setting_text(["A"])
    ('9,000', '07:00', 'not set', 'A')
    >>> setting_text(2021, "register.seed")
    '2021'
    """
    if value is None:
        return tr("not set")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, int | float):
        return str(value) if is_seed(key) else localized(f"{value:,.12g}")
    if isinstance(value, list):
        return ", ".join(map(setting_text, value)) or tr("none")
    if isinstance(value, dict):
        return ", ".join(f"{key} {setting_text(v)}" for key, v in value.items() if v is not None)
    text = str(value)
    return text[:5] if re.fullmatch(r"\d\d:\d\d:00", text) else text


def changed_model(engine: str | None) -> str:
    """Return a warning if a function of the user ran the polling day; else empty.

    Parameters
    ----------
    engine
        As summaries record it; None in comparisons, for the engines that ship.
    """
    if engine in SHIPPED_ENGINES:
        return ""
    return tr("CHANGED MODEL: the polling day by {engine}, a user's", engine=engine)


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
    text = tr(
        "NOT CONVERGED: do not rely on it; parameters are sampled from {posterior}",
        posterior=posterior.directory,
    )
    why = tr_recorded(posterior.why or "", NOT_CONVERGED)
    return f"{text}: {why}" if why else text


def idle_text(setting: WithoutEffect) -> str:
    """Return why a setting has no effect."""
    return reason_text(setting.why)


def reason_text(why: str) -> str:
    """Return why a setting has no effect, or why an exploration has no run of it."""
    if language_code() == ENGLISH:
        return why
    # Pictures need none.
    from sim.scenario.dependence import IDLE_WHYS
    from sim.scenario.rules import OF_NUMBERS

    return tr_recorded(why, (*IDLE_WHYS, *NOT_EXPLORED, *OF_NUMBERS))


def day_text(date: str) -> str:
    """Return the date of a result, by the language; as it is recorded in English.

    >>> day_text("2021-07-25")
    '2021-07-25'
    """
    if language_code() == ENGLISH:
        return date
    return date_text(dt.date.fromisoformat(date))


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
    matched, affected, changed = incident.matched, incident.affected, incident.changed
    effect = tr(incident_words(incident.kind).effect)
    # English alone has a singular; the other languages put the effect before the numbers.
    effect = effect.replace("were ", "was ", 1) if changed == 1 else effect
    if incident.of == "sites":
        text = tr_n(
            "{changed} of {n} site {effect}", "{changed} of {n} sites {effect}",
            affected, changed=changed, effect=effect,
        )  # fmt: skip
    else:
        text = tr_n(
            "{changed} of {n} commission {effect}", "{changed} of {n} commissions {effect}",
            affected, changed=changed, effect=effect,
        )  # fmt: skip
    if affected != matched:
        text = tr("{effects} ({n} met its conditions)", effects=text, n=matched)
    return f"{text}: {_note_text(incident.note)}" if incident.note else text


def _note_text(note: str) -> str:
    """Return why an incident had no effect, or a remark."""
    from sim.incidents.kinds.desks_added import FEW_MEMBERS  # As above.

    return tr_recorded(note, (FEW_MEMBERS, "{low} to {high}"))
