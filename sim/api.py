"""Run a scenario and return its results: the call behind ``saylau run``."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.core.processes import default_workers
from sim.core.progress import progress_display
from sim.core.progress_protocol import NoProgress
from sim.core.streams import Streams
from sim.core.whole_numbers import whole_number_problem
from sim.day import check_engine, each_voter
from sim.day.plan import extra_without_effect
from sim.election import build_country, run_election
from sim.ensemble import (
    FinishedReplications,
    job_entries,
    make_job,
    merge,
    run_missing,
    summary_of,
    with_drawn,
)
from sim.ensemble.posterior_draws import load_posterior
from sim.results.columns import SIMULATED
from sim.results.destination import checkpoint_of_job
from sim.results.held_election import held_map
from sim.results.idle_settings import idle_settings
from sim.results.manifests import RunManifest, times_since
from sim.results.results import RunResults
from sim.results.saving import FORMAT, versions
from sim.results.scenario_changes import changes_of, without_effect
from sim.results.tables import build_tables
from sim.results.voters_file import VotersFile
from sim.scenario import scenario_of
from sim.scenario.election import placeless_tree

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sim.core.progress_protocol import Progress
    from sim.day import Engine, VoterRecord, VoterRecords
    from sim.election import Country
    from sim.night import AcceptedProtocol
    from sim.results.destination import Destination
    from sim.results.summaries import RunSummary
    from sim.results.summaries.shared import PackUsed
    from sim.scenario import Scenario

DEFAULT_SEED = 2021
SEED_BOUND = 2**32
MOST_REPLICATIONS = 100_000


def run(  # noqa: PLR0913  all but the first by keyword
    scenario: Scenario | str | Path,
    *,
    seed: int = DEFAULT_SEED,
    replications: int = 1,
    replication: int | None = None,
    workers: int | None = None,
    engine: Engine = "auto",
    posterior: str | Path | None = None,
    cluster: str | None = None,
    checkpoint: str | Path | Destination | None = None,
    resume: bool = False,
    voters: str | Path | VotersFile | None = None,
    site_queues: bool = False,
    on_voter: Callable[[VoterRecord], None] | None = None,
    on_protocol: Callable[[AcceptedProtocol], None] | None = None,
    progress: Progress | None = None,
) -> RunResults:
    """Run a scenario.

    Parameters
    ----------
    scenario
        The assumptions: a scenario, the name of one that ships, or the path of a file or a pack.
    seed
        In [0, 2**32).
    replications
        Of the election, with the same seed; several give medians and prediction intervals.
    replication
        Which one of an ensemble with this seed to run by itself, from 0; needs
        ``replications=1``. None is the first.
    workers
        With one replication threads (or processes) for the polling day, with several
        processes for replications; the result does not depend on it. None takes a thread for
        each processor with one replication by the compiled engine, else 1.
        Processes import the script again, so a script must guard its code by
        ``if __name__ == "__main__"``.
    engine
        ``auto`` (compiled) or ``simpy`` (the reference): the same results. Or a function that
        runs the day of a site, given its plan and voters, as
        :func:`sim.day.reference.run_site` does: see ``docs/change-the-model.md``.
    posterior
        Directory of a calibration of this scenario, or the name of one that ships: each
        replication takes one posterior draw of the parameters, so that intervals include their
        uncertainty. None takes the values of the scenario.
    cluster
        Address of a Dask scheduler that runs the replications instead of this machine.
    checkpoint
        New directory for finished replications, from which an interrupted run can be resumed;
        remove it once the result is saved. None takes a temporary one.
        A :class:`~sim.results.destination.Destination` chooses the directory.
    resume
        Whether to resume ``checkpoint``, which exists.
    voters
        New file with a row for every voter who came; needs ``replications=1``. It exists
        once the run is done, or, for a :class:`VotersFile`, at the end of that context.
    site_queues
        Whether the result has waits and queues of each site by hour, the table
        ``site_queues``; needs ``replications=1``.
    on_voter
        Called with each voter who came, site by site, after the day; needs ``replications=1``.
    on_protocol
        Called with each protocol when it is accepted, in the order of the night; needs
        ``replications=1``.
    progress
        Receives the progress of the run. None shows that of replications on a terminal and in
        a notebook.

    Returns
    -------
    RunResults
        Tables, summary and manifest. Breached invariants are listed in the
        summary.

    Raises
    ------
    ValueError
        If the seed, the number of replications or of workers is out of range, or options
        contradict each other: voters or queues of sites of several replications, resume without
        a checkpoint, a cluster for a single replication or for a function of the caller.
    InputError
        If the scenario cannot be loaded or was changed to values that are not allowed, its
        country cannot exist, ``posterior`` is no calibration or one of another scenario,
        ``checkpoint`` exists already or is of another run, ``voters`` exists already, or the
        cluster does not answer or has other versions.
    OutputError
        If ``checkpoint`` or ``voters`` cannot be written.
    SaylauError
        If workers die repeatedly over one replication, or the cluster is lost.
    """
    check_engine(engine, cluster)
    if workers is None:
        workers = default_workers() if replications == 1 and engine == "auto" else 1
    number = 0 if replication is None else replication
    check_numbers(seed=seed, replications=replications, replication=number, workers=workers)
    of_one = {"replication": replication, "voters": voters,
              "site_queues": site_queues or None, "on_voter": on_voter,
              "on_protocol": on_protocol}  # fmt: skip
    of_several = {"checkpoint": checkpoint, "resume": resume or None, "cluster": cluster}
    for names, wrong, needed in (
        (of_one, replications > 1, "replications=1"),
        (of_several, replications == 1, "replications=2 or more"),
    ):
        for name, asked in names.items():
            if asked is not None and wrong:
                raise ValueError(f"{name} needs {needed}; got {replications}")
    if resume and checkpoint is None:
        raise ValueError("resume needs checkpoint")
    if progress is None and replications > 1:
        with progress_display() as shown:
            return run(
                scenario, seed=seed, replications=replications, workers=workers, engine=engine,
                posterior=posterior, cluster=cluster, checkpoint=checkpoint, resume=resume,
                progress=shown,
            )  # fmt: skip
    started, scenario = time.time(), scenario_of(scenario)
    progress = progress or NoProgress()
    progress.begin("Register", 1)
    country = build_country(scenario)
    progress.advance(1)
    drawn_from = None if posterior is None else load_posterior(posterior, scenario, country.one)
    job = make_job(scenario, seed, engine, drawn_from)
    if replications == 1:
        drawn = job.of(number).drawn
        with _voters_file(voters) as file:
            election = run_election(
                with_drawn(country, drawn),
                Streams(seed, number),
                workers=workers,
                engine=engine,
                progress=progress,
                keep_voters=_each_site(file, on_voter),
                on_protocol=on_protocol,
                site_queues=site_queues,
            )
        tables = build_tables(election)
        summary = summary_of(election, tables, engine, drawn, country)
    else:
        with checkpoint_of_job(checkpoint, job_entries(job), resume=resume) as opened:
            finished = FinishedReplications(opened, replications)
            run_missing(job, finished, workers if isinstance(engine, str) else 1, cluster, progress)
            summary, tables = merge(finished, country.register, progress)
    # Of the scenario as it was given: posterior draws are named by the entry "posterior".
    changed = changes_of(scenario)
    of_desks = extra_without_effect(scenario, country.one)
    idle = without_effect(scenario, changed, of_desks, idle_settings(scenario, country.one))
    summary = replace(summary, changed=changed, without_effect=idle, replication=number or None)
    return RunResults(summary, tables, manifest_of(country, job.pack, summary, started))


def _each_site(
    file: VotersFile | None, on_voter: Callable[[VoterRecord], None] | None
) -> Callable[[VoterRecords], None] | None:
    """Return what is called with the voters of each site; None if nothing is."""
    if on_voter is None:
        return file.write if file else None

    def keep(records: VoterRecords) -> None:
        if file is not None:
            file.write(records)
        for voter in each_voter(records):
            on_voter(voter)

    return keep


def check_numbers(
    *, seed: int, replications: int = 1, replication: int = 0, workers: int = 1
) -> None:
    """Raise an error for numbers of a call that are not whole or out of range.

    Raises
    ------
    ValueError
        For the first of them.
    """
    for name, value, low, high in (
        ("seed", seed, 0, SEED_BOUND - 1),
        ("replications", replications, 1, MOST_REPLICATIONS),
        ("replication", replication, 0, MOST_REPLICATIONS - 1),
        ("workers", workers, 1, None),
    ):
        if problem := whole_number_problem(value, low, high):
            raise ValueError(f"{name} {problem}")


def _voters_file(
    voters: str | Path | VotersFile | None,
) -> AbstractContextManager[VotersFile | None]:
    """Return a context with the voters' file; one that the caller opened stays open."""
    if voters is None or isinstance(voters, VotersFile):
        return nullcontext(voters)
    return VotersFile(voters)


def manifest_of(
    country: Country, pack: PackUsed | None, summary: RunSummary, started: float
) -> RunManifest:
    """Return the manifest of a run that started at a time, seconds since the epoch."""
    return RunManifest(
        origin=SIMULATED,
        format=FORMAT,
        scenario=placeless_tree(country.scenario),
        changed=summary.changed,
        pack=pack,
        map=held_map(country.scenario),
        seed=summary.seed,
        replications=summary.replications,
        replication=summary.replication,
        engine=summary.engine,
        posterior=summary.posterior,
        register_sha256=country.register.digest(),
        versions=versions(),
        times=times_since(started),
    )
