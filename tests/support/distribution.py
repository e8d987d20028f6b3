"""Which process runs which tests: a file is run by one process, long files come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

TOGETHER = {
    "the whole country": {
        "tests/system/test_baseline.py",
        "tests/day/test_compiled.py",
        "tests/plots/test_run.py",
    },
    "comparisons": {
        "tests/comparison/test_build.py",
        "tests/comparison/test_sites.py",
        "tests/cli/test_compare.py",
        "tests/plots/test_comparison.py",
    },
    "results changed by hand": {
        "tests/results/test_json_shapes.py",
        "tests/results/test_reading.py",
        "tests/results/test_table_consistency.py",
    },
    "feeds": {
        "tests/cli/test_feed.py",
        "tests/feed/faults/test_reading.py",
        "tests/feed/test_controls.py",
        "tests/feed/test_endpoints.py",
        "tests/feed/test_events.py",
        "tests/feed/test_faults.py",
        "tests/feed/test_folder.py",
        "tests/feed/test_forecasts.py",
        "tests/feed/test_score.py",
        "tests/feed/test_server.py",
        "tests/feed/test_snapshot.py",
    },
    "a browser": {
        "tests/browser/test_kinds.py",
        "tests/browser/test_lab.py",
        "tests/browser/test_lab_controls.py",
        "tests/browser/test_lab_windows.py",
        "tests/browser/test_leading.py",
        "tests/browser/test_numbers.py",
        "tests/browser/test_page.py",
        "tests/browser/test_reading.py",
        "tests/browser/test_replay.py",
    },
}
"""Files whose tests use the same long run."""
WITHOUT_MODEL = (
    "tests/plots/test_calibration.py",
    "tests/calibration/test_mcmc.py",
    "tests/calibration/arrivals/test_prior.py",
    "tests/calibration/votes/test_shares.py",
    "tests/show/test_calibration.py",
    "feeds",
    "tests/system/test_structure.py",
    "tests/system/test_references.py",
)
"""Long files that run no election: one process runs them while another compiles the model."""
LONG = (
    "tests/ensemble/test_cluster.py",
    "a browser",
    "tests/calibration/test_calibrate.py",
    "the whole country",
    "tests/ensemble/test_resume.py",
    "tests/system/test_recovery.py",
    "tests/system/test_tutorial.py",
    "tests/system/test_pack_names.py",
    "tests/cli/test_calibrate.py",
    "tests/calibration/test_arrivals.py",
    "tests/calibration/test_joint_posterior.py",
    "tests/ensemble/test_posterior_draws.py",
    "comparisons",
    "tests/calibration/test_tune.py",
    "tests/cli/test_group.py",
    "tests/cli/test_standard_streams.py",
    "tests/system/test_pack_calibration.py",
    "tests/system/test_fuzz.py",
    "tests/cli/test_early_checks.py",
)
"""The other long files and groups: first, so that no process is left with one at the end."""


def group_of(nodeid: str) -> str:
    """Return the group of a test: its file, or the name of what several files share."""
    file = nodeid.partition("::")[0]
    return next((shared for shared, files in TOGETHER.items() if file in files), file)


def runs_model(nodeid: str) -> bool:
    """Return whether the model has to be compiled before a test."""
    return group_of(nodeid) not in WITHOUT_MODEL


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Tests of a file share a process, and so its fixtures; so do files with a common subject.

    The groups of xdist 3.8 are lost on pytest 9.2: tests that share a fixture would make it
    once in each process.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Give a process the first group that is left: the first process compiles the model."""
        compiles = node is next(iter(self.nodes))
        order = (*LONG, *WITHOUT_MODEL) if compiles else (*WITHOUT_MODEL, *LONG)
        first = next((group for group in order if group in self.workqueue), None)
        if first is not None:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)
