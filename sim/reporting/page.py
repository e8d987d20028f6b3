"""The page: one HTML text from one or several results."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from sim.core.language import (
    LANGUAGES,
    check_language,
    chosen_language,
    forms,
    language_code,
    localized,
    tr,
    tr_n,
)
from sim.reporting import (
    assumptions,
    charts,
    compared_text,
    contests,
    maps,
    race_rows,
    replay,
    timeline,
    words,
)
from sim.reporting.accepted_results import checked
from sim.reporting.lead import lead_of
from sim.reporting.marks import marks_of
from sim.reporting.race_votes import sites_fit
from sim.reporting.switch import Edition, ScriptWords, calls_of, switch_data
from sim.reporting.templating import SCRIPTS, asset, embedded, environment, policy
from sim.results.elected import winner_lines
from sim.results.labels import run_label, scenario_label
from sim.results.summaries.run import waits_shown
from sim.results.translated import shown_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Times
    from sim.reporting.dots import Dots
    from sim.reporting.marks import Mark
    from sim.results import Results, RunResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.comparison import ComparisonSummary


class Side(NamedTuple):
    """One result on the page."""

    number: int
    letter: str
    results: RunResults
    label: str
    ensemble: bool
    night: replay.Night
    """Columns of the night by code, at the frames, which all results share."""
    votes: Mapping[str, str]
    """Column of the votes, by party or kind of vote; empty where each contest has a table."""
    contests: Sequence[contests.Contest]
    """Contests with a table of their votes."""
    seats: Mapping[str, list[int]] | None
    timeline: timeline.Timeline
    fields: Mapping[str, str]
    """Columns of the night that the table of regions shows, with their headings."""
    won: Sequence[str]
    """Who won, as text; empty where candidates have no names."""
    marks: Mapping[str, Mark]
    """Marks of parties by name."""

    @property
    def suffix(self) -> str:
        """Suffix of the ids of this side; empty for the first."""
        return f"-{self.number}" if self.number else ""

    @property
    def summary(self) -> RunSummary:
        """The summary of the result."""
        return self.results.summary


class Drawn(NamedTuple):
    """What is drawn once for all languages."""

    map: maps.RegionMap
    dots: Dots | None


def render(
    results: Sequence[Results], names: Sequence[str] = (), language: str | None = None
) -> str:
    """Return the page of one or several results; the same results give the same bytes.

    Parameters
    ----------
    results
        Runs or ensembles of one country, at most ``MOST``.
    names
        Names of the results in messages; ``result 1`` and so on if empty.
    language
        Code of the language that the page opens in; that which was chosen by default: see
        :mod:`sim.core.language`. It has all languages.

    Raises
    ------
    InputError
        If they cannot be shown together; lists every problem found.
    """
    runs = checked(results, names or [f"result {k}" for k in range(1, len(results) + 1)])
    opens = chosen_language() if language is None else language
    check_language(opens)
    comparison = compared_text.comparison_of(runs)
    codes = dict.fromkeys([opens, *LANGUAGES])
    drawn = Drawn(maps.region_map(runs[0]), maps.race_dots(runs[0]))
    editions = {code: _edition(runs, comparison, drawn, code) for code in codes}
    languages = embedded(switch_data(editions))
    return editions[opens].html.replace(_LANGUAGES, f"{_LANGUAGES}{languages}", 1)


_LANGUAGES = '<script type="application/json" id="languages">'


def _edition(
    runs: Sequence[RunResults], comparison: ComparisonSummary | None, drawn: Drawn, code: str
) -> Edition:
    """Return the page in one language."""
    with shown_in(runs[0].summary, code):
        return _rendered(runs, compared_text.compared(runs[0].summary, comparison), drawn)


def _rendered(
    runs: Sequence[RunResults], comparison: Sequence[compared_text.AgainstFirst], drawn: Drawn
) -> Edition:
    summary, frames = runs[0].summary, replay.frames_of(runs)
    span = timeline.span_of(runs, frames)
    labels = _labels(runs, comparison)
    sides = [_side(k, result, labels, frames, span) for k, result in enumerate(runs)]
    ends = (float(span.x(frames[0])), float(span.x(frames[-1])))
    data = replay.replay_data(runs, frames, ends, drawn.dots)
    assets = {name: asset(name) for name in ("report.css", *SCRIPTS)}
    page = environment().get_template("page.html.j2").render(
        language=language_code(),
        languages=LANGUAGES,
        sides=sides,
        first=sides[0],
        several=len(sides) > 1,
        title=_title(runs),
        date=words.day(summary.date),
        frames=data["frames"],
        opening=data["frames"][data["open"]],
        lead=lead_of(runs),
        sites_fit=all(map(sites_fit, runs)),
        data=embedded(data),
        css=Markup(assets["report.css"]),  # noqa: S704  a file of this package
        scripts=[Markup(assets[name]) for name in SCRIPTS],  # noqa: S704  files of this package
        csp=policy(assets),
        map=drawn.map,
        panels=charts.turnout_panels(runs),
        waits=charts.waits_charts(runs),
        waits_shown=waits_shown(run.summary for run in runs),
        comparison=comparison,
        assumed=assumptions.parameters(runs),
        races=race_rows.races(runs, replay.MOST_RACES),
        codes=[summary.nation, *summary.regions],
        whole=f"{summary.the_nation[0].upper()}{summary.the_nation[1:]}",
    )  # fmt: skip
    messages = {each[0]: forms(*each) if len(each) > 1 else tr(each[0]) for each in _messages()}
    days = {frame[:10]: words.day(frame) for frame in data["frames"]}
    return Edition(
        page, replay.strings_of(data), ScriptWords(localized(","), localized("."), messages, days)
    )


@cache
def _messages() -> list[tuple[str, ...]]:
    """Return the messages of the scripts."""
    return calls_of(map(asset, SCRIPTS))


def _title(runs: Sequence[RunResults]) -> str:
    """Return the scenarios of the results, each once."""
    first, *others = dict.fromkeys(scenario_label(run.summary) for run in runs)
    for other in others:
        first = tr("{scenarios} and {scenario}", scenarios=first, scenario=other)
    return first


def _side(
    number: int,
    result: RunResults,
    labels: Sequence[str],
    frames: Times,
    span: timeline.Span,
) -> Side:
    summary = result.summary
    return Side(
        number,
        "ABCD"[number] if len(labels) > 1 else "",
        result,
        labels[number],
        replay.is_ensemble(summary),
        replay.night_of(result, frames),
        contests.party_fields(result),
        contests.contests_of(result),
        replay.seats_of(result, frames),
        timeline.timeline_of(result, span, frames[-1]),
        replay.fields_of(result),
        winner_lines(result),
        marks_of(result.summary),
    )


def _labels(
    results: Sequence[RunResults], comparison: Sequence[compared_text.AgainstFirst]
) -> list[str]:
    """Return labels of the results; equal labels get the first parameter that differs."""
    labels = [_label(result.summary) for result in results]
    for number, against in enumerate(comparison, 1):
        if labels[number] in labels[:number] and against.reasons:
            key, _, other = against.reasons[0]
            labels[number] += f", {key} {other}" if len(other) < 30 else f", {key}"
    return labels


def _label(summary: RunSummary) -> str:
    n_runs = summary.replications
    label = run_label(summary)
    return (
        tr_n("{run}, median of {n} run", "{run}, medians of {n} runs", n_runs, run=label)
        if n_runs > 1
        else label
    )
