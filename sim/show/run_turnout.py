"""Tables of the text summaries of runs and ensembles: turnout, targets, seats, night."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.core.language import named, tr, tr_n
from sim.core.text import (
    number_text,
    percent_text,
    share_text,
)
from sim.results import Interval, interval
from sim.results.columns import percent
from sim.results.wording import (
    at_least_voters_text,
    quantity_text,
    reference_text,
    value_text,
    voters_text,
)
from sim.show.run_lines import band_text
from sim.show.table import apart, distinct, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.results import RunResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.run import RegionSummary, TargetSummary

_HOURS = ("10:00", "12:00", "16:00", "20:00")


def turnout_lines(summary: RunSummary) -> Iterator[str]:
    """Yield turnout by region; if final turnout varies, with bands instead of registered voters."""
    clock_name = summary.clock_name
    above = tr(
        "Turnout, % of registered (ballots issued by {clock}; final: votes cast)", clock=clock_name
    )
    yield from wrapped(above, "", "    ")
    hours = [hour for hour in _HOURS if hour in summary.turnout_at]
    if summary.cast and not any(summary.turnout_at[hour] for hour in hours):
        hours = []  # Doors are open at night.
    finals = [_final(summary), *(_final(summary, "regions", code) for code in summary.regions)]
    varies = any(final.varies for final in finals)
    names = _area_names(summary)
    regions: list[tuple[str, RunSummary | RegionSummary, float | None]] = [
        (names[summary.nation], summary, None),
        *(
            (names[code], each, each.turnout_reference_pct)
            for code, each in summary.regions.items()
        ),
    ]
    rows = [
        (
            name,
            "" if varies else number_text(row.registered),
            *(percent_text(row.turnout_at[hour], 1) for hour in hours),
            percent_text(final.median),
            band_text(final, percent_text),
            "" if reference is None else percent_text(reference),
        )
        for (name, row, reference), final in zip(regions, finals, strict=True)
    ]
    known = any(reference is not None for _, _, reference in regions)
    reference_word = reference_text(summary.reference) if known else ""
    region = summary.region_word
    registered = "" if varies else tr("registered")
    heading = (region, registered, *hours, tr("final"), "", reference_word)
    yield from table(rows, f"<>{'>' * len(hours)}><>", heading)
    published = summary.registered_published
    if published is not None and published != summary.registered:
        text = tr("(published for the nation: {n} registered; see docs/data.md)", n=published)
        yield f"  {text}"


def _area_names(summary: RunSummary) -> dict[str, str]:
    """Return the names of the regions, and of all together, by code."""
    names = {code: named(each.name) for code, each in summary.regions.items()}
    return {summary.nation: summary.nation_name} | apart(names)


def _final(summary: RunSummary, *path: str) -> Interval[float]:
    """Return votes cast, per cent of registered."""
    registered = interval(summary, *path, "registered").median
    cast = interval(summary, *path, "cast")
    return Interval(*(float(percent(ballots, registered)) for ballots in cast))


def target_lines(results: RunResults) -> Iterator[str]:
    """Yield the targets with their simulated values, and how many or how often they are met."""
    summary = results.summary
    targets = summary.targets
    if not targets:
        yield from _left_out(summary)
        return
    yield ""
    # Scenarios may have targets other than turnout by hour.
    by_hour = all(target.what is None for target in targets)
    heading = tr("Reported on the day") if by_hour else tr("Reported")
    if summary.replications == 1:
        met = sum(target.met for target in targets)
        verdict = tr("{met} of {n} values met", met=met, n=len(targets))
    else:
        column = results.tables["replications"]
        share = share_text(float((column["targets_met"] == column["targets"]).mean()))
        verdict = tr("all {n} values met in {share} of replications", n=len(targets), share=share)
    yield f"{heading}: {verdict}"
    areas = _area_names(summary)
    plain = [_name(target, areas) for target in targets]
    times = Counter(plain)
    names = distinct(
        name_apart(name, target.relation) if times[name] > 1 else name
        for name, target in zip(plain, targets, strict=True)
    )
    rows = [
        (
            name,
            reported_text(target, summary.regions_word),
            simulated_text(target),
            _verdict(target),
        )
        for name, target in zip(names, targets, strict=True)
    ]
    yield from table(rows, "<<<<", ("", tr("reported"), tr("simulated"), ""))
    yield from _left_out(summary)


def _left_out(summary: RunSummary) -> Iterator[str]:
    """Yield how many values are of the whole, of which a part was simulated."""
    if n := summary.targets_left_out:
        text = tr_n(
            "{n} reported value of the whole is left out, as only a part is simulated",
            "{n} reported values of the whole are left out, as only a part is simulated", n,
        )  # fmt: skip
        yield from wrapped(text, "  ", "")


def name_apart(name: str, relation: str) -> str:
    """Return the name of a target with what tells it apart from others of its place and time."""
    if relation == "highest":
        return tr("{target} rank", target=name)
    return name if relation == "equals" else tr("{target} at least", target=name)


def _name(target: TargetSummary, areas: Mapping[str, str]) -> str:
    """Return place, and time or quantity, of a target."""
    return f"{_place(target, areas)} {target.time or _quantity(target)}"


def _place(target: TargetSummary, areas: Mapping[str, str]) -> str:
    """Return the name of the region of a target; the level and the id of an area of another."""
    if target.level:
        return f"{named(target.level)} {named(target.code)}"
    return areas.get(target.code, named(target.code))


def _quantity(target: TargetSummary) -> str:
    return quantity_text(target.what or "", target.item or "", target.contest or "")


def reported_text(target: TargetSummary, regions: str) -> str:
    """Return the reported value of a target."""
    if target.what is not None:
        value = value_text(target.what, target.relation, target.reported or 0.0)
        return value if target.relation == "equals" else tr("at least {value}", value=value)
    if target.relation == "highest":
        if target.level:
            return tr("highest of level {level}", level=named(target.level))
        return tr("highest of all {areas}", areas=regions)
    if target.relation == "count_at_least":
        assert target.reported_count is not None
        return at_least_voters_text(target.reported_count)
    assert target.reported_pct is not None
    value = f"{percent_text(target.reported_pct)} %"
    return value if target.relation == "equals" else tr("at least {value}", value=value)


def simulated_text(target: TargetSummary) -> str:
    """Return the simulated value of a target."""
    if target.what is not None:
        return value_text(target.what, target.relation, target.simulated or 0.0)
    if target.relation == "count_at_least":
        return voters_text(target.simulated_count or 0)
    return f"{percent_text(target.simulated_pct or 0.0)} %"


def _verdict(target: TargetSummary) -> str:
    if target.met_share is not None:
        return tr("met {share}", share=share_text(target.met_share))
    return tr("met") if target.met else tr("NOT MET")


def seat_lines(summary: RunSummary) -> Iterator[str]:
    """Yield seats by party: by nomination, as reported or given, and by membership.

    Membership was published only for the complete country.
    """
    yield tr_n("Seats of {n} race", "Seats of {n} races", summary.races)
    known = summary.seats_reference
    ranked = sorted(summary.seats_nomination.items(), key=lambda item: -item[1])
    won = {party: interval(summary, "seats_nomination", party) for party, _ in ranked}
    shown = [party for party in won if won[party].high or (known and known[party])]
    complete = summary.registered_published is not None
    members = [interval(summary, "seats_national", party) for party in shown] if complete else []
    rows = zip(
        map(named, shown),
        _aligned([won[party] for party in shown]),
        [number_text(known[party]) if known else "" for party in shown],
        _aligned(members) or [""] * len(shown),
        strict=True,
    )
    way = ">" if summary.replications == 1 else "<"
    heading = (
        tr("party"),
        tr("won"),
        reference_text(summary.reference) if known else "",
        tr("by membership") if complete else "",
    )
    yield from table(rows, f"<{way}>{way}", heading)


def _aligned(found: Sequence[Interval[float]]) -> list[str]:
    """Return medians, aligned to the right, with prediction intervals."""
    medians = [number_text(each.median) for each in found]
    width = max(map(len, medians), default=0)
    return [
        f"{median:>{width}} {band_text(each, number_text)}".rstrip()
        for median, each in zip(medians, found, strict=True)
    ]
