"""Print one table: the polling day in several models, an election by stages, complete processes.

Medians of three repeats, in seconds of processor time; the models take turns.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import click

import sim
from tests.benchmarks.calibration import many_targets
from tests.benchmarks.cluster import growth, on_cluster
from tests.benchmarks.countries import COUNTRIES, measure_country
from tests.benchmarks.exports import COPIES, export_times
from tests.benchmarks.feed import poll_feed
from tests.benchmarks.others import compare_others, sample
from tests.benchmarks.packs import pack_time
from tests.benchmarks.polling_day import compare, draw_all, plain, whole_day
from tests.benchmarks.processes import measure_run, measure_tune
from tests.benchmarks.stages import floor_seconds, stage_seconds

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from tests.benchmarks.polling_day import Sites
    from tests.benchmarks.processes import Process

REPEATS = 3
TUNE_REPEATS = 5
EVERY = 8
LAB_REPEATS = 170
PACK_SITES = (1_000, 10_000, 100_000)


def say(what: str, *cells: str) -> None:
    """Print one row of the table."""
    click.echo(f"{what:<54}" + "".join(f"{cell:>12}" for cell in cells))


@click.command()
@click.option("--calibration", is_flag=True, help="Instead, a calibration with 120 figures.")
@click.option("--cluster", is_flag=True, help="Instead, a Dask cluster here, and what travels.")
@click.option("--exports", is_flag=True, help="Instead, exports of up to 100 countries.")
@click.option("--pack", is_flag=True, help="Instead, packs of up to 100,000 sites.")
@click.option("--lab", is_flag=True, help="Instead, knobs of the lab turned in Chromium.")
@click.option("--page", is_flag=True, help="Instead, the report opened in Chromium.")
@click.option("--feed", is_flag=True, help="Instead, a feed that 50 clients follow.")
@click.option("--all", "all_sites", is_flag=True, help="All sites, not every eighth.")
@click.option(
    "--large", is_flag=True, help="100 replications, and 3, 10 and 100 times the country."
)
@click.option(
    "--others",
    is_flag=True,
    help="Instead, Ciw and salabim on a sample; installs them for the occasion.",
)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=64,
    show_default=True,
    help="For --others: how many sites one of the sample stands for.",
)
@click.option(
    "--largest",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="For --others: how many of the largest sites join the sample.",
)
def main(  # noqa: PLR0917  one argument an option
    all_sites: bool,
    calibration: bool,
    cluster: bool,
    lab: bool,
    exports: bool,
    pack: bool,
    page: bool,
    feed: bool,
    large: bool,
    others: bool,
    every: int,
    largest: int,
) -> None:
    """Measure the baseline and print a table."""
    scenario = sim.load_scenario("baseline")
    if calibration:
        show_calibration(scenario)
    elif cluster:
        show_cluster()
    elif exports:
        show_exports()
    elif pack:
        show_packs()
    elif lab:
        show_lab()
    elif page:
        show_page()
    elif feed:
        show_feed()
    elif others:
        show_others(scenario, every, largest)
    else:
        show_ours(scenario, all_sites)
        show_election(scenario)
        show_processes(large=large)


def show_calibration(scenario: Scenario) -> None:
    """Measure a quick calibration with many figures, and the functions that take longest."""
    found = many_targets(scenario)
    say(f"saylau calibrate --quick, {found.n_targets} figures", "CPU s")
    say("  all", f"{found.seconds:.1f}")
    for name, seconds in found.stages.items():
        say(f"  {name}, with what it calls", f"{seconds:.1f}")


def show_cluster() -> None:
    """Measure replications of larger countries, and 100 of the baseline on a cluster."""
    say("one replication, baseline", "CPU s", "MiB", "record MB", "job kB")
    for scale in (1, 3, 10):
        grown = growth(scale)
        say(
            f"  register.scale={scale}", f"{grown.seconds:.2f}", f"{grown.peak_mib:.0f}",
            f"{grown.record_mb:.2f}", f"{grown.job_kb:.1f}",
        )  # fmt: skip
    shares = on_cluster(100)
    say("100 replications, scheduler and 2 workers here", "CPU s each")
    for name, seconds in zip(shares._fields, shares, strict=True):
        say(f"  {name}", f"{seconds:.3f}")


def show_feed() -> None:
    """Measure a feed that many clients follow, at the usual speed and ten times as fast."""
    say("50 clients follow updates", "p50 ms", "p99 ms", "CPU ms", "MiB before", "MiB after")
    for speed in (60, 600):
        polled = poll_feed(clients=50, seconds=60, speed=speed, pause_s=0.5)
        say(
            f"  speed {speed}, {polled.replies:,} replies", f"{polled.median_ms:.1f}",
            f"{polled.p99_ms:.1f}", f"{polled.cpu_ms:.2f}", f"{polled.mib_before:.0f}",
            f"{polled.mib_after:.0f}",
        )  # fmt: skip


def show_exports() -> None:
    """Measure exports of copies of the country to the formats of a night."""
    say("saylau export RESULT --format …", "seconds", "CPU s", "MiB")
    for copies in COPIES:
        for name, process in export_times(copies):
            _say_process(f"{name}, register.scale={copies}", process)


def show_packs() -> None:
    """Measure how long packs of generated sites take to be read, checked and run."""
    say("packs, ten columns a site", "read, CPU s", "check, s", "CPU s", "MiB")
    for row in (pack_time(n_sites, REPEATS) for n_sites in PACK_SITES):
        cells = f"{row.check.seconds:.2f}", f"{row.check.cpu_s:.2f}", f"{row.check.peak_mib:,.0f}"
        say(f"  {row.sites:,} sites", f"{row.read_s:.2f}", *cells)
    say("saylau run PACK --no-plots, one contest", "seconds", "CPU s", "MiB")
    for country in COUNTRIES:
        people = f"{country.registered / 1e6:g} million registered"
        _say_process(f"{country.sites:,} sites, {people}", measure_country(country))


def show_page() -> None:
    """Measure how long the report takes to open."""
    # Its library is for development only; the other benchmarks do not need it.
    from tests.benchmarks.page import open_pages

    say("saylau report, opened in a new Chromium, seconds", "MB", "first paint", "ready")
    for row in open_pages(REPEATS):
        figures = f"{row.megabytes:.2f}", f"{row.first_paint_s:.2f}", f"{row.ready_s:.2f}"
        say(f"  {row.what}", *figures)


def show_lab() -> None:
    """Measure how long it takes from a knob of the lab to the curve on the screen."""
    from tests.benchmarks.lab import Turned, turn_knobs

    found = turn_knobs("baseline", LAB_REPEATS)
    say("saylau lab baseline, from a knob to the screen, seconds", "curves", "all", "95 in 100")
    every = Turned(
        "all knobs",
        tuple(seconds for knob in found.knobs for seconds in knob.curves_s),
        tuple(seconds for knob in found.knobs for seconds in knob.all_s),
    )
    for knob in [*found.knobs, every]:
        high = sorted(knob.all_s)[int(0.95 * len(knob.all_s))]
        cells = median(knob.curves_s), median(knob.all_s), high
        say(f"  {knob.what}", *(f"{cell:.2f}" for cell in cells))
    say("  address of the page", f"{found.starts_s:.2f}")
    say("  scenario as opened on the screen", f"{found.ready_s:.2f}")
    say(f"  memory over {len(every.all_s)} changes, MiB", f"{found.grown_mib:+.0f}")


def show_others(scenario: Scenario, every: int, largest: int) -> None:
    """Measure the polling day of a sample of sites in several libraries."""
    sites = sample([plain(*site) for site in draw_all(scenario)[1]], every, largest)
    rows = compare_others(sites, REPEATS)
    voters = sum(len(those.number) for _, those in sites)
    say(f"polling day, {len(sites):,} sites, {voters:,} voters", "CPU s", "ratio", "to textbook")
    for row in rows:
        ratios = f"{row.to_ours:.2f}", f"{row.to_textbook:.2f}"
        say(f"  {row.what}", f"{row.seconds:.2f}", *ratios)
    say("where any time of a voter differs from ours", "sites", "voters")
    for row in rows:
        say(f"  {row.what}", f"{row.sites_apart:,}", f"{row.voters_apart:,}")


def show_ours(scenario: Scenario, all_sites: bool) -> None:
    """Measure the polling day in our models and a textbook's, and a complete run."""
    draws = [draw_all(scenario) for _ in range(REPEATS)]
    sites = [plain(*site) for site in draws[0][1][:: 1 if all_sites else EVERY]]
    voters = sum(len(those.number) for _, those in sites)
    result = compare(sites, REPEATS)
    naive, ours = median(result.naive_s), median(result.ours_s)
    say(f"polling day, {len(sites):,} sites, {voters:,} voters", "CPU s", "ratio")
    say("  textbook SimPy: a process a voter, resources", f"{naive:.2f}", f"{naive / ours:.2f}")
    say("  sim.day.reference: a voter is an event", f"{ours:.2f}", "1.00")
    compiled = median(result.kernel_s)
    say("  sim.day.compiled, site by site", f"{compiled:.2f}", f"{compiled / ours:.2f}")
    say("  sites where any time of any voter differs: textbook", str(result.sites_apart))
    say("  ... kernel", str(result.kernel_apart))

    whole = median([whole_day(scenario) for _ in range(REPEATS)])
    scale = sum(len(v.number) for _, v in draws[0][1]) / voters
    say(
        "the whole day, textbook scaled up by voters",
        f"{naive * scale:.2f}",
        f"{naive * scale / whole:.1f}",
    )
    say(
        "  reference, scaled up by voters",
        f"{ours * scale:.2f}",
        f"{ours * scale / whole:.1f}",
    )
    say("  kernel, with drawing, marking and counting", f"{whole:.2f}", "1.0")
    show_floor(draws[0][1], whole)


def show_floor(sites: Sites, whole: float) -> None:
    """Measure the least that any kernel has to do."""
    registered, voters = 1_209_818, sum(len(those.number) for _, those in sites)
    drawing, writing = floor_seconds(registered, voters, REPEATS)
    say("  floor: the random words alone", f"{drawing:.3f}", f"{drawing / whole:.2f}")
    say("  floor: ten numbers a voter written once", f"{writing:.3f}", f"{writing / whole:.2f}")


def show_election(scenario: Scenario) -> None:
    """Measure one election by stages, in this process."""
    stages = stage_seconds(scenario, REPEATS)
    total = sum(stages.values())
    say("one election, baseline, 1 thread", "CPU s", "share")
    for name, seconds in stages.items():
        say(f"  {name}", f"{seconds:.3f}", f"{seconds / total:.2f}")
    whole = total - stages["register"] - stages["summary and invariants"]
    say("  day, ballots, night, tables in memory", f"{whole:.3f}", f"{whole / total:.2f}")
    say("  all", f"{total:.3f}", "1.00")


def show_processes(*, large: bool) -> None:
    """Measure complete processes."""
    say("saylau run ... --no-plots, warm", "seconds", "CPU s", "MiB")
    rows = [
        ("baseline", ("baseline",)),
        ("baseline --engine simpy", ("baseline", "--engine", "simpy")),
    ]
    if large:
        rows += [
            (f"baseline --replications {n}", ("baseline", "--replications", str(n)))
            for n in (10, 100)
        ] + [
            (f"baseline, register.scale={k}", ("baseline", "--set", f"register.scale={k}"))
            for k in (1, 3, 10, 100)
        ]
    for name, arguments in rows:
        _say_process(name, measure_run(*arguments))
    say("saylau tune baseline, warm", "seconds", "CPU s", "MiB")
    tries = [
        measure_tune("baseline", "--set", "polling.check_in_mean_s=60") for _ in range(TUNE_REPEATS)
    ]
    _say_process(f"with its picture, median of {TUNE_REPEATS}", sorted(tries)[TUNE_REPEATS // 2])


def _say_process(name: str, process: Process) -> None:
    say(f"  {name}", f"{process.seconds:.2f}", f"{process.cpu_s:.2f}", f"{process.peak_mib:,.0f}")


if __name__ == "__main__":
    main()
