"""How often forensic tests raise a false alarm: on clean nights of the model.

``python -m tests.validation.forensics`` simulates nights of the baseline, in which every ballot is
that of a voter, applies each test of :mod:`tests.validation.forensic_tests`, prints how often it
raises an alarm at the level of 5 %, and plots ``docs/validation/forensics.png``. The same nights
with known changes at one in twenty sites say how often each test notices them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

from sim.core.streams import Streams
from sim.day_alone import run_day_alone
from sim.election import build_country
from sim.plots.style.slide import written_slide
from sim.plots.style.style import QUIET, QUIET_INK, SECOND, SIMULATED, house_style
from sim.scenario import load_scenario
from tests.validation.forensic_tests import SAMPLES, TESTS, Sites, round_at, votes_above_mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Flags, Ints
    from sim.day_alone import DayAlone
    from sim.election import Country

PICTURE = Path(__file__).parents[2] / "docs" / "validation" / "forensics.png"
NIGHTS = 200
SEED = 2021
SMALL = 300
"""Voters on the list of a small site, at most."""
LEAST_SITES = 50
"""Sites of a region that is tested alone."""
CHANGES = ("turnout.final='sampled'", "outcome.winners='sampled'")
"""Of the baseline: turnout and winners are not held to the published ones."""
GROUPS = ("all sites", "small sites", "one region")
CHANGED = ("votes added", "turnout rounded")
"""Known changes at one in CHANGED_EACH sites, all sites being tested."""
CHANGED_EACH = 20
ADDED_SHARE = 0.2
"""Votes that are added, of the list."""


class Night(NamedTuple):
    """What the tests say of one night."""

    alarms: dict[str, dict[str, float]]
    """By test, and by group or change: 0 or 1; of regions the share that has an alarm."""
    above_mode: dict[str, float]
    """Votes above the mode by group; of regions the mean."""


def sites_of(polled: DayAlone, seed: int) -> tuple[Sites, Ints]:
    """Return the sites of a night in which the leading party stands, and their regions.

    Parameters
    ----------
    polled
        The night.
    seed
        Of the binomial samples.
    """
    register, tally = polled.register, polled.register.tally
    named = tally.candidate >= 0
    candidate, votes, at = tally.candidate[named], polled.day.tally[named], tally.site[named]
    party = register.candidate_party[candidate]
    stands = party != register.independent
    by_party = np.bincount(party[stands], votes[stands], len(register.parties))
    leads = party == by_party.argmax()
    n = register.n_sites
    leader = np.bincount(at[leads], votes[leads], n).astype(np.int64)
    total = np.bincount(at, votes, n).astype(np.int64)
    chosen = np.bincount(at[leads], minlength=n) > 0
    registered, issued = register.site_registered[chosen], polled.day.issued[chosen]
    leader, total = leader[chosen], total[chosen]
    generator = np.random.Generator(np.random.Philox(seed))
    counts = (registered, issued, leader, total - leader)
    return with_samples(counts, register.site_race[chosen], generator), register.site_region[chosen]


def with_samples(
    counts: tuple[Ints, Ints, Ints, Ints], race: Ints, generator: np.random.Generator
) -> Sites:
    """Return sites with binomial samples of their shares.

    Parameters
    ----------
    counts
        Voters on the list, ballots issued, votes of the leading party and of the others.
    race
        Race of each site.
    generator
        Of the samples.
    """
    registered, issued, leader, others = counts
    total, size = leader + others, (SAMPLES, len(registered))
    turnouts = generator.binomial(registered, issued / registered, size), registered
    shares = generator.binomial(total, leader / np.maximum(total, 1), size), total
    return Sites(*counts, race, round_at(turnouts, shares, 1), round_at(turnouts, shares, 5))


def with_change(sites: Sites, change: str, seed: int) -> Sites:
    """Return sites of which one in CHANGED_EACH has more ballots, all of the leading party.

    Parameters
    ----------
    sites
        Those of a clean night.
    change
        ``votes added``: a fifth of the list, as far as it has room; ``turnout rounded``: as many
        as raise turnout to the next multiple of 5 %.
    seed
        Of the sites, and of their binomial samples.
    """
    generator = np.random.Generator(np.random.Philox([seed, 1]))
    chosen = generator.integers(0, CHANGED_EACH, len(sites)) == 0
    if change == "votes added":
        wanted = sites.issued + np.rint(ADDED_SHARE * sites.registered)
    else:
        wanted = np.rint(np.ceil(20 * sites.issued / sites.registered) / 20 * sites.registered)
    more = np.where(chosen, np.clip(wanted, sites.issued, sites.registered) - sites.issued, 0)
    added = more.astype(np.int64)
    counts = sites.registered, sites.issued + added, sites.leader + added, sites.others
    return with_samples(counts, sites.race, generator)


def groups_of(sites: Sites, region: Ints) -> dict[str, list[Sites]]:
    """Return the groups of sites that are tested, each on its own."""
    regions = [region == r for r in np.unique(region) if (region == r).sum() >= LEAST_SITES]
    chosen: dict[str, list[Flags]] = {
        "all sites": [np.ones(len(sites), dtype=bool)],
        "small sites": [sites.registered <= SMALL],
        "one region": regions,
    }
    return {name: [sites.where(each) for each in flags] for name, flags in chosen.items()}


def judge(country: Country, number: int) -> Night:
    """Simulate a night and apply every test."""
    polled = run_day_alone(country, Streams(SEED, number), workers=2)
    sites, region = sites_of(polled, number)
    judged = groups_of(sites, region)
    judged |= {change: [with_change(sites, change, number)] for change in CHANGED}
    return Night(
        {
            name: {
                group: float(np.mean([test(each) for each in several]))
                for group, several in judged.items()
            }
            for name, test in TESTS.items()
        },
        {
            group: float(np.mean([votes_above_mode(each) for each in several]))
            for group, several in judged.items()
        },
    )


def rates(nights: Sequence[Night]) -> dict[str, dict[str, float]]:
    """Return the share of nights with an alarm, by test, and by group or change."""
    return {
        name: {
            group: float(np.mean([night.alarms[name][group] for night in nights]))
            for group in (*GROUPS, *CHANGED)
        }
        for name in TESTS
    }


def table(nights: Sequence[Night]) -> str:
    """Return how often each test raises an alarm, and what it would call anomalous."""
    columns = (*GROUPS, *CHANGED)
    lines = [
        f"{'':<36}{'clean nights':>42}{f'changed, 1 in {CHANGED_EACH} sites':>32}",
        f"{'alarms at the level of 5 %, %':<36}" + "".join(f"{name:>16}" for name in columns)[2:],
    ]
    for name, of in rates(nights).items():
        lines.append(_line(name, [of[column] for column in columns]))
    lines.append("\nleader's votes above its ratio at low turnout, % of its votes")
    for quantile, name in ((0.5, "half of the nights, at most"), (0.95, "95 in 100, at most")):
        found = [[night.above_mode[column] for night in nights] for column in columns]
        lines.append(_line(name, [float(np.quantile(each, quantile)) for each in found]))
    error = 100 * np.sqrt(0.05 * 0.95 / len(nights))
    lines.append(f"\n{len(nights)} nights; standard error of a rate of 5 %: {error:.1f}")
    return "\n".join(lines)


def _line(name: str, shares: Sequence[float]) -> str:
    return f"{name:<36}" + "".join(f"{100 * share:>16.1f}" for share in shares)[2:]


def draw(nights: Sequence[Night], file: Path) -> None:
    """Plot the rates of false alarms."""
    found = rates(nights)
    wrong = sum(by_group["all sites"] > 0.1 for by_group in found.values())
    marks = dict(
        zip(GROUPS, (("o", SIMULATED, 11), ("D", SECOND, 8), ("s", QUIET, 7)), strict=True)
    )
    with house_style():
        slide = written_slide(
            f"On clean nights {wrong} of {len(found)} tests alarm more than twice as often as "
            "they say",
            f"Share of {len(nights)} simulated nights without any irregularity on which a test "
            "raises an alarm; its level is 5 %",
            "Simulated: scenario baseline, turnout and winners sampled. Source: "
            "python -m tests.validation.forensics.",
        )
        axes = slide.panel(slide.body.inset(left=210, bottom=30, right=10, top=24))
        places = range(len(found))
        labels = ("all sites", f"sites with at most {SMALL} voters", "single regions")
        for label, (group, (marker, colour, size)) in zip(labels, marks.items(), strict=True):
            values = [100 * by_group[group] for by_group in found.values()]
            axes.plot(values, places, marker, color=colour, markersize=size, label=label)
        axes.axvline(5, color=QUIET_INK, linewidth=1.4, linestyle="--")
        axes.set_yticks(places, list(found))
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_xlim(-2, 102)
        axes.set_xticks(range(0, 101, 20), [f"{pct} %" for pct in range(0, 101, 20)])
        axes.legend(loc="lower right", fontsize=11, ncols=3, bbox_to_anchor=(1.0, 1.0))
        slide.savefig(file)


@click.command()
@click.option("--nights", default=NIGHTS, show_default=True, type=click.IntRange(min=2))
@click.option("--picture", default=PICTURE, type=click.Path(path_type=Path), help="PNG to write.")
def main(nights: int, picture: Path) -> None:
    """Print the table and plot the picture."""
    country = build_country(load_scenario("baseline", CHANGES))
    found = [judge(country, number) for number in range(nights)]
    click.echo(table(found))
    draw(found, picture)
    click.echo(f"plotted {picture.name}")


if __name__ == "__main__":
    main()
