"""Write the page: one HTML file from one or several results."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from sim.core.errors import InputError, Problem
from sim.reporting import (
    assumptions,
    charts,
    compared,
    contests,
    maps,
    race_table,
    replay,
    timeline,
    words,
)
from sim.reporting.accepted_results import checked
from sim.reporting.lead import lead_of
from sim.reporting.marks import marks_of
from sim.reporting.race_votes import sites_fit
from sim.reporting.templating import SCRIPTS, asset, embedded, environment, policy
from sim.results import check_free, load_results
from sim.results.elected import winner_lines
from sim.results.labels import run_label, scenario_label
from sim.results.placement import (
    move_into_place,
    numbered_names,
    partial_of,
    path_exists,
    write_error,
)
from sim.results.summaries.run import waits_shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Times
    from sim.reporting.marks import Mark
    from sim.results import Results, RunResults
    from sim.results.summaries import RunSummary


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


def write_report(directories: Sequence[str | Path], path: str | Path | None = None) -> Path:
    """Write the page of one or several results; return its path.

    Parameters
    ----------
    directories
        Directories of runs or ensembles of one country.
    path
        New file; None for the first free name beside the first result.

    Raises
    ------
    InputError
        If a directory is not a complete result, the results cannot be shown together, or
        the path exists already; lists every problem found.
    OutputError
        If the file cannot be written.
    """
    wanted = Path(path) if path is not None else free_path(directories)
    check_free(wanted)
    text = render(_loaded(directories), [str(name) for name in directories])
    return _write_new(wanted, text, default_path(directories) if path is None else None)


_MOST_OF_A_NAME = 50
"""Characters; with four results the file name stays short enough for every file system."""


def default_path(directories: Sequence[str | Path]) -> Path:
    """Return the default path of a page: beside the first result."""
    paths = [Path(directory).resolve() for directory in directories]
    name = "-vs-".join(path.name[:_MOST_OF_A_NAME] for path in paths)
    return paths[0].with_name(f"{name}.html")


def free_path(directories: Sequence[str | Path]) -> Path:
    """Return the default path of a page, with a number if that path exists already."""
    names = numbered_names(default_path(directories), is_directory=False)
    return next(name for name in names if not path_exists(name))


def _loaded(directories: Sequence[str | Path]) -> list[Results]:
    """Load all results; raise one error with all problems."""
    loaded: list[Results] = []
    problems: list[Problem] = []
    for directory in directories:
        try:
            loaded.append(load_results(directory))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return loaded


def _write_new(path: Path, text: str, instead: Path | None) -> Path:
    """Write a file under a temporary name and rename it; leave no file if that fails."""
    partial = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        return move_into_place(partial, path, instead)
    except OSError as error:
        raise write_error(path, error) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def render(results: Sequence[Results], names: Sequence[str] = ()) -> str:
    """Return the page of one or several results; the same results give the same bytes.

    Parameters
    ----------
    results
        Runs or ensembles of one country, at most ``MOST``.
    names
        Names of the results in messages; ``result 1`` and so on if empty.

    Raises
    ------
    InputError
        If they cannot be shown together; lists every problem found.
    """
    runs = checked(results, names or [f"result {k}" for k in range(1, len(results) + 1)])
    summary, frames = runs[0].summary, replay.frames_of(runs)
    span = timeline.span_of(runs, frames)
    comparison = compared.compared(runs) if len(runs) > 1 else []
    labels = _labels(runs, comparison)
    sides = [_side(k, result, labels, frames, span) for k, result in enumerate(runs)]
    ends = (float(span.x(frames[0])), float(span.x(frames[-1])))
    data = replay.replay_data(runs, frames, ends, maps.race_dots(runs[0]))
    assets = {name: asset(name) for name in ("report.css", *SCRIPTS)}
    return environment().get_template("page.html.j2").render(
        sides=sides,
        first=sides[0],
        several=len(sides) > 1,
        title=" and ".join(dict.fromkeys(scenario_label(r.summary) for r in runs)),
        date=words.day(summary.date),
        frames=data["frames"],
        opening=data["frames"][data["open"]],
        lead=lead_of(runs),
        sites_fit=all(map(sites_fit, runs)),
        data=embedded(data),
        css=Markup(assets["report.css"]),  # noqa: S704  a file of this package
        scripts=[Markup(assets[name]) for name in SCRIPTS],  # noqa: S704  files of this package
        csp=policy(assets),
        map=maps.region_map(runs[0]),
        panels=charts.turnout_panels(runs),
        waits=charts.waits_charts(runs),
        waits_shown=waits_shown(run.summary for run in runs),
        comparison=comparison,
        assumed=assumptions.parameters(runs),
        races=race_table.races(runs, replay.MOST_RACES),
        codes=[summary.nation, *summary.regions],
        whole=f"{summary.the_nation[0].upper()}{summary.the_nation[1:]}",
    )  # fmt: skip


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
    results: Sequence[RunResults], comparison: Sequence[compared.AgainstFirst]
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
    many = f", medians of {n_runs:,} runs" if n_runs > 1 else ""
    return f"{run_label(summary)}{many}"
